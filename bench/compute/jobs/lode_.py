"""Lode: asks through bindings/python, models through gp.py. LODE_LIBRARY names the library."""

import array
import ctypes
import time

import data
import gp
import lode
from jobs import Job
from lode import _library as c

VERSION = lode.version()


class Ask(Job):
    """A study in memory whose history was added. Its first ask has no fit to start from; those timed have."""

    def __init__(self, settings):
        rows, losses = data.history(settings["n"], settings["d"])
        bounds = {"MinValue": "0", "MaxValue": "1", "ScalingType": "Linear"}
        space = {"ContinuousParameterRanges": [{"Name": f"x{i}", **bounds} for i in range(settings["d"])]}
        self.study = lode.Study(space, seed=1, options=settings["options"])
        for row, loss in zip(rows, losses):
            self._add(row, loss)
        start = time.process_time()
        self.trial = self.study.ask()
        self.facts = {"first": time.process_time() - start}

    def _add(self, row, loss):
        value = c.struct(c.Value, metric=self.study.metric.encode(), value=loss)
        values = (ctypes.c_double * len(row))(*row)
        c.call("lode_study_add", self.study._study, values, len(row), ctypes.byref(value), 1, None)

    def prepare(self):
        params = self.trial.params
        self.loss = data.levy([params[f"x{i}"] for i in range(len(params))])

    def step(self):
        self.study.tell(self.trial, self.loss)
        self.trial = self.study.ask()


class _Pool(Job):
    """A model for each number of threads, and candidates. Hyperparameters not given are fitted."""

    def __init__(self, settings):
        rows, losses = data.history(settings["n"], settings["d"])
        theta = settings.get("hyperparameters") or gp.Gp(gp.Context(), rows, losses).hyperparameters()
        self.models = {t: gp.Gp(gp.Context(t), rows, losses, theta) for t in settings.get("threads", [1])}
        self.x = data.candidates(settings["m"], rows, losses)
        self.values = array.array("d", bytes(8 * settings["m"]))
        self.facts = {"hyperparameters": theta}


class Score(_Pool):
    def step(self, m, threads=1):
        self.models[threads].score(self.x, m, self.values)
        return {"values": list(self.values[: min(m, 64)])}


class Choose(_Pool):
    def step(self, m, threads=1):
        (best,) = self.models[threads].choose(self.x, m, 1)
        return {"index": best}


class Fit(Job):
    """A fit from `starts` points: the likelihoods of all of them are evaluated together."""

    def __init__(self, settings):
        self.data = data.history(settings["n"], settings["d"])
        self.settings = {"gp.restarts": settings["starts"] - 1}
        self.contexts = {t: gp.Context(t) for t in settings["threads"]}

    def step(self, threads):
        gp.Gp(self.contexts[threads], *self.data, settings=self.settings)


JOBS = {"ask": Ask, "score": Score, "choose": Choose, "fit": Fit}
