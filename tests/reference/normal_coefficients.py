"""Prints the Chebyshev coefficients of erfcx in src/math/normal.h.

f(q) = (1 + 2x) erfcx(x) with q = (x - K) / (x + K), K = 3.75 maps x in [0, inf) onto q in [-1, 1); f is smooth
there and tends to 2 / sqrt(pi) at q = 1 (the form of Shepherd & Laframboise, Math. Comp. 36, 1981). The
coefficients are computed here, with 60 digits, by the discrete cosine sum on Chebyshev nodes.
"""

import mpmath as mp

mp.mp.dps = 60
K = mp.mpf("3.75")
NODES = 96
KEPT = 26


def erfcx(x):
    if x < 1e4:
        return mp.exp(x * x) * mp.erfc(x)
    total, term = mp.mpf(0), mp.mpf(1)
    for k in range(12):
        total += term
        term *= -(2 * k + 1) / (2 * x * x)
    return total / (x * mp.sqrt(mp.pi))


def f(q):
    x = K * (1 + q) / (1 - q)
    return (1 + 2 * x) * erfcx(x)


def main():
    nodes = [mp.cos(mp.pi * (2 * k + 1) / (2 * NODES)) for k in range(NODES)]
    values = [f(q) for q in nodes]
    for j in range(KEPT):
        terms = (values[k] * mp.cos(mp.pi * j * (2 * k + 1) / (2 * NODES)) for k in range(NODES))
        c = 2 * mp.fsum(terms) / NODES
        print(repr(float(c if j else c / 2)) + ",")


main()
