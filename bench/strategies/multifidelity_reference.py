"""Computes multifidelity_reference.json: what scores are measured against, for each problem (and instance).

    python multifidelity_reference.py [--suite real] [--seeds 0-9]     adds what is missing
    python multifidelity_reference.py --best-known                     takes better values of the runs over

An entry holds losses: `optimum` (`known` is "search" for the synthetic curves, whose noise-free end is minimised, or
"best seen" where only the best value met so far is known), `median` of a random configuration's best epoch, and `R`,
the median of what random search at full length has found after 20, 50 and 100 % of the epochs with the problem's
workers: over simulated searches that draw from `draws` random configurations' curves.
"""

import argparse
import json
import pathlib

import numpy as np

import multifidelity_problems as problems
import multifidelity_run
import run
import scoring
import space

DRAWS = {"real": 300}
MORE_DRAWS = 2000
SEARCHES = 400


def pool(problem, seed, draws):
    """[(params, losses of all epochs)] of random configurations."""
    drawn, found = np.random.default_rng(777), []
    for _ in range(draws):
        params = space.at(problem.parameters, drawn.random(len(problem.parameters)))
        params = space.active_only(problem.parameters, params)
        value, end = problem.curves(seed)
        found.append((params, [value(params, step + 1) for step in range(problem.resource)]))
        end()
    return found


class PoolSearch:
    """Random search at full length among the configurations of a pool."""

    def __init__(self, curves, draw):
        self.curves, self.draw, self.asked = curves, draw, 0

    def ask(self):
        self.asked += 1
        index = int(self.draw.integers(len(self.curves)))
        return self.asked, {**self.curves[index][0], "": index}, 0

    def report(self, trial, step, loss):
        return "continue"

    def told(self, trial, state):
        pass


def levels(problem, curves, searches=SEARCHES):
    """The median over simulated searches of the least loss at each checkpoint."""
    draw, found = np.random.default_rng(778), []
    for _ in range(searches):
        done = multifidelity_run._simulated(
            problem, lambda params, step: curves[params[""]][1][step - 1], PoolSearch(curves, draw)
        )
        found.append([scoring.incumbent_after(done.best, count) for count in problem.checkpoints])
    return [float(f"{np.median(column):.9g}") for column in zip(*found)]


def optimum(problem, seed, curves):
    """The least noise-free loss of a synthetic curve: from the best of the pool, refined for each choice."""
    from scipy.optimize import minimize

    exact = problem.curves(seed)[0].__self__.exact
    numeric = [p for p in problem.parameters if p.kind != "choice"]
    starts, least = {}, np.inf
    for params, _ in sorted(curves, key=lambda found: exact(found[0], problem.resource)):
        chosen = tuple(params[p.name] for p in problem.parameters if p.kind == "choice")
        starts.setdefault(chosen, [])
        if len(starts[chosen]) < 4:
            starts[chosen].append(params)
    for params in [p for group in starts.values() for p in group]:

        def loss(units):
            moved = {p.name: p.from_unit(u) for p, u in zip(numeric, units)}
            return exact({**params, **moved}, problem.resource)

        first = [p.to_unit(params[p.name]) for p in numeric]
        found = minimize(loss, first, method="Nelder-Mead", bounds=[(0, 1)] * len(first))
        least = min(least, found.fun, loss(first))
    return float(f"{least:.9g}")


def entry(problem, seed, draws):
    curves = pool(problem, seed, draws)
    best = [min(losses) for _, losses in curves]
    return {
        "optimum": optimum(problem, seed, curves) if problem.instances else min(best),
        "known": "search" if problem.instances else "best seen",
        "median": float(f"{scoring.quantile(best, 0.5):.9g}"),
        "R": levels(problem, curves),
        "draws": draws,
    }


def save(known):
    problems.REFERENCE.write_text(
        "{\n"
        + ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in sorted(known.items()))
        + "\n}\n"
    )


def add_missing(suites, part, draws, seeds):
    for problem in problems.every_problem():
        if problem.suite not in suites or part not in problem.name:
            continue
        for seed in seeds if problem.instances else [0]:
            if problem.key(seed) not in problems.reference():
                base = "real" if not problem.instances else "crossing"
                found = entry(problem, seed, draws or DRAWS.get(base, MORE_DRAWS))
                save({**problems.reference(), problem.key(seed): found})
        print(problem.name, flush=True)


def best_known(folder):
    """Lowers optima that are only the best value seen to the best of the runs, of either number of workers."""
    known, least = problems.reference(), {}
    for path in pathlib.Path(folder).glob("*.jsonl"):
        for line in map(json.loads, path.read_text().splitlines()):
            if line.get("best"):
                name = line["problem"].removeprefix("sequential_")
                least[name] = min(least.get(name, np.inf), line["best"][-1][-1])
    for key, level in known.items():
        name = key.removeprefix("sequential_")
        if level["known"] == "best seen" and name in least:
            level["optimum"] = min(level["optimum"], least[name])
    save(known)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--suite", default=",".join(problems.SUITES))
    parser.add_argument("--problem", default="", help="a part of the problems' names")
    parser.add_argument("--draws", type=int, help="random configurations; 2,000, for real trainings 300")
    parser.add_argument("--seeds", default=f"0-{multifidelity_run.SEEDS - 1}", help="which instances")
    parser.add_argument("--best-known", action="store_true")
    parser.add_argument("--runs", default=str(multifidelity_run.RUNS), help="with --best-known: the runs")
    arguments = parser.parse_args()
    if arguments.best_known:
        best_known(arguments.runs)
    else:
        suites, seeds = arguments.suite.split(","), run.seeds(arguments.seeds)
        add_missing(suites, arguments.problem, arguments.draws, seeds)


if __name__ == "__main__":
    main()
