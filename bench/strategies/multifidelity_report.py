"""Tables, plots and claims of the multi-fidelity comparison: python report.py --suite multifidelity [--check].

Without --check it writes results/multifidelity.md and the plots beside it. `--check` prints each claim with its
figure, and the times of decisions, which nothing is claimed of; the exit code is 1 where a claim fails. What is not
measured yet fails.
"""

import collections
import functools
import json
import pathlib

import adapters
import multifidelity_problems as problems
import multifidelity_run
import report
import scoring

ANCHOR = "lode-freeze-thaw"
BUDGETS = ("20 %", "50 %", "100 %")
HALF = 1  # the checkpoint at which intervals are claimed
FULL = 2
GRID = 50  # points along the budget, in the plot


class Runs:
    """The runs of all methods: `methods[name][problem, seed]` is a line."""

    def __init__(self, folder, anchor=ANCHOR):
        self.anchor, self.reference = anchor, problems.reference()
        self.methods, self.errors = collections.defaultdict(dict), collections.Counter()
        self.missing = set()
        for path in sorted(pathlib.Path(folder).glob("*.jsonl")):
            for line in map(json.loads, path.read_text().splitlines()):
                self._add(line)

    def _add(self, line):
        key = line["problem"], line["seed"]
        if "error" in line:
            self.errors[line["method"]] += 1
        elif self.level(key) is None:
            self.missing.add(problems.by_name(key[0]).key(key[1]))
        else:
            self.methods[line["method"]][key] = line

    def level(self, key):
        return self.reference.get(problems.by_name(key[0]).key(key[1]))

    @property
    def peers(self):
        """What the anchor is compared with: the peers, and Lode's own search at full length."""
        return [name for name in (*adapters.multifidelity.PEERS, adapters.multifidelity.OWN)]

    @property
    def names(self):
        first = [self.anchor, *self.peers]
        return [n for n in first if n in self.methods] + sorted(set(self.methods) - set(first))

    def keys(self, method, suite):
        return [k for k in self.methods.get(method, {}) if problems.by_name(k[0]).suite == suite]

    def loss(self, method, key, epochs):
        return scoring.incumbent_after(self.methods[method][key]["best"], epochs)

    @functools.lru_cache(maxsize=None)
    def score(self, method, key, checkpoint):
        level = self.level(key)
        loss = self.loss(method, key, problems.by_name(key[0]).checkpoints[checkpoint])
        return scoring.score(loss, level["R"][checkpoint], level["optimum"])

    def log_regret(self, method, key, epochs):
        level = self.level(key)
        return scoring.log_regret(self.loss(method, key, epochs), level["median"], level["optimum"])

    def lacking(self, method):
        """How many (problem, seed) are missing for the method to count as measured."""
        have = self.methods.get(method, {})
        wanted = range(multifidelity_run.SEEDS)
        return sum((p.name, seed) not in have for p in problems.every_problem() for seed in wanted)


def differences(runs, peer, suite, checkpoint):
    """[[anchor - peer by seed] by problem], on the (problem, seed) that both have run."""
    common = set(runs.keys(runs.anchor, suite)) & set(runs.keys(peer, suite))
    return list(
        report.by_problem(
            common,
            lambda key: runs.score(runs.anchor, key, checkpoint) - runs.score(peer, key, checkpoint),
        ).values()
    )


@functools.lru_cache(maxsize=None)
def difference(runs, peer, checkpoint, suite=None):
    """(mean, low, high) of the paired difference in a suite, or over those that both have. None without any."""
    listed = [suite] if suite else problems.SUITES
    found = [pairs for s in listed if (pairs := differences(runs, peer, s, checkpoint))]
    return scoring.bootstrap(found) if found else None


# Claims


def claims(runs):
    """(text, whether it holds) of each claim."""
    for name in [runs.anchor, *runs.peers]:
        lacking = runs.lacking(name)
        yield f"{name} is measured on every problem: {lacking} runs are missing", lacking == 0
    for checkpoint, budget in enumerate(BUDGETS):
        for peer in runs.peers:
            found = difference(runs, peer, checkpoint)
            text = f"{budget} of the epochs: mean score above {peer}'s"
            if checkpoint == HALF:
                text += ", the interval too"
            text += f": {report.interval(found)}" if found else ": no common runs"
            if runs.lacking(peer) or runs.lacking(runs.anchor):
                yield f"{text}; not measured in full", False
            else:
                yield text, found[0] > 0 and (checkpoint != HALF or found[1] > 0)


def check(runs):
    failed = 0
    for text, holds in claims(runs):
        print("holds" if holds else "FAILS", text)
        failed += not holds
    for name in runs.names:
        figures = decision_times(runs, name)
        print(
            f"figure {name}: {figures['clock_per_report']} ms a report, {figures['clock_per_ask']} ms an ask, "
            f"{figures['clock_per_epoch']} ms an epoch in all, by the clock (medians of runs)"
        )
    return failed


# Tables


def decision_times(runs, name):
    """Medians over runs, in milliseconds."""
    lines, found = list(runs.methods[name].values()), {}
    for field in ("clock_per_report", "clock_per_ask", "clock_per_epoch", "longest_report"):
        found[field] = f"{1000 * scoring.quantile([line[field] for line in lines], 0.5):.2g}"
    return found


def coverage(runs):
    sizes = {suite: sum(p.suite == suite for p in problems.every_problem()) for suite in problems.SUITES}
    rows = []
    for name in runs.names:
        lines = list(runs.methods[name].values())
        cells = []
        for suite in problems.SUITES:
            ran = [line["problem"] for line in lines if line["suite"] == suite]
            cells.append(f"{len(ran)} of {len(set(ran))}")
        versions = ", ".join(sorted({line["version"] for line in lines if line.get("version")})) or "-"
        rows.append([name, *cells, runs.errors[name], versions])
    head = ["method", *(f"{s}: runs of problems ({n})" for s, n in sizes.items()), "errors", "version"]
    return report.table(head, rows)


def _mean(groups, wanted):
    """The mean over problems of the mean over seeds, with the number of problems where some are missing."""
    if not groups:
        return "-"
    part = "" if len(groups) == wanted else f" ({len(groups)}/{wanted})"
    return f"{scoring.grouped_mean(groups):.2f}{part}"


def scores(runs):
    """Mean scores at 20 / 50 / 100 % by suite."""

    def cell(name, suite):
        wanted = sum(p.suite == suite for p in problems.every_problem())
        keys = runs.keys(name, suite)
        return " / ".join(
            _mean(report.by_problem(keys, lambda key, c=c: runs.score(name, key, c)), wanted)
            for c in range(len(BUDGETS))
        )

    rows = [[n, *(cell(n, s) for s in problems.SUITES)] for n in runs.names]
    return report.table(["method", *problems.SUITES], rows)


def scores_by_problem(runs, checkpoint):
    def cell(name, problem):
        values = [runs.score(name, key, checkpoint) for key in runs.methods[name] if key[0] == problem]
        return f"{scoring.mean(values):.2f}" if values else "-"

    listed = [p.name for p in problems.every_problem()]
    rows = [[problem, *(cell(name, problem) for name in runs.names)] for problem in listed]
    return report.table(["problem", *runs.names], rows)


def paired(runs, checkpoint):
    rows = []
    for peer in (name for name in runs.names if name != runs.anchor):
        found = [difference(runs, peer, checkpoint, s) for s in (*problems.SUITES, None)]
        rows.append([peer, *(report.interval(f) if f else "-" for f in found)])
    return report.table(["against", *problems.SUITES, "over suites"], rows)


def at_full_length(runs):
    """Scores at the end where only trials of full length count, and what became of the trials."""

    def score(name, key):
        level, full = runs.level(key), runs.methods[name][key]["full"]
        return scoring.score(full[-1][1] if full else None, level["R"][FULL], level["optimum"])

    rows = []
    for name in runs.names:
        lines = runs.methods[name].values()
        cells = [
            _mean(
                report.by_problem(runs.keys(name, suite), lambda key: score(name, key)),
                sum(p.suite == suite for p in problems.every_problem()),
            )
            for suite in problems.SUITES
        ]
        counts = [
            f"{scoring.mean(line[field] for line in lines):.0f}"
            for field in ("trials", "completed", "stopped", "paused", "resumed")
        ]
        rows.append([name, *cells, *counts])
    head = ["method", *problems.SUITES, "trials", "completed", "stopped", "paused", "resumed"]
    return report.table(head, rows)


def times(runs):
    rows = [[name, *decision_times(runs, name).values()] for name in runs.names]
    return report.table(["method", "a report", "an ask", "an epoch in all", "longest report"], rows)


def document(runs):
    failed = sum(not holds for _, holds in claims(runs))
    missing = (
        f"\nWithout reference levels, and left out: {', '.join(sorted(runs.missing))}.\n"
        if runs.missing
        else ""
    )
    differences_ = "\n".join(
        f"At {budget} of the epochs:\n\n{paired(runs, checkpoint)}"
        for checkpoint, budget in enumerate(BUDGETS)
    )
    return f"""# Multi-fidelity search compared

Written by `bench/strategies/report.py --suite multifidelity` from `multifidelity/*.jsonl`; do not edit.
`bench/strategies/README.md` says what is measured and how; `--check` prints the claims, of which {failed} fail now.
Scores: 0 is the median of random search at full length after the same number of epochs, 1 the best loss known.
(n/N): only n of a suite's N problems have been run, so that cell does not compare with others.
{missing}
## Runs

{coverage(runs)}
## Score at 20 / 50 / 100 % of the epochs

{scores(runs)}
![Regret along the budget](multifidelity_regret.svg)

## Paired difference of {runs.anchor} to each, with 95 % bootstrap intervals

{differences_}
![Paired differences](multifidelity_differences.svg)

## Score at 50 % of the epochs by problem

{scores_by_problem(runs, HALF)}
## Trials of full length alone: score at the end, and what became of trials (means of a run)

{at_full_length(runs)}
## Milliseconds of decisions, by the clock (medians over runs; one thread)

{times(runs)}"""


# Plots


def plots(runs, folder):
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "lode"  # the same runs give the same files
    import matplotlib.pyplot as pyplot

    for name, plot in (("regret", _plot_regret), ("differences", _plot_differences)):
        plot(runs, pyplot).savefig(folder / f"multifidelity_{name}.svg", metadata={"Date": None})


def _plot_regret(runs, pyplot):
    """Only methods that have run every problem of a suite are drawn in it; the anchor with its interval."""
    figure, axes = pyplot.subplots(
        1, len(problems.SUITES), figsize=(14, 4.5), sharey=True, layout="constrained"
    )
    shares = [(i + 1) / GRID for i in range(GRID)]
    for axis, suite in zip(axes, problems.SUITES):
        size = sum(p.suite == suite for p in problems.every_problem())
        for i, name in enumerate(runs.names):
            keys = runs.keys(name, suite)
            if len({key[0] for key in keys}) < size:
                continue
            groups = [report.by_problem(keys, functools.partial(_regret, runs, name, share)) for share in shares]
            means = [scoring.grouped_mean(group) for group in groups]
            style = {"linewidth": 3} if name == runs.anchor else {"linewidth": 1.2}
            axis.plot([100 * s for s in shares], means, color=f"C{i % 10}", label=name, **style)
            if name == runs.anchor:
                bounds = [scoring.bootstrap([list(g.values())], resamples=300) for g in groups]
                low, high = [b[1] for b in bounds], [b[2] for b in bounds]
                axis.fill_between([100 * s for s in shares], low, high, color=f"C{i % 10}", alpha=0.15)
        axis.set_title(suite)
        axis.set_xlabel("% of the epochs")
        if axis.lines:
            axis.legend(fontsize=7)
    axes[0].set_ylabel("mean log10 regret")
    return figure


def _regret(runs, name, share, key):
    return runs.log_regret(name, key, max(1, round(share * problems.by_name(key[0]).budget)))


def _plot_differences(runs, pyplot):
    peers = [name for name in runs.names if name != runs.anchor]
    columns = [*problems.SUITES, None]
    figure, axes = pyplot.subplots(
        1, len(columns), figsize=(14, 1 + 0.5 * len(peers)), sharey=True, layout="constrained", squeeze=False
    )
    for axis, suite in zip(axes[0], columns):
        for place, peer in enumerate(peers):
            for checkpoint in range(len(BUDGETS)):
                if found := difference(runs, peer, checkpoint, suite):
                    axis.errorbar(
                        found[0],
                        -place + 0.2 * (1 - checkpoint),
                        xerr=[[found[0] - found[1]], [found[2] - found[0]]],
                        fmt="o",
                        color=f"C{checkpoint}",
                        markersize=4,
                    )
        axis.axvline(0, color="grey", linewidth=0.6)
        axis.set_title(suite or "over suites")
        axis.set_yticks([-i for i in range(len(peers))], peers)
    figure.supxlabel(
        f"score of {runs.anchor} less that of the other: blue at 20 %, orange at 50 %, green at 100 %",
        fontsize=9,
    )
    return figure


def main(arguments):
    """The exit code, from report.py's arguments."""
    runs = Runs(arguments.runs or multifidelity_run.RUNS, arguments.anchor or ANCHOR)
    if arguments.check:
        return 1 if check(runs) else 0
    out = pathlib.Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)
    (out / "multifidelity.md").write_text(document(runs))
    plots(runs, out)
    return 0
