"""Writes tests/backend/gp_reference.inc: likelihood, gradient and posterior of the Gaussian process from two sources
that share no code with Lode: scikit-learn (numeric columns, n = 12 to 160) and mpmath with 50 digits (with a category, n = 8; and n = 12 with noise of each point's own).

    python3 tests/reference/gp_reference.py > tests/backend/gp_reference.inc
"""

import mpmath as mp
import numpy as np
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import Matern, WhiteKernel

mp.mp.dps = 50


def emit(*fields):
    print("    {" + ",\n     ".join("{" + ", ".join(repr(float(v)) for v in np.ravel(f)) + "}" for f in fields) + "},")


def sklearn_case(seed, n, lengths, noise, mean):
    rng = np.random.default_rng(seed)
    d = len(lengths)
    X = np.round(rng.random((n, d)), 4)
    y = np.round(np.sin(5 * X[:, 0]) + X[:, d // 2] ** 2 - X[:, -1] + 0.05 * rng.standard_normal(n), 4)
    theta = np.concatenate([np.log(lengths), [np.log(noise), mean]])
    lengths, noise = np.exp(theta[:d]), np.exp(theta[d])
    kernel = Matern(length_scale=lengths, nu=2.5) + WhiteKernel(noise)
    model = GaussianProcessRegressor(kernel, optimizer=None, alpha=0.0).fit(X, y - mean)
    value, gradient = model.log_marginal_likelihood(kernel.theta, eval_gradient=True)
    K = Matern(length_scale=lengths, nu=2.5)(X) + noise * np.eye(n)
    gradient = np.concatenate([gradient, [np.linalg.solve(K, y - mean).sum()]])
    points = np.round(rng.random((6, d)), 4)
    points[0] = X[0]
    predictor = GaussianProcessRegressor(Matern(length_scale=lengths, nu=2.5), optimizer=None, alpha=noise).fit(X, y - mean)
    mu, sd = predictor.predict(points, return_std=True)
    emit(X, y, [], theta, [value], gradient, points, mu + mean, sd**2, [], [])


def correlation(a, b, theta, category):
    r2 = mp.mpf(0)
    for c, (x, z) in enumerate(zip(a, b)):
        weight = mp.exp(-2 * theta[c])
        r2 += weight * ((0 if x == z else 1) if category[c] else (x - z) ** 2)
    s = mp.sqrt(5 * r2)
    return (1 + s + s * s / 3) * mp.exp(-s)


def covariance(X, noise, theta, category):
    n = len(X)
    K = mp.matrix(n, n)
    for i in range(n):
        for j in range(n):
            K[i, j] = correlation(X[i], X[j], theta, category) + (mp.exp(theta[-2]) + noise[i] if i == j else 0)
    return K


def likelihood(X, y, noise, theta, category):
    K = covariance(X, noise, theta, category)
    r = mp.matrix([v - theta[-1] for v in y])
    fit = (r.T * mp.lu_solve(K, r))[0]
    return -fit / 2 - mp.log(mp.det(K)) / 2 - len(y) * mp.log(2 * mp.pi) / 2


def posterior(X, y, noise, theta, category, x):
    K = covariance(X, noise, theta, category)
    k = mp.matrix([correlation(x, row, theta, category) for row in X])
    r = mp.matrix([v - theta[-1] for v in y])
    return theta[-1] + (k.T * mp.lu_solve(K, r))[0], 1 - (k.T * mp.lu_solve(K, k))[0]


def derivative(f, at, i):
    h = mp.mpf(10) ** -15
    up, down = list(at), list(at)
    up[i] += h
    down[i] -= h
    return (f(up) - f(down)) / (2 * h)


def mpmath_case(seed, n, most_noise):
    rng = np.random.default_rng(seed)
    category = [False, True, False]
    X = np.round(rng.random((n, 3)), 4)
    X[:, 1] = (rng.integers(0, 4, n) + 0.5) / 4
    y = np.round(rng.standard_normal(n), 4)
    theta = np.array([-1.0, 0.5, -0.25, -3.5, 0.125])
    points = np.round(rng.random((5, 3)), 4)
    points[:, 1] = (rng.integers(0, 4, 5) + 0.5) / 4
    noise = np.round(most_noise * rng.random(n), 4)
    exact = lambda values: [mp.mpf(float(v)) for v in values]
    data, t = ([exact(r) for r in X], exact(y), exact(noise)), exact(theta)
    gradient = [derivative(lambda v: likelihood(*data, v, category), t, i) for i in range(5)]
    means, variances, mean_gradient, variance_gradient = [], [], [], []
    for p in points:
        x = exact(p)
        mu, var = posterior(*data, t, category, x)
        means.append(mu)
        variances.append(var)
        for c in range(3):
            both = [mp.mpf(0)] * 2 if category[c] else [
                derivative(lambda v, k=k: posterior(*data, t, category, v)[k], x, c) for k in range(2)]
            mean_gradient.append(both[0])
            variance_gradient.append(both[1])
    emit(X, y, noise if most_noise else [], theta, [likelihood(*data, t, category)], gradient, points, means, variances,
         mean_gradient, variance_gradient)


print("// Written by tests/reference/gp_reference.py with scikit-learn and mpmath; do not edit.")
print("// clang-format off")
print("const std::vector<Reference> scikit_learn = {  // real columns; without gradients of the posterior")
sklearn_case(3, 30, [0.3, 0.7, 1.5, 4.0], 0.01, 0.25)
sklearn_case(4, 12, [0.2], 1e-4, -1.0)
sklearn_case(5, 90, [0.5, 0.5, 2.0, 3.0, 8.0, 20.0], 0.3, 0.0)
sklearn_case(6, 160, [0.4, 1.0, 0.6], 1e-3, 0.1)
print("};")
print("const std::vector<Reference> multiprecision = {  // columns: real, category, integer")
mpmath_case(5, 8, 0)
mpmath_case(6, 12, 0.5)
print("};")
print("// clang-format on")
