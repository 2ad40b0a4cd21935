"""Writes tests/math/elementary_reference.inc: values of src/math/elementary.h and trigonometry.h by mpmath with 400 digits.

    python3 tests/reference/elementary_reference.py > tests/math/elementary_reference.inc

Arguments are drawn from all magnitudes that a function takes, with the edges, and the double that is nearest to a multiple of
pi/2 (6381956970095103 * 2^797, Kahan).
"""

import random

import mpmath as mp

mp.mp.dps = 400
draw = random.Random(20250722)
SMALLEST = 5e-324


def spread(low, high, count):
    """Evenly in the logarithm."""
    return [float(mp.mpf(low) * (mp.mpf(high) / mp.mpf(low)) ** mp.mpf(draw.random())) for _ in range(count)]


def even(low, high, count):
    return [draw.uniform(low, high) for _ in range(count)]


def both(values):
    return values + [-v for v in values]


def block(name, arguments, f):
    print(f"inline constexpr Row {name}[] = {{")
    for x in sorted(arguments):
        value = float(f(mp.mpf(x)))  # rounded once, subnormal ones too
        print(f"    {{{x.hex()}, {value.hex()}}},")
    print("};")


def main():
    print("// Written by tests/reference/elementary_reference.py with mpmath; do not edit. {argument, value}")
    tiny = both(spread(1e-320, 1e-3, 20) + [SMALLEST, 2.0**-53, 2.0**-54, 2.0**-55])
    block("exp_rows", tiny + even(-745.1, 709.7, 80) + even(-1, 1, 40) + [-745.1332191019411, -708.3964185322641, 709.782712893384],
          mp.exp)
    block("expm1_rows", tiny + even(-2, 2, 80) + even(-50, 709.7, 40) + [0.25, -0.25, 39.99, 40.0, -39.99, 709.782712893384],
          mp.expm1)
    block("log_rows", spread(1e-320, 1e308, 60) + even(0.5, 2, 60) + even(0.99, 1.01, 40)
          + [SMALLEST, 2.2250738585072014e-308, 2.225073858507201e-308, 1 - 2.0**-53, 1 + 2.0**-52, 0.6875, 1.375,
             1 - 2.0**-8, 1 + 2.0**-7, 1.7976931348623157e308], mp.log)
    block("log1p_rows", tiny + even(-0.999, 3, 80) + even(-0.01, 0.01, 40) + spread(1, 1e308, 20)
          + [-1 + 2.0**-53, 2.0**53, 2.0**52 + 0.5, 1.7976931348623157e308], mp.log1p)
    angles = tiny + both(even(0, 10, 60) + spread(10, 1e300, 60)) + [
        0.78, 0.7853981633974483, 1.5707963267948966, 3.141592653589793, 6.283185307179586, 999999.5, 1000000.5,
        float(6381956970095103 * 2**797), 1.7976931348623157e308]
    block("cosine_rows", angles, mp.cos)
    block("sine_rows", angles, mp.sin)


main()
