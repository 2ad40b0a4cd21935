"""Optuna's GPSampler, and the model inside of it (private: held to the version of requirements/torch.txt)."""

import time
import warnings

import data
import numpy as np
import optuna
import torch
from jobs import Job
from optuna._gp import acqf, gp, search_space

VERSION = optuna.__version__
optuna.logging.set_verbosity(optuna.logging.ERROR)
torch.set_num_threads(1)


def _distributions(d):
    return {f"x{i:02}": optuna.distributions.FloatDistribution(0, 1) for i in range(d)}


def _doubles(values):
    return torch.tensor(values, dtype=torch.float64)


class Ask(Job):
    """GPSampler by its defaults: 2048 points, 10 of them refined. Fits start from the one before."""

    def __init__(self, settings):
        warnings.simplefilter("ignore")
        self.space = _distributions(settings["d"])
        self.study = optuna.create_study(sampler=optuna.samplers.GPSampler(seed=1))
        self.study.add_trials(
            optuna.trial.create_trial(params=dict(zip(self.space, row)), distributions=self.space, value=loss)
            for row, loss in zip(*data.history(settings["n"], settings["d"]))
        )
        start = time.process_time()
        self.trial = self.study.ask(self.space)
        self.facts = {"first": time.process_time() - start}

    def prepare(self):
        self.loss = data.levy([self.trial.params[name] for name in self.space])

    def step(self):
        self.study.tell(self.trial, self.loss)
        self.trial = self.study.ask(self.space)


class Score(Job):
    """Log EI by its own regressor at given hyperparameters. It has no mean of its own and maximises."""

    def __init__(self, settings):
        d, theta = settings["d"], settings["hyperparameters"]
        rows, losses = data.history(settings["n"], d)
        y = -(np.array(losses) - theta[d + 2])
        model = gp.GPRegressor(
            torch.zeros(d, dtype=torch.bool),
            _doubles(rows),
            torch.from_numpy(y),
            1 / _doubles(theta[:d]) ** 2,
            _doubles(theta[d] ** 2),
            _doubles(theta[d + 1] ** 2),
        )
        model._cache_matrix()
        self.log_ei = acqf.LogEI(model, search_space.SearchSpace(_distributions(d)), threshold=float(y.max()))
        self.x = np.array(data.candidates(settings["m"], rows, losses)).reshape(-1, d)

    def step(self, m, chunk):
        parts = [self.log_ei.eval_acqf_no_grad(self.x[i : i + chunk]) for i in range(0, m, chunk)]
        return {"values": np.concatenate(parts)[:64].tolist()}


JOBS = {"ask": Ask, "score": Score}
