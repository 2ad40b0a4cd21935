"""Writes tests/surrogate/gp_posterior_reference.inc: for data sets of one column, mean, variance and covariance of the
hyperparameters under their posterior, by Gauss-Legendre quadrature over the whole of their bounds, with the model and the
priors of src/surrogate/priors.h written anew in NumPy. With two thirds of the nodes none of them may change by 1e-6.

    python3 tests/reference/gp_posterior_reference.py > tests/surrogate/gp_posterior_reference.inc
"""

import numpy as np

LENGTHSCALE = np.log(0.025), np.log(100.0)
NOISE = np.log(1e-4), 0.0
MEAN = -5.0, 5.0
CENTRE = np.log(0.9) + 0.5 * np.log(1 / 4)


def axis(bounds, count):
    """Nodes, and the logarithms of their weights up to a constant."""
    low, high = bounds
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return low + (high - low) * (nodes + 1) / 2, np.log(weights)


def log_posterior(x, z, lengths, noises, means):
    """At every point of the grid (Rasmussen & Williams 2006, eq. 2.30; the density of the noise is of the variance)."""
    n = len(x)
    distance = np.abs(x[:, None] - x[None, :])
    out = np.empty((len(lengths), len(noises), len(means)))
    for i, length in enumerate(lengths):
        s = np.sqrt(5) * distance / np.exp(length)
        values, vectors = np.linalg.eigh((1 + s + s**2 / 3) * np.exp(-s))
        inverse = 1 / (np.maximum(values, 0) + np.exp(noises)[:, None])  # noises x n
        along, ones = vectors.T @ z, vectors.T @ np.ones(n)
        zz, z1, one = inverse @ along**2, inverse @ (along * ones), inverse @ ones**2
        fit = zz[:, None] - 2 * z1[:, None] * means + one[:, None] * means**2
        out[i] = -fit / 2 + np.log(inverse).sum(1)[:, None] / 2
        out[i] -= 0.5 * ((length - CENTRE) ** 2 + (noises[:, None] + 4) ** 2 + means**2) + noises[:, None]
    return out


def moments(x, z, count):
    (lengths, a), (noises, b), (means, c) = (axis(bounds, count) for bounds in (LENGTHSCALE, NOISE, MEAN))
    weight = log_posterior(x, z, lengths, noises, means) + a[:, None, None] + b[:, None] + c
    weight = np.exp(weight - weight.max())
    weight /= weight.sum()
    grids = np.meshgrid(lengths, noises, means, indexing="ij")
    mean = np.array([(weight * g).sum() for g in grids])
    centred = [g - m for g, m in zip(grids, mean)]
    covariance = np.array([[(weight * p * q).sum() for q in centred] for p in centred])
    return mean, covariance


def numbers(values):
    return "{" + ", ".join(repr(float(v)) for v in np.ravel(values)) + "}"


def main():
    print("// Written by tests/reference/gp_posterior_reference.py with NumPy; do not edit.")
    print("// {x in the unit cube, standardised y, mean of theta, covariance of theta}")
    print("// clang-format off")
    print("const std::vector<PosteriorCase> posterior_cases = {")
    rng = np.random.default_rng(200)
    for n, target in ((5, lambda x: (x - 0.3) ** 2), (8, lambda x: np.sin(9 * x)), (10, lambda x: rng.standard_normal(len(x)))):
        x = np.round(rng.random(n), 3)
        z = target(x)
        z = np.round((z - z.mean()) / z.std(), 6)
        mean, covariance = moments(x, z, 180)
        coarse = moments(x, z, 120)
        assert max(np.abs(mean - coarse[0]).max(), np.abs(covariance - coarse[1]).max()) < 1e-6
        print(f"    {{{numbers(x)}, {numbers(z)}, {numbers(mean)}, {numbers(covariance)}}},")
    print("};")
    print("// clang-format on")


main()
