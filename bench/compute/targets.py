"""The targets: measurements in, rows of a table out. Nothing here measures anything.

Of every series the shortest step counts, for Lode and for peers alike; the table shows the longest beside it.
"""

import collections
import math

import measure

PASS, FAIL, UNKNOWN = "pass", "FAIL", "not measured"
Row = collections.namedtuple("Row", "target lode peer result bound verdict")

MEGABYTE = 1e6
AGREEMENT = 1e-9  # of |a - b| / (1 + |a|), for log EI by Lode and by BoTorch


def memory_bound(n):
    """The program and its libraries, three n x n matrices of doubles, and chunks of candidates."""
    return 100 * MEGABYTE + 3 * 8 * n * n + 16 * MEGABYTE


class Found:
    """Measurements by what they are of."""

    def __init__(self, measurements):
        self.all = measurements

    def every(self, what, who, **where):
        return [
            m
            for m in self.all
            if m["what"] == what and m["who"] == who and all(m.get(k) == v for k, v in where.items())
        ]

    def one(self, what, who, **where):
        """The one of the shortest step, or one that tells why there is none, or None."""
        found = self.every(what, who, **where)
        timed = [m for m in found if m.get("seconds")]
        return min(timed, key=lambda m: min(m["seconds"])) if timed else (found[0] if found else None)


def best(m, clock="seconds"):
    return min(m[clock]) if m and m.get(clock) else None


# Cells


def number(value):
    """Three digits."""
    if value == 0 or not math.isfinite(value):
        return str(value)
    digits = 2 - math.floor(math.log10(abs(value)))
    return f"{value:.{max(0, digits)}f}" if abs(value) < 1000 else f"{value:,.0f}"


def time_cell(m, clock="seconds"):
    """The shortest step and the range of all."""
    if m is None or "missing" in m or not (m.get(clock) or "over" in m):
        return UNKNOWN
    if "over" in m:
        return f"> {m['over']} s"
    steps = m[clock]
    unit, factor = ("s", 1) if min(steps) >= 0.1 else ("ms", 1e3)
    span = f"{number(factor * min(steps))}..{number(factor * max(steps))}"
    return f"{number(factor * min(steps))} {unit} ({span})"


def rate(m):
    """Candidates a second, or None."""
    return m["m"] / best(m) if best(m) else None


def rate_cell(m):
    if not rate(m):
        return time_cell(m)
    rates = sorted(m["m"] / s / 1e3 for s in m["seconds"])
    return f"{number(rates[-1])} k/s ({number(rates[0])}..{number(rates[-1])})"


# Verdicts


def at_most(value, bound):
    return UNKNOWN if value is None else PASS if value <= bound else FAIL


def times_as_fast(ours, peer, least):
    """(how many times, verdict) of two measurements. A peer past its limit is at least that slow."""
    fast, slow = best(ours), best(peer)
    if fast and slow:
        return f"{number(slow / fast)}x", PASS if slow / fast >= least else FAIL
    if fast and peer and "over" in peer and peer["over"] / fast >= least:
        return f"> {number(peer['over'] / fast)}x", PASS
    return "-", UNKNOWN


# Groups


def likelihood(found):
    for n in (500, 1000, 2000):
        ours, floor = found.one("likelihood", "lode", n=n), found.one("inversion", "openblas", n=n)
        ratio = best(ours) / best(floor) if best(ours) and best(floor) else None
        yield Row(
            f"likelihood + gradient, n = {n}, d = 10, against dpotrf + dpotri",
            time_cell(ours),
            time_cell(floor),
            f"{ratio:.2f} of it" if ratio else "-",
            "<= 1.25",
            at_most(ratio, 1.25),
        )


def asks(found):
    for n in measure.TARGET_ASKS:
        ours, peer = found.one("ask, Optuna's budget", "lode", n=n), found.one("ask", "optuna", n=n)
        result, verdict = times_as_fast(ours, peer, 5)
        text = f"ask at GPSampler's budget, n = {n}, d = 10, against Optuna's"
        yield Row(text, time_cell(ours), time_cell(peer), result, ">= 5x", verdict)
    for n, bound in ((100, 0.5), (1000, 2.0)):
        ours = found.one("ask", "lode", n=n)
        limit = f"<= {bound:g} s"
        yield Row(
            f"default ask, n = {n}, d = 10",
            time_cell(ours),
            "",
            f"{number(best(ours))} s" if best(ours) else "-",
            limit,
            at_most(best(ours), bound),
        )
        firsts = [m["facts"]["first"] for m in found.every("ask", "lode", n=n) if m.get("facts")]
        first = {"seconds": firsts}
        yield Row(
            f"the same, without a fit to start from, n = {n}",
            time_cell(first),
            "",
            f"{number(best(first))} s" if firsts else "-",
            limit,
            at_most(best(first), bound),
        )


def disagreement(a, b):
    """The largest |x - y| / (1 + |x|) of two lists, or None; infinite where one is not a number."""
    if not a or not b:
        return None
    errors = [abs(x - y) / (1 + abs(x)) for x, y in zip(a, b)]
    return math.inf if any(math.isnan(e) for e in errors) else max(errors)


def scores(found):
    for n, d in measure.TARGET_SCORES:
        where = {"n": n, "d": d, "m": measure.POINTS}
        ours, peer = found.one("score", "lode", **where), found.one("score", "botorch", **where)
        result, verdict = times_as_fast(ours, peer, 8)
        text = f"all of {measure.POINTS:,} values, n = {n}, d = {d}, against BoTorch"
        yield Row(text, rate_cell(ours), rate_cell(peer), result, ">= 8x", verdict)
        values = [m["found"]["values"] if m and m.get("found") else None for m in (ours, peer)]
        error = disagreement(*values)
        yield Row(
            f"the same values as BoTorch's, n = {n}, d = {d}",
            "",
            "",
            "-" if error is None else f"{error:.1e}",
            f"<= {AGREEMENT:g}",
            at_most(error, AGREEMENT),
        )


def choice(found):
    ours, peer = found.one("choose", "lode"), found.one("choose", "botorch")
    result, verdict = times_as_fast(ours, peer, 100)
    m = f"{ours['m']:,}" if ours else "many"
    text = f"the best of {m}, n = 1000, d = 20, against BoTorch"
    yield Row(text, rate_cell(ours), rate_cell(peer), result, ">= 100x", verdict)
    index = [m["found"]["index"] if m and m.get("found") else None for m in (ours, peer)]
    verdict = UNKNOWN if None in index else PASS if index[0] == index[1] else FAIL
    yield Row("the same one as BoTorch's", f"{index[0]}", f"{index[1]}", "", "equal", verdict)


def threads(found):
    parts = [
        ("all values, n = 1000, d = 20", "score, threads", {"n": 1000}),
        (f"a fit from {measure.STARTS} starts, n = 100, d = 10", "fit", {"n": 100}),
        (f"a fit from {measure.STARTS} starts, n = 200, d = 10", "fit", {"n": 200}),
    ]
    for text, what, where in parts:
        one, two = (found.one(what, "lode", threads=t, **where) for t in (1, 2))
        fast, slow = best(two, "wall"), best(one, "wall")
        gain = slow / fast if fast and slow else None
        yield Row(
            f"two threads against one, by the clock: {text}",
            time_cell(two, "wall"),
            time_cell(one, "wall"),
            f"{gain:.2f}x" if gain else "-",
            ">= 1.7x",
            UNKNOWN if gain is None else PASS if gain >= 1.7 else FAIL,
        )


def memory(found):
    parts = [
        ("an ask, n = 1000, d = 10", "ask, memory"),
        ("100,000 scored, n = 1000, d = 20", "score, memory"),
    ]
    for text, what in parts:
        ours = found.one(what, "lode")
        used, bound = ours.get("memory") if ours else None, memory_bound(1000)
        yield Row(
            f"peak memory: {text}",
            f"{used / MEGABYTE:.0f} MB" if used else UNKNOWN,
            "",
            f"{used / MEGABYTE:.0f} MB" if used else "-",
            f"<= {bound / MEGABYTE:.0f} MB",
            at_most(used, bound),
        )


def rows(measurements, groups=measure.GROUPS):
    """The table of some groups."""
    found = Found(measurements)
    return [row for group in groups for row in globals()[group](found)]


def counts(table):
    """How many of each verdict, in words."""
    verdicts = [row.verdict for row in table]
    met, missed, unknown = (verdicts.count(v) for v in (PASS, FAIL, UNKNOWN))
    return f"Of {len(table)} targets {met} are met, {missed} missed, {unknown} not measured"


def exit_status(table):
    """0 only where every target is measured and met."""
    return 0 if table and all(row.verdict == PASS for row in table) else 1
