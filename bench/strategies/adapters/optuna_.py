"""Optuna's samplers."""

from adapters.adapter import Adapter


def suggested(trial, parameters):
    """The active parameters of a trial, each asked for where its condition holds."""
    params, on = {}, set()
    for p in parameters:
        if p.parent is not None and not (p.parent in on and params[p.parent] in p.when):
            continue
        on.add(p.name)
        if p.kind == "choice":
            params[p.name] = trial.suggest_categorical(p.name, list(p.choices))
        elif p.kind == "int":
            params[p.name] = trial.suggest_int(p.name, p.low, p.high, log=p.log)
        else:
            params[p.name] = trial.suggest_float(p.name, p.low, p.high, log=p.log)
    return params


class _Optuna(Adapter):
    """Define-by-run, so inactive parameters are never suggested; failures are trials of state FAIL."""

    distribution = "optuna"
    modules = ("optuna",)

    def setup(self):
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self.study = optuna.create_study(sampler=self.sampler(optuna.samplers))

    def ask(self):
        trial = self.study.ask()
        return trial, suggested(trial, self.parameters)

    def tell(self, trial, loss):
        self.study.tell(trial, loss)

    def fail(self, trial):
        import optuna

        self.study.tell(trial, state=optuna.trial.TrialState.FAIL)


class OptunaTpe(_Optuna):
    def sampler(self, samplers):
        conditional = any(p.parent for p in self.parameters)
        return samplers.TPESampler(seed=self.seed, multivariate=True, group=conditional)


class OptunaGp(_Optuna):
    modules = ("optuna", "optuna._gp.acqf", "optuna._gp.gp", "optuna._gp.optim_mixed", "scipy.optimize", "torch")

    def sampler(self, samplers):
        return samplers.GPSampler(seed=self.seed, deterministic_objective=not self.noisy)
