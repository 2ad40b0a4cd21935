"""Runs the program `lode` (environment variable LODE_PROGRAM) in a folder of its own, for the tests beside this file."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest

LODE = os.environ.get("LODE_PROGRAM", "lode")
DEADLINE = 120  # seconds after which something is taken to hang; nothing waits for it when all is well

PRINT_LOSS = ["sh", "-c", 'echo "loss=$LODE_HP_X"']


def job(trials=4, parallel=2, strategy="Random", name=None, ranges=None, limits=None, metric_regex=r"loss=(\S+)"):
    """A request that minimises `loss` over x in [0, 1]."""
    document = {
        "HyperParameterTuningJobConfig": {
            "Strategy": strategy,
            "HyperParameterTuningJobObjective": {"MetricName": "loss", "Type": "Minimize"},
            "ResourceLimits": limits or {"MaxNumberOfTrainingJobs": trials, "MaxParallelTrainingJobs": parallel},
            "ParameterRanges": ranges
            or {"ContinuousParameterRanges": [{"Name": "x", "MinValue": "0", "MaxValue": "1"}]},
            "RandomSeed": 7,
        },
        "TrainingJobDefinition": {
            "AlgorithmSpecification": {"MetricDefinitions": [{"Name": "loss", "Regex": metric_regex}]},
            "StaticHyperParameters": {"rounds": "3"},
        },
    }
    if name:
        document["HyperParameterTuningJobName"] = name
    return document


class ProgramTest(unittest.TestCase):
    """A test in a temporary folder, `self.folder`, which is the program's working directory."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="lode-cli-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.environment = {k: v for k, v in os.environ.items() if not k.startswith("LODE_")} | {"TERM": "dumb"}

    def write(self, name, content):
        text = content if isinstance(content, str) else json.dumps(content)
        (self.folder / name).write_text(text, encoding="utf-8")
        return name

    def start(self, *arguments, **options):
        return subprocess.Popen(
            [LODE, *arguments], cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)

    def lode(self, *arguments, stdin=None):
        return subprocess.run(
            [LODE, *arguments], cwd=self.folder, env=self.environment, input=stdin or "", timeout=DEADLINE,
            capture_output=True, text=True, check=False)

    def expect(self, code, *arguments, stdin=None):
        """Runs the program, which must exit with `code`."""
        done = self.lode(*arguments, stdin=stdin)
        self.assertEqual(done.returncode, code, f"{arguments}\n{done.stdout}\n{done.stderr}")
        if code not in (0, 1, 130):
            self.assertRegex(done.stderr, r"(^|\n)lode: error: ")
        return done

    def json(self, *arguments, code=0):
        return json.loads(self.expect(code, *arguments, "--json").stdout)

    def wait_for(self, condition, process=None):
        """Waits until the condition holds; fails where it never does or the process has ended first."""
        end = time.monotonic() + DEADLINE
        while not condition():
            self.assertLess(time.monotonic(), end, "nothing happened")
            if process is not None and process.poll() is not None:
                self.fail(f"the program ended early: {process.communicate()}")
            time.sleep(0.01)


def main():
    unittest.main(verbosity=2)
