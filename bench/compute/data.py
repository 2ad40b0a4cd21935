"""The histories and candidates that everyone is measured on. Python alone, so the same numbers everywhere."""

import array
import math
import random

NOISE = 0.01  # of the losses' deviation


def levy(x):
    """Levy's function of the unit cube, which stands for [-10, 10]^d."""
    w = [1 + (-11 + 20 * u) / 4 for u in x]
    middle = sum((v - 1) ** 2 * (1 + 10 * math.sin(math.pi * v + 1) ** 2) for v in w[:-1])
    last = (w[-1] - 1) ** 2 * (1 + math.sin(2 * math.pi * w[-1]) ** 2)
    return math.sin(math.pi * w[0]) ** 2 + middle + last


def _near(draw, centre):
    """A point around another: about a third of the coordinates (two at least, on average) moved."""
    scale, moved = draw.choice((0.03, 0.1, 0.25)), max(0.3, 2 / len(centre))
    return [min(1.0, max(0.0, u + draw.gauss(0, scale))) if draw.random() < moved else u for u in centre]


def history(n, d, seed=0):
    """(rows, losses) as after a search: half of them spread out, half around the best so far, 1 % noise."""
    draw = random.Random(seed)
    rows = [[draw.random() for _ in range(d)] for _ in range(max(2, n // 2))]
    losses = [levy(x) for x in rows]
    while len(rows) < n:
        best = rows[losses.index(min(losses))]
        new = [_near(draw, best) for _ in range(min(32, n - len(rows)))]
        rows += new
        losses += [levy(x) for x in new]
    mean = sum(losses) / n
    deviation = math.sqrt(sum((y - mean) ** 2 for y in losses) / n)
    return rows, [y + NOISE * deviation * draw.gauss(0, 1) for y in losses]


def candidates(m, rows, losses, seed=1):
    """m x d, row by row: of three, two spread out and one around the best, as an ask's own candidates are."""
    draw, d = random.Random(seed), len(rows[0])
    best, values = rows[losses.index(min(losses))], array.array("d")
    for i in range(m):
        values.extend(_near(draw, best) if i % 3 == 2 else [draw.random() for _ in range(d)])
    return values
