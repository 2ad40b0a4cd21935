#!/usr/bin/env python3
"""Compares the C interface with the recorded one (liblode.abi), with libabigail's abidiff.

usage: abi_gate.py CC LODE_H MAP SONAME BASELINE          check; status 77 where abidiff is missing
       abi_gate.py --record CC LODE_H MAP SONAME BASELINE  record the present interface

What is compared is lode.h itself: each declaration becomes a function of a stub library, which a C compiler makes with
debug information. The library's own functions cannot differ from it, as their definitions see the same header and
symbols.sh compares the names; and so the check needs no debug information in the build, and no C++ is in the record.

Allowed without another word are new functions. A struct that grows at its end, as struct_size lets it, is found too:
then layout.c says whether what was there has stayed, and the record is made anew with the same commit. What a compiled
library does not show (a typedef for an enum, parameters of one type that change places) declarations.py finds.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77  # what ctest takes for skipped


def stub(header):
    """The header's text as C source in which every declared function is defined."""
    text, count = re.subn(r"(LODE_API\b[^;{}]*\))\s*;", r"\1 { __builtin_trap(); }", header)
    declared = len(re.findall(r"^\s*LODE_API\b", header, re.MULTILINE))
    if count == 0 or count != declared:
        raise SystemExit(f"{declared} declarations, but {count} were understood")
    return text


def library(compiler, header, version_script, soname, folder):
    """Compiles the stub library into the folder; its path."""
    source, built = folder / "stub.c", folder / "stub.so"
    source.write_text(stub(header), encoding="utf-8")
    subprocess.run([compiler, "-std=c99", "-g", "-O0", "-fPIC", "-shared", "-w", f"-Wl,-soname,{soname}",
                    f"-Wl,--version-script={version_script}", "-o", built, source], check=True)
    return built


def record(compiler, header, version_script, soname):
    """The interface as abidw writes it, without the places and paths of this machine."""
    with tempfile.TemporaryDirectory() as folder:
        built = library(compiler, header, version_script, soname, pathlib.Path(folder))
        text = subprocess.run(["abidw", "--no-show-locs", "--no-comp-dir-path", "--no-corpus-path", built],
                              check=True, capture_output=True, text=True).stdout
    return text.replace(folder + "/", "")


def difference(compiler, header, version_script, soname, baseline):
    """What abidiff says of the changes but for added functions; empty where there are none."""
    with tempfile.TemporaryDirectory() as folder:
        now = pathlib.Path(folder, "now.abi")
        now.write_text(record(compiler, header, version_script, soname), encoding="utf-8")
        result = subprocess.run(["abidiff", "--no-added-syms", baseline, now], capture_output=True, text=True,
                                check=False)
    return "" if result.returncode == 0 else result.stdout + result.stderr


def main(arguments):
    recording = arguments[:1] == ["--record"]
    compiler, header, version_script, soname, baseline = arguments[1:] if recording else arguments
    if not (shutil.which("abidiff") and shutil.which("abidw")):
        print("skipped: abidiff is not installed (Debian: abigail-tools)")
        return SKIPPED
    text = pathlib.Path(header).read_text(encoding="utf-8")
    if recording:
        pathlib.Path(baseline).write_text(record(compiler, text, version_script, soname), encoding="utf-8")
        return 0
    broken = difference(compiler, text, version_script, soname, baseline)
    if broken:
        print(broken, "The interface is not the recorded one. Where that is meant, and old programs go on working: "
              "abi_gate.py --record.", sep="\n")
        return 1
    print("compatible with the recorded interface")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
