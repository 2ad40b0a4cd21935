"""Computes reference.json: what the scores are measured against, for each problem (and BBOB instance).

    python reference.py [--suite training] [--draws 300] [--seeds 0-9]     adds what is missing
    python reference.py --best-known                         takes better values of committed runs over

An entry holds losses: `optimum` (`known` is "exact", or "best seen" where only the best value met so far is
known), `median` of a random configuration, `R`, random search's median best after 20, 50 and 100 % of the
budget, and `draws`, how many random configurations it rests on ("all" for a table). With noise, `noise` is
its deviation and R is the noise-free loss of the incumbent that random search would hold, by simulation.
"""

import argparse
import glob
import json
import pathlib

import numpy as np

import problems
import run
import scoring
import space

DRAWS = {"training": 300}  # 20,000 elsewhere
SEARCHES = 4000  # simulated random searches, for noisy problems


def random_evaluations(problem, seed, draws):
    """Evaluations of random configurations, or of the whole table."""
    if problem.every:
        return problem.every(seed)
    numbers, evaluate = np.random.default_rng(777), problem.objective(seed)
    found = []
    for number in range(draws):
        params = space.at(problem.parameters, numbers.random(len(problem.parameters)))
        found.append(evaluate(space.active_only(problem.parameters, params), number))
    return found


def noisy_median_best(evaluations, count):
    """The median over simulated random searches of the true loss of what looks best after `count`."""
    losses = np.array([e.loss for e in evaluations])
    truth = np.array([e.truth for e in evaluations])
    drawn = np.random.default_rng(778).integers(len(losses), size=(SEARCHES, count))
    best = drawn[np.arange(SEARCHES), losses[drawn].argmin(1)]
    return float(np.median(truth[best]))


def noise_of(problem, seed, known):
    """The deviation of a noisy function: a part of what random search leaves to gain after its budget."""
    base = known[problem.key(seed).removeprefix("noisy_")]
    return problems.NOISE * (base["R"][-1] - base["optimum"])


def entry(problem, seed, draws):
    evaluations = random_evaluations(problem, seed, draws)
    truths = [e.truth for e in evaluations]
    succeeded = [t for t in truths if t is not None]
    if problem.noisy:
        levels = [noisy_median_best(evaluations, n) for n in problem.checkpoints]
    else:
        levels = [scoring.median_best(truths, n) for n in problem.checkpoints]
    return {
        "optimum": problem.optimum(seed) if problem.optimum else min(succeeded),
        "known": "exact" if problem.optimum else "best seen",
        "median": scoring.quantile(succeeded, 0.5),
        "R": levels,
        "draws": "all" if problem.every else len(evaluations),
    }


def save(known):
    problems.REFERENCE.write_text(
        "{\n"
        + ",\n".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in known.items())
        + "\n}\n"
    )


def add_missing(suites, part, draws, seeds):
    known = problems.reference()
    for problem in problems.every_problem():
        if problem.suite not in suites or part not in problem.name:
            continue
        for seed in seeds if problem.instances else [0]:
            key = problem.key(seed)
            if key in known:
                continue
            if problem.noisy and problem.instances:
                known[key] = {"noise": noise_of(problem, seed, known)}
                save(known)  # the objective reads its noise there
            known[key] = {
                **known.get(key, {}),
                **entry(problem, seed, draws or DRAWS.get(problem.suite, 20000)),
            }
            save(known)
        print(problem.name, flush=True)


def best_known():
    """Lowers optima that are only the best value seen to the best of the committed runs."""
    known = problems.reference()
    for path in glob.glob(str(run.RUNS / "*.jsonl")):
        for line in map(json.loads, pathlib.Path(path).read_text().splitlines()):
            if line["suite"] == "training" and "losses" in line:
                level = known[line["problem"]]
                level["optimum"] = min(
                    [level["optimum"]] + [loss for loss in line["losses"] if loss is not None]
                )
    save(known)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--suite", default=",".join(problems.SUITES))
    parser.add_argument("--problem", default="", help="a part of the problems' names")
    parser.add_argument("--draws", type=int, help="random configurations; 20,000, for real training 300")
    parser.add_argument("--seeds", default="0-9", help="which instances of BBOB")
    parser.add_argument("--best-known", action="store_true")
    arguments = parser.parse_args()
    if arguments.best_known:
        best_known()
    else:
        suites, seeds = arguments.suite.split(","), run.seeds(arguments.seeds)
        add_missing(suites, arguments.problem, arguments.draws, seeds)


if __name__ == "__main__":
    main()
