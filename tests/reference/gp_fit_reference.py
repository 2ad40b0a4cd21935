"""Writes tests/surrogate/gp_fit_reference.inc: 20 data sets, and for each the largest log posterior of hyperparameters that
SciPy's L-BFGS-B finds from 40 starts over the whole of the bounds, with the model and the priors of
src/surrogate/priors.h written anew in NumPy.

    python3 tests/reference/gp_fit_reference.py > tests/surrogate/gp_fit_reference.inc
"""

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize

STARTS = 40


def squared_differences(unit, category):
    difference = unit[:, None, :] - unit[None, :, :]
    return np.where(category, difference != 0, difference**2)


def negative_log_posterior(theta, squares, z, centre):
    """With its gradient (Rasmussen & Williams 2006, eq. 5.9)."""
    d, n = squares.shape[2], len(z)
    weights = np.exp(-2 * theta[:d])
    s = np.sqrt(5 * (squares @ weights))
    decay = np.exp(-s)
    noise = np.exp(theta[d])
    factor = cho_factor((1 + s + s**2 / 3) * decay + noise * np.eye(n), lower=True)
    r = z - theta[d + 1]
    alpha = cho_solve(factor, r)
    inner = np.outer(alpha, alpha) - cho_solve(factor, np.eye(n))
    slope = 5 / 3 * (1 + s) * decay  # d k / d ln l_c = slope * square_c * weight_c
    value = -r @ alpha / 2 - np.log(np.diag(factor[0])).sum() - n * np.log(2 * np.pi) / 2
    gradient = np.concatenate([0.5 * np.einsum("ij,ij,ijc->c", inner, slope, squares) * weights,
                               [0.5 * noise * np.trace(inner), alpha.sum()]])
    mean = np.concatenate([np.full(d, centre), [-4.0, 0.0]])
    value -= 0.5 * ((theta - mean) ** 2).sum() + theta[d]
    gradient -= theta - mean
    gradient[d] -= 1
    return -value, -gradient


def best_log_posterior(unit, category, y, rng):
    d = unit.shape[1]
    z = (y - y.mean()) / y.std()
    centre = np.log(0.9) + 0.5 * np.log(d / 4)
    bounds = [(np.log(0.025), np.log(100))] * d + [(np.log(1e-4), 0.0), (-5.0, 5.0)]
    low, high = np.array(bounds).T
    squares = squared_differences(unit, category)
    starts = low + (high - low) * rng.random((STARTS, d + 2))
    starts[:, -1] *= 0.2
    results = [minimize(negative_log_posterior, t, args=(squares, z, centre), jac=True, bounds=bounds, method="L-BFGS-B",
                        options={"maxiter": 2000, "ftol": 1e-14, "gtol": 1e-8}) for t in starts]
    return -min(r.fun for r in results)


def target(kind, unit, category, rng):
    x = unit
    values = {
        0: lambda: np.sin(9 * x[:, 0]) + x[:, -1],
        1: lambda: ((x - 0.3) ** 2).sum(1),
        2: lambda: np.exp(-3 * x[:, 0]) * np.cos(20 * x[:, -1]),
        3: lambda: (x > 0.5).sum(1).astype(float),
        4: lambda: rng.standard_normal(len(x)),
    }[kind]()
    return values + 0.1 * category.any() * x[:, category].sum(1)


def numbers(values):
    return "{" + ", ".join(repr(float(v)) for v in np.ravel(values)) + "}"


def main():
    print("// Written by tests/reference/gp_fit_reference.py with NumPy and SciPy; do not edit.")
    print("// {columns, of which the last is a category of this many levels (0: a number), x in the unit cube or levels, y, best}")
    print("// clang-format off")
    print("const std::vector<FitCase> fit_cases = {")
    for i in range(20):
        rng = np.random.default_rng(100 + i)
        d, n = 1 + i % 5, [8, 12, 20, 35][i % 4]
        levels = 3 if i % 3 == 2 and d > 1 else 0
        category = np.array([levels > 0 and c == d - 1 for c in range(d)])
        unit = np.round(rng.random((n, d)), 3)
        if levels:
            unit[:, -1] = rng.integers(0, levels, n)
        y = target(i % 5, unit, category, rng) + [0, 0.01, 0.2][i % 3] * rng.standard_normal(n)
        y = np.round(y, 6)
        print(f"    {{{d}, {levels}, {numbers(unit)}, {numbers(y)}, {float(best_log_posterior(unit, category, y, rng))!r}}},")
    print("};")
    print("// clang-format on")


main()
