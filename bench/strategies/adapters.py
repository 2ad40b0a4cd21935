"""Lode and its peers behind one ask/tell interface, each as its documentation shows it, by its defaults.

Every method is given the same: the space (AMT's ParameterRanges), a seed, the budget, the number of workers,
whether the objective is noisy, and the goal. Losses are minimised. worker.py runs one adapter in a process of
its own.

Differences that a library forces, the same for all that have them:
  - Without conditional parameters, a library proposes all of them and the inactive ones are dropped. What it
    is told is what it proposed.
  - Without failures, a failed trial is told as the worst loss so far; failures before the first success are
    told with it.
  - Without pending trials, asks ignore what is running.
"""

import importlib.metadata
import logging
import math
import os
import tempfile
import warnings

import space

warnings.filterwarnings("ignore")


class Adapter:
    """ask() gives a token and the active parameters; the token comes back with the loss or the failure."""

    def __init__(self, document, seed, budget, workers=1, noisy=False, goal="Minimize", options=None):
        self.parameters = space.parse(document)
        self.options = options or {}
        self.document, self.seed, self.budget = document, seed, budget
        self.workers, self.noisy, self.goal = workers, noisy, goal
        self._worst, self._early = None, []
        self.setup()

    distribution = None  # what PyPI calls the library

    def setup(self):
        pass

    @property
    def version(self):
        if not self.distribution:
            return ""
        return f"{self.distribution} {importlib.metadata.version(self.distribution)}"

    def ask(self):
        """(token, params); params may hold inactive parameters, which are dropped by propose()."""
        raise NotImplementedError

    def propose(self):
        token, params = self.ask()
        return token, space.active_only(self.parameters, space.complete(self.parameters, params))

    def tell(self, token, loss):
        pass

    def succeed(self, token, loss):
        self._worst = loss if self._worst is None else max(self._worst, loss)
        self.tell(token, loss)
        while self._early:
            self.tell(self._early.pop(0), self._worst)

    def fail(self, token):
        if self._worst is None:
            self._early.append(token)
        else:
            self.tell(token, self._worst)

    def plain(self, params):
        """A library's values as Python's own types."""
        kinds = {"float": float, "int": int, "choice": str}
        values = {p.name: kinds[p.kind](params[p.name]) for p in self.parameters if p.name in params}
        for p in self.parameters:
            if p.name in values and p.kind == "float":
                values[p.name] = min(max(values[p.name], p.low), p.high)
        return values


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


class Random(Adapter):
    """Uniform on each parameter's own scale."""

    def setup(self):
        import numpy as np

        self.random = np.random.default_rng(1000 + self.seed)

    def ask(self):
        return None, space.at(self.parameters, self.random.random(len(self.parameters)))


class Cma(Adapter):
    """pycma on the unit cube: the centre, deviation 0.25, integers and choices by rounding.

    A generation is told when it is complete. With several workers single samples are added while one is
    outstanding.
    """

    distribution = "cma"

    def setup(self):
        import cma

        self.search = cma.CMAEvolutionStrategy(
            [0.5] * len(self.parameters), 0.25, {"bounds": [0, 1], "seed": self.seed + 1, "verbose": -9}
        )
        self.queue, self.outstanding, self.done = [], 0, []

    def ask(self):
        if not self.queue:
            self.queue = list(self.search.ask() if self.outstanding == 0 else self.search.ask(1))
        point = self.queue.pop(0)
        self.outstanding += 1
        return point, space.at(self.parameters, point)

    def tell(self, point, loss):
        self.outstanding -= 1
        self.done.append((point, loss))
        size = self.search.popsize
        if len(self.done) >= size:
            generation, self.done = self.done[:size], self.done[size:]
            self.search.tell([x for x, _ in generation], [y for _, y in generation])


class _Optuna(Adapter):
    """Define-by-run, so inactive parameters are never suggested; failures are trials of state FAIL."""

    distribution = "optuna"

    def setup(self):
        import optuna

        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self.study = optuna.create_study(sampler=self.sampler(optuna.samplers))

    def ask(self):
        trial, params, on = self.study.ask(), {}, set()
        for p in self.parameters:
            if p.parent is not None and not (p.parent in on and params[p.parent] in p.when):
                continue
            on.add(p.name)
            if p.kind == "choice":
                params[p.name] = trial.suggest_categorical(p.name, list(p.choices))
            elif p.kind == "int":
                params[p.name] = trial.suggest_int(p.name, p.low, p.high, log=p.log)
            else:
                params[p.name] = trial.suggest_float(p.name, p.low, p.high, log=p.log)
        return trial, params

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
    def sampler(self, samplers):
        return samplers.GPSampler(seed=self.seed, deterministic_objective=not self.noisy)


class Turbo(Adapter):
    """TuRBO-1 as in BoTorch's tutorial: Matern-5/2, Thompson sampling in the trust region, restarts.

    The unit cube, choices as one column each, integers rounded; as many Sobol points first as twice the
    parameters, but not more than a quarter of the budget.
    """

    distribution = "botorch"

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


class Ax(Adapter):
    """ax.api.client.Client with its default generation strategy: the centre, Sobol points, then BoTorch."""

    distribution = "ax-platform"

    def setup(self):
        import torch

        torch.set_num_threads(1)
        from ax.api.client import Client

        for name in ["ax"] + [n for n in logging.root.manager.loggerDict if n.startswith("ax")]:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self.client = Client(random_seed=self.seed)
        # Ax refuses ranges narrower than about 1e-6, on a log scale too: those go in as their exponents.
        self.exponents = {
            p.name for p in self.parameters if p.kind == "float" and p.log and p.high - p.low < 1e-4
        }
        self.client.configure_experiment(
            parameters=[self.configured(i, p) for i, p in enumerate(self.parameters)]
        )
        self.client.configure_optimization(objective="-loss")
        self.client.configure_generation_strategy(method="fast", initialization_random_seed=self.seed)

    def configured(self, index, p):
        from ax.api.configs import ChoiceParameterConfig, RangeParameterConfig

        name = f"p{index}"
        if p.kind == "choice":
            return ChoiceParameterConfig(
                name=name, values=list(p.choices), parameter_type="str", is_ordered=False
            )
        if p.name in self.exponents:
            return RangeParameterConfig(
                name=name, bounds=(math.log10(p.low), math.log10(p.high)), parameter_type="float"
            )
        return RangeParameterConfig(
            name=name, bounds=(p.low, p.high), parameter_type=p.kind, scaling="log" if p.log else None
        )

    def ask(self):
        ((index, found),) = self.client.get_next_trials(max_trials=1).items()
        params = {p.name: found[f"p{i}"] for i, p in enumerate(self.parameters)}
        params.update({name: 10 ** params[name] for name in self.exponents})
        return index, self.plain(params)

    def tell(self, index, loss):
        self.client.complete_trial(trial_index=index, raw_data={"loss": float(loss)})

    def fail(self, index):
        self.client.mark_trial_failed(trial_index=index)


class Hebo(Adapter):
    """HEBO's defaults. It knows of no pending trials."""

    distribution = "HEBO"

    def setup(self):
        import numpy as np
        import torch

        torch.set_num_threads(1)
        torch.manual_seed(self.seed)
        np.random.seed(self.seed)
        from hebo.design_space.design_space import DesignSpace
        from hebo.optimizers.hebo import HEBO

        self.numpy = np
        self.search = HEBO(
            DesignSpace().parse([self.described(p) for p in self.parameters]), scramble_seed=self.seed
        )

    @staticmethod
    def described(p):
        if p.kind == "choice":
            return {"name": p.name, "type": "cat", "categories": list(p.choices)}
        kind = {
            ("int", False): "int",
            ("int", True): "pow_int",
            ("float", False): "num",
            ("float", True): "pow",
        }
        base = {"base": 10} if p.log else {}
        return {"name": p.name, "type": kind[p.kind, p.log], "lb": p.low, "ub": p.high, **base}

    def ask(self):
        row = self.search.suggest(n_suggestions=1)
        return row, self.plain(row.iloc[0].to_dict())

    def tell(self, row, loss):
        self.search.observe(row, self.numpy.array([[loss]]))


class Smac(Adapter):
    """SMAC3's facade for hyperparameters (random forest) with its conditions.

    Its own word for failures, a crashed run of infinite cost, ends in NaNs inside its forest (2.4.1).
    """

    distribution = "smac"
    facade = "HyperparameterOptimizationFacade"

    def setup(self):
        import smac

        self.folder = tempfile.TemporaryDirectory(prefix="smac")
        facade = getattr(smac, self.facade)
        scenario = smac.Scenario(
            self.configuration_space(),
            n_trials=self.budget,
            seed=self.seed,
            deterministic=True,
            output_directory=self.folder.name,
        )
        self.search = facade(
            scenario,
            lambda config, seed=0: 0.0,
            overwrite=True,
            logging_level=False,
            intensifier=facade.get_intensifier(scenario, max_config_calls=1),
        )
        logging.getLogger("smac").setLevel(logging.CRITICAL)

    def configuration_space(self):
        from ConfigSpace import Categorical, ConfigurationSpace, Float, InCondition, Integer

        found = ConfigurationSpace(seed=self.seed)
        made = {}
        for p in self.parameters:
            if p.kind == "choice":
                made[p.name] = Categorical(p.name, list(p.choices))
            else:
                made[p.name] = (Integer if p.kind == "int" else Float)(p.name, (p.low, p.high), log=p.log)
        found.add(list(made.values()))
        found.add(
            [InCondition(made[p.name], made[p.parent], list(p.when)) for p in self.parameters if p.parent]
        )
        return found

    def ask(self):
        info = self.search.ask()
        return info, self.plain(dict(info.config))

    def tell(self, info, loss):
        from smac.runhistory.dataclasses import TrialValue

        self.search.tell(info, TrialValue(cost=float(loss)))


class SmacGp(Smac):
    """SMAC3's facade for black boxes (Gaussian process)."""

    facade = "BlackBoxFacade"


class Skopt(Adapter):
    """skopt.Optimizer's defaults: Gaussian process, gp_hedge, 10 initial points.

    Running trials are told to a copy as the least loss so far, skopt's own constant liar.
    """

    distribution = "scikit-optimize"

    def setup(self):
        import skopt
        from skopt.space import Categorical, Integer, Real

        axes = []
        for p in self.parameters:
            if p.kind == "choice":
                axes.append(Categorical(list(p.choices)))
            else:
                axes.append(
                    (Integer if p.kind == "int" else Real)(
                        p.low, p.high, prior="log-uniform" if p.log else "uniform"
                    )
                )
        self.search = skopt.Optimizer(axes, base_estimator="GP", n_initial_points=10, random_state=self.seed)
        self.running = []

    def ask(self):
        point = self.liar().ask()
        self.running.append(point)
        return point, self.plain({p.name: value for p, value in zip(self.parameters, point)})

    def liar(self):
        """What to ask: with running trials, a copy that was told the least loss for them."""
        if not (self.running and self.search.yi):
            return self.search
        liar = self.search.copy(random_state=self.seed * 1000 + len(self.search.yi))
        liar.tell(list(self.running), [min(self.search.yi)] * len(self.running))
        return liar

    def tell(self, point, loss):
        if point in self.running:
            self.running.remove(point)
        self.search.tell(point, float(loss))


class Egobox(Adapter):
    """egobox's Egor.suggest after a Latin hypercube.

    The hypercube has twice as many points as there are parameters, but not more than a quarter of the budget.
    """

    distribution = "egobox"

    def setup(self):
        import egobox
        import numpy as np

        self.egobox, self.numpy = egobox, np
        self.axes = [self.axis(p) for p in self.parameters]
        count = min(max(5, 2 * len(self.parameters)), max(5, self.budget // 4))
        self.design = np.asarray(egobox.lhs(self.axes, count, seed=self.seed))
        self.asked, self.x, self.y = 0, [], []

    def axis(self, p):
        kinds = self.egobox.XType
        if p.kind == "choice":
            return self.egobox.XSpec(kinds.ENUM, tags=list(p.choices))
        if p.kind == "int" and not p.log:
            return self.egobox.XSpec(kinds.INT, [p.low, p.high])
        return self.egobox.XSpec(kinds.FLOAT, [0.0, 1.0])

    def value(self, p, x):
        if p.kind == "choice":
            return p.choices[int(round(x)) % len(p.choices)]
        if p.kind == "int" and not p.log:
            return int(min(max(round(x), p.low), p.high))
        return p.from_unit(x)

    def ask(self):
        if self.asked < len(self.design):
            point = self.design[self.asked]
        else:
            search = self.egobox.Egor(self.axes, seed=self.seed * 1000 + self.asked)
            x, y = self.numpy.array(self.x, float), self.numpy.array(self.y, float).reshape(-1, 1)
            point = self.numpy.asarray(search.suggest(x, y))[0]
        self.asked += 1
        return list(point), {p.name: self.value(p, x) for p, x in zip(self.parameters, point)}

    def tell(self, point, loss):
        self.x.append(point)
        self.y.append(loss)


# name: (adapter, virtual environment, whether an ask takes over a second, so that 3 seeds are enough)
METHODS = {
    "lode": (Lode, "base", False),
    "lode-random": (LodeRandom, "base", False),
    "random": (Random, "base", False),
    "cma-es": (Cma, "base", False),
    "optuna-tpe": (OptunaTpe, "base", False),
    "optuna-gp": (OptunaGp, "torch", False),
    "turbo": (Turbo, "torch", False),
    "ax": (Ax, "torch", True),
    "hebo": (Hebo, "torch", True),
    "smac": (Smac, "classic", False),
    "smac-gp": (SmacGp, "classic", True),
    "skopt": (Skopt, "classic", False),
    "egobox": (Egobox, "classic", False),
}
# What the claims are against; the others are for orientation. "random" is a peer like any other.
PEERS = ("optuna-tpe", "optuna-gp", "ax", "hebo", "smac", "turbo", "skopt", "egobox", "cma-es", "random")


def make(method, settings):
    return METHODS[method][0](
        settings["space"],
        settings["seed"],
        settings["budget"],
        settings["workers"],
        settings["noisy"],
        settings["goal"],
        settings.get("options"),
    )


def environment():
    """One thread, no accelerator: what a worker's process is started with beside the caller's environment."""
    names = ("OMP", "MKL", "OPENBLAS", "RAYON", "NUMEXPR")
    return {**os.environ, **{f"{name}_NUM_THREADS": "1" for name in names}, "CUDA_VISIBLE_DEVICES": ""}
