#!/usr/bin/env python3
"""Holds what a proposal depends on to Lode's own elementary functions: those of the C library differ between processors and
between its releases.

usage: own_functions.py PROJECT_FOLDER
"""

import pathlib
import re
import sys

ROOMS = ["math", "space", "backend", "surrogate", "acquisition", "strategy"]
# Not among them: sqrt, fma, fabs, floor, ldexp and their kin, which are exact by definition.
NAMES = ("exp exp2 expm1 log log2 log10 log1p pow cbrt hypot sin cos tan asin acos atan atan2 sinh cosh tanh asinh acosh atanh "
         "erf erfc tgamma lgamma").split()
CALL = re.compile(r"(?:std|__builtin_)(?:::)?(?:%s)[fl]?\s*\(" % "|".join(NAMES))


def calls(text):
    for number, line in enumerate(text.splitlines(), 1):
        if CALL.search(line.split("//")[0]):
            yield number, line.strip()


def main(project):
    assert list(calls("x = std::exp(1);\n// std::log(x)\ny = std::fma(a, b, c) + math::log(2);\nstd::powf (1, 2)")) == [
        (1, "x = std::exp(1);"), (4, "std::powf (1, 2)")]
    files = [file for room in ROOMS for file in sorted(pathlib.Path(project, "src", room).rglob("*")) if file.is_file()]
    found = [f"{file}:{number}: {line}" for file in files for number, line in calls(file.read_text(encoding="utf-8"))]
    sys.exit("\n".join(found) + "\ncall those of math/elementary.h instead" if found else 0 if files else "no files")


main(sys.argv[1])
