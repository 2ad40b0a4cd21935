"""Runs methods on the development problems, a line of JSON for each run. Started again, it goes on.

    python run.py --method lode,random --suite bbob,tables --seeds 0-4 --jobs 1

This process evaluates; a method runs in a process of its own (worker.py), in the virtual environment of its
libraries. Lines are in results/runs/METHOD.jsonl; README.md says what they hold.
"""

import argparse
import atexit
import heapq
import json
import math
import multiprocessing
import os
import pathlib
import platform
import subprocess
import sys
import tempfile

import adapters
import problems
import scoring

HERE = pathlib.Path(__file__).parent
RUNS = HERE.parent / "results" / "runs"
SPREAD = 0.5  # of the logarithm of the lengths of parallel trials


class Worker:
    """A method in a process of its own (worker.py), for one run after the other."""

    def __init__(self, method, program=None):
        """`program`: the interpreter's arguments instead of worker.py and the method, for tests."""
        # What it prints goes to a file: nobody reads a pipe meanwhile, and a full one would stop it.
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [_python(method), *(program or [str(HERE / "worker.py"), method])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            env=_environment(),
        )
        self.running = False

    def start(self, settings):
        """Begins a run; gives the library's version."""
        self.running = True
        return self.call(settings)["version"]

    def call(self, command):
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        answer = json.loads(line) if line else {"ended": self.process.wait()}
        if "ended" in answer:
            self.running = False
            if "end" not in command:
                raise RuntimeError(f"the run ended with {answer['ended']}: {self._printed()}")
        return answer

    def end(self):
        """Ends the run, if it has not ended by itself."""
        if self.running:
            self.call({"end": True})

    def _printed(self):
        self.errors.seek(0)
        text = self.errors.read()[-600:]
        self.errors.seek(0, os.SEEK_END)
        return text

    def close(self):
        self.process.kill()
        self.process.communicate()
        self.errors.close()


_workers = {}


def _worker_of(method):
    """This process's worker of a method: kept, since importing a library takes up to half a minute."""
    if method not in _workers or _workers[method].process.poll() is not None:
        _workers[method] = Worker(method)
        atexit.register(_workers[method].close)
    return _workers[method]


def _python(method):
    """The interpreter of a method's environment: LODE_BENCH_VENVS/NAME, else this one."""
    folder = os.environ.get("LODE_BENCH_VENVS")
    name = adapters.find(method)[1]
    return str(pathlib.Path(folder) / name / "bin" / "python") if folder else sys.executable


def _environment():
    path = [str(HERE.parents[1] / "bindings" / "python"), os.environ.get("PYTHONPATH", "")]
    return {**adapters.environment(), "PYTHONPATH": os.pathsep.join(filter(None, path))}


def simulate_batches(problem, seed, worker, batch):
    """Evaluates a budget of trials, all of a batch proposed before any of them is told: as simulate()."""
    evaluate, ended, seconds = problem.objective(seed), [], []
    while len(ended) < problem.budget:
        proposals = [worker.call({"ask": True}) for _ in range(min(batch, problem.budget - len(ended)))]
        for proposal in proposals:
            evaluation = evaluate(proposal["params"], len(ended))
            told = worker.call({"tell": proposal["token"], "loss": evaluation.loss})
            seconds.append(proposal["seconds"] + told["seconds"])
            ended.append(evaluation)
    return ended, seconds


def simulate(problem, seed, worker):
    """Evaluates a budget of trials, problem.workers at a time: the evaluations as they end, and seconds.

    A trial's length is random, but fixed by problem, seed and number, so that all methods meet the same
    lengths.
    """
    evaluate, running, ended, seconds = problem.objective(seed), [], [], []
    clock, asked = 0.0, 0
    while len(ended) < problem.budget:
        while len(running) < problem.workers and asked < problem.budget:
            proposal = worker.call({"ask": True})
            seconds.append(proposal["seconds"])
            end = clock + _length(problem, seed, asked)
            heapq.heappush(running, (end, asked, proposal["token"], proposal["params"]))
            asked += 1
        clock, number, token, params = heapq.heappop(running)
        evaluation = evaluate(params, number)
        # Fits belong to asks, whichever call a library makes them in.
        seconds[-1] += worker.call({"tell": token, "loss": evaluation.loss})["seconds"]
        ended.append(evaluation)
    return ended, seconds


def _length(problem, seed, number):
    return math.exp(SPREAD * problems.numbers(problem.name, "length", seed, number).gauss(0, 1))


def run(method, problem, seed, limit, options=None, name=None, batch=0):
    """One run as the line that is kept. `name`: what it is filed under instead of the method's name.

    `batch`: trials come in batches of so many, instead of one after another or as the problem's workers end.
    """
    line = {
        "method": name or method,
        "suite": problem.suite,
        "problem": problem.name,
        "seed": seed,
        "budget": problem.budget,
    }
    settings = {
        "space": problem.space,
        "seed": seed,
        "budget": problem.budget,
        "workers": batch or problem.workers,
        "noisy": problem.noisy,
        "goal": problem.goal,
        "options": options or {},
        # On the run's own processor time, so that a busy machine does not end it.
        "limit": limit,
    }
    if options:
        line["options"] = options
    worker = _worker_of(method)
    try:
        version = worker.start(settings)
        if batch:
            line["batch"] = batch
            ended, seconds = simulate_batches(problem, seed, worker, batch)
        else:
            ended, seconds = simulate(problem, seed, worker)
        line["losses"] = [_rounded(e.loss) for e in ended]
        if problem.noisy:
            line["truth"] = [_rounded(e.truth) for e in ended]
        line["seconds_per_ask"] = float(f"{scoring.mean(seconds):.3g}")
        line["seconds_per_late_ask"] = float(f"{scoring.mean(seconds[-5:]):.3g}")
        line["version"], line["machine"], line["origin"] = version, _machine(), "run.py"
        if method.startswith("lode"):
            line["revision"] = _revision()
    except Exception as error:
        line["error"] = f"{type(error).__name__}: {error}"[:800]
    finally:
        worker.end()
    return line


def _rounded(loss):
    return None if loss is None else float(f"{loss:.12g}")


def _revision():
    """The commit that Lode was built from: LODE_BENCH_REVISION, else the one of this working tree."""
    if os.environ.get("LODE_BENCH_REVISION"):
        return os.environ["LODE_BENCH_REVISION"]
    command = ["git", "-C", str(HERE), "describe", "--always", "--dirty", "--exclude=*"]
    return subprocess.run(command, capture_output=True, text=True).stdout.strip()


def _machine():
    try:
        with open("/proc/cpuinfo") as file:
            return next(line.split(":")[1].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def finished(path, retry):
    """The (problem, seed) that a file holds; failed runs count unless they are to be tried again."""
    if not path.exists():
        return set()
    lines = [json.loads(text) for text in path.read_text().splitlines()]
    return {(line["problem"], line["seed"]) for line in lines if not (retry and "error" in line)}


def append(path, line):
    """One write to a file opened for appending: lines of several jobs do not mix."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "a") as file:
        file.write(json.dumps(line, separators=(",", ":")) + "\n")


def _task(job):
    method, problem, seed, arguments = job
    name = arguments.name or method
    line = run(method, problems.by_name(problem), seed, arguments.limit, dict(arguments.option), name, arguments.batch)
    append(pathlib.Path(arguments.runs) / f"{name}.jsonl", line)
    return f"{name} {problem} {seed} {line.get('error', 'done')}"


def seeds(text):
    """0-2,7 is [0, 1, 2, 7]."""
    found = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        found += range(int(first), int(last or first) + 1)
    return found


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--method", required=True, help="names of adapters.METHODS, with commas between, or all"
    )
    parser.add_argument("--suite", default=",".join(problems.SUITES), help="suites, with commas between")
    parser.add_argument("--problem", default="", help="parts of problems' names, with commas between")
    parser.add_argument(
        "--seeds", default=None, help="for example 0-4; without it 0-4, and 0-2 for slow methods"
    )
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
    parser.add_argument(
        "--batch", type=int, default=0, help="so many trials at a time, told together; needs --name"
    )
    parser.add_argument("--retry", action="store_true", help="run again what ended in an error")
    arguments = parser.parse_args()
    if arguments.option and not arguments.name:
        parser.error("--option needs --name: what is filed as lode is Lode's default")
    if arguments.batch and not arguments.name:
        parser.error("--batch needs --name")
    return arguments


def _jobs(arguments):
    """Seed by seed, so that an interrupted series has whole seeds."""
    methods = list(adapters.METHODS) if arguments.method == "all" else arguments.method.split(",")
    chosen = [
        p
        for p in problems.every_problem()
        if p.suite in arguments.suite.split(",")
        and any(part in p.name for part in arguments.problem.split(","))
    ]
    done = {
        m: finished(pathlib.Path(arguments.runs) / f"{arguments.name or m}.jsonl", arguments.retry)
        for m in methods
    }
    wanted = {m: seeds(arguments.seeds or ("0-2" if adapters.METHODS[m][2] else "0-4")) for m in methods}
    return [
        (m, p.name, seed, arguments)
        for seed in sorted(set().union(*wanted.values()))
        for m in methods
        for p in chosen
        if seed in wanted[m] and (p.name, seed) not in done[m]
    ]


def perform(task, jobs, processes):
    """Does all jobs, so many at a time, and prints what each gives."""
    print(len(jobs), "runs", flush=True)
    if processes == 1:
        for job in jobs:
            print(task(job), flush=True)
    else:
        with multiprocessing.get_context("spawn").Pool(processes) as pool:
            for text in pool.imap_unordered(task, jobs):
                print(text, flush=True)


def main():
    arguments = _arguments()
    perform(_task, _jobs(arguments), arguments.jobs)


if __name__ == "__main__":
    main()
