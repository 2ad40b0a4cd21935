"""TuRBO."""

import math

import space
from adapters.adapter import Adapter


class Turbo(Adapter):
    """TuRBO-1 as in BoTorch's tutorial: Matern-5/2, Thompson sampling in the trust region, restarts.

    The unit cube, choices as one column each, integers rounded; as many Sobol points first as twice the
    parameters, but not more than a quarter of the budget.
    """

    distribution = "botorch"
    modules = ("torch", "scipy.stats", "gpytorch", "botorch.fit", "botorch.models", "botorch.generation")

    def setup(self):
        import numpy as np
        import torch
        from scipy.stats import qmc

        self.torch, self.numpy = torch, np
        torch.set_num_threads(1)
        torch.manual_seed(self.seed)
        np.random.seed(self.seed)
        self.columns = [(p, choice) for p in self.parameters for choice in (p.choices or (None,))]
        self.first = min(max(5, 2 * len(self.parameters)), max(5, self.budget // 4))
        self.sobol = qmc.Sobol(len(self.parameters), scramble=True, seed=self.seed).random(64)
        self.x, self.y, self.asked = [], [], 0
        self.running = {}
        self.restart()

    def restart(self):
        self.length, self.successes, self.failures, self.start = 0.8, 0, 0, len(self.y)
        self.patience = math.ceil(max(4.0, float(len(self.columns))))
        self.best = math.inf
        self.needed = max(4, min(2 * len(self.parameters), self.budget // 4))

    def encode(self, params):
        on = space.active(self.parameters, params)
        row = []
        for p, choice in self.columns:
            if p.name not in on:
                row.append(0.5 if choice is None else 0.0)
            else:
                row.append(p.to_unit(params[p.name]) if choice is None else float(params[p.name] == choice))
        return row

    def decode(self, row):
        params, highest = {}, {}
        for (p, choice), u in zip(self.columns, row):
            if choice is None:
                params[p.name] = p.from_unit(u)
            elif u > highest.get(p.name, -math.inf):
                highest[p.name], params[p.name] = u, choice
        return params

    def ask(self):
        self.asked += 1
        params = self.next()
        self.running[self.asked] = self.encode(params)
        return self.asked, params

    def next(self):
        random = self.numpy.random.rand
        here = len(self.y) - self.start
        if self.start == 0 and here < self.needed and self.asked <= self.first:
            return space.at(self.parameters, self.sobol[self.asked - 1])
        if here < max(3, self.needed - len(self.running)):
            return space.at(self.parameters, random(len(self.parameters)))
        params = self.decode(self.thompson())
        if self.encode(params) in self.x and not self.noisy:  # a discrete configuration again
            return space.at(self.parameters, random(len(self.parameters)))
        return params

    def tell(self, token, loss):
        self.x.append(self.running.pop(token))
        self.y.append(loss)
        if len(self.y) - self.start <= self.needed:
            self.best = min(self.best, loss)
            return
        better = loss < self.best - 1e-3 * abs(self.best)
        self.successes, self.failures = (self.successes + 1, 0) if better else (0, self.failures + 1)
        self.best = min(self.best, loss)
        if self.successes == 10:
            self.length, self.successes = min(2 * self.length, 1.6), 0
        elif self.failures == self.patience:
            self.length, self.failures = self.length / 2, 0
        if self.length < 0.5**7:
            self.restart()

    def model(self, x, y):
        from botorch.fit import fit_gpytorch_mll
        from botorch.models import SingleTaskGP
        from gpytorch.constraints import Interval
        from gpytorch.kernels import MaternKernel, ScaleKernel
        from gpytorch.likelihoods import GaussianLikelihood
        from gpytorch.mlls import ExactMarginalLogLikelihood

        kernel = ScaleKernel(
            MaternKernel(nu=2.5, ard_num_dims=len(self.columns), lengthscale_constraint=Interval(0.005, 4.0))
        )
        model = SingleTaskGP(
            x,
            y,
            covar_module=kernel,
            outcome_transform=None,
            likelihood=GaussianLikelihood(noise_constraint=Interval(1e-8, 1e-3)),
        )
        try:
            fit_gpytorch_mll(ExactMarginalLogLikelihood(model.likelihood, model))
        except Exception:  # as the tutorial: the hyperparameters reached so far are used
            pass
        return model

    def thompson(self):
        torch = self.torch
        import gpytorch
        from botorch.generation import MaxPosteriorSampling

        x = torch.tensor(self.x[self.start :], dtype=torch.double)
        y = -torch.tensor(self.y[self.start :], dtype=torch.double).unsqueeze(-1)
        y = (y - y.mean()) / y.std().clamp_min(1e-12)
        with gpytorch.settings.max_cholesky_size(float("inf")):
            model = self.model(x, y)
            candidates = self.candidates(x[y.argmax()], model.covar_module.base_kernel.lengthscale)
            with torch.no_grad():
                sampling = MaxPosteriorSampling(model=model, replacement=False)
                return sampling(candidates, num_samples=1)[0].tolist()

    def candidates(self, centre, lengthscale):
        """Sobol points of the trust region, a part of their coordinates left at the centre's."""
        torch, width = self.torch, len(self.columns)
        weights = lengthscale.squeeze().detach().reshape(-1)
        weights = weights / weights.mean()
        weights = weights / torch.prod(weights.pow(1.0 / len(weights)))
        low = torch.clamp(centre - weights * self.length / 2, 0.0, 1.0)
        high = torch.clamp(centre + weights * self.length / 2, 0.0, 1.0)
        count = min(2000, max(1000, 200 * width))
        drawn = low + (high - low) * torch.quasirandom.SobolEngine(width, scramble=True).draw(count).double()
        mask = torch.rand(count, width) <= min(20.0 / width, 1.0)
        none = (mask.sum(1) == 0).nonzero().reshape(-1)
        mask[none, torch.randint(0, width, (len(none),))] = True
        points = centre.expand(count, width).clone()
        points[mask] = drawn[mask]
        return points
