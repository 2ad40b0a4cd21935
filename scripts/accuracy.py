#!/usr/bin/env python3
"""Writes docs/accuracy.md: how far Lode's numbers are from those of others, as the reference tests measure it.

usage: scripts/accuracy.py BUILD            runs the reference tests of a build folder and writes docs/accuracy.md
       scripts/accuracy.py --check BUILD    says whether docs/accuracy.md is complete and no figure is worse than it says
"""

import collections
import os
import pathlib
import re
import subprocess
import sys
import tempfile

DOCUMENT = pathlib.Path(__file__).resolve().parent.parent / "docs" / "accuracy.md"
PROGRAMS = "tests/reference/programs.txt"  # in a build folder: the test programs labelled `reference`, one a line

# Figures differ between compilers, libraries and processors: one may be so many times worse than the page says, and what is
# within so much, a few units of the last place, counts as that much.
FACTOR = 10
LAST_PLACES = 1e-15

BEFORE = """# Accuracy

How far Lode's numbers are from those of others. This file is written by `scripts/accuracy.py` from a run of the reference
tests (`ctest -L reference`), and a test holds it to them: every quantity that they check has a row, and none may be more
than ten times worse than its row says. (Figures differ between compilers and processors; up to 1e-14 the test lets them.)
What is above its tolerance fails the reference test itself.

`tests/reference/worst.h` measures. The tables of expected values are committed beside the tests, each with the name of the
script in `tests/reference/` that writes it again, byte for byte.

An error is `|got - expected| / |expected|`, or is relative to something else where a section says so; below the smallest
normal number, where doubles lose digits, it is absolute. Arguments: u is the distance of the mean to the best value in
standard deviations, positive on the better side; r² the squared distance in lengthscales; n the number of observations.
"""

HEAD = "| quantity | what | reference | values | range | largest error | tolerance |\n|---|---|---|---|---|---|---|\n"

Row = collections.namedtuple("Row", "name what argument reference noise", defaults=(LAST_PLACES,))
Measured = collections.namedtuple("Measured", "count least greatest error tolerance")


def rows(argument, reference, *quantities):
    return [Row(name, what, argument, reference) for name, what in quantities]


def script(name):
    return f"[{name}](../tests/reference/{name})"


ELEMENTARY = f"mpmath, 400 digits: {script('elementary_reference.py')}"
NORMAL = f"mpmath, 60 digits and more: {script('normal_reference.py')}"
IMPROVEMENT = f"mpmath, 900 digits: {script('improvement_reference.py')}"
KERNEL = f"mpmath, 60 digits: {script('kernel_reference.py')}"
SCIKIT = f"scikit-learn, double: {script('gp_reference.py')}"
PROCESS = f"mpmath, 50 digits: {script('gp_reference.py')}"
MODEL = f"mpmath, 40 digits: {script('gp_model_reference.py')}"
MODEL_TWICE = f"mpmath, 40 digits, there held against scikit-learn: {script('gp_model_reference.py')}"

ELEMENTARY_FUNCTIONS = """Lode's own, as the C library's differ between processors. One unit in the last place is 1.1e-16 to
2.2e-16; against functions of a longer type they are within 0.85 of it."""
FAR_OUT = """Matérn-5/2. Far out its own condition number is √(5 r²), and as many units of the last place are lost."""
ON_THE_UNIT_CUBE = """What every backend computes; `cpu` is the one over OpenBLAS, `portable` the one of
`context.portable`, `cuda:0` the CUDA
backend's sources, run on the host. Errors are relative to the largest
element expected. scikit-learn's columns are numbers; mpmath's are a real, a category and an integer, once with noise of
each point's own."""
IN_NATURAL_UNITS = """What `lode_gp_...` gives, on seven data sets with reals, integers, categories, logarithmic and
reverse logarithmic scales, noise of each observation's own, no noise, values at 1e6 and at 1e-200; acquisition functions
over the least y. Errors are relative to the largest element expected of a data set, gradients' to that of their column."""
OF_FITS = """The optimum's error is absolute, in units of the log posterior, of which 1 is little. Where an optimiser
stops is up to the last bits, so it is held to its tolerance alone. The targets' errors are relative to a data set's
largest."""



def process_rows(backend):
    return rows("n", SCIKIT, *((f"{backend}.scikit_learn.{name}", what) for name, what in PROCESS_QUANTITIES[:4])) + rows(
        "n", PROCESS, *((f"{backend}.{name}", what) for name, what in PROCESS_QUANTITIES))


PROCESS_QUANTITIES = [
    ("likelihood", "log marginal likelihood"), ("likelihood_gradient", "in ln lengthscales, ln noise, mean"),
    ("mean", "posterior mean"), ("variance", "posterior variance"), ("mean_gradient", "d mean / dx"),
    ("variance_gradient", "d variance / dx")]

SECTIONS = [
    ("Elementary functions", ELEMENTARY_FUNCTIONS, [
        *rows("x", ELEMENTARY, ("elementary.exp", "exp"), ("elementary.expm1", "exp(x) - 1"), ("elementary.log", "log"),
              ("elementary.log1p", "log(1 + x)"), ("elementary.cosine", "cosine"), ("elementary.sine", "sine"))]),
    ("The normal distribution", "", [
        *rows("x", NORMAL, ("normal.erfcx", "exp(x²) erfc(x)"), ("normal.pdf", "density"),
              ("normal.cdf", "distribution function"), ("normal.log_cdf", "its logarithm")),
        *rows("p", NORMAL, ("normal.quantile", "quantile"))]),
    ("Improvement", "Values and derivatives in the posterior's mean and deviation, for deviations from 1e-50 to 1e50.", [
        *rows("u", NORMAL, ("log_h.value", "log(φ(u) + u Φ(u)), the core of log EI"), ("log_h.slope", "its derivative"),
              ("log_h.density_ratio", "φ(u) / (φ(u) + u Φ(u))")),
        *rows("u", IMPROVEMENT, ("log_ei.value", "log expected improvement"), ("log_ei.by_mean", "d / d mean"),
              ("log_ei.by_deviation", "d / d deviation"), ("ei.value", "expected improvement"),
              ("ei.by_mean", "d / d mean"), ("ei.by_deviation", "d / d deviation"),
              ("pi.value", "probability of improvement"), ("pi.by_mean", "d / d mean"),
              ("pi.by_deviation", "d / d deviation"))]),
    ("The kernel", FAR_OUT, [
        *rows("r²", KERNEL, ("matern.near.value", "k"), ("matern.near.slope", "dk / dr²"), ("matern.far.value", "k"),
              ("matern.far.slope", "dk / dr²"), ("cpu.matern.value", "k, vectorised"),
              ("cpu.matern.slope", "dk / dr², vectorised"))]),
    ("Sequences", "Equal to the last bit.", [
        *rows("index", f"SciPy: {script('sobol_reference.py')}",
              ("sobol.points", "unscrambled Sobol points, up to 1024 dimensions")),
        *rows("first word", "Random123's published answers", ("philox.words", "Philox4x32-10"))]),
    ("The Gaussian process on the unit cube", ON_THE_UNIT_CUBE, [
        *process_rows("cpu"), *process_rows("portable"), *process_rows("cuda:0")]),
    ("A model in natural units", IN_NATURAL_UNITS, [
        *rows("n", MODEL_TWICE, ("model.mean", "posterior mean"), ("model.deviation", "posterior deviation"),
              ("model.covariance", "posterior covariance"), ("model.log_likelihood", "log likelihood")),
        *rows("n", MODEL, ("model.mean_gradient", "d mean / dx"), ("model.deviation_gradient", "d deviation / dx"),
              ("model.append.mean", "posterior mean, the last four observations appended"),
              ("model.append.deviation", "posterior deviation, likewise"),
              ("model.append.log_likelihood", "log likelihood, likewise"),
              ("acquisition.ei", "expected improvement"), ("acquisition.ei_gradient", "d / dx"),
              ("acquisition.log_ei", "log expected improvement"), ("acquisition.log_ei_gradient", "d / dx"),
              ("acquisition.pi", "probability of improvement"), ("acquisition.pi_gradient", "d / dx"))]),
    ("Fitting", OF_FITS, [
        Row("fit.log_posterior", "log posterior of the hyperparameters found, on 20 data sets", "n",
            f"SciPy's L-BFGS-B, the best of 40 starts: {script('gp_fit_reference.py')}", noise=1),
        *rows("n", f"NumPy and SciPy, double: {script('gp_transform_reference.py')}",
              ("output_transform.targets", "losses, half-rank warped and standardised"))]),
]
ROWS = [row for _, _, section in SECTIONS for row in section]


def measure(build):
    """What worst.h told of each quantity, by name, while the reference tests ran."""
    programs = pathlib.Path(build, PROGRAMS)
    if not programs.exists():
        sys.exit(f"{programs} is missing: {build} is no build folder with tests")
    with tempfile.TemporaryDirectory() as folder:
        told = pathlib.Path(folder, "accuracy.tsv")
        told.touch()
        for program in programs.read_text(encoding="utf-8").splitlines():
            if not pathlib.Path(program).exists():
                sys.exit(f"{program} is not built")
            done = subprocess.run([program, "--gtest_brief=1"], capture_output=True, text=True,
                                  env={**os.environ, "LODE_ACCURACY": str(told)})
            if done.returncode:
                sys.exit(f"{done.stdout}{done.stderr}\n{program}: the reference tests did not pass")
        return parse(told.read_text(encoding="utf-8"))


def parse(lines):
    measured = {}
    for line in lines.splitlines():
        name, count, *numbers = line.split("\t")
        if name in measured:
            sys.exit(f"{name}: two tests tell of it; every Worst needs a name of its own")
        measured[name] = Measured(int(count), *map(float, numbers))
    return measured


def figure(error):
    return f"{error:.1e}" if error else "0"


def span(row, measured):
    ends = [f"{end:g}" for end in (measured.least, measured.greatest)]
    return f"{row.argument} {' to '.join(ends)}"


def line(row, measured, error):
    cells = [f"`{row.name}`", row.what, row.reference, str(measured.count), span(row, measured), error,
             f"{measured.tolerance:.2g}"]
    return "| " + " | ".join(cells) + " |\n"


def document(measured, errors):
    text = BEFORE
    for title, words, section in SECTIONS:
        text += f"\n## {title}\n\n" + (f"{words}\n\n" if words else "")
        text += HEAD
        text += "".join(line(row, measured[row.name], errors[row.name]) for row in section)
    return text


def unknown(measured):
    """What the tests and the table above do not both have."""
    names = {row.name for row in ROWS}
    new, gone = sorted(measured.keys() - names), sorted(names - measured.keys())
    return [f"{name}: measured by a test, and without a row in scripts/accuracy.py" for name in new] + [
        f"{name}: a row in scripts/accuracy.py, and measured by no test" for name in gone]


def complaints(page, measured):
    """What is wrong with the page, given a fresh measurement."""
    if wrong := unknown(measured):
        return wrong
    errors = dict(re.findall(r"^\| `([^`]+)` \|.*\| ([^|]+) \| [^|]+ \|$", page, re.MULTILINE))
    missing = [row.name for row in ROWS if row.name not in errors]
    if missing or document(measured, errors) != page:
        return [f"{DOCUMENT} is not what the tests say: run scripts/accuracy.py BUILD"]
    return [f"{row.name}: the largest error is {figure(measured[row.name].error)}; docs/accuracy.md says {errors[row.name]}"
            for row in ROWS if measured[row.name].error > FACTOR * max(float(errors[row.name]), row.noise)]


def main(arguments):
    check = arguments[:1] == ["--check"]
    builds = arguments[1:] if check else arguments
    if len(builds) != 1:
        sys.exit(__doc__.strip())
    measured = measure(builds[0])
    if check:
        wrong = complaints(DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else "", measured)
    elif not (wrong := unknown(measured)):
        errors = {name: figure(m.error) for name, m in measured.items()}
        DOCUMENT.write_text(document(measured, errors), encoding="utf-8")
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main(sys.argv[1:])
