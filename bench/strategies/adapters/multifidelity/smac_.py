"""SMAC3's multi-fidelity facade."""

import logging
import tempfile

from adapters.multifidelity.method import Budgeted
from adapters.smac_ import configuration_space


class SmacMultiFidelity(Budgeted):
    """As SMAC3's example of multi-fidelity over epochs.

    Five configurations at first, Hyperband, the highest budget's incumbent.
    """

    distribution = "smac"
    modules = ("ConfigSpace", "smac", "smac.runhistory.dataclasses")

    def setup(self):
        import smac
        from smac.intensifier.hyperband import Hyperband

        self.folder = tempfile.TemporaryDirectory(prefix="smac")
        scenario = smac.Scenario(
            configuration_space(self.parameters, self.seed),
            n_trials=self.budget,
            min_budget=1,
            max_budget=self.resource,
            seed=self.seed,
            deterministic=True,
            output_directory=self.folder.name,
        )
        facade = smac.MultiFidelityFacade
        self.search = facade(
            scenario,
            lambda config, seed=0, budget=0: 0.0,
            initial_design=facade.get_initial_design(scenario, n_configs=5),
            intensifier=Hyperband(scenario, incumbent_selection="highest_budget"),
            overwrite=True,
            logging_level=False,
        )
        logging.getLogger("smac").setLevel(logging.CRITICAL)

    def next(self):
        try:
            info = self.search.ask()
        except StopIteration:
            return None
        return info, self.plain(dict(info.config)), round(info.budget)

    def done(self, info, loss):
        from smac.runhistory.dataclasses import TrialValue

        self.search.tell(info, TrialValue(cost=float(loss)), save=False)
