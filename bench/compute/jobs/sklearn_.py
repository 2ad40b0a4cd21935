"""scikit-learn's GaussianProcessRegressor. It has no ask: one is made of its fit and its prediction."""

import warnings

import data
import numpy as np
import sklearn
from jobs import Job
from jobs.numbers import log_ei
from scipy.stats import qmc
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel

VERSION = sklearn.__version__
warnings.simplefilter("ignore")  # fits that end at a bound


def _score(model, x, best):
    mean, deviation = model.predict(x, return_std=True)
    return log_ei(mean, np.maximum(deviation, 1e-12), best)


class Ask(Job):
    """A fit from one start, then the best of 2048 Sobol points. Nothing is refined: less than an ask."""

    def __init__(self, settings):
        self.rows, self.losses = data.history(settings["n"], settings["d"])
        self.proposed = None

    def prepare(self):
        if self.proposed is not None:
            self.rows.append(self.proposed)
            self.losses.append(data.levy(self.proposed))

    def step(self):
        d = len(self.rows[0])
        kernel = ConstantKernel() * Matern(np.ones(d), nu=2.5) + WhiteKernel(1e-2)
        model = GaussianProcessRegressor(kernel, normalize_y=True).fit(self.rows, self.losses)
        model.kernel_.k2.noise_level = 1e-12  # what is predicted is the function, not another observation
        x = qmc.Sobol(d, rng=len(self.rows)).random(2048)
        self.proposed = x[_score(model, x, min(self.losses)).argmax()].tolist()


class Score(Job):
    """By the given hyperparameters."""

    def __init__(self, settings):
        d, theta = settings["d"], settings["hyperparameters"]
        rows, losses = data.history(settings["n"], d)
        kernel = ConstantKernel(theta[d] ** 2) * Matern(theta[:d], nu=2.5)
        self.model = GaussianProcessRegressor(kernel, alpha=theta[d + 1] ** 2, optimizer=None)
        self.mean, self.best = theta[d + 2], min(losses)
        self.model.fit(rows, np.array(losses) - self.mean)
        self.x = np.array(data.candidates(settings["m"], rows, losses)).reshape(-1, d)

    def step(self, m, chunk):
        best = self.best - self.mean
        parts = [_score(self.model, self.x[i : min(m, i + chunk)], best) for i in range(0, m, chunk)]
        return {"values": np.concatenate(parts)[:64].tolist()}


JOBS = {"ask": Ask, "score": Score}
