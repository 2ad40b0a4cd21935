"""What batches cost and save, from the runs in results/batches: python batches.py.

It writes results/batches.md and the plot beside it. The runs are made by

    for q in 1 2 4 8 16; do
        python run.py --method lode --batch $q --name lode-q$q --suite bbob,tables --runs ../results/batches
    done

A trade: the more trials of a batch run at a time, the fewer rounds a budget takes, but the less each knows.
"""

import argparse
import collections
import json
import pathlib

import problems
import report
import scoring

SUITES = ("bbob", "tables")
ROUNDS = (5, 10, 20)


def load(folder):
    """{method: {q: [line]}} in the order of q."""
    found = collections.defaultdict(lambda: collections.defaultdict(list))
    for path in sorted(pathlib.Path(folder).glob("*.jsonl")):
        for line in map(json.loads, path.read_text().splitlines()):
            if "error" not in line:
                found[line["method"].rpartition("-q")[0]][line["batch"]].append(line)
    return {method: dict(sorted(by_q.items())) for method, by_q in found.items()}


class Levels:
    def __init__(self):
        self.reference = problems.reference()

    def of(self, line):
        return self.reference[problems.by_name(line["problem"]).key(line["seed"])]

    def score(self, line, checkpoint):
        """The normalised score at one of the problem's checkpoints, as in report.py."""
        level, problem = self.of(line), problems.by_name(line["problem"])
        loss = scoring.incumbent(line["losses"], problem.checkpoints[checkpoint])
        return scoring.score(loss, level["R"][checkpoint], level["optimum"])

    def log_regret(self, line, trials):
        level = self.of(line)
        loss = scoring.incumbent(line["losses"], min(trials, line["budget"]))
        return scoring.log_regret(loss, level["median"], level["optimum"])


def mean(lines, value, suite):
    """Over problems of the mean over seeds."""
    groups = collections.defaultdict(list)
    for line in lines:
        if line["suite"] == suite:
            groups[line["problem"]].append(value(line))
    return scoring.grouped_mean(groups) if groups else None


def _cell(values):
    return " / ".join("-" if v is None else f"{v:.2f}" for v in values)


def _table(runs, columns, value):
    """A row for each method and q; a cell has the mean of value(line, q, column) for each of the columns."""

    def cell(lines, q, suite):
        return _cell(mean(lines, lambda line, c=c: value(line, q, c), suite) for c in columns)

    rows = [
        [method, q, *(cell(lines, q, suite) for suite in SUITES)]
        for method, by_q in runs.items()
        for q, lines in by_q.items()
    ]
    return report.table(["method", "q", *SUITES], rows)


def same_trials(runs, levels):
    """Mean scores at half and full budget."""
    return _table(runs, report.BUDGETS, lambda line, q, checkpoint: levels.score(line, checkpoint))


def same_rounds(runs, levels):
    """Mean log10 regret after a number of rounds; a run whose budget is used up keeps its last."""
    return _table(runs, ROUNDS, lambda line, q, rounds: levels.log_regret(line, rounds * q))


def document(runs, levels):
    counts = ", ".join(
        f"{method} {sum(len(lines) for lines in by_q.values())}" for method, by_q in runs.items()
    )
    return f"""# Batches

Written by `bench/strategies/batches.py` from `batches/*.jsonl`; do not edit. `ask(q)`, all q trials run, then all are told; budgets as
everywhere (50 trials, 100 in 20 dimensions). Runs: {counts}.

## The same number of trials: score at half / full budget

What a batch costs: the trials of one know nothing of each other's results.

{same_trials(runs, levels)}
## The same number of rounds: log10 regret after {" / ".join(map(str, ROUNDS))} rounds (less is better)

What it saves: q trials take the time of one.

{same_rounds(runs, levels)}
![Regret by trials and by rounds](batches.svg)
"""


def plot(runs, levels, path, method="lode"):
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "lode"  # the same runs give the same file
    import matplotlib.pyplot as pyplot

    figure, axes = pyplot.subplots(2, len(SUITES), figsize=(11, 7), sharey="col", layout="constrained")
    for column, suite in enumerate(SUITES):
        for q, lines in runs[method].items():
            trials = [n for n in range(q, 51, q)] + ([50] if 50 % q else [])
            values = [mean(lines, lambda l, n=n: levels.log_regret(l, n), suite) for n in trials]
            rounds = range(1, len(trials) + 1)
            for axis, places in zip(axes[:, column], (trials, rounds)):
                axis.plot(places, values, label=f"q = {q}", marker=".")
        axes[0, column].set_title(suite)
        axes[0, column].set_xlabel("trials")
        axes[1, column].set_xlabel("rounds")
        axes[1, column].set_xscale("log")
        axes[0, column].legend()
    for axis in axes[:, 0]:
        axis.set_ylabel("mean log10 regret")
    figure.savefig(path, metadata={"Date": None})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", default=str(report.RESULTS / "batches"), help="the folder with the runs")
    parser.add_argument("--out", default=str(report.RESULTS), help="the folder for batches.md and the plot")
    arguments = parser.parse_args()
    runs, levels, out = load(arguments.runs), Levels(), pathlib.Path(arguments.out)
    (out / "batches.md").write_text(document(runs, levels))
    plot(runs, levels, out / "batches.svg")


if __name__ == "__main__":
    main()
