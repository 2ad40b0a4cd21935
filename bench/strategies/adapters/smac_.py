"""SMAC3."""

import logging
import tempfile

from adapters.adapter import Adapter


def configuration_space(parameters, seed):
    """ConfigSpace's, with the conditions."""
    from ConfigSpace import Categorical, ConfigurationSpace, Float, InCondition, Integer

    found = ConfigurationSpace(seed=seed)
    made = {}
    for p in parameters:
        if p.kind == "choice":
            made[p.name] = Categorical(p.name, list(p.choices))
        else:
            made[p.name] = (Integer if p.kind == "int" else Float)(p.name, (p.low, p.high), log=p.log)
    found.add(list(made.values()))
    found.add([InCondition(made[p.name], made[p.parent], list(p.when)) for p in parameters if p.parent])
    return found


class Smac(Adapter):
    """SMAC3's facade for hyperparameters (random forest) with its conditions.

    Its own word for failures, a crashed run of infinite cost, ends in NaNs inside its forest (2.4.1).
    """

    distribution = "smac"
    modules = ("ConfigSpace", "smac", "smac.runhistory.dataclasses")
    facade = "HyperparameterOptimizationFacade"

    def setup(self):
        import smac

        self.folder = tempfile.TemporaryDirectory(prefix="smac")
        facade = getattr(smac, self.facade)
        scenario = smac.Scenario(
            configuration_space(self.parameters, self.seed),
            n_trials=self.budget,
            seed=self.seed,
            deterministic=True,
            output_directory=self.folder.name,
        )
        self.search = facade(
            scenario,
            lambda config, seed=0: 0.0,
            overwrite=True,
            logging_level=False,
            intensifier=facade.get_intensifier(scenario, max_config_calls=1),
        )
        logging.getLogger("smac").setLevel(logging.CRITICAL)

    def ask(self):
        info = self.search.ask()
        return info, self.plain(dict(info.config))

    def tell(self, info, loss):
        from smac.runhistory.dataclasses import TrialValue

        self.search.tell(info, TrialValue(cost=float(loss)))


class SmacGp(Smac):
    """SMAC3's facade for black boxes (Gaussian process)."""

    facade = "BlackBoxFacade"
