"""Writes tests/surrogate/gp_transform_reference.inc: the half-rank warp, standardised, by NumPy and SciPy.

    python3 tests/reference/gp_transform_reference.py > tests/surrogate/gp_transform_reference.inc
"""

import numpy as np
from scipy.special import ndtri
from scipy.stats import rankdata


def transform(y):
    median = np.median(y)
    good = y[y <= median]
    scale = np.sqrt(np.mean((good - median) ** 2))
    z = (y - median) / (scale if scale > 0 else 1.0)
    z[y > median] = ndtri((rankdata(y)[y > median] - 0.5) / len(y))
    return (z - z.mean()) / z.std()


rng = np.random.default_rng(1)
cases = [
    np.round(rng.standard_normal(9), 3),
    np.round(np.exp(3 * rng.standard_normal(12)), 3),
    np.array([1.0, 1.0, 2.0, 2.0, 2.0, 5.0, 9.0, 9.0]),  # ties in both halves
    np.array([3.0, 3.0, 3.0, 3.0, 8.0, 9.0]),  # a good half of ties
    np.array([2.0, 1.0]),
    np.array([-1e-9, 2e-9, 5e-9, 1e9]),
]
print("// Written by tests/reference/gp_transform_reference.py with NumPy and SciPy; do not edit. {losses, targets}")
print("// clang-format off")
for y in cases:
    print("{" + ", ".join("{" + ", ".join(repr(float(v)) for v in a) + "}" for a in (y, transform(y))) + "},")
