"""Writes tests/math/kernel_reference.inc: Matern-5/2 and its derivative in r^2, by mpmath.

    python3 tests/reference/kernel_reference.py > tests/math/kernel_reference.inc
"""

import mpmath as mp

mp.mp.dps = 60


def main():
    print("// Written by tests/reference/kernel_reference.py with mpmath; do not edit. {r^2, k, dk/d(r^2)}")
    for r2 in [1e-300, 1e-30, 1e-16, 1e-10, 1e-5, 0.001, 0.05, 0.2, 0.7, 1.0, 2.0, 5.0, 10.0, 50.0, 300.0, 2000.0, 90000.0]:
        s = mp.sqrt(5 * mp.mpf(r2))
        value = (1 + s + s * s / 3) * mp.exp(-s)
        slope = mp.diff(lambda t: (1 + mp.sqrt(5 * t) + 5 * t / 3) * mp.exp(-mp.sqrt(5 * t)), mp.mpf(r2)) \
            if 1e-5 <= r2 else -mp.mpf(5) / 6 * (1 + s) * mp.exp(-s)
        print(f"{{{r2!r}, {mp.nstr(value, 20)}, {mp.nstr(slope, 20)}}},")


main()
