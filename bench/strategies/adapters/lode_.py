"""Lode."""

from adapters.adapter import Adapter


class Lode(Adapter):
    """lode.Study with nothing set but the seed and the number of trials. LODE_LIBRARY names the library.

    For experiments, run.py --option sets Lode's options.
    """

    strategy = "Bayesian"

    def setup(self):
        import lode

        self.library = lode.version()
        self.sign = -1 if self.goal == "Maximize" else 1
        config = {
            "Strategy": self.strategy,
            "ParameterRanges": self.document,
            "HyperParameterTuningJobObjective": {"MetricName": "objective", "Type": self.goal},
        }
        self.study = lode.Study(config, seed=self.seed, max_trials=self.budget, options=self.options)

    @property
    def version(self):
        return f"lode {self.library}"

    def ask(self):
        trial = self.study.ask()
        return trial, trial.params

    def propose(self):
        return self.ask()  # inactive parameters are absent already

    def succeed(self, trial, loss):
        self.study.tell(trial, self.sign * loss)

    def fail(self, trial):
        self.study.tell_failed(trial)


class LodeRandom(Lode):
    strategy = "Random"
