"""Writes tests/surrogate/gp_model_reference.inc: what a surrogate::Model and the acquisition functions over it must answer on
seven data sets, in natural units, by mpmath with 40 digits from the formulas in lode.h; numeric data sets are also held
against scikit-learn here.

    python3 tests/reference/gp_model_reference.py > tests/surrogate/gp_model_reference.inc
"""

import mpmath as mp
import numpy as np
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern

mp.mp.dps = 40
LINEAR, LOG, REVERSE = 1, 2, 3
REAL, INTEGER, CATEGORY = 0, 1, 2


def coordinate(column, x):
    """Position of x in [0, 1]; an integer's scale reaches half a step beyond its ends."""
    kind, low, high, scaling = column
    low, high = mp.mpf(low), mp.mpf(high)
    if kind == CATEGORY:
        return x
    if low == high:
        return mp.mpf(1) / 2
    if kind == INTEGER:
        low, high = low - mp.mpf(1) / 2, high + mp.mpf(1) / 2
    curve = {LINEAR: lambda v: v, LOG: mp.log, REVERSE: lambda v: -mp.log(1 - v)}[scaling]
    return (curve(x) - curve(low)) / (curve(high) - curve(low))


class Process:
    def __init__(self, columns, X, y, noise, lengths, signal, deviation, mean):
        self.columns, self.lengths, self.signal, self.mean = columns, lengths, signal, mean
        self.units = [self.to_unit(row) for row in X]
        n = len(y)
        K = mp.matrix(n, n)
        for i in range(n):
            for j in range(n):
                K[i, j] = self.covariance(self.units[i], self.units[j])
            K[i, i] += deviation**2 + noise[i]
        self.inverse = mp.inverse(K)
        r = mp.matrix([v - mean for v in y])
        self.alpha = self.inverse * r
        fit = (r.T * self.alpha)[0] if n else mp.mpf(0)
        self.likelihood = -fit / 2 - mp.log(mp.det(K)) / 2 - n * mp.log(2 * mp.pi) / 2

    def to_unit(self, row):
        return [coordinate(c, v) for c, v in zip(self.columns, row)]

    def covariance(self, a, b):
        r2 = mp.mpf(0)
        for column, length, u, v in zip(self.columns, self.lengths, a, b):
            r2 += ((u != v) if column[0] == CATEGORY else (u - v) ** 2) / length**2
        s = mp.sqrt(5 * r2)
        return self.signal**2 * (1 + s + s * s / 3) * mp.exp(-s)

    def cross(self, unit):
        return mp.matrix([self.covariance(unit, row) for row in self.units])

    def posterior_mean(self, row):
        return self.mean + (self.cross(self.to_unit(row)).T * self.alpha)[0]

    def posterior_covariance(self, a, b):
        a, b = self.to_unit(a), self.to_unit(b)
        return self.covariance(a, b) - (self.cross(a).T * self.inverse * self.cross(b))[0]

    def deviation(self, row):
        return mp.sqrt(self.posterior_covariance(row, row))


def expected_improvement(process, best, row):
    mean, deviation = process.posterior_mean(row), process.deviation(row)
    u = (best - mean) / deviation
    return deviation * (mp.npdf(u) + u * mp.erfc(-u / mp.sqrt(2)) / 2)


def probability_of_improvement(process, best, row):
    return mp.erfc((process.posterior_mean(row) - best) / process.deviation(row) / mp.sqrt(2)) / 2


def derivative(f, row, c, column):
    if column[0] == CATEGORY or column[1] == column[2]:
        return mp.mpf(0)
    h = mp.mpf(10) ** -13 * (mp.mpf(column[2]) - mp.mpf(column[1]))
    up, down = list(row), list(row)
    up[c] += h
    down[c] -= h
    return (f(up) - f(down)) / (2 * h)


def draw(rng, columns, count):
    X = np.empty((count, len(columns)))
    for c, (kind, low, high, scaling) in enumerate(columns):
        if kind != REAL:
            X[:, c] = rng.integers(low, high + 1, count)
        elif scaling == LOG:
            X[:, c] = np.exp(rng.uniform(np.log(low), np.log(high), count)).clip(low, high)
        else:
            X[:, c] = low + (high - low) * np.round(rng.uniform(0, 1, count), 4)
    return X


def numbers(values):
    return "{" + ", ".join(repr(float(v)) for v in values) + "}"


def check_scikit_learn(columns, X, y, noise, h, points, process):
    d = len(columns)
    unit = lambda rows: np.array([[float(u) for u in process.to_unit([mp.mpf(v) for v in row])] for row in rows])
    kernel = ConstantKernel(h[d] ** 2) * Matern(length_scale=h[:d], nu=2.5)
    model = GaussianProcessRegressor(kernel, optimizer=None, alpha=h[d + 1] ** 2 + noise).fit(unit(X), y - h[d + 2])
    mean, cov = model.predict(unit(points), return_cov=True)
    want_cov = np.array([[float(process.posterior_covariance(list(map(mp.mpf, a)), list(map(mp.mpf, b)))) for b in points]
                         for a in points])
    want_mean = np.array([float(process.posterior_mean(list(map(mp.mpf, a)))) for a in points])
    assert np.allclose(mean + h[d + 2], want_mean, rtol=1e-8, atol=1e-10 * h[d])
    assert np.allclose(cov, want_cov, rtol=1e-7, atol=1e-9 * h[d] ** 2)
    assert np.isclose(model.log_marginal_likelihood(), float(process.likelihood), rtol=1e-8)


def case(name, seed, columns, n, target, own_noise, h, m=5):
    rng = np.random.default_rng(seed)
    X, points = draw(rng, columns, n), draw(rng, columns, m)
    y = np.array([target(row) for row in X])
    noise = np.round(own_noise * rng.uniform(0.1, 1, n), 12) if own_noise else np.zeros(n)
    d = len(columns)
    exact = [mp.mpf(float(v)) for v in h]
    rows = [[mp.mpf(float(v)) for v in row] for row in X]
    at = [[mp.mpf(float(v)) for v in row] for row in points]
    process = Process(columns, rows, [mp.mpf(float(v)) for v in y], [mp.mpf(float(v)) for v in noise], exact[:d], exact[d],
                      exact[d + 1], exact[d + 2])
    if all(c[0] != CATEGORY for c in columns) and h[d + 1] > 0 and h[d] > 1e-100:
        check_scikit_learn(columns, X, y, noise, np.array(h), points, process)
    column_text = ", ".join(f"{{{k}, {float(lo)!r}, {float(hi)!r}, {s}}}" for k, lo, hi, s in columns)
    gradient = lambda f: [derivative(f, row, c, columns[c]) for row in at for c in range(d)]
    fields = [f'"{name}"', "{" + column_text + "}", numbers(X.ravel()), numbers(y), numbers(noise if own_noise else []),
              numbers(h), numbers(points.ravel()), numbers([process.posterior_mean(r) for r in at]),
              numbers([process.deviation(r) for r in at]),
              numbers([process.posterior_covariance(a, b) for a in at for b in at]),
              numbers(gradient(process.posterior_mean)), numbers(gradient(process.deviation)),
              repr(float(process.likelihood))]
    best = mp.mpf(float(y.min()))
    ei = lambda row: expected_improvement(process, best, row)
    log_ei = lambda row: mp.log(ei(row))
    pi = lambda row: probability_of_improvement(process, best, row)
    fields += [numbers(v) for f in (ei, log_ei, pi) for v in ([f(r) for r in at], gradient(f))]
    print("    {" + ",\n     ".join(fields) + "},")


def main():
    print("// Written by tests/reference/gp_model_reference.py with mpmath and scikit-learn; do not edit.")
    print("// clang-format off")
    print("const std::vector<Case> cases = {")
    wave = lambda row: float(np.round(np.sin(1.7 * row).sum() + 0.3 * row[0], 6))
    case("two reals", 1, [(REAL, -5, 10, LINEAR), (REAL, 0, 15, LINEAR)], 14, wave, 0, [0.3, 0.8, 1.7, 0.05, 0.4])
    case("logarithmic and reverse logarithmic", 2, [(REAL, 1e-5, 1, LOG), (REAL, 0, 0.999, REVERSE)], 12,
         lambda row: float(np.log10(row[0]) + row[1]), 0, [0.4, 1.2, 2.5, 0.01, -3])
    case("mixed with noise of each", 3, [(REAL, 0, 1, LINEAR), (INTEGER, 1, 8, LINEAR), (CATEGORY, 0, 3, LINEAR)], 16, wave,
         0.2, [0.5, 0.7, 1.5, 1.3, 0.1, 0.2])
    case("logarithmic integer and a constant", 4,
         [(INTEGER, 1, 1000, LOG), (REAL, 2, 2, LINEAR), (CATEGORY, 0, 1, LINEAR), (REAL, -1, 1, LINEAR)], 12,
         lambda row: float(np.log(row[0]) - row[2] + row[3]), 0.05, [0.6, 1, 0.9, 2.5, 2.0, 0.03, 1.0])
    case("far from zero", 5, [(REAL, 0, 1, LINEAR)] * 3, 18, lambda row: float(np.round(1e6 + 300 * np.sin(5 * row).sum(), 3)),
         900.0, [0.4, 0.6, 1.0, 300.0, 10.0, 1e6])
    case("no noise", 6, [(REAL, 0, 1, LINEAR)], 8, wave, 0, [0.3, 1.0, 0.0, 0.0])
    case("tiny", 7, [(REAL, 0, 1e-200, LINEAR), (REAL, 0, 1e200, LINEAR)], 10,
         lambda row: 1e-200 * float(np.sin(6e200 * row[0]) + 1e-200 * row[1]), 0, [0.4, 1.0, 1e-200, 1e-202, 0.0])
    print("};")
    print("// clang-format on")


main()
