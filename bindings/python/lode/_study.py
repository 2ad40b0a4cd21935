"""Studies and trials."""

import ctypes
import json
import os

from lode import _library as c

_RANGES = {
    "ContinuousParameterRanges": float,
    "IntegerParameterRanges": int,
    "CategoricalParameterRanges": str,
}
_CONFIG = "HyperParameterTuningJobConfig"
_OBJECTIVE = "objective"  # the metric's name where only a space was given
_DECISIONS = ("continue", "stop", "pause")
_STATUS = ("InProgress", "Stopping", "Completed", "Stopped", "Failed", "Paused")


class Trial:
    """One configuration, as it was when this copy was made.

    Attributes: `number` (from 0); `name`; `params`, a dict of float, int or str by parameter, without parameters that
    are inactive in this trial; `status` (AMT's words, and "Paused"); `value`, the objective or None; `step`, from which
    a trial goes on that was paused (0: from its beginning); `resource`, with Hyperband the step up to which it trains
    before it is compared with others.
    """

    def __init__(self, handle, kinds):
        try:
            info = c.struct(c.TrialInfo)
            c.call("lode_trial_get_info", handle, ctypes.byref(info))
            texts = json.loads(c.text("lode_trial_json", handle))
        finally:
            c.LIBRARY.lode_trial_free(handle)
        self.number = info.number
        self.name = info.name.decode()
        self.status = _STATUS[info.status]
        self.step = info.resume_step
        self.resource = info.resource or None
        self.value = info.objective if info.has_objective else None
        self.params = {name: kinds[name](text) for name, text in texts.items() if name in kinds}

    def __repr__(self):
        return f"Trial({self.number}, {self.params}, {self.status}, value={self.value})"


class Study:
    """A study, made or opened. Any number of threads may use it.

    `request`: a dict or a JSON text, one of
      - a space: AMT's ParameterRanges ({"ContinuousParameterRanges": [...], ...});
      - AMT's HyperParameterTuningJobConfig;
      - AMT's CreateHyperParameterTuningJob request.
    `store`: the path of a SQLite file; None keeps the study in memory. Where the store has a study of that name
    already, it is opened and goes on (`seed` and the like are then those of then).
    `name`: the study's, in place of the document's; "study" where neither has one.
    `seed`, `strategy` ("Bayesian", "Hyperband", "Random", "Sobol", "Grid"), `max_trials`: override the document's.
    `maximize`: which way is better, where only a space is given.
    `options`: a dict of settings by name; `lode options` lists them.
    """

    def __init__(self, request, *, seed=None, store=None, name=None, strategy=None, max_trials=None, maximize=False,
                 options=None):
        self._study = self._store = self._context = self._options = None
        document = _document(request, seed, strategy, max_trials, maximize)
        if name is None:
            named = document.get("HyperParameterTuningJobName")
            name = named if isinstance(named, str) else "study"
        self._options = _options(options or {})
        try:
            self._context = c.made("lode_context_create", self._options)
            address = os.fsencode(store) if store else b":memory:"
            self._store = c.made("lode_store_open", self._context, address, self._options)
            self._study = self._create_or_open(name, document)
            self._kinds = _kinds(json.loads(c.text("lode_study_request_json", self._study)))
        except BaseException:
            self.close()
            raise

    def _create_or_open(self, name, document):
        try:
            return c.made("lode_study_create_json", self._context, self._store, name.encode(),
                          json.dumps(document).encode(), self._options)
        except c.Error as error:
            if error.status != "LODE_E_EXISTS":
                raise
        return c.made("lode_study_open", self._context, self._store, name.encode())

    def ask(self):
        """The next trial, new or resumed (its `step` is not 0 then); None where the study is done, or where there is
        none before another one is told."""
        handle = ctypes.c_void_p()
        if c.call("lode_study_ask", self._study, 1, ctypes.byref(handle), None) != c.OK:
            return None
        return Trial(handle, self._kinds)

    def __iter__(self):
        """Asks until there is nothing more to try."""
        return iter(self.ask, None)

    def report(self, trial, step, value, metric=None):
        """Records a metric (the objective's unless named) at a step, counted from 1. Returns "continue",
        "stop" (then `tell_stopped` it) or "pause" (keep what it needs to go on, then `tell_paused` it)."""
        decision = ctypes.c_int32()
        report = c.struct(c.Report, step=step, metric=(metric or self.metric).encode(), value=value)
        c.call("lode_study_report", self._study, _number(trial), ctypes.byref(report), ctypes.byref(decision))
        return _DECISIONS[decision.value]

    def tell(self, trial, value=None):
        """Completes a trial. Without a value its objective is the last one reported."""
        self._tell(trial, c.struct(c.Outcome, status=2), value)

    def tell_stopped(self, trial):
        """Ends a trial early, as a report's answer asked. Its objective is the last one reported."""
        self._tell(trial, c.struct(c.Outcome, status=3), None)

    def tell_paused(self, trial):
        """Ends a trial's present attempt, as a report's answer asked: `ask` may give it again, to go on."""
        self._tell(trial, c.struct(c.Outcome, status=5), None)

    def tell_failed(self, trial, message=""):
        """Ends a trial that gave no result because of its configuration: nothing like it is wanted again."""
        self._tell(trial, c.struct(c.Outcome, status=4, reason=5, message=message.encode()), None)

    def _tell(self, trial, outcome, value):
        values = None if value is None else ctypes.byref(
            c.struct(c.Value, metric=self.metric.encode(), value=float(value)))
        c.call("lode_study_tell", self._study, _number(trial), values, 0 if values is None else 1,
               ctypes.byref(outcome))

    def stop(self):
        """Ends the study: no more proposals."""
        c.call("lode_study_stop", self._study)

    @property
    def best(self):
        """The best completed trial, or None."""
        try:
            return Trial(c.made("lode_study_best", self._study), self._kinds)
        except c.Error as error:
            if error.status == "LODE_E_NOT_FOUND":
                return None
            raise

    def trial(self, number):
        """A trial as it is now."""
        return Trial(c.made("lode_study_trial", self._study, number), self._kinds)

    @property
    def trials(self):
        """All trials as they are now, by number, as AMT's TrainingJobSummaries (a list of dicts)."""
        return json.loads(c.text("lode_study_trials_json", self._study))

    def table(self):
        """All trials as they are now, by number, a flat dict each: the tuned hyperparameters that are active in it, as
        `Trial.params` has them, then what SageMaker's SDK has in a tuning job's data frame, in its order; None where
        there is nothing yet. `pandas.DataFrame(study.table())` makes the frame."""
        return [_row(summary, self._kinds) for summary in self.trials]

    def describe(self):
        """AMT's DescribeHyperParameterTuningJob response, as a dict."""
        return json.loads(c.text("lode_study_describe_json", self._study))

    @property
    def metric(self):
        """The objective's name."""
        if not hasattr(self, "_metric"):
            request = json.loads(c.text("lode_study_request_json", self._study))
            self._metric = _objective(request)["MetricName"]
        return self._metric

    def close(self):
        """Frees what the study holds in this process. A study in a file goes on when it is opened again."""
        for name in ("study", "store", "options", "context"):
            handle = getattr(self, "_" + name)
            if handle is not None:
                getattr(c.LIBRARY, f"lode_{name}_free")(handle)
                setattr(self, "_" + name, None)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __del__(self):
        if hasattr(self, "_context"):
            self.close()


def _row(summary, kinds):
    row = {name: kinds[name](text) for name, text in summary["TunedHyperParameters"].items()}
    start, end = summary.get("TrainingStartTime"), summary.get("TrainingEndTime")
    value = summary.get("FinalHyperParameterTuningJobObjectiveMetric", {}).get("Value")
    row["TrainingJobName"] = summary["TrainingJobName"]
    row["TrainingJobStatus"] = summary["TrainingJobStatus"]
    row["FinalObjectiveValue"] = None if value is None else float(value)
    row["TrainingStartTime"] = start
    row["TrainingEndTime"] = end
    row["TrainingElapsedTimeSeconds"] = None if start is None or end is None else end - start
    row["TrainingJobDefinitionName"] = summary.get("TrainingJobDefinitionName")
    return row


def _number(trial):
    return trial.number if isinstance(trial, Trial) else trial


def _options(settings):
    options = c.made("lode_options_create")
    for name, value in settings.items():
        text = str(value).lower() if isinstance(value, bool) else str(value)
        try:
            c.call("lode_options_set", options, name.encode(), text.encode())
        except c.Error:
            c.LIBRARY.lode_options_free(options)
            raise
    return options


def _document(request, seed, strategy, max_trials, maximize):
    """The request that is meant, with what overrides it."""
    document = json.loads(request) if isinstance(request, (str, bytes)) else json.loads(json.dumps(request))
    if not isinstance(document, dict):
        raise TypeError("request: a JSON object is needed: a space, a tuning configuration or a request")
    if document.keys() <= _RANGES.keys() | {"ParameterOrder", "AutoParameters"}:
        document = {
            "Strategy": "Bayesian",
            "HyperParameterTuningJobObjective": {"MetricName": _OBJECTIVE, "Type": "Maximize" if maximize else "Minimize"},
            "ParameterRanges": document,
        }
    config = document.get(_CONFIG, document)
    if seed is not None:
        config["RandomSeed"] = seed
    if strategy is not None:
        config["Strategy"] = strategy
    if max_trials is not None:
        config.setdefault("ResourceLimits", {})["MaxNumberOfTrainingJobs"] = max_trials
    return document


def _training(request):
    return (request.get("TrainingJobDefinitions") or [request.get("TrainingJobDefinition") or {}])[0]


def _objective(request):
    config = request.get(_CONFIG, request)
    return config.get("HyperParameterTuningJobObjective") or _training(request)["TuningObjective"]


def _kinds(request):
    """How each tuned parameter's text is read, by name."""
    config = request.get(_CONFIG, request)
    ranges = config.get("ParameterRanges") or _training(request).get("HyperParameterRanges") or {}
    return {entry["Name"]: kind for group, kind in _RANGES.items() for entry in ranges.get(group) or []}
