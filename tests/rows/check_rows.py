#!/usr/bin/env python3
"""Checks that every row of rows.txt has a test of its number in its topic's file, and every test a row.

usage: check_rows.py FOLDER
"""
import pathlib
import re
import sys


def main(folder):
    rows = [line.split(maxsplit=2) for line in (folder / "rows.txt").read_text(encoding="utf-8").splitlines()
            if line and not line.startswith("#")]
    wanted = {(topic, number) for topic, number, _ in rows}
    found = set()
    for source in folder.glob("*_test.cpp"):
        topic = source.name.removesuffix("_test.cpp")
        numbers = re.findall(r"TEST(?:_F)?\(\w+, ([RC]\d+)", source.read_text(encoding="utf-8"))
        found |= {(topic, number) for number in numbers}
    for topic, number in sorted(wanted - found):
        print(f"no test of {number} in {topic}_test.cpp")
    for topic, number in sorted(found - wanted):
        print(f"{topic}_test.cpp tests {number}, which rows.txt does not have there")
    print(f"{len(wanted)} rows, {len(wanted - found)} without a test, {len(found - wanted)} unknown")
    return 1 if wanted != found or len(rows) != len(wanted) else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
