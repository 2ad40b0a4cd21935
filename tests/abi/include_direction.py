#!/usr/bin/env python3
"""Holds the #include lines of src/ and of cuda/ to the project's arrows: a room includes itself and
the rooms below it, the programs include only the public headers, and nothing includes a file that does not exist.

usage: include_direction.py PROJECT_FOLDER
"""
import pathlib
import re
import sys

# Each room and the rooms that it may include; docs/architecture.md draws the same arrows.
BASE = ["base"]
MATH = BASE + ["math"]
MODEL = MATH + ["space", "backend", "surrogate", "acquisition"]
STUDY = MODEL + ["strategy", "store", "study"]
ARROWS = {
    "base": [],
    "math": BASE,
    "space": MATH,
    "backend": MATH,
    "surrogate": MATH + ["space", "backend"],
    "acquisition": MATH + ["space", "backend", "surrogate"],
    "strategy": MODEL,
    "store": BASE,
    "study": STUDY,
    "amt": STUDY,
    "launch": STUDY,
    "report": STUDY + ["amt"],
    "capi": STUDY + ["amt", "launch", "report"],
    "cli": [],
}
PUBLIC = {"lode/lode.h", "lode/lode.hpp"}
PUBLIC_READERS = {"capi", "cli"}  # every other room knows nothing of the C interface
CUDA_MAY = {"backend/backend.h", "backend/checks.h", "backend/cuda_module.h", "backend/limits.h",
            "backend/training_set.h", "base/error.h", "base/text.h"}
SUFFIXES = {".c", ".cpp", ".h", ".hpp", ".inc", ".cu", ".cuh"}
# Texts in quotes, so that what looks like a comment in them is none; comments; a line that goes on.
SKIPPED = re.compile(r'''R"([^()\\\s]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|(//[^\n]*|/\*.*?\*/)''', re.DOTALL)
INCLUDE = re.compile(r"^[ \t]*(?:#|%:)[ \t]*(?:include|include_next|import)\b[ \t]*(.*?)[ \t]*$", re.MULTILINE)
NAMED = re.compile(r'(?:"([^"]+)"|<([^>]+)>)$')


def plain(text):
    """The text as the preprocessor's directives see it: lines joined, comments gone."""
    joined = re.sub(r"\\[ \t]*\n", "", text.replace("\r", ""))
    return SKIPPED.sub(lambda found: " " if found[2] else found[0], joined)


def includes(path):
    """What `path` includes that may be this project's: (name, nothing), or (text, why it cannot be told)."""
    for text in INCLUDE.findall(plain(path.read_text(encoding="utf-8"))):
        named = NAMED.match(text)
        if not named:
            yield text, "what a macro includes cannot be read off; a name in quotes or angles is needed"
            continue
        target = named[1] or named[2]
        parts = target.split("/")
        if {"", ".", ".."} & set(parts):
            yield target, "'.', '..' and empty parts hide where it leads"
        elif named[1] or parts[0] == "lode" or parts[0] in ARROWS:  # else the system's
            yield target, None


def complaint(src, room, target):
    """Why `room` may not include `target`, or None."""
    if target in PUBLIC:
        return None if room in PUBLIC_READERS else "only " + " and ".join(sorted(PUBLIC_READERS)) + " may"
    if pathlib.PurePath(target).suffix not in SUFFIXES:
        return f"files that are included end with {', '.join(sorted(SUFFIXES))}: no other file's includes are read"
    if not (src / target).is_file():
        return "there is no such file in src/ (includes are written relative to src/)"
    other = target.split("/")[0]
    if other != room and other not in ARROWS[room]:
        return f"{room} may use: {', '.join(ARROWS[room]) or 'no other room'}"
    return None


def cuda_complaint(target):
    allowed = target in CUDA_MAY or target.startswith(("math/", "cuda/")) or "/" not in target
    return None if allowed else "cuda/ may use math/ and " + ", ".join(sorted(CUDA_MAY))


def check(project):
    """All complaints, one line each, and the number of files read."""
    src = project / "src"
    lines = []
    files = [path for path in sorted(src.rglob("*")) if path.suffix in SUFFIXES]
    for path in files:
        room = path.relative_to(src).parts[0]
        if room not in ARROWS:
            lines.append(f"{path.relative_to(project)}: the room {room} is not in the table of include_direction.py")
            continue
        found = ((target, why or complaint(src, room, target)) for target, why in includes(path))
        lines += [f"{path.relative_to(project)}: includes {target}: {why}" for target, why in found if why]
    cuda = [path for path in sorted((project / "cuda").rglob("*")) if path.suffix in SUFFIXES]
    for path in cuda:
        found = ((target, why or cuda_complaint(target)) for target, why in includes(path))
        lines += [f"{path.relative_to(project)}: includes {target}: {why}" for target, why in found if why]
    return lines, len(files) + len(cuda)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    lines, files = check(pathlib.Path(sys.argv[1]))
    for line in lines:
        print(line)
    print(f"{files} files read, {len(lines)} includes against the arrows")
    sys.exit(1 if lines or files == 0 else 0)


if __name__ == "__main__":
    main()
