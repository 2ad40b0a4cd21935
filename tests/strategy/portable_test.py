#!/usr/bin/env python3
"""Holds what a portable backend computes to portable_trials.txt, bit for bit, as if on processors of several kinds.

usage: portable_test.py PROGRAM BASELINE            runs both, PROGRAM under environments that tell OpenBLAS and the C library
                                                    of other processors
       portable_test.py --record PROGRAM            writes portable_trials.txt: only where a formula was changed on purpose
       portable_test.py --kinds PROGRAM library     how many different answers there are with OpenBLAS, for comparison
"""

import os
import pathlib
import subprocess
import sys

RECORD = pathlib.Path(__file__).with_name("portable_trials.txt")

# What the processor is taken for where a library chooses by it. OpenBLAS refuses a kernel that would not run, and takes
# another; the C library ignores names that it does not know.
CORES = ["Prescott", "Nehalem", "Sandybridge", "Haswell", "Zen", "SkylakeX"]
FEATURES = ["-AVX2", "-AVX2,-FMA,-FMA4,-AVX512F", "-AVX2_Usable,-FMA_Usable,-FMA4_Usable,-AVX512F_Usable"]
KINDS = [{}] + [{"OPENBLAS_CORETYPE": core} for core in CORES] + [
    {"GLIBC_TUNABLES": f"glibc.cpu.hwcaps={features}"} for features in FEATURES]


def output(program, kind, backend="portable"):
    done = subprocess.run([program, backend], capture_output=True, text=True, env={**os.environ, **kind})
    if done.returncode or not done.stdout:
        sys.exit(f"{program} {kind}: status {done.returncode}\n{done.stderr}")
    return done.stdout


def first_difference(got, want):
    for number, (a, b) in enumerate(zip(got.splitlines(), want.splitlines()), 1):
        if a != b:
            return f"line {number}:\n  {a}\n  {b}, was recorded"
    return "one has more lines than the other"


def check(program, baseline):
    want = RECORD.read_text(encoding="utf-8")
    wrong = 0
    for name, kind in [(baseline, {})] + [(program, kind) for kind in KINDS]:
        got = output(name, kind)
        if got != want:
            wrong += 1
            print(f"{pathlib.Path(name).name} {kind}: {first_difference(got, want)}")
    sys.exit(f"{wrong} differ" if wrong else 0)


def main(arguments):
    if arguments[:1] == ["--record"]:
        RECORD.write_text(output(arguments[1], {}), encoding="utf-8")
    elif arguments[:1] == ["--kinds"]:
        answers = [output(arguments[1], kind, arguments[2]) for kind in KINDS]
        for kind, answer in zip(KINDS, answers):
            print(answers.index(answer), kind)
    else:
        check(*arguments)


main(sys.argv[1:])
