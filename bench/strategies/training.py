"""Real trainings: XGBoost and scikit-learn models on churn, iris and digits, with conditional parameters.

A configuration's loss is a constant: the split, the folds and the models' seeds are fixed, and each runs on
one thread. So values are kept on disk (LODE_BENCH_CACHE, else .cache/ beside this file), by model, data,
library version and configuration. Churn is scored by the area under the ROC curve (maximised) on the
examples' validation rows; iris and digits by cross-validation: support vector machines by 1 - the mean area
of one class against the rest, the others by the log loss. (The plain error of a support vector machine on
iris has so few values that random search often finds the best.)
"""

import csv
import functools
import json
import os
import pathlib
import sqlite3
import warnings

import space

HERE = pathlib.Path(__file__).parent
CHURN = HERE.parents[1] / "examples" / "c" / "xgboost" / "data" / "churn.csv"
FOLDS = {"iris": 10, "digits": 3}

_KERNEL, _SOLVER = "kernel", "solver"
SPACES = {
    "xgboost": space.ranges(
        space.choice("grow_policy", ["depthwise", "lossguide"]),
        space.integer("max_depth", 1, 10, when=("grow_policy", ["depthwise"])),
        space.integer("max_leaves", 2, 256, log=True, when=("grow_policy", ["lossguide"])),
        space.real("eta", 0.003, 1, log=True),
        space.real("min_child_weight", 0.5, 50, log=True),
        space.real("subsample", 0.3, 1),
        space.real("colsample_bytree", 0.3, 1),
        space.real("lambda", 1e-3, 1e3, log=True),
    ),
    "svm": space.ranges(
        space.choice(_KERNEL, ["linear", "poly", "rbf", "sigmoid"]),
        space.integer("degree", 2, 5, when=(_KERNEL, ["poly"])),
        space.real("gamma", 1e-5, 10, log=True, when=(_KERNEL, ["poly", "rbf", "sigmoid"])),
        space.real("coef0", -1, 1, when=(_KERNEL, ["poly", "sigmoid"])),
        space.real("C", 1e-3, 1e3, log=True),
    ),
    "mlp": space.ranges(
        space.choice(_SOLVER, ["sgd", "adam", "lbfgs"]),
        space.real("momentum", 0, 0.99, when=(_SOLVER, ["sgd"])),
        space.real("learning_rate_init", 1e-5, 1, log=True, when=(_SOLVER, ["sgd", "adam"])),
        space.integer("batch_size", 16, 256, log=True, when=(_SOLVER, ["sgd", "adam"])),
        space.integer("hidden", 4, 128, log=True),
        space.real("alpha", 1e-7, 10, log=True),
        space.choice("activation", ["relu", "tanh", "logistic"]),
    ),
    "forest": space.ranges(
        space.choice("criterion", ["gini", "entropy"]),
        space.real("max_features", 0.05, 1),
        space.integer("min_samples_leaf", 1, 20, log=True),
        space.integer("min_samples_split", 2, 20),
        space.integer("max_depth", 1, 30),
        space.choice("bootstrap", ["true", "false"]),
        space.real("max_samples", 0.1, 1, when=("bootstrap", ["true"])),
    ),
}


class Training:
    """One model on one data set."""

    def __init__(self, model, data):
        self.model, self.data = model, data
        self.space = SPACES[model]
        self.goal = "Maximize" if data == "churn" else "Minimize"

    def loss(self, params):
        """The loss of a configuration, from the disk where it is known. None where the training failed."""
        key = json.dumps([self.model, self.data, _version(self.model), sorted(params.items())])
        found = _cache().execute("SELECT loss FROM losses WHERE key = ?", (key,)).fetchone()
        if found:
            return found[0]
        loss = self._train(params)
        with _cache() as cache:
            cache.execute("INSERT OR REPLACE INTO losses VALUES (?, ?)", (key, loss))
        return loss

    def _train(self, params):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return (
                    _xgboost(params)
                    if self.model == "xgboost"
                    else _scikit_learn(self.model, self.data, params)
                )
            except ValueError:  # scikit-learn's word for weights that are no longer finite
                return None


def _version(model):
    import sklearn
    import xgboost

    return xgboost.__version__ if model == "xgboost" else sklearn.__version__


@functools.lru_cache(maxsize=None)
def _cache_of(process):
    folder = pathlib.Path(os.environ.get("LODE_BENCH_CACHE", HERE / ".cache"))
    folder.mkdir(parents=True, exist_ok=True)
    cache = sqlite3.connect(folder / "losses.sqlite", timeout=60)
    cache.execute("CREATE TABLE IF NOT EXISTS losses (key TEXT PRIMARY KEY, loss REAL)")
    return cache


def _cache():
    return _cache_of(os.getpid())


def _churn_value(column, text):
    """As examples/c/xgboost/data.c reads it."""
    if text in ("yes", "no"):
        return float(text == "yes")
    if column == "state":
        return (ord(text[0]) - 65) * 26.0 + (ord(text[1]) - 65)
    return float(text.removeprefix("area_code_"))


@functools.lru_cache(maxsize=None)
def _churn():
    """(training rows, labels, validation rows, labels): rows with number modulo 10 below 7 are for training.
    """
    import numpy as np

    with open(CHURN, newline="") as file:
        rows = [[_churn_value(column, text) for column, text in row.items()] for row in csv.DictReader(file)]
    rows = np.array(rows)
    x, y, train = rows[:, :-1], rows[:, -1], np.arange(len(rows)) % 10 < 7
    return x[train], y[train], x[~train], y[~train]


def _xgboost(params):
    import xgboost
    from sklearn.metrics import roc_auc_score

    x, y, x_valid, y_valid = _churn()
    settings = {
        "objective": "binary:logistic",
        "tree_method": "hist",
        "max_depth": 0,
        "nthread": 1,
        "seed": 0,
    }
    booster = xgboost.train({**settings, **params}, xgboost.DMatrix(x, y), num_boost_round=100)
    return -float(roc_auc_score(y_valid, booster.predict(xgboost.DMatrix(x_valid))))


def _model(model, params):
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVC

    params = dict(params)
    if model == "svm":
        return make_pipeline(StandardScaler(), SVC(max_iter=20000, random_state=0, **params))
    if model == "mlp":
        hidden = params.pop("hidden")
        return make_pipeline(StandardScaler(), MLPClassifier([hidden], max_iter=30, random_state=0, **params))
    params["bootstrap"] = params["bootstrap"] == "true"
    return RandomForestClassifier(n_estimators=30, random_state=0, n_jobs=1, **params)


def _scikit_learn(model, data, params):
    if data == "churn":
        from sklearn.metrics import roc_auc_score

        x, y, x_valid, y_valid = _churn()
        fitted = _model(model, params).fit(x, y)
        scores = fitted.decision_function(x_valid) if model == "svm" else fitted.predict_proba(x_valid)[:, 1]
        return -float(roc_auc_score(y_valid, scores))
    from sklearn import datasets
    from sklearn.metrics import log_loss, roc_auc_score
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    x, y = {"iris": datasets.load_iris, "digits": datasets.load_digits}[data](return_X_y=True)
    folds = StratifiedKFold(FOLDS[data], shuffle=True, random_state=0)
    if model == "svm":
        scores = cross_val_predict(_model(model, params), x, y, cv=folds, method="decision_function")
        areas = [roc_auc_score(y == label, scores[:, label]) for label in range(scores.shape[1])]
        return 1 - float(sum(areas)) / len(areas)
    return float(
        log_loss(y, cross_val_predict(_model(model, params), x, y, cv=folds, method="predict_proba"))
    )
