"""Workers (worker.py) from the outside: start them, let them take turns, keep what each step took."""

import json
import os
import pathlib
import select
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
# library: the environment of bench/strategies/setup.sh that holds it, and what must be importable in there
LIBRARIES = {
    "lode": (None, ()),
    "botorch": ("torch", ("botorch",)),
    "optuna": ("torch", ("optuna", "torch")),
    "sklearn": ("classic", ("sklearn",)),
    "egobox": ("classic", ("egobox",)),
}
PEERS = tuple(name for name in LIBRARIES if name != "lode")
HOW_TO_GET = "bench/strategies/setup.sh FOLDER, then LODE_BENCH_VENVS=FOLDER"


def interpreter(library):
    """LODE_BENCH_VENVS/NAME's, else this one."""
    folder, name = os.environ.get("LODE_BENCH_VENVS"), LIBRARIES[library][0]
    return str(pathlib.Path(folder) / name / "bin" / "python") if folder and name else sys.executable


def missing(library):
    """Why a library cannot be measured, or None."""
    modules = LIBRARIES[library][1]
    probe = f"import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, {modules!r})))"
    try:
        found = subprocess.run([interpreter(library), "-c", probe], capture_output=True).returncode == 0
    except OSError:
        found = False
    return None if found else f"{library} is not installed for {interpreter(library)}; {HOW_TO_GET}"


def environment(library_file):
    """One thread, no accelerator, Lode's binding and this library."""
    names = ("OMP", "MKL", "OPENBLAS", "RAYON", "NUMEXPR")
    path = [str(ROOT / "bindings" / "python"), os.environ.get("PYTHONPATH", "")]
    return {
        **os.environ,
        **{f"{name}_NUM_THREADS": "1" for name in names},
        "CUDA_VISIBLE_DEVICES": "",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, path)),
        "LODE_LIBRARY": str(library_file),
    }


class Ended(Exception):
    """A worker ended early; `over` says that it went past its limit of processor time."""

    def __init__(self, text, over=False):
        super().__init__(text)
        self.over = over


class Worker:
    """One job of one library. `limit`: seconds of processor time of a step. `program`: the interpreter's
    arguments instead of worker.py and the library, for tests."""

    def __init__(self, library, settings, limit, library_file, program=None):
        self.limit, self.errors = limit, tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [interpreter(library), *(program or [str(HERE / "worker.py"), library])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            text=True,
            env=environment(library_file),
        )
        try:  # what is prepared is not what is measured, and importing torch alone takes a while
            start = self._call(settings, 60 + 3 * limit)
        except Ended:
            self.close()
            raise
        self.version, self.facts = start["version"], start["facts"] or {}

    def step(self, **arguments):
        return self._call(arguments, self.limit)

    def _call(self, command, limit):
        try:
            self.process.stdin.write(json.dumps(command) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # said below
        self._wait(limit)
        line = self.process.stdout.readline()
        if not line:
            raise Ended(f"ended with {self.process.wait()}: {self._printed()}")
        return json.loads(line)

    def _wait(self, limit):
        """Until it answers or ends. RLIMIT_CPU would hold the limit too, but with one set Linux advances the
        process's clock by whole ticks: 4 ms, as much as a short ask."""
        start, waited = self._seconds(), 0
        while not select.select([self.process.stdout], [], [], 0.5)[0]:
            waited += 0.5
            over = self._seconds() - start > limit
            if over or waited > 60 + 20 * limit:
                self.process.kill()
                raise Ended("took too long", over)

    def _seconds(self):
        """Of processor time so far."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def _printed(self):
        self.errors.seek(0)
        return self.errors.read()[-600:].strip()

    def close(self):
        self.process.kill()
        self.process.communicate()
        self.errors.close()
