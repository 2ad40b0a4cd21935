"""Multi-fidelity methods behind one interface: Lode and its peers, which see a trial's value after each epoch.

Each is given the space, a seed, the most epochs of a trial (`resource`), the budget of epochs over all trials and
the number of workers, and uses the settings that its documentation recommends; README.md lists them. worker.py runs
one in a process of its own.
"""

from adapters.multifidelity.dehb_ import Dehb
from adapters.multifidelity.full import RandomFull
from adapters.multifidelity.lode_ import LodeBayesian, LodeFreezeThaw, LodeHyperband
from adapters.multifidelity.optuna_ import OptunaHyperbandGp, OptunaHyperbandTpe
from adapters.multifidelity.smac_ import SmacMultiFidelity
from adapters.multifidelity.syne import SyneAsha, SyneBohb, SyneBohbByRung

# name: (adapter, virtual environment)
METHODS = {
    "lode-freeze-thaw": (LodeFreezeThaw, "base"),
    "lode-hyperband": (LodeHyperband, "base"),
    "lode-bayesian": (LodeBayesian, "base"),
    "random-full": (RandomFull, "base"),
    "optuna-hyperband-tpe": (OptunaHyperbandTpe, "base"),
    "optuna-hyperband-gp": (OptunaHyperbandGp, "torch"),
    "syne-asha": (SyneAsha, "multifidelity"),
    "syne-bohb": (SyneBohb, "multifidelity"),
    "syne-bohb-013": (SyneBohbByRung, "syne013"),
    "smac-mf": (SmacMultiFidelity, "classic"),
    "dehb": (Dehb, "multifidelity"),
}
OWN = "lode-bayesian"  # Lode's own search without early stopping
PEERS = (
    "syne-asha",
    "syne-bohb",
    "syne-bohb-013",
    "optuna-hyperband-tpe",
    "optuna-hyperband-gp",
    "smac-mf",
    "dehb",
    "random-full",
)


def make(method, settings):
    return METHODS[method][0](settings)
