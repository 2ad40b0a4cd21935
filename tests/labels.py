#!/usr/bin/env python3
"""Checks that every test has a label, so that `ctest -L` finds it, and that every label stands in the paragraph
"Labels:" of docs/architecture.md.

usage: labels.py CTEST BUILD_FOLDER ARCHITECTURE_MD
"""
import pathlib
import re
import subprocess
import sys


def listing(ctest, build, *arguments):
    return subprocess.run([ctest, "--test-dir", build, *arguments], capture_output=True, text=True, check=True).stdout


def without_label(ctest, build):
    """The tests that no label is on; a program that is not built yet stands in for its tests, and has none."""
    names = re.findall(r"^ *Test +#\d+: (.*?) *$", listing(ctest, build, "-N", "-LE", "."), re.MULTILINE)
    return [name for name in names if not name.endswith("_NOT_BUILT")]


def without_words(ctest, build, document):
    """The labels that the document does not name."""
    labels = re.findall(r"^  (\S+)$", listing(ctest, build, "--print-labels"), re.MULTILINE)
    paragraph = re.search(r"^Labels\b.*?(?=\n\n|\Z)", document.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [label for label in labels if f"`{label}`" not in paragraph[0]], len(labels)


def main(ctest, build, document):
    bare = without_label(ctest, build)
    for name in bare:
        print(f"no label: {name}")
    unknown, count = without_words(ctest, build, pathlib.Path(document))
    for label in unknown:
        print(f"{document} does not name the label {label}")
    print(f"{len(bare)} tests without a label, {len(unknown)} of {count} labels without a word")
    return 1 if bare or unknown or count == 0 else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) == 4 else __doc__)
