"""Writes tests/math/sobol_reference.inc: coordinates of SciPy's unscrambled Sobol points, times 2^52, as integers.

    python3 tests/reference/sobol_reference.py > tests/math/sobol_reference.inc
"""

from scipy.stats import qmc

DIMENSIONS = [0, 1, 2, 3, 4, 9, 20, 63, 100, 255, 511, 777, 1022, 1023]
INDICES = [0, 1, 2, 3, 5, 100, 1023, 1024, 1025, 12345, 65535, 262147]
FAR = [(0, 2**24 + 3), (1, 2**24 + 3), (2, 2**24 + 3), (3, 2**24 + 3)]


def rows(count, dimensions, indices):
    sampler = qmc.Sobol(count, scramble=False, bits=32)
    at = 0
    for index in indices:
        if index > at:
            sampler.fast_forward(index - at)
        point = sampler.random(1)[0]
        at = index + 1
        for d in dimensions:
            scaled = point[d] * 2.0**52
            assert scaled == int(scaled)
            print(f"{{{d}, {index}, {int(scaled)}}},")


def main():
    print("// {coordinate, index, value * 2^52} of scipy.stats.qmc.Sobol(1024, scramble=False, bits=32).")
    print("// Written by tests/reference/sobol_reference.py; do not edit.")
    rows(1024, DIMENSIONS, INDICES)
    rows(4, [d for d, _ in FAR], [FAR[0][1]])


main()
