#!/usr/bin/env python3
"""Checks the XGBoost trainer: the lines it prints, where its hyperparameters come from, that it repeats itself exactly, and
what it does with bad input.

usage: trainer.py XGBOOST_TRAINER
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

TRAINER = ""
LINE = re.compile(r"^\[(\d+)\]\ttrain-auc:([0-9.]+)\tvalidation-auc:([0-9.]+)$")


def run(*arguments, **variables):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LODE_")}
    return subprocess.run([TRAINER, *arguments], capture_output=True, text=True, env=environment | variables, check=False)


class Trainer(unittest.TestCase):
    def test_a_line_a_round(self):
        done = run("--num_round", "4", "--max_depth", "3")
        self.assertEqual(done.returncode, 0, done.stderr)
        matches = [LINE.match(line) for line in done.stdout.splitlines()]
        self.assertEqual([int(match[1]) for match in matches], [0, 1, 2, 3])
        for match in matches:
            self.assertTrue(0.5 < float(match[3]) < 1.0)

    def test_repeats_itself(self):
        arguments = ["--num_round", "10", "--eta", "0.37", "--alpha", "0.5", "--min_child_weight", "2.5"]
        self.assertEqual(run(*arguments).stdout, run(*arguments).stdout)

    def test_hyperparameters_file_and_arguments(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "hyperparameters.json")
            file.write_text(json.dumps({"num_round": "3", "eta": "0.05", "rate_drop": "0.3"}, indent=2), encoding="utf-8")
            from_file = run(LODE_HYPERPARAMETERS=str(file)).stdout
            over_it = run("--eta", "0.9", LODE_HYPERPARAMETERS=str(file)).stdout
        self.assertEqual(from_file, run("--num_round", "3", "--eta", "0.05").stdout)
        self.assertEqual(over_it, run("--num_round", "3", "--eta", "0.9").stdout)
        self.assertNotEqual(from_file, over_it)

    def test_defaults_are_a_hundred_rounds_of_the_defaults(self):
        last = run("--num_round", "100").stdout.splitlines()[-1]
        self.assertAlmostEqual(float(run("--defaults").stdout), float(LINE.match(last)[3]), places=5)

    def test_bad_input(self):
        cases = [
            (["--eta"], 2, "--eta"),
            (["eta", "1"], 2, "eta"),
            (["--num_round", "0"], 1, "num_round"),
            (["--eta", "much"], 1, "much"),
            (["--data", "/nonexistent/churn.csv"], 1, "/nonexistent/churn.csv"),
        ]
        for arguments, status, text in cases:
            done = run(*arguments)
            self.assertEqual(done.returncode, status, arguments)
            self.assertIn(text, done.stderr)

    def test_bad_files(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "bad")
            for text in ['{"eta": }', '{"eta": "1"', '{"eta": "1"} x', "[]", ""]:
                file.write_text(text, encoding="utf-8")
                self.assertEqual(run(LODE_HYPERPARAMETERS=str(file)).returncode, 1, text)
            for text in ["", "state,churn\nKS,no\n"]:
                file.write_text(text, encoding="utf-8")
                self.assertEqual(run("--data", str(file)).returncode, 1, text)


if __name__ == "__main__":
    TRAINER = sys.argv.pop()
    unittest.main()
