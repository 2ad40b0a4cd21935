"""What is measured, group by group: everything that a target compares takes turns, so that a neighbour on the
machine slows all alike."""

import dataclasses
import json
import subprocess

import processes

# What Optuna's GPSampler spends on a proposal: 2048 points, 10 refined, a fit from where the last one ended.
# Lode adds half as many points around the best trials to `candidates`: 1366 + 683.
OPTUNAS_BUDGET = {
    "strategy.bayesian.candidates": 1366,
    "strategy.bayesian.refined": 10,
    "strategy.bayesian.restarts": 0,
}
ASKS = {"ask": {}, "ask, Optuna's budget": OPTUNAS_BUDGET}
POINTS = 10_000  # scored at once
CHUNK = 1_000
STARTS = 32


@dataclasses.dataclass(frozen=True)
class Plan:
    """How much is measured. `limit`: processor seconds of a single step; `patience`: a series that has taken
    so many takes no further step."""

    asks: dict  # library: the numbers of trials
    scores: dict  # library: the (n, d)
    chunks: tuple  # that BoTorch is given at once
    pool: int
    repeats: int
    limit: int
    patience: int


POOL_LIMIT = 600  # processor seconds that a pool may take

CURVE = (20, 50, 100, 200, 500, 1000)
TARGET_ASKS = (100, 500, 1000)
TARGET_SCORES = ((100, 10), (500, 10), (1000, 20))
_ALL_SCORES = tuple((n, 10) for n in CURVE) + ((1000, 20),)
QUICK = Plan(
    asks={"lode": TARGET_ASKS, "optuna": TARGET_ASKS},
    scores={"lode": TARGET_SCORES, "botorch": TARGET_SCORES},
    chunks=(CHUNK,),
    pool=30_000,
    repeats=3,
    limit=60,
    patience=6,
)
FULL = Plan(
    asks={"lode": CURVE, **{peer: CURVE for peer in processes.PEERS}},
    scores={name: _ALL_SCORES for name in ("lode", "botorch", "optuna", "sklearn")},
    chunks=(CHUNK, POINTS),
    pool=100_000,
    repeats=4,
    limit=60,
    patience=15,
)


@dataclasses.dataclass
class Series:
    """The steps of one worker with one set of arguments. `where`: what tells its measurement from others."""

    what: str
    who: str
    where: dict
    settings: dict
    arguments: dict = dataclasses.field(default_factory=dict)
    steps: list = dataclasses.field(default_factory=list)
    failure: dict = dataclasses.field(default_factory=dict)
    start: dict = dataclasses.field(default_factory=dict)

    def record(self):
        """A measurement as it stands in compute.json."""
        last = self.steps[-1] if self.steps else {}
        return {
            "what": self.what,
            "who": self.who,
            **self.where,
            **{key: [step[key] for step in self.steps] for key in ("seconds", "wall")},
            "memory": last.get("memory"),
            "found": last.get("found"),
            **self.start,
            **self.failure,
        }


class Bench:
    """Measures. `absent`: {library: why it cannot be measured}; their series are recorded as missing."""

    def __init__(self, plan, library_file, helper, log=print):
        self.plan, self.library_file, self.helper, self.log = plan, library_file, helper, log
        self.absent = {name: why for name in processes.LIBRARIES if (why := processes.missing(name))}
        self.measurements, self.theta = [], {}

    # Groups

    def likelihood(self):
        sizes = (500, 1000, 2000)
        command = [str(self.helper), str(2 * self.plan.repeats), *map(str, sizes)]
        environment = processes.environment(self.library_file)
        found = subprocess.run(command, check=True, capture_output=True, text=True, env=environment).stdout
        for line in map(json.loads, found.splitlines()):
            where = {"n": line["n"], "d": 10}
            for what, who, key in (("likelihood", "lode", "likelihood"), ("inversion", "openblas", "floor")):
                self.measurements.append({"what": what, "who": who, **where, "seconds": line[key]})

    def asks(self):
        for n in sorted({n for sizes in self.plan.asks.values() for n in sizes}):
            where, series = {"n": n, "d": 10}, []
            for who in (name for name, sizes in self.plan.asks.items() if n in sizes):
                for what, options in ASKS.items() if who == "lode" else [("ask", {})]:
                    series.append(Series(what, who, where, {"job": "ask", **where, "options": options}))
            self._take_turns(series)

    def scores(self):
        for n, d in sorted({size for sizes in self.plan.scores.values() for size in sizes}):
            series = []
            for who in (name for name, sizes in self.plan.scores.items() if (n, d) in sizes):
                chunks = {"lode": [None], "botorch": self.plan.chunks}.get(who, [CHUNK])
                series += [self._score("score", "score", who, n, d, POINTS, chunk) for chunk in chunks]
            self._take_turns(series)

    def choice(self):
        n, d = 1000, 20
        chunks = {"lode": None, "botorch": CHUNK}
        series = [self._score("choose", "choose", w, n, d, self.plan.pool, c) for w, c in chunks.items()]
        self._take_turns(series, 2, dataclasses.replace(self.plan, limit=POOL_LIMIT))

    def threads(self):
        where = {"n": 1000, "d": 20, "m": POINTS}
        settings = {"job": "score", **where, "hyperparameters": self._theta(1000, 20), "threads": [1, 2]}
        series = [
            Series("score, threads", "lode", {**where, "threads": t}, settings, {"m": POINTS, "threads": t})
            for t in (1, 2)
        ]
        for n in (100, 200):
            where = {"n": n, "d": 10}
            settings = {"job": "fit", **where, "starts": STARTS, "threads": [1, 2]}
            series += [
                Series("fit", "lode", {**where, "threads": t}, settings, {"threads": t}) for t in (1, 2)
            ]
        self._take_turns(series, 2 * self.plan.repeats)

    def memory(self):
        where = {"n": 1000, "d": 10}
        series = [Series("ask, memory", "lode", where, {"job": "ask", **where, "options": {}})]
        series.append(self._score("score, memory", "score", "lode", 1000, 20, 100_000, None))
        self._take_turns(series, 1)

    # Steps

    def _score(self, what, job, who, n, d, m, chunk):
        where = {"n": n, "d": d, "m": m}
        settings = {"job": job, **where, "hyperparameters": self._theta(n, d)}
        arguments = {"m": m} if chunk is None else {"m": m, "chunk": chunk}
        return Series(what, who, where if chunk is None else {**where, "chunk": chunk}, settings, arguments)

    def _theta(self, n, d):
        """Hyperparameters that Lode fits, for everyone."""
        if (n, d) not in self.theta:
            settings = {"job": "score", "n": n, "d": d, "m": 1}
            worker = processes.Worker("lode", settings, self.plan.limit, self.library_file)
            self.theta[n, d] = worker.facts["hyperparameters"]
            worker.close()
        return self.theta[n, d]

    def _take_turns(self, series, repeats=None, plan=None):
        plan, workers = plan or self.plan, {}
        try:
            for each in series:
                self._start(each, workers, plan)
            for _ in range(repeats or plan.repeats):
                for each in series:
                    self._step(each, workers, plan)
        finally:
            for worker in workers.values():
                worker.close()
        for each in series:
            self.measurements.append(each.record())
            self.log(describe(self.measurements[-1]))

    @staticmethod
    def _key(series):
        return series.who, json.dumps(series.settings, sort_keys=True)

    def _start(self, series, workers, plan):
        if series.who in self.absent:
            series.failure = {"missing": self.absent[series.who]}
        elif self._key(series) not in workers:
            try:
                worker = processes.Worker(series.who, series.settings, plan.limit, self.library_file)
                workers[self._key(series)] = worker
            except processes.Ended as ended:  # too long or not, it was not what is to be measured
                series.failure = {"missing": f"its preparation {ended}"}
        if self._key(series) in workers:
            worker = workers[self._key(series)]
            series.start = {"version": worker.version, "facts": worker.facts}

    def _step(self, series, workers, plan):
        spent = sum(step["seconds"] for step in series.steps)
        if series.failure or (series.steps and spent > plan.patience):
            return
        try:
            series.steps.append(workers[self._key(series)].step(**series.arguments))
        except processes.Ended as ended:
            self._failed(series, ended, plan)

    @staticmethod
    def _failed(series, ended, plan):
        """Steps before one past the limit stay what they are."""
        if not series.steps:
            series.failure = {"over": plan.limit} if ended.over else {"missing": str(ended)}
        else:
            series.failure = {"note": f"a later step {'went past the limit' if ended.over else ended}"}


GROUPS = ("likelihood", "asks", "scores", "choice", "threads", "memory")


def describe(m):
    """A line of the log."""
    where = " ".join(f"{key}={m[key]}" for key in ("n", "d", "m", "chunk", "threads") if key in m)
    if "missing" in m:
        return f"{m['who']}: {m['what']} {where}: not measured: {m['missing']}"
    if "over" in m:
        return f"{m['who']}: {m['what']} {where}: > {m['over']} s"
    steps = " ".join(f"{s:.4g}" for s in m["seconds"])
    return f"{m['who']}: {m['what']} {where}: {steps} s, {m['memory'] / 1e6:.0f} MB"
