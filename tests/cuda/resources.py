#!/usr/bin/env python3
"""Holds what ptxas said of each kernel of cuda/ to what is allowed: no spills, shared memory that every device has.

usage: resources.py FOLDER ARCHITECTURE...   FOLDER holds OBJECT.messages files (cmake/keep_messages.sh)

Shared memory that a launch asks for is not in what ptxas says; the host shim refuses a launch that asks for more than 99 KiB.
"""
import pathlib
import re
import sys

MOST_SHARED = 48 * 1024  # bytes that a kernel may declare; more is asked for at launch

ENTRY = re.compile(r"Compiling entry function '(\S+)' for '(sm_\d+)'")
SPILLS = re.compile(r"(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads")
SHARED = re.compile(r"(\d+) bytes smem")


def kernels_of(text):
    """{(kernel, architecture): {"spills": bytes, "shared": bytes}} of one file's messages, of our kernels alone."""
    found, current = {}, None
    for line in text.splitlines():
        entry = ENTRY.search(line)
        if entry:
            current = entry.groups() if "4lode7backend4cuda" in entry.group(1) and "thrust" not in entry.group(1) else None
            if current:
                found[current] = {"spills": None, "shared": 0}
        if current is None:
            continue
        spills = SPILLS.search(line)
        if spills and found[current]["spills"] is None:
            found[current]["spills"] = int(spills.group(2)) + int(spills.group(3))
        shared = SHARED.search(line)
        if shared:
            found[current]["shared"] = int(shared.group(1))
    return found


def complaints(kernels, architectures):
    """What is wrong, a line each."""
    lines = []
    for (kernel, architecture), used in sorted(kernels.items()):
        if used["spills"] is None:
            lines.append(f"{kernel} for {architecture}: ptxas says nothing of spills")
        elif used["spills"] > 0:
            lines.append(f"{kernel} for {architecture}: {used['spills']} bytes of spills; none are allowed")
        if used["shared"] > MOST_SHARED:
            lines.append(f"{kernel} for {architecture}: {used['shared']} bytes of shared memory; {MOST_SHARED} at most")
    names = {kernel for kernel, _ in kernels}
    for architecture in architectures:
        missing = names - {kernel for kernel, of in kernels if of == architecture}
        lines += [f"{kernel}: not compiled for {architecture}" for kernel in sorted(missing)]
    return lines


def self_test():
    good = """ptxas info    : Compiling entry function '_ZN4lode7backend4cuda1kEv' for 'sm_80'
ptxas info    : Function properties for _ZN4lode7backend4cuda1kEv
    0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
ptxas info    : Used 18 registers, used 0 barriers, 1024 bytes smem, 372 bytes cmem[0]
"""
    assert complaints(kernels_of(good), ["sm_80"]) == []
    spilling = good.replace("0 bytes spill loads", "16 bytes spill loads")
    assert "16 bytes of spills" in complaints(kernels_of(spilling), ["sm_80"])[0]
    assert "shared memory" in complaints(kernels_of(good.replace("1024 bytes smem", "50000 bytes smem")), ["sm_80"])[0]
    assert complaints(kernels_of(good), ["sm_80", "sm_90"]) == ["_ZN4lode7backend4cuda1kEv: not compiled for sm_90"]
    assert kernels_of(good.replace("lode7backend4cuda", "cub6device4sort")) == {}


def main():
    self_test()
    folder, architectures = pathlib.Path(sys.argv[1]), sys.argv[2:]
    kernels = {}
    for file in sorted(folder.rglob("*.messages")):
        kernels.update(kernels_of(file.read_text(encoding="utf-8")))
    if not kernels:
        sys.exit(f"{folder}: no messages of ptxas")
    lines = complaints(kernels, architectures)
    print(f"{len(kernels)} kernels, counting each architecture")
    if lines:
        sys.exit("\n".join(lines))


if __name__ == "__main__":
    main()
