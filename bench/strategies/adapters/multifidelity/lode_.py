"""Lode's Hyperband, and its Bayesian search at full length."""

from adapters.multifidelity.method import Method


class LodeHyperband(Method):
    """lode.Study with nothing set but the resource, the seed and the number of workers.

    LODE_LIBRARY names the library. For experiments, --option sets Lode's options.
    """

    strategy = "Hyperband"

    def setup(self):
        import lode

        self.library = lode.version()
        self.study = lode.Study(self.request(), seed=self.seed, options=self.options)

    def request(self):
        return {
            "Strategy": self.strategy,
            "StrategyConfig": {
                "HyperbandStrategyConfig": {"MinResource": 1, "MaxResource": self.resource}
            },
            "ParameterRanges": self.document,
            "HyperParameterTuningJobObjective": {"MetricName": "objective", "Type": "Minimize"},
            "ResourceLimits": {"MaxParallelTrainingJobs": self.workers},
        }

    @property
    def version(self):
        return f"lode {self.library}"

    def ask(self):
        trial = self.study.ask()
        return None if trial is None else (trial.number, trial.params, trial.step)

    def report(self, trial, step, loss):
        return self.study.report(trial, step, loss)

    def told(self, trial, state):
        tell = {
            "completed": self.study.tell,
            "stopped": self.study.tell_stopped,
            "paused": self.study.tell_paused,
        }
        tell[state](trial)


class LodeFreezeThaw(LodeHyperband):
    """The same where trials go on from checkpoints, as SMAC3's and DEHB's here do: the model chooses who goes on."""

    def request(self):
        return {**super().request(), "LodeOptions": {"study.halving": "freeze_thaw"}}


class LodeBayesian(LodeHyperband):
    """Lode's default search. A trial's objective is its best epoch's, as that is what scores count."""

    strategy = "Bayesian"

    def setup(self):
        self.best = {}
        super().setup()

    def request(self):
        request = super().request()
        del request["StrategyConfig"]
        request["ResourceLimits"]["MaxNumberOfTrainingJobs"] = self.budget // self.resource + self.workers
        return request

    def ask(self):
        trial = self.study.ask()
        return None if trial is None else (trial.number, trial.params, 0)

    def report(self, trial, step, loss):
        self.best[trial] = min(loss, self.best.get(trial, loss))
        return "continue"

    def told(self, trial, state):
        self.study.tell(trial, self.best[trial])
