"""The compute engine beside its peers, in one run: compare [--quick] [--only GROUP,...].

Prints a table of targets; exit code 1 where one is missed or could not be measured. Without --quick and
--only it writes compute.json, compute.md and plots to bench/results. README.md says what is measured.
"""

import argparse
import json
import os
import pathlib
import platform
import subprocess
import sys

import measure
import processes
import report
import targets

RESULTS = processes.ROOT / "bench" / "results"
BUILD = processes.ROOT / "build" / "release"


def processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def revision():
    command = ["git", "-C", str(processes.ROOT), "describe", "--always", "--dirty", "--abbrev=9"]
    return subprocess.run(command, capture_output=True, text=True).stdout.strip() or "an unknown revision"


def run(plan, groups, build):
    library, helper = build / "src/capi/liblode.so", build / "bench/likelihood_floor"
    for path in (library, helper):
        if not path.exists():
            sys.exit(f"{path} is not there: cmake --build --preset release --target lode likelihood_floor")
    bench = measure.Bench(plan, library, helper, lambda line: print(line, file=sys.stderr, flush=True))
    for reason in bench.absent.values():
        print(f"not measured: {reason}", file=sys.stderr)
    source, load = revision(), [os.getloadavg()[0]]
    if "threads" in groups and load[0] > os.cpu_count() - 1.5:
        print(f"load {load[0]:.1f}: two threads against one says little on a busy machine", file=sys.stderr)
    for group in groups:
        getattr(bench, group)()
    load.append(os.getloadavg()[0])
    machine = {"processor": processor(), "cores": os.cpu_count(), "load": load}
    return {"machine": machine, "revision": source, "measurements": bench.measurements}


def write(results, folder):
    folder.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(json.dumps(m) for m in results["measurements"])
    head = json.dumps({key: value for key, value in results.items() if key != "measurements"})
    (folder / "compute.json").write_text(f'{head[:-1]}, "measurements": [\n{lines}\n]}}\n')
    write_report(results, folder)


def write_report(results, folder):
    (folder / "compute.md").write_text(report.document(results))
    try:
        report.plots(results, folder)
    except ImportError:
        print("no plots: matplotlib is not installed for this Python", file=sys.stderr)


def finish(table):
    print(report.plain(table))
    print(targets.counts(table))
    return targets.exit_status(table)


def groups_of(text):
    groups = text.split(",")
    unknown = [group for group in groups if group not in measure.GROUPS]
    if unknown:
        raise argparse.ArgumentTypeError(f"{unknown[0]}: accepted are {', '.join(measure.GROUPS)}")
    return groups


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="compare", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="what the targets need: four minutes of processor time")
    parser.add_argument("--only", type=groups_of, help=f"some of {','.join(measure.GROUPS)}")
    parser.add_argument("--build", type=pathlib.Path, default=BUILD, help="the build's folder")
    parser.add_argument("--out", type=pathlib.Path, help="the folder for compute.json, compute.md and plots")
    parser.add_argument("--from", type=pathlib.Path, dest="given", help="a compute.json to report")
    given = parser.parse_args(arguments)
    groups = given.only or list(measure.GROUPS)
    if given.given:
        results = json.loads(given.given.read_text())
        if given.out:
            write_report(results, given.out)
    else:
        plan = measure.QUICK if given.quick else measure.FULL
        results = run(plan, groups, given.build.resolve())
        out = given.out or (None if given.quick or given.only else RESULTS)
        if out:
            write(results, out)
    return finish(targets.rows(results["measurements"], groups))


if __name__ == "__main__":
    sys.exit(main())
