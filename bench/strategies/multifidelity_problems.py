"""The development problems whose trials report after each epoch: real trainings, and synthetic curves that cross.

A problem has a space (AMT's ParameterRanges), the most epochs of a trial, a budget of epochs over all trials, a
number of workers, and, bound to a seed, curves: a function of a configuration and an epoch, counted from 1. All
values are losses, minimised. How long an epoch lasts in simulated time is the problem's too.

As in problems.py, what is not listed here is reserved: other data sets, and the instances of the synthetic
functions from INSTANCES on. `crossing` raises Reserved for them.
"""

import dataclasses
import functools
import json
import math
import pathlib

import scoring
import space
from problems import Reserved, numbers

TRIALS = 30  # the budget in trials of full length
WORKERS = 4
INSTANCES = 30
REAL = (("xgboost", "churn", 81), ("xgboost", "digits", 27), ("mlp", "churn", 27), ("mlp", "digits", 27))
# name: (most epochs, strength of the crossing, how much a larger `width` slows an epoch, space)
SYNTHETIC = {
    "crossing_d2": (27, 1.0, 0.0, (space.real("rate", 1e-4, 1, log=True), space.real("x1", -5, 5))),
    "crossing_d4": (
        81,
        1.0,
        0.0,
        (
            space.real("rate", 1e-4, 1, log=True),
            space.real("x1", -5, 5),
            space.real("x2", 1e-3, 1e3, log=True),
            space.choice("kind", ["red", "green", "blue"]),
        ),
    ),
    "crossing_d8": (
        27,
        1.0,
        1.0,
        (
            space.real("rate", 1e-4, 1, log=True),
            *(space.real(f"x{i}", -5, 5) for i in range(1, 5)),
            space.real("x5", 1e-3, 1e3, log=True),
            space.integer("width", 4, 64, log=True),
            space.choice("kind", ["red", "green", "blue"]),
        ),
    ),
    # Curves cross late: what is ahead at a third of the way is mostly behind at the end.
    "late_d4": (
        27,
        2.0,
        0.0,
        (space.real("rate", 1e-4, 1, log=True), *(space.real(f"x{i}", -5, 5) for i in range(1, 4))),
    ),
    # Curves hardly cross: what is ahead early is ahead at the end.
    "aligned_d4": (
        27,
        0.0,
        0.0,
        (space.real("rate", 1e-4, 1, log=True), *(space.real(f"x{i}", -5, 5) for i in range(1, 4))),
    ),
}
# Run with one worker besides.
SEQUENTIAL = ("xgboost_churn", "mlp_digits", "crossing_d4", "late_d4")

REFERENCE = pathlib.Path(__file__).with_name("multifidelity_reference.json")


@dataclasses.dataclass(frozen=True)
class Problem:
    """`curves(seed)` gives (value, end): value(params, step) is a loss; end() is called once after a run."""

    name: str
    suite: str
    space: dict
    resource: int  # the most epochs of a trial
    curves: object
    epoch_time: object  # a function of a configuration
    workers: int = WORKERS
    instances: bool = False  # whether each seed has curves of its own

    @property
    def budget(self):
        return TRIALS * self.resource

    @property
    def checkpoints(self):
        return scoring.checkpoints(self.budget)

    @functools.cached_property
    def parameters(self):
        return space.parse(self.space)

    def key(self, seed):
        """The name of the problem's reference levels for a seed."""
        return f"{self.name}_i{seed}" if self.instances else self.name


def reference():
    """The committed reference levels by Problem.key (made by multifidelity_reference.py)."""
    return json.loads(REFERENCE.read_text()) if REFERENCE.exists() else {}


def real(model, data, resource):
    if (model, data, resource) not in REAL:
        raise Reserved(f"{model} on {data} is not a development problem")
    import multifidelity_curves

    def curves(seed):
        found = multifidelity_curves.Curves(model, data)
        return found.value, found.end

    return Problem(
        f"{model}_{data}",
        "real",
        multifidelity_curves.SPACES[model],
        resource,
        curves,
        functools.partial(multifidelity_curves.epoch_time, model),
    )


class Crossing:
    """Curves a + (1 - a) exp(-(t / tau)^0.8) and a little noise; a and tau depend on all parameters.

    With u the point of the unit cube, v = u[0] (`rate`), d the weighted square distance of the others from a centre:
        a   = 0.1 + 0.5 min(1, d) + 0.03 ripple + 0.3 strength v^1.5 + a choice's part
        tau = resource * exp(-4.5 v + 0.8 (u[1] - its centre) + a choice's part)
    so the larger the rate, the sooner a trial is good and the worse it ends; a choice whose end is better is slower.
    With a strength of 0 the quick ones end no worse, and the centre says all. Centre, weights and the choices'
    order are drawn for the instance. `tau` is three times as large where strength is above 1.
    """

    NOISE = 0.003

    def __init__(self, name, parameters, resource, strength, instance):
        draw = numbers("crossing", name, instance)
        self.name, self.instance, self.resource, self.strength = name, instance, resource, strength
        self.parameters = parameters
        self.numeric = [p for p in parameters if p.kind != "choice"][1:]
        self.centre = [draw.uniform(0.2, 0.8) for _ in self.numeric]
        weights = [math.exp(draw.uniform(-1, 1)) for _ in self.numeric]
        self.weights = [w / sum(weights) for w in weights]
        self.choices = {}
        for p in parameters:
            if p.kind == "choice":
                places = list(range(len(p.choices)))
                draw.shuffle(places)
                self.choices[p.name] = dict(zip(p.choices, places))

    def value(self, params, step):
        noise = numbers(self.name, self.instance, json.dumps(sorted(params.items())), step).gauss(0, 1)
        return self.exact(params, step) + self.NOISE * noise

    def exact(self, params, step):
        """The curve without its noise."""
        v = self.parameters[0].to_unit(params[self.parameters[0].name])
        offsets = [p.to_unit(params[p.name]) - c for p, c in zip(self.numeric, self.centre)]
        distance = sum(w * (x / 0.5) ** 2 for w, x in zip(self.weights, offsets))
        ripple = sum(w * (1 - math.cos(6 * math.pi * x)) / 2 for w, x in zip(self.weights, offsets))
        place = sum(places[params[name]] for name, places in self.choices.items())
        end = 0.1 + 0.5 * min(1, distance) + 0.03 * ripple + 0.3 * self.strength * v**1.5
        end += 0.04 * place * min(1, self.strength)
        slowness = (3 if self.strength > 1 else 1) * math.exp(-4.5 * v + 0.8 * offsets[0] - 0.7 * place)
        end = min(end, 0.95)
        return end + (1 - end) * math.exp(-((step / (self.resource * slowness)) ** 0.8))


def crossing(name):
    if name not in SYNTHETIC:
        raise Reserved(f"{name} is not a development problem")
    resource, strength, slower, entries = SYNTHETIC[name]
    document = space.ranges(*entries)
    parameters = space.parse(document)

    def curves(seed):
        if seed >= INSTANCES:
            raise Reserved(f"instance {seed} of {name} is reserved")
        return Crossing(name, parameters, resource, strength, seed).value, lambda: None

    def epoch_time(params):
        return 0.5 + slower * params["width"] / 32 if slower else 1.0

    return Problem(name, "crossing", document, resource, curves, epoch_time, instances=True)


def sequential(base):
    return dataclasses.replace(base, name=f"sequential_{base.name}", suite="sequential", workers=1)


SUITES = ("real", "crossing", "sequential")


@functools.lru_cache(maxsize=None)
def every_problem():
    """All development problems, in the order in which they are run."""
    listed = [crossing(name) for name in SYNTHETIC] + [real(*job) for job in REAL]
    return tuple(listed + [sequential(p) for p in listed if p.name in SEQUENTIAL])


def by_name(name):
    """A development problem. Raises Reserved where there is none of that name."""
    for problem in every_problem():
        if problem.name == name:
            return problem
    raise Reserved(f"{name} is not a development problem")
