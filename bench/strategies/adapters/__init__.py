"""Lode and its peers behind one ask/tell interface, each as its documentation shows it, by its defaults.

Every method is given the same: the space (AMT's ParameterRanges), a seed, the budget, the number of workers,
whether the objective is noisy, and the goal. Losses are minimised. worker.py runs one adapter in a process of
its own.

Differences that a library forces, the same for all that have them:
  - Without conditional parameters, a library proposes all of them and the inactive ones are dropped. What it
    is told is what it proposed.
  - Without failures, a failed trial is told as the worst loss so far; failures before the first success are
    told with it.
  - Without pending trials, asks ignore what is running.
"""

import importlib
import os

from adapters import multifidelity
from adapters.adapter import Adapter
from adapters.ax_ import Ax
from adapters.cma_ import Cma
from adapters.egobox_ import Egobox
from adapters.hebo_ import Hebo
from adapters.lode_ import Lode, LodeRandom
from adapters.optuna_ import OptunaGp, OptunaTpe
from adapters.random_ import Random
from adapters.skopt_ import Skopt
from adapters.smac_ import Smac, SmacGp
from adapters.turbo import Turbo

__all__ = ["METHODS", "PEERS", "Adapter", "environment", "find", "make", "multifidelity", "preload"]

# name: (adapter, virtual environment, whether an ask takes over a second, so that 3 seeds are enough)
METHODS = {
    "lode": (Lode, "base", False),
    "lode-random": (LodeRandom, "base", False),
    "random": (Random, "base", False),
    "cma-es": (Cma, "base", False),
    "optuna-tpe": (OptunaTpe, "base", False),
    "optuna-gp": (OptunaGp, "torch", False),
    "turbo": (Turbo, "torch", False),
    "ax": (Ax, "torch", True),
    "hebo": (Hebo, "torch", True),
    "smac": (Smac, "classic", False),
    "smac-gp": (SmacGp, "classic", True),
    "skopt": (Skopt, "classic", False),
    "egobox": (Egobox, "classic", False),
}
# What the claims are against; the others are for orientation. "random" is a peer like any other.
PEERS = ("optuna-tpe", "optuna-gp", "ax", "hebo", "smac", "turbo", "skopt", "egobox", "cma-es", "random")


def find(method):
    """(adapter, virtual environment, ...) of a method of either kind."""
    return METHODS[method] if method in METHODS else multifidelity.METHODS[method]


def make(method, settings):
    return METHODS[method][0](
        settings["space"],
        settings["seed"],
        settings["budget"],
        settings["workers"],
        settings["noisy"],
        settings["goal"],
        settings.get("options"),
    )


def preload(method):
    """Imports what the method's runs have in common."""
    for module in find(method)[0].modules:
        importlib.import_module(module)


def environment():
    """One thread, no accelerator: what a worker's process is started with beside the caller's environment."""
    names = ("OMP", "MKL", "OPENBLAS", "RAYON", "NUMEXPR")
    return {**os.environ, **{f"{name}_NUM_THREADS": "1" for name in names}, "CUDA_VISIBLE_DEVICES": ""}
