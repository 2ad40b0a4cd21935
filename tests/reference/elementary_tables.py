"""Writes src/math/elementary_tables.inc: the tables of src/math/elementary.h and trigonometry.cpp, by mpmath with 60 digits.

    python3 tests/reference/elementary_tables.py > src/math/elementary_tables.inc

- exp: 2^(i/64) as the nearest double and what it leaves out.
- log: for each of 128 intervals of [0.6875, 1.375), a factor of 11 bits near 1 / x, 1 on both sides of 1, and minus its
  logarithm as a multiple of 2^-42 and a rest.
- 2 / pi as a binary fraction, in words of 64 bits after one of zeros.
"""

import struct

import mpmath as mp

mp.mp.dps = 60
EXP_STEPS = 64
LOG_STEPS = 128
LOG_START = 0x3FE6000000000000  # 0.6875
WORDS = 20


def double(bits):
    return struct.unpack("<d", struct.pack("<Q", bits))[0]


def row(*values):
    print("    {" + ", ".join(float(v).hex() for v in values) + "},")


def exp_rows():
    for i in range(EXP_STEPS):
        exact = mp.mpf(2) ** (mp.mpf(i) / EXP_STEPS)
        high = float(exact)
        row(high, exact - high)


def factor_of(low, high):
    """1 for the intervals that touch 1, so that the logarithm keeps its digits there."""
    if low == 1 or high == 1:
        return mp.mpf(1)
    middle = (mp.mpf(low) + mp.mpf(high)) / 2
    return mp.nint(1024 / middle) / 1024


def log_rows():
    """An interval is what has the same 7 bits after the offset is taken away; its index is those bits."""
    width = 1 << (52 - 7)
    rows = {}
    for i in range(LOG_STEPS):
        bits = LOG_START + i * width
        low, high = double(bits), double(bits + width)
        factor = factor_of(low, high)
        logarithm = -mp.log(factor)
        coarse = mp.nint(logarithm * 2**42) / 2**42
        rows[i] = (factor, coarse, logarithm - coarse)
    for i in range(LOG_STEPS):
        row(*rows[i])


def two_over_pi_words():
    fraction = int(mp.floor((2 / mp.pi) * mp.mpf(2) ** (64 * WORDS)))
    print("    0x0000000000000000,")
    for i in range(WORDS):
        print(f"    0x{(fraction >> (64 * (WORDS - 1 - i))) & (2**64 - 1):016x},")


def table(declaration, rows):
    print(f"inline constexpr {declaration} = {{")
    rows()
    print("};")


def main():
    mp.mp.dps = 500
    print("// Written by tests/reference/elementary_tables.py with mpmath; do not edit.")
    table(f"PowerOfTwo powers_of_two[{EXP_STEPS}]", exp_rows)
    table(f"Logarithm logarithms[{LOG_STEPS}]", log_rows)
    table(f"std::uint64_t two_over_pi[{WORDS + 1}]", two_over_pi_words)


main()
