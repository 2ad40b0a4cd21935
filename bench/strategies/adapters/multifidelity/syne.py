"""Syne Tune's ASHA and BOHB."""

import datetime
import random

from adapters.multifidelity.method import Method


class _Syne(Method):
    """The scheduler, driven as Syne Tune's own tuner does.

    Stopping, one bracket and a reduction factor of 3 are its defaults.
    """

    distribution = "syne-tune"
    modules = ("syne_tune.config_space", "syne_tune.optimizer.baselines", "syne_tune.backend.trial_status")

    def setup(self):
        import numpy as np

        np.random.seed(self.seed)  # its brackets are drawn from the global generator
        random.seed(self.seed)
        self.scheduler = self.made(self.configuration_space())
        self.running, self.count = {}, 0

    def configuration_space(self):
        from syne_tune import config_space as cs

        found = {}
        for p in self.parameters:
            if p.kind == "choice":
                found[p.name] = cs.choice(list(p.choices))
            elif p.kind == "int":
                found[p.name] = (cs.lograndint if p.log else cs.randint)(p.low, p.high)
            else:
                found[p.name] = (cs.loguniform if p.log else cs.uniform)(p.low, p.high)
        return found

    def suggestion(self):
        return self.scheduler.suggest()

    def ask(self):
        from syne_tune.backend.trial_status import Trial

        found = self.suggestion()
        trial = Trial(self.count, found.config, datetime.datetime(2000, 1, 1))
        self.count += 1
        self.running[trial.trial_id] = trial
        self.scheduler.on_trial_add(trial)
        return trial.trial_id, self.plain(found.config), 0

    def report(self, number, step, loss):
        self.last = {"loss": loss, "epoch": step}
        decision = self.scheduler.on_trial_result(self.running[number], self.last)
        return {"CONTINUE": "continue", "STOP": "stop", "PAUSE": "pause"}[decision]

    def told(self, number, state):
        """The scheduler stops a trial at the last epoch too, so it has no other end."""
        self.scheduler.on_trial_remove(self.running.pop(number))


class SyneAsha(_Syne):
    name = "ASHA"

    def made(self, configuration_space):
        from syne_tune.optimizer import baselines

        return getattr(baselines, self.name)(
            configuration_space,
            metric="loss",
            time_attr="epoch",
            max_t=self.resource,
            do_minimize=True,
            random_seed=self.seed,
        )


class SyneBohb(SyneAsha):
    """Since 0.14: kernel density estimators over each trial's last value, whatever its epoch."""

    name = "BOHB"


class SyneBohbByRung(_Syne):
    """BOHB as up to 0.13, and as published: kernel density estimators over the values of one rung."""

    def made(self, configuration_space):
        from syne_tune.optimizer import baselines

        return baselines.BOHB(
            configuration_space,
            metric="loss",
            resource_attr="epoch",
            mode="min",
            max_t=self.resource,
            random_seed=self.seed,
            search_options={"debug_log": False},
        )

    def suggestion(self):
        return self.scheduler.suggest(self.count)

    def told(self, number, state):
        trial = self.running.pop(number)
        if state == "completed":
            self.scheduler.on_trial_complete(trial, self.last)
        else:
            self.scheduler.on_trial_remove(trial)
