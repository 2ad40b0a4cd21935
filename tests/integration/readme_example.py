#!/usr/bin/env python3
"""Checks that the C program in README.md is examples/c/minimal.c, line for line, so that what is read is what is compiled.

usage: readme_example.py README.md examples/c/minimal.c
"""
import difflib
import pathlib
import sys


def c_blocks(text):
    """The contents of the fenced blocks marked c."""
    parts = text.split("\n```")
    return [part[2:] + "\n" for part in parts if part.startswith("c\n")]


def main():
    readme, example = (pathlib.Path(name).read_text(encoding="utf-8") for name in sys.argv[1:3])
    blocks = c_blocks(readme)
    if len(blocks) != 1:
        sys.exit(f"{sys.argv[1]} has {len(blocks)} blocks marked c; exactly one is expected")
    if blocks[0] != example:
        sys.stdout.writelines(difflib.unified_diff(example.splitlines(True), blocks[0].splitlines(True), *sys.argv[2:0:-1]))
        sys.exit("the program in README.md is not examples/c/minimal.c")


if __name__ == "__main__":
    main()
