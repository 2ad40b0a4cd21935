"""Runs multi-fidelity methods on the problems whose trials report after each epoch, a line of JSON for each run.

    python multifidelity_run.py --method lode-hyperband,syne-asha --suite crossing --seeds 0-9 --jobs 1

Started again, it goes on. This process simulates the workers and knows the curves; a method runs in a process of
its own (worker.py). Lines are in ../results/multifidelity/METHOD.jsonl; README.md says what they hold.
"""

import argparse
import heapq
import pathlib

import adapters
import multifidelity_problems as problems
import run
import scoring

RUNS = run.HERE.parent / "results" / "multifidelity"
SEEDS = 10


def simulate(problem, seed, method):
    """A run until the budget of epochs is spent, or until the method has nothing more to run.

    An epoch lasts problem.epoch_time, decisions last nothing. `method` has ask(), report() and told() of
    adapters.multifidelity.method.Method. Gives what a line holds of the run.
    """
    value, end = problem.curves(seed)
    try:
        return _simulated(problem, value, method)
    finally:
        end()


def _simulated(problem, value, method):
    running, params_of, found = [], {}, Found(problem.resource)
    asked = 0  # breaks ties of the clock in the order of asking
    while found.epochs < problem.budget:
        while len(running) < problem.workers and (proposal := method.ask()) is not None:
            trial, params, step = proposal
            found.counts["resumed" if trial in params_of else "trials"] += 1
            params_of.setdefault(trial, params)
            heapq.heappush(running, (found.clock + problem.epoch_time(params), asked, trial, step + 1))
            asked += 1
        if not running:
            break
        found.clock, order, trial, step = heapq.heappop(running)
        loss = value(params_of[trial], step)
        found.add(step, loss)
        state = _state(problem, step, method.report(trial, step, loss))
        if state == "running":
            end = found.clock + problem.epoch_time(params_of[trial])
            heapq.heappush(running, (end, order, trial, step + 1))
        else:
            found.counts[state] += 1
            method.told(trial, state)
    return found


def _state(problem, step, decision):
    if step >= problem.resource:
        return "completed"
    return {"continue": "running", "stop": "stopped", "pause": "paused"}[decision]


class Found:
    """What a run has found: improvements of the least loss with the epochs and the time that they took."""

    def __init__(self, resource):
        self.resource, self.epochs, self.clock = resource, 0, 0.0
        self.best, self.full = [], []  # [epochs, time, loss] at any epoch; [epochs, loss] at the last one
        self.counts = dict.fromkeys(["trials", "completed", "stopped", "paused", "resumed"], 0)

    def add(self, step, loss):
        self.epochs += 1
        if not self.best or loss < self.best[-1][2]:
            self.best.append([self.epochs, float(f"{self.clock:.6g}"), float(f"{loss:.9g}")])
        if step == self.resource and (not self.full or loss < self.full[-1][1]):
            self.full.append([self.epochs, float(f"{loss:.9g}")])


class Timed:
    """A method in a worker's process, with the seconds that its answers took: processor's, and the clock's."""

    def __init__(self, worker):
        self.worker, self.asks, self.reports = worker, [], []

    def ask(self):
        answer = self.worker.call({"ask": True})
        self.asks.append((answer["seconds"], answer["clock"]))
        return None if answer["trial"] is None else (answer["trial"], answer["params"], answer["step"])

    def report(self, trial, step, loss):
        answer = self.worker.call({"report": trial, "step": step, "loss": loss})
        self.reports.append([answer["seconds"], answer["clock"]])
        return answer["decision"]

    def told(self, trial, state):
        """What ends a trial belongs to the report that led to it."""
        answer = self.worker.call({"told": trial, "state": state})
        self.reports[-1][0] += answer["seconds"]
        self.reports[-1][1] += answer["clock"]

    def figures(self):
        def mean(values, which):
            return float(f"{scoring.mean(v[which] for v in values):.3g}")

        return {
            "seconds_per_ask": mean(self.asks, 0),
            "seconds_per_report": mean(self.reports, 0),
            "clock_per_ask": mean(self.asks, 1),
            "clock_per_report": mean(self.reports, 1),
            "longest_report": float(f"{max(clock for _, clock in self.reports):.3g}"),
            # Fits belong to asks in some libraries and to reports in others.
            "clock_per_epoch": float(
                f"{sum(clock for _, clock in self.asks + self.reports) / len(self.reports):.3g}"
            ),
        }


def run_one(method, problem, seed, limit, options=None, name=None):
    """One run as the line that is kept. `name`: what it is filed under instead of the method's name."""
    line = {
        "method": name or method,
        "suite": problem.suite,
        "problem": problem.name,
        "seed": seed,
        "budget": problem.budget,
        "workers": problem.workers,
    }
    settings = {
        "space": problem.space,
        "resource": problem.resource,
        "seed": seed,
        "budget": problem.budget,
        "workers": problem.workers,
        "options": options or {},
        "limit": limit,
    }
    if options:
        line["options"] = options
    worker = run._worker_of(method)
    try:
        version = worker.start(settings)
        timed = Timed(worker)
        found = simulate(problem, seed, timed)
        line.update(found.counts, epochs=found.epochs, time=float(f"{found.clock:.6g}"))
        line.update(best=found.best, full=found.full, **timed.figures())
        line["version"], line["machine"], line["origin"] = version, run._machine(), "run.py"
        if method.startswith("lode"):
            line["revision"] = run._revision()
    except Exception as error:
        line["error"] = f"{type(error).__name__}: {error}"[:800]
    finally:
        worker.end()
    return line


def _task(job):
    method, problem, seed, arguments = job
    name = arguments.name or method
    line = run_one(method, problems.by_name(problem), seed, arguments.limit, dict(arguments.option), name)
    run.append(pathlib.Path(arguments.runs) / f"{name}.jsonl", line)
    return f"{name} {problem} {seed} {line.get('error', 'done')}"


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--method", required=True, help="names of adapters.multifidelity.METHODS, with commas, or all"
    )
    parser.add_argument("--suite", default=",".join(problems.SUITES), help="suites, with commas between")
    parser.add_argument("--problem", default="", help="parts of problems' names, with commas between")
    parser.add_argument("--seeds", default=f"0-{SEEDS - 1}", help="for example 0-4,7")
    parser.add_argument("--jobs", type=int, default=1, help="how many runs at a time")
    parser.add_argument(
        "--limit", type=int, default=3600, help="seconds of processor time for a run's method"
    )
    parser.add_argument("--runs", default=str(RUNS), help="the folder of the results")
    parser.add_argument(
        "--name", help="file the runs under this name instead of the method's, for experiments"
    )
    parser.add_argument(
        "--option",
        action="append",
        default=[],
        type=lambda text: text.split("=", 1),
        help="NAME=VALUE: one of Lode's options; needs --name",
    )
    parser.add_argument("--retry", action="store_true", help="run again what ended in an error")
    arguments = parser.parse_args()
    if arguments.option and not arguments.name:
        parser.error("--option needs --name: what is filed as lode-hyperband is Lode's default")
    return arguments


def _jobs(arguments):
    """Seed by seed, so that an interrupted series has whole seeds."""
    known = adapters.multifidelity.METHODS
    methods = list(known) if arguments.method == "all" else arguments.method.split(",")
    chosen = [
        p
        for p in problems.every_problem()
        if p.suite in arguments.suite.split(",")
        and any(part in p.name for part in arguments.problem.split(","))
    ]
    done = {
        m: run.finished(pathlib.Path(arguments.runs) / f"{arguments.name or m}.jsonl", arguments.retry)
        for m in methods
    }
    return [
        (m, p.name, seed, arguments)
        for seed in run.seeds(arguments.seeds)
        for p in chosen
        for m in methods
        if (p.name, seed) not in done[m]
    ]


def main():
    arguments = _arguments()
    run.perform(_task, _jobs(arguments), arguments.jobs)


if __name__ == "__main__":
    main()
