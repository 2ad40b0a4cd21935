#!/usr/bin/env python3
"""Holds the text of lode.h's declarations to the recorded one (declarations.txt), comments and layout aside.

usage: declarations.py LODE_H DECLARATIONS_TXT           check
       declarations.py --record LODE_H DECLARATIONS_TXT  record the present declarations

abi_gate.py compares what a compiled library shows. A typedef that becomes an enum, two parameters of one type that
change places, a const that goes, or another value of a macro may show nothing there; here all of these are other text.
What is recorded is one line for each directive and declaration, in their order.
"""
import difflib
import pathlib
import re
import sys

COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
TOKEN = re.compile(r'[A-Za-z_]\w*|[0-9][\w.]*|"(?:\\.|[^"\\])*"|\.\.\.|\S')


def spaced(text):
    """The text with one blank between its tokens, so that only other tokens are another text."""
    return " ".join(TOKEN.findall(text))


def declarations(header):
    """One line for each directive and each declaration."""
    text = COMMENT.sub(" ", header.replace("\\\n", " "))
    lines, open_ = [], ""
    for line in text.split("\n"):
        if re.match(r"\s*#", line):  # never within a declaration: the header keeps its directives apart
            lines.append(spaced(line))
            continue
        for part in re.findall(r"[^;{}]*[;{}]|[^;{}]+$", line):
            open_ = (open_ + " " + part).strip()
            linkage = re.fullmatch(r'extern\s*"C"\s*\{', open_) or open_ == "}"
            whole = open_.endswith(";") and open_.count("{") == open_.count("}")
            if linkage or whole:
                lines.append(spaced(open_))
                open_ = ""
    if open_:
        raise SystemExit(f"the header ends within: {open_[:100]}")
    return lines


def difference(header, recorded):
    """The lines that differ, with '-' the recorded ones and with '+' the present ones; empty where there are none."""
    diff = difflib.unified_diff(recorded, declarations(header), "recorded", "lode.h", lineterm="", n=0)
    return [line for line in diff if not line.startswith(("---", "+++", "@@"))]


def main(arguments):
    recording = arguments[:1] == ["--record"]
    if len(arguments) != 2 + recording:
        sys.exit(__doc__)
    header = pathlib.Path(arguments[-2]).read_text(encoding="utf-8")
    record = pathlib.Path(arguments[-1])
    if recording:
        record.write_text("".join(line + "\n" for line in declarations(header)), encoding="utf-8")
        return 0
    lines = record.read_text(encoding="utf-8").splitlines()
    changed = difference(header, lines)
    if changed:
        print(*changed, "lode.h does not declare what is recorded. Where that is meant, and old programs go on working: "
              "declarations.py --record.", sep="\n")
        return 1
    print(f"{len(lines)} directives and declarations as recorded")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
