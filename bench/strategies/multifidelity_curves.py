"""Learning curves of real trainings: XGBoost by rounds, a multilayer perceptron by epochs, on churn and digits.

The value after an epoch is the log loss on a validation split (churn: the examples' split, digits: three
tenths, stratified). It is held at WORST times the loss of the constant prediction, which is also what a training
that diverged has from then on. Splits and seeds are fixed, so a configuration's curve is a constant.

A curve is trained as far as it is asked for. What is known of it is kept on disk (LODE_BENCH_CACHE, else .cache/
beside this file); a later run trains again from the start only where it goes further.
"""

import functools
import json
import math
import os
import pathlib
import sqlite3
import warnings

import space
import training

WORST = 2.0

_SOLVER = "solver"
SPACES = {
    "xgboost": training.SPACES["xgboost"],
    "mlp": space.ranges(
        space.choice(_SOLVER, ["sgd", "adam"]),
        space.real("momentum", 0, 0.99, when=(_SOLVER, ["sgd"])),
        space.real("learning_rate_init", 1e-5, 1, log=True),
        space.integer("batch_size", 16, 256, log=True),
        space.integer("hidden", 4, 128, log=True),
        space.real("alpha", 1e-7, 10, log=True),
        space.choice("activation", ["relu", "tanh", "logistic"]),
    ),
}


def epoch_time(model, params):
    """How long an epoch lasts in simulated time: what a larger model costs, roughly, by rule and not by the clock."""
    if model == "mlp":
        return 0.5 + params["hidden"] / 64 + 16 / params["batch_size"]
    leaves = params["max_leaves"] if params["grow_policy"] == "lossguide" else 2 ** params["max_depth"]
    return 0.5 + math.log2(leaves) / 8


class Curves:
    """The curves of one model on one data set. Within a process, trainings go on where they were left."""

    def __init__(self, model, data):
        self.model, self.data = model, data
        self.known, self.stored, self.running = {}, {}, {}

    def value(self, params, step):
        """The loss after `step` epochs, counted from 1."""
        key = json.dumps([self.model, self.data, training._version(self.model), sorted(params.items())])
        if key not in self.known:
            self.known[key] = _stored(key)
            self.stored[key] = len(self.known[key])
        losses = self.known[key]
        while len(losses) < step:
            losses.append(self._next(key, params, len(losses)))
        return losses[step - 1]

    def _next(self, key, params, done):
        if key not in self.running:
            self.running[key] = _trained(self.model, self.data, params)
            for _ in range(done):
                next(self.running[key])
        return next(self.running[key])

    def end(self):
        """Writes what is new to the disk and forgets the trainings."""
        longer = [(k, json.dumps(v)) for k, v in self.known.items() if len(v) > self.stored[k]]
        with _cache_of(os.getpid()) as cache:
            cache.executemany("INSERT OR REPLACE INTO curves VALUES (?, ?)", longer)
        self.known, self.stored, self.running = {}, {}, {}


@functools.lru_cache(maxsize=None)
def _cache_of(process):
    folder = pathlib.Path(os.environ.get("LODE_BENCH_CACHE", training.HERE / ".cache"))
    folder.mkdir(parents=True, exist_ok=True)
    cache = sqlite3.connect(folder / "curves.sqlite", timeout=60)
    cache.execute("CREATE TABLE IF NOT EXISTS curves (key TEXT PRIMARY KEY, losses TEXT)")
    return cache


def _stored(key):
    found = _cache_of(os.getpid()).execute("SELECT losses FROM curves WHERE key = ?", (key,)).fetchone()
    return json.loads(found[0]) if found else []


@functools.lru_cache(maxsize=None)
def _split(data):
    """(training rows, labels, validation rows, labels)."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(1)  # from here on: sums must not depend on the number of cores
    if data == "churn":
        return training._churn()
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    x, y = load_digits(return_X_y=True)
    x_train, x_valid, y_train, y_valid = train_test_split(x, y, test_size=0.3, stratify=y, random_state=0)
    return x_train, y_train, x_valid, y_valid


@functools.lru_cache(maxsize=None)
def _worst(data):
    """WORST times the log loss of predicting the classes' shares."""
    import numpy as np

    _, y, _, y_valid = _split(data)
    shares = np.bincount(y.astype(int)) / len(y)
    return WORST * float(-np.log(shares[y_valid.astype(int)]).mean())


def _loss(data, probabilities):
    """The validation log loss of class probabilities (rows, classes), held at the worst."""
    import numpy as np

    y = _split(data)[3].astype(int)
    of_truth = np.clip(probabilities[np.arange(len(y)), y], 1e-15, 1)
    loss = float(-np.log(of_truth).mean())
    return float(f"{loss:.9g}") if loss < _worst(data) else _worst(data)


def _trained(model, data, params):
    return _xgboost(data, params) if model == "xgboost" else _mlp(data, params)


def _xgboost(data, params):
    """Yields the loss after each round."""
    import numpy as np
    import xgboost

    x, y, x_valid, _ = _split(data)
    classes = int(y.max()) + 1
    settings = {
        "objective": "binary:logistic" if classes == 2 else "multi:softprob",
        "tree_method": "hist",
        "max_depth": 0,
        "nthread": 1,
        "seed": 0,
        # else boosters of one process share a stream of random numbers
        "seed_per_iteration": True,
        **({} if classes == 2 else {"num_class": classes}),
        **params,
    }
    rows, valid = xgboost.DMatrix(x, y), xgboost.DMatrix(x_valid)
    booster = xgboost.Booster(settings, [rows, valid])
    for number in range(10**6):
        booster.update(rows, number)
        found = booster.predict(valid)
        yield _loss(data, found if classes > 2 else np.stack([1 - found, found], axis=1))


def _mlp(data, params):
    """Yields the loss after each epoch. From where the weights are no longer finite, the worst."""
    import numpy as np
    from sklearn.neural_network import MLPClassifier
    from sklearn.preprocessing import StandardScaler

    x, y, x_valid, _ = _split(data)
    scaler = StandardScaler().fit(x)
    x, x_valid = scaler.transform(x), scaler.transform(x_valid)
    params = dict(params)
    network = MLPClassifier([params.pop("hidden")], random_state=0, **params)
    diverged = False
    while True:
        if not diverged:
            with warnings.catch_warnings(), np.errstate(all="ignore"):
                warnings.simplefilter("ignore")
                try:
                    network.partial_fit(x, y, classes=np.unique(y))
                    found = network.predict_proba(x_valid)
                    diverged = not np.isfinite(found).all()
                except ValueError:  # scikit-learn's word for weights that are no longer finite
                    diverged = True
        yield _worst(data) if diverged else _loss(data, found)
