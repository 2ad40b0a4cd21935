"""Optuna's Hyperband pruner."""

from adapters.multifidelity.method import Method
from adapters.optuna_ import suggested


class _OptunaHyperband(Method):
    """HyperbandPruner with the least and the most epochs and its reduction factor of 3.

    The study has a name, without which the pruner's brackets are not reproducible.
    """

    distribution = "optuna"

    def setup(self):
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self.study = optuna.create_study(
            study_name=f"study-{self.seed}",
            sampler=self.sampler(optuna.samplers),
            pruner=optuna.pruners.HyperbandPruner(
                min_resource=1, max_resource=self.resource, reduction_factor=3
            ),
        )
        self.pruned = optuna.trial.TrialState.PRUNED
        self.running = {}

    def ask(self):
        trial = self.study.ask()
        self.running[trial.number] = trial
        return trial.number, suggested(trial, self.parameters), 0

    def report(self, number, step, loss):
        trial = self.running[number]
        trial.report(loss, step)
        self.last = loss
        return "stop" if step < self.resource and trial.should_prune() else "continue"

    def told(self, number, state):
        trial = self.running.pop(number)
        if state == "completed":
            self.study.tell(trial, self.last)
        else:
            self.study.tell(trial, state=self.pruned)


class OptunaHyperbandTpe(_OptunaHyperband):
    """The constant liar is what the sampler's documentation recommends where trials run in parallel."""

    modules = ("optuna",)

    def sampler(self, samplers):
        conditional = any(p.parent for p in self.parameters)
        return samplers.TPESampler(
            seed=self.seed, multivariate=True, group=conditional, constant_liar=self.workers > 1
        )


class OptunaHyperbandGp(_OptunaHyperband):
    modules = (
        "optuna",
        "optuna._gp.acqf",
        "optuna._gp.gp",
        "optuna._gp.optim_mixed",
        "scipy.optimize",
        "torch",
    )

    def sampler(self, samplers):
        return samplers.GPSampler(seed=self.seed, deterministic_objective=True)
