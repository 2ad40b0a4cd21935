"""Takes over runs of an earlier study: python convert.py FILE.jsonl... appends them to the results, with
their origin.

Its lines hold suite, problem, peer, seed, y (losses) and ask (mean seconds of processor time, and of the last
five). They may be taken over where problem, budget and adapter are the same; NOTES.md says how that was
checked.
"""

import json
import pathlib
import sys

import problems
import run

NAMES = {
    "random": "random",
    "optuna-tpe": "optuna-tpe",
    "optuna-gp": "optuna-gp",
    "turbo": "turbo",
    "ax": "ax",
    "hebo": "hebo",
}
ORIGIN = "a first study, before this instrument: see NOTES.md"


def converted(old):
    """The line as run.py would have written it, or None where it cannot be taken over."""
    method, problem = NAMES.get(old["peer"]), problems.by_name(old["problem"])
    if method is None or "y" not in old or len(old["y"]) != problem.budget:
        return None
    return {
        "method": method,
        "suite": problem.suite,
        "problem": problem.name,
        "seed": old["seed"],
        "budget": problem.budget,
        "losses": old["y"],
        "seconds_per_ask": old["ask"][0],
        "seconds_per_late_ask": old["ask"][1],
        "origin": ORIGIN,
    }


def main(files):
    for file in files:
        for line in filter(
            None, map(converted, map(json.loads, pathlib.Path(file).read_text().splitlines()))
        ):
            path = run.RUNS / f"{line['method']}.jsonl"
            if (line["problem"], line["seed"]) not in run.finished(path, retry=True):
                run.append(path, line)


if __name__ == "__main__":
    main(sys.argv[1:])
