"""python worker.py LIBRARY: one job of one library, in a process of its own, over lines of JSON.

In: the job's settings, then for each step its arguments. Out: the version and the job's facts; then for
each step `seconds` of processor time of the whole process, `wall`, the process's peak `memory` in bytes so
far, and what the step `found`.
"""

import importlib
import json
import os
import sys
import time


def peak_memory():
    """Of this program, in bytes. getrusage's would count what the parent had before it started this one."""
    with open("/proc/self/status") as status:
        (line,) = (line for line in status if line.startswith("VmHWM:"))
    return 1024 * int(line.split()[1])


def timed_step(job, arguments):
    job.prepare()
    wall, processor = time.perf_counter(), time.process_time()
    found = job.step(**arguments)
    processor, wall = time.process_time() - processor, time.perf_counter() - wall
    return {"seconds": processor, "wall": wall, "memory": peak_memory(), "found": found}


def main(library):
    output = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints must not be taken for an answer

    def answer(fields):
        print(json.dumps(fields), file=output, flush=True)

    settings = json.loads(sys.stdin.readline())
    module = importlib.import_module(f"jobs.{library}_")
    job = module.JOBS[settings["job"]](settings)
    answer({"version": module.VERSION, "facts": job.facts})
    for line in sys.stdin:
        answer(timed_step(job, json.loads(line)))


if __name__ == "__main__":
    main(sys.argv[1])
