"""Tables, plots and claims from the runs in results/runs: python report.py [--suite multifidelity] [--check].

Without options it writes results/strategies.md and the plots beside it. `--check` prints each claim of the
comparison with its figure and exits with 1 where one fails; what is not measured yet fails.
"""

import argparse
import collections
import functools
import json
import pathlib
import sys

import adapters
import problems
import run
import scoring

RESULTS = pathlib.Path(__file__).parent.parent / "results"
HALF, FULL = 1, 2  # indices into a problem's checkpoints
BUDGETS = {HALF: "half", FULL: "full"}
MARGIN = 0.05
LEAST_SEEDS = 3


class Runs:
    """The runs of all methods, and what was computed from each: `methods[name][problem, seed]` is a line."""

    def __init__(self, folder, anchor):
        self.anchor = anchor
        self.reference = problems.reference()
        self.methods, self.errors = collections.defaultdict(dict), collections.Counter()
        for path in sorted(pathlib.Path(folder).glob("*.jsonl")):
            for line in map(json.loads, path.read_text().splitlines()):
                self._add(line)
        self.missing = sorted(
            {
                p.key(s)
                for lines in self.methods.values()
                for (name, s) in lines
                for p in [problems.by_name(name)]
                if p.key(s) not in self.reference
            }
        )
        self.measured = {
            name: {key: line for key, line in lines.items() if self.level(*key)}
            for name, lines in self.methods.items()
        }

    def _add(self, line):
        if "error" in line:
            self.errors[line["method"]] += 1
        else:
            self.methods[line["method"]][line["problem"], line["seed"]] = line

    def level(self, name, seed):
        return self.reference.get(problems.by_name(name).key(seed))

    @property
    def names(self):
        """The anchor, the peers in their order, then whatever else was run."""
        first = [self.anchor] + [peer for peer in adapters.PEERS if peer != self.anchor]
        return [n for n in first if n in self.measured] + sorted(set(self.measured) - set(first))

    @property
    def peers(self):
        return [peer for peer in adapters.PEERS if peer != self.anchor]

    def keys(self, method, suite):
        return [key for key in self.measured.get(method, {}) if problems.by_name(key[0]).suite == suite]

    @functools.lru_cache(maxsize=None)
    def loss(self, method, key, checkpoint):
        """The incumbent's loss, to the nine digits that all runs are recorded with: ties are to stay ties."""
        line = self.measured[method][key]
        count = problems.by_name(key[0]).checkpoints[checkpoint]
        loss = scoring.incumbent(line["losses"], count, line.get("truth"))
        return None if loss is None else float(f"{loss:.9g}")

    def score(self, method, key, checkpoint):
        level = self.level(*key)
        return scoring.score(self.loss(method, key, checkpoint), level["R"][checkpoint], level["optimum"])

    def log_regret(self, method, key, checkpoint):
        level = self.level(*key)
        return scoring.log_regret(self.loss(method, key, checkpoint), level["median"], level["optimum"])

    def complete(self, method):
        """Whether every problem has the seeds that are asked for."""
        return not self.lacking(method)

    def lacking(self, method, suite=None):
        """How many (problem, seed), of a suite or of all, are missing for the method to count as measured."""
        wanted = range(LEAST_SEEDS if adapters.METHODS.get(method, (0, 0, False))[2] else 5)
        have = self.measured.get(method, {})
        listed = [p for p in problems.every_problem() if suite in (None, p.suite)]
        return sum((p.name, seed) not in have for p in listed for seed in wanted)


def by_problem(keys, value):
    """{problem: [value of each seed]} of (problem, seed) keys."""
    found = collections.defaultdict(list)
    for key in sorted(keys):
        found[key[0]].append(value(key))
    return dict(found)


def differences(runs, peer, suite, checkpoint, value=Runs.score):
    """[[anchor - peer by seed] by problem], on the (problem, seed) that both have run."""
    common = set(runs.keys(runs.anchor, suite)) & set(runs.keys(peer, suite))
    return list(
        by_problem(
            common, lambda key: value(runs, runs.anchor, key, checkpoint) - value(runs, peer, key, checkpoint)
        ).values()
    )


@functools.lru_cache(maxsize=None)
def difference(runs, peer, suite, checkpoint):
    """(mean, low, high) of a suite's paired difference, or None without common runs."""
    pairs = differences(runs, peer, suite, checkpoint)
    return scoring.bootstrap([pairs]) if pairs else None


@functools.lru_cache(maxsize=None)
def overall(runs, peer, checkpoint):
    """(mean, low, high) over the suites that both have, or None."""
    suites = [pairs for suite in problems.SUITES if (pairs := differences(runs, peer, suite, checkpoint))]
    return scoring.bootstrap(suites) if suites else None


def best_peer(runs, suite, checkpoint):
    """(peer, difference) with the least paired difference on a suite, or None."""
    found = [(peer, d) for peer in runs.peers if (d := difference(runs, peer, suite, checkpoint))]
    return min(found, key=lambda item: item[1][0]) if found else None


def mean_ranks(runs, names, checkpoint):
    """{method: [mean rank by suite]} on the (problem, seed) that all have run, and the number of these."""
    found, count = {name: [] for name in names}, 0
    for suite in problems.SUITES:
        common = set.intersection(*(set(runs.keys(name, suite)) for name in names)) if names else set()
        count += len(common)
        places = by_problem(common, lambda key: scoring.ranks([runs.loss(n, key, checkpoint) for n in names]))
        for i, name in enumerate(names):
            if places:
                found[name].append(
                    scoring.grouped_mean({p: [row[i] for row in rows] for p, rows in places.items()})
                )
    return found, count


# Claims


def claims(runs):
    """(text, whether it holds) of each claim."""
    names = [runs.anchor] + runs.peers
    for name in names:
        lacking = runs.lacking(name)
        yield f"{name} is measured on every problem: {lacking} runs are missing", lacking == 0
    for checkpoint, budget in BUDGETS.items():
        yield from _suite_claims(runs, names, checkpoint, budget)
        yield from _peer_claims(runs, checkpoint, budget)
        yield _rank_claim(runs, names, checkpoint, budget)


def _suite_claims(runs, names, checkpoint, budget):
    for suite in problems.SUITES:
        best = best_peer(runs, suite, checkpoint)
        measured = sum(not runs.lacking(name, suite) for name in names)
        text = f"{suite}, {budget} budget: not wholly below the best peer"
        text += f" ({best[0]}): {interval(best[1])}" if best else ": no common runs"
        if measured < len(names):
            yield f"{text}; only {measured} of {len(names)} methods are measured", False
        else:
            yield text, best[1][2] >= 0


def _peer_claims(runs, checkpoint, budget):
    for peer in runs.peers:
        found = overall(runs, peer, checkpoint)
        text = f"over suites, {budget} budget: {MARGIN} above {peer}: "
        text += interval(found) if found else "no common runs"
        if not (runs.complete(peer) and runs.complete(runs.anchor)):
            pair = (peer, runs.anchor)
            suites = sum(not any(runs.lacking(name, s) for name in pair) for s in problems.SUITES)
            yield f"{text}; both are measured in {suites} of {len(problems.SUITES)} suites", False
        else:
            yield text, found[0] >= MARGIN and found[1] > 0


def _rank_claim(runs, names, checkpoint, budget):
    text = f"over suites, {budget} budget: first in mean rank"
    ranked = [name for name in names if runs.complete(name)]
    if len(ranked) < len(names):
        return f"{text}: only {len(ranked)} of {len(names)} methods are measured", False
    places, _ = mean_ranks(runs, names, checkpoint)
    means = {name: scoring.mean(by_suite) for name, by_suite in places.items()}
    first = min(means, key=means.get)
    return (
        f"{text}: {means[runs.anchor]:.2f}; the least is {first}'s {means[first]:.2f}",
        first == runs.anchor,
    )


def check(runs):
    failed = 0
    for text, holds in claims(runs):
        print("holds" if holds else "FAILS", text)
        failed += not holds
    return failed


# Tables


def interval(found):
    return f"{found[0]:+.2f} [{found[1]:+.2f}, {found[2]:+.2f}]"


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]) + "\n"


def _suite_sizes():
    return {suite: sum(p.suite == suite for p in problems.every_problem()) for suite in problems.SUITES}


def coverage(runs):
    rows = []
    for name in runs.names:
        lines = runs.methods[name].values()
        cells = []
        for suite in problems.SUITES:
            ran = [line["problem"] for line in lines if line["suite"] == suite]
            cells.append(f"{len(ran)} of {len(set(ran))}")
        taken = sum(line["origin"] != "run.py" for line in lines)
        versions = ", ".join(sorted({line["version"] for line in lines if line.get("version")})) or "-"
        rows.append([name, *cells, taken, runs.errors[name], versions])
    sizes = _suite_sizes()
    head = [
        "method",
        *(f"{s}: runs of problems ({sizes[s]})" for s in problems.SUITES),
        "taken over",
        "errors",
        "version",
    ]
    return table(head, rows)


def _mean_over(runs, name, value, suite, keep=lambda problem: True):
    """The mean over problems of the mean over seeds, with the number of problems where some are missing."""
    keys = [key for key in runs.keys(name, suite) if keep(problems.by_name(key[0]))]
    wanted = sum(p.suite == suite and keep(p) for p in problems.every_problem())
    if not keys:
        return "-"
    groups = by_problem(keys, lambda key: value(runs, name, key))
    return f"{scoring.grouped_mean(groups):.2f}" + (
        "" if len(groups) == wanted else f" ({len(groups)}/{wanted})"
    )


def scores(runs):
    """Mean scores at 20 / 50 / 100 % by suite."""

    def cell(name, suite):
        return " / ".join(
            _mean_over(runs, name, lambda r, n, k, c=c: r.score(n, k, c), suite) for c in range(3)
        )

    return table(
        ["method", *problems.SUITES], [[n, *(cell(n, s) for s in problems.SUITES)] for n in runs.names]
    )


def groups(runs):
    listed = list(dict.fromkeys((p.suite, p.group) for p in problems.every_problem() if p.suite != p.group))
    rows = [
        [
            name,
            *(
                _mean_over(
                    runs, name, lambda r, n, k: r.score(n, k, FULL), suite, lambda p, g=group: p.group == g
                )
                for suite, group in listed
            ),
        ]
        for name in runs.names
    ]
    return table(["method", *(group for _, group in listed)], rows)


def log_regrets(runs):
    rows = [
        [
            name,
            *(_mean_over(runs, name, lambda r, n, k: r.log_regret(n, k, FULL), s) for s in problems.SUITES),
        ]
        for name in runs.names
    ]
    return table(["method", *problems.SUITES], rows)


def paired(runs, checkpoint):
    rows = []
    for peer in (name for name in runs.names if name != runs.anchor):
        found = [difference(runs, peer, s, checkpoint) for s in problems.SUITES] + [
            overall(runs, peer, checkpoint)
        ]
        rows.append([peer, *(interval(f) if f else "-" for f in found)])
    return table(["against", *problems.SUITES, "over suites"], rows)


def win_rates(runs):
    def cell(peer, suite, checkpoint):
        common = sorted(set(runs.keys(runs.anchor, suite)) & set(runs.keys(peer, suite)))
        if not common:
            return "-"
        pairs = [[runs.loss(name, key, checkpoint) for key in common] for name in (runs.anchor, peer)]
        return f"{100 * scoring.wins(*pairs):.0f} %"

    rows = [
        [peer, *(" / ".join(cell(peer, s, c) for c in BUDGETS) for s in problems.SUITES)]
        for peer in runs.names
        if peer != runs.anchor
    ]
    return table(["against", *problems.SUITES], rows)


def rank_tables(runs):
    """One table a suite's worth: methods are ranked where they have run every problem of the suite."""
    rows = []
    for suite, size in _suite_sizes().items():
        names = [n for n in runs.names if len({key[0] for key in runs.keys(n, suite)}) == size]
        common = set.intersection(*(set(runs.keys(n, suite)) for n in names)) if names else set()
        for checkpoint in BUDGETS if common else ():
            found = [scoring.ranks([runs.loss(n, key, checkpoint) for n in names]) for key in common]
            means = {n: scoring.mean(row[i] for row in found) for i, n in enumerate(names)}
            text = ", ".join(f"{n} {means[n]:.2f}" for n in sorted(means, key=means.get))
            rows.append([suite, BUDGETS[checkpoint], len(common), text])
    return table(["suite", "budget", "runs of each", "mean ranks"], rows)


def asks(runs):
    def cell(name, suite):
        lines = [runs.methods[name][key] for key in runs.keys(name, suite)]
        if not lines:
            return "-"
        median = scoring.quantile([line["seconds_per_ask"] for line in lines], 0.5)
        return f"{median:.2g}" if median >= 1e-4 else "< 0.0001"

    return table(
        ["method", *problems.SUITES], [[n, *(cell(n, s) for s in problems.SUITES)] for n in runs.names]
    )


def document(runs):
    failed = sum(not holds for _, holds in claims(runs))
    missing = (
        f"\nWithout reference levels, and left out: {', '.join(runs.missing)}.\n" if runs.missing else ""
    )
    return f"""# Strategies compared

Written by `bench/strategies/report.py` from `runs/*.jsonl`; do not edit. `bench/strategies/README.md` says
what is measured and how; `report.py --check` prints the claims, of which {failed} fail now. Scores: 0 is
random search's median after the same number of trials, 1 the optimum. (n/N): only n of a suite's N problems
have been run, so that cell does not compare with others.
{missing}
## Runs

{coverage(runs)}
## Score at 20 / 50 / 100 % of the budget

{scores(runs)}
![Scores along the budget](strategies_scores.svg)

By group, at full budget:

{groups(runs)}
## Paired difference of {runs.anchor} to each, with 95 % bootstrap intervals

At half budget:

{paired(runs, HALF)}
At full budget:

{paired(runs, FULL)}
![Paired differences](strategies_differences.svg)

## Log10 regret at full budget (less is better; not below {scoring.LOG_REGRET_FLOOR:.0f})

{log_regrets(runs)}
## Wins of {runs.anchor} at half / full budget (a tie counts one half)

{win_rates(runs)}
## Mean ranks of the methods that have run a whole suite

{rank_tables(runs)}
## Seconds of processor time per ask (median over runs; one thread; fits included)

{asks(runs)}"""


# Plots


def plots(runs, folder):
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "lode"  # the same runs give the same files
    import matplotlib.pyplot as pyplot

    _plot_scores(runs, pyplot).savefig(folder / "strategies_scores.svg", metadata={"Date": None})
    _plot_differences(runs, pyplot).savefig(folder / "strategies_differences.svg", metadata={"Date": None})


def _plot_scores(runs, pyplot):
    """Only methods that have run every problem of a suite are drawn in it."""
    figure, axes = pyplot.subplots(
        1, len(problems.SUITES), figsize=(14, 4), sharey=True, layout="constrained"
    )
    for axis, (suite, size) in zip(axes, _suite_sizes().items()):
        for i, name in enumerate(runs.names):
            keys = runs.keys(name, suite)
            if len({key[0] for key in keys}) == size:
                means = [
                    scoring.grouped_mean(by_problem(keys, lambda k, c=c: runs.score(name, k, c)))
                    for c in range(3)
                ]
                axis.plot(
                    [20, 50, 100],
                    means,
                    color=f"C{i % 10}",
                    label=name,
                    marker="o" if i < 10 else "s",
                    linewidth=3 if name == runs.anchor else 1.2,
                )
        axis.set_title(suite)
        axis.set_xlabel("% of the budget")
        axis.axhline(0, color="grey", linewidth=0.6)
        if axis.lines[:-1]:
            axis.legend(fontsize=7)
    axes[0].set_ylabel("mean score")
    return figure


def _plot_differences(runs, pyplot):
    peers = [name for name in runs.names if name != runs.anchor]
    columns = [*problems.SUITES, "over suites"]
    figure, axes = pyplot.subplots(
        1, len(columns), figsize=(14, 1 + 0.4 * len(peers)), sharey=True, layout="constrained", squeeze=False
    )
    for axis, column in zip(axes[0], columns):
        for place, peer in enumerate(peers):
            for checkpoint, shift in ((HALF, 0.15), (FULL, -0.15)):
                found = (
                    overall(runs, peer, checkpoint)
                    if column == columns[-1]
                    else difference(runs, peer, column, checkpoint)
                )
                if found:
                    axis.errorbar(
                        found[0],
                        -place + shift,
                        xerr=[[found[0] - found[1]], [found[2] - found[0]]],
                        fmt="o",
                        color="C0" if checkpoint == FULL else "C1",
                        markersize=4,
                    )
        axis.axvline(0, color="grey", linewidth=0.6)
        axis.set_title(column)
        axis.set_yticks([-i for i in range(len(peers))], peers)
    figure.supxlabel(
        f"score of {runs.anchor} less that of the other: orange at half, blue at full budget", fontsize=9
    )
    return figure


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true", help="print the claims; exit with 1 where one fails")
    parser.add_argument("--runs", help="the folder with the runs")
    parser.add_argument("--out", default=str(RESULTS), help="the folder for the document and the plots")
    parser.add_argument("--anchor", help="the method that the others are compared with")
    parser.add_argument(
        "--suite",
        choices=["strategies", "multifidelity"],
        default="strategies",
        help="multifidelity: trials that report after each epoch (multifidelity_report.py)",
    )
    arguments = parser.parse_args()
    if arguments.suite == "multifidelity":
        import multifidelity_report

        sys.exit(multifidelity_report.main(arguments))
    arguments.runs = arguments.runs or str(run.RUNS)
    arguments.anchor = arguments.anchor or "lode"
    runs = Runs(arguments.runs, arguments.anchor)
    if arguments.check:
        sys.exit(1 if check(runs) else 0)
    out = pathlib.Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)
    (out / "strategies.md").write_text(document(runs))
    plots(runs, out)


if __name__ == "__main__":
    main()
