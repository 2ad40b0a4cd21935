"""Tables and plots of what compare.py measured."""

import measure
import processes
import targets

HEAD = ("target", "Lode", "peer", "result", "bound", "")
NAMES = {
    "lode": "Lode",
    "optuna": "Optuna GPSampler",
    "botorch": "BoTorch",
    "sklearn": "scikit-learn",
    "egobox": "egobox",
}


def plain(table):
    """The rows in columns, for a terminal."""
    lines = [HEAD] + [tuple(row) for row in table]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
    return "\n".join("  ".join(cell.ljust(w) for cell, w in zip(line, widths)).rstrip() for line in lines)


def markdown(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(map(str, row)) + " |" for row in rows]) + "\n"


def who_and_what():
    """The lines of the plots and tables of asks: (label, what, who)."""
    yield "Lode", "ask", "lode"
    yield "Lode at Optuna's budget", "ask, Optuna's budget", "lode"
    for peer in processes.PEERS:
        yield NAMES[peer], "ask", peer


def _sizes(found, what):
    return sorted({m["n"] for m in found.all if m["what"] == what and m["d"] == 10})


def ask_table(found):
    sizes = _sizes(found, "ask")
    rows = [
        [label, *(targets.time_cell(found.one(what, who, n=n)) for n in sizes)]
        for label, what, who in who_and_what()
    ]
    return markdown(["", *(f"n = {n}" for n in sizes)], rows)


def score_table(found):
    sizes = _sizes(found, "score")
    rows = [
        [NAMES[who], *(targets.rate_cell(found.one("score", who, n=n, d=10)) for n in sizes)]
        for who in measure.FULL.scores
    ]
    return markdown(["", *(f"n = {n}" for n in sizes)], rows)


def memory_table(found):
    def cell(m):
        return f"{m['memory'] / targets.MEGABYTE:.0f}" if m and m.get("memory") else "-"

    sizes = _sizes(found, "ask")
    rows = [[label, *(cell(found.one(what, who, n=n)) for n in sizes)] for label, what, who in who_and_what()]
    return markdown(["", *(f"n = {n}" for n in sizes)], rows)


def versions(found):
    known = {m["who"]: m["version"] for m in found.all if m.get("version")}
    return ", ".join(f"{NAMES[who]} {known[who]}" for who in processes.LIBRARIES if who in known)


def document(results):
    found, machine = targets.Found(results["measurements"]), results["machine"]
    table = targets.rows(results["measurements"])
    before, after = machine["load"]
    return f"""# The compute engine beside its peers

Written by `bench/compute/compare` from `compute.json`; do not edit. `bench/compute/README.md` says what is
measured and how. Processor time of one thread unless a row says otherwise; what a row compares takes turns.
Each figure is the best of the repeats, with the range of all in brackets.

{targets.counts(table)}.

{versions(found)}; Lode's source at {results["revision"]}. {machine["cores"]} cores of {machine["processor"]}, load {before:.1f} before and {after:.1f} after.

{markdown(HEAD, table)}
## Seconds for an ask, d = 10

{ask_table(found)}
![Seconds for an ask](compute_asks.svg)

## Candidates a second, log EI in double precision, d = 10

{score_table(found)}
![Candidates a second](compute_scores.svg)

## Peak memory of a process that asks, in MB, d = 10

{memory_table(found)}
![Peak memory](compute_memory.svg)
"""


# Plots


def plots(results, folder):
    """Needs matplotlib."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "lode"  # the same measurements give the same files
    import matplotlib.pyplot as pyplot

    found = targets.Found(results["measurements"])
    asks = list(who_and_what())
    scores = [(NAMES[who], "score", who) for who in measure.FULL.scores]
    drawn = {
        "asks": (asks, targets.best, "seconds of processor time for an ask"),
        "scores": (scores, targets.rate, "candidates a second"),
        "memory": (asks, lambda m: m["memory"] and m["memory"] / targets.MEGABYTE, "peak memory in MB"),
    }
    for name, (lines, value, label) in drawn.items():
        figure = _plot(found, lines, value, label, pyplot)
        figure.savefig(folder / f"compute_{name}.svg", metadata={"Date": None})


def _plot(found, lines, value, label, pyplot):
    """A line for each; a triangle stands at the limit where a step went past it."""
    figure, axis = pyplot.subplots(figsize=(7, 4.5), layout="constrained")
    colours = {name: f"C{i}" for i, (name, _, _) in enumerate(who_and_what())}  # the same in all plots
    for name, what, who in lines:
        measured = [(n, m) for n in _sizes(found, what) if (m := found.one(what, who, n=n, d=10))]
        points = [(n, value(m)) for n, m in measured if m.get("seconds") and value(m)]
        width = 3 if who == "lode" else 1.2
        axis.plot(*zip(*points), color=colours[name], marker="o", markersize=4, linewidth=width, label=name)
        over = [(n, m["over"]) for n, m in measured if "over" in m and value is targets.best]
        axis.plot(*zip(*over), color=colours[name], marker="^", markersize=8, linestyle="none")
    axis.set_xscale("log")
    axis.set_yscale("log")
    axis.set_xlabel("trials")
    axis.set_ylabel(label)
    axis.legend(fontsize=8)
    return figure
