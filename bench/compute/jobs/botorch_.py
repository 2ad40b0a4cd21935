"""BoTorch: SingleTaskGP and log EI. It maximises, so losses are negated."""

import botorch
import data
import torch
from botorch.acquisition import LogExpectedImprovement
from botorch.fit import fit_gpytorch_mll
from botorch.models import SingleTaskGP
from botorch.optim import optimize_acqf
from gpytorch.kernels import MaternKernel, ScaleKernel
from gpytorch.mlls import ExactMarginalLogLikelihood
from jobs import Job

VERSION = f"{botorch.__version__} (torch {torch.__version__})"
torch.set_num_threads(1)


def _tensors(rows, losses):
    x, y = (torch.tensor(values, dtype=torch.float64) for values in (rows, losses))
    return x, -y.unsqueeze(-1)


class Ask(Job):
    """As its documentation shows it: a fit by its defaults, then 8 starts out of 512 raw samples."""

    def __init__(self, settings):
        self.rows, self.losses = data.history(settings["n"], settings["d"])
        self.proposed = None
        torch.manual_seed(1)

    def prepare(self):
        if self.proposed is not None:
            self.rows.append(self.proposed)
            self.losses.append(data.levy(self.proposed))

    def step(self):
        x, y = _tensors(self.rows, self.losses)
        model = SingleTaskGP(x, y)
        fit_gpytorch_mll(ExactMarginalLogLikelihood(model.likelihood, model))
        bounds = torch.stack([torch.zeros(x.shape[1]), torch.ones(x.shape[1])]).double()
        log_ei = LogExpectedImprovement(model, best_f=y.max())
        best, _ = optimize_acqf(log_ei, bounds, q=1, num_restarts=8, raw_samples=512)
        self.proposed = best[0].tolist()


class _Pool(Job):
    """The model of the given hyperparameters: d lengthscales, signal, noise, mean, in the losses' units."""

    def __init__(self, settings):
        d = settings["d"]
        theta = torch.tensor(settings["hyperparameters"], dtype=torch.float64)  # a float would become a float32
        rows, losses = data.history(settings["n"], d)
        x, y = _tensors(rows, losses)
        kernel = ScaleKernel(MaternKernel(2.5, ard_num_dims=d))
        model = SingleTaskGP(x, y, covar_module=kernel, outcome_transform=None)
        kernel.base_kernel.lengthscale = theta[:d]
        kernel.outputscale = theta[d] ** 2
        model.likelihood.noise = theta[d + 1] ** 2
        model.mean_module.constant.data.fill_(-theta[d + 2])
        self.log_ei = LogExpectedImprovement(model.eval(), best_f=y.max())
        values = data.candidates(settings["m"], rows, losses)
        self.x = torch.tensor(values, dtype=torch.float64).reshape(-1, 1, d)
        self.scores(min(100, settings["m"]), 100)  # the factorisation is made by the first prediction

    def scores(self, m, chunk):
        with torch.no_grad():
            return torch.cat([self.log_ei(part) for part in self.x[:m].split(chunk)])


class Score(_Pool):
    def step(self, m, chunk):
        return {"values": self.scores(m, chunk)[:64].tolist()}


class Choose(_Pool):
    def step(self, m, chunk):
        scores = self.scores(m, chunk)
        return {"index": int(scores.argmax())}


JOBS = {"ask": Ask, "score": Score, "choose": Choose}
