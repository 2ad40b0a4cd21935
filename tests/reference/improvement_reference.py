"""Writes tests/math/improvement_reference.inc: expected improvement, probability of improvement and their derivatives by
mpmath with 900 digits, from 40 standard deviations above the best value to 40 below. Or tests/math/log_ei_reference.inc: the
logarithm of expected improvement and its derivatives, to 1e150 below.

    python3 tests/reference/improvement_reference.py > tests/math/improvement_reference.inc
    python3 tests/reference/improvement_reference.py log > tests/math/log_ei_reference.inc
"""

import sys

import mpmath as mp

mp.mp.dps = 900


def text(x):
    return "0.0" if abs(x) < mp.mpf("2.5e-324") else mp.nstr(x, 20, min_fixed=1, max_fixed=0)


def row(u, sd, best, logarithm):
    mean = best - u * sd
    m, s, b = mp.mpf(mean), mp.mpf(sd), mp.mpf(best)
    z = (b - m) / s
    density = mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi)
    probability = mp.erfc(-z / mp.sqrt(2)) / 2
    ei = (b - m) * probability + s * density
    values = [ei, -probability, density, probability, -density / s, -z * density / s]
    if logarithm:
        values = [mp.log(ei), -probability / ei, density / ei]
    if max(abs(v) for v in values) > sys.float_info.max:
        return
    print("    {" + ", ".join([repr(mean), repr(sd), repr(best)] + [text(v) for v in values]) + "},")


UNITS = [(1.0, 0.0), (0.3, 0.7), (1e-6, -2.0), (2.5e5, 1e3), (1e50, 0.0), (1e-50, 0.0)]
NEAR = [37, 20, 8, 3, 1, 0.3, 0, -0.3, -0.999, -1, -1.001, -2, -5, -8, -11.99, -12.01, -16, -25, -33, -37, -38, -39, -40]
FAR = [-50, -100, -1e3, -1e5, -1e8, -1e20, -1e75, -1e150]


def table(name, deviations, logarithm):
    print(f"inline constexpr ImprovementRow {name}[] = {{")
    for u in deviations:
        for sd, best in UNITS:
            row(float(u), sd, best, logarithm)
    print("};")


print("// Written by tests/reference/improvement_reference.py with mpmath; do not edit.")
if sys.argv[1:] == ["log"]:
    print("// {mean, sd, best, log EI, dlogEI/dmean, dlogEI/dsd}")
    table("log_ei_rows", NEAR + FAR, True)
else:
    print("// {mean, sd, best, EI, dEI/dmean, dEI/dsd, PI, dPI/dmean, dPI/dsd}")
    table("improvement_rows", [40, 39.5] + NEAR, False)
