"""The Python package over the library itself (LODE_LIBRARY names it)."""

import json
import math
import os
import subprocess
import sys
import tempfile
import threading
import unittest

import lode

SPACE = {
    "ContinuousParameterRanges": [
        {"Name": "rate", "MinValue": "0.0001", "MaxValue": "1", "ScalingType": "Logarithmic"}],
    "IntegerParameterRanges": [{"Name": "depth", "MinValue": "1", "MaxValue": "10"}],
    "CategoricalParameterRanges": [{"Name": "booster", "Values": ["gbtree", "dart"]}],
}


def loss(rate, depth, booster):
    return (math.log10(rate) + 2) ** 2 + (depth - 6) ** 2 / 10 + (booster == "dart")


class Python(unittest.TestCase):
    def test_a_name_with_a_nul_character_is_refused(self):
        with self.assertRaisesRegex(ValueError, "without NUL"):
            lode.Study(SPACE, name="a\0b")

    def test_parameters_have_their_types_and_ranges(self):
        with lode.Study(SPACE, seed=1, max_trials=20, strategy="Random") as study:
            for trial in study:
                self.assertEqual({name: type(value) for name, value in trial.params.items()},
                                 {"rate": float, "depth": int, "booster": str})
                self.assertTrue(1e-4 <= trial.params["rate"] <= 1 and 1 <= trial.params["depth"] <= 10)
                self.assertIn(trial.params["booster"], ("gbtree", "dart"))
                study.tell(trial, loss(**trial.params))
            self.assertEqual(len(study.trials), 20)
            self.assertEqual(study.best.value, min(study.trial(n).value for n in range(20)))
            self.assertEqual(study.best.value, loss(**study.best.params))

    def test_finds_the_minimum(self):
        with lode.Study(SPACE, seed=3, max_trials=40) as study:
            for trial in study:
                study.tell(trial, loss(**trial.params))
            self.assertLess(study.best.value, 0.01)
            self.assertEqual(study.best.params["booster"], "gbtree")
            self.assertEqual(study.describe()["HyperParameterTuningJobStatus"], "Completed")

    def test_maximize(self):
        with lode.Study(SPACE, seed=3, max_trials=15, maximize=True, strategy="Sobol") as study:
            values = []
            for trial in study:
                values.append(-loss(**trial.params))
                study.tell(trial, values[-1])
            self.assertEqual(study.best.value, max(values))

    def test_the_same_seed_gives_the_same_trials(self):
        runs = []
        for _ in range(2):
            with lode.Study(SPACE, seed=9, max_trials=12) as study:
                runs.append([])
                for trial in study:
                    runs[-1].append(trial.params)
                    study.tell(trial, loss(**trial.params))
        self.assertEqual(*runs)

    def test_the_table_has_every_trial(self):
        with lode.Study(SPACE, strategy="Random", max_trials=300) as study:
            for trial in study:
                study.tell(trial, trial.number)
            table = study.table()
        self.assertEqual([row["FinalObjectiveValue"] for row in table], list(range(300)))
        self.assertEqual(list(table[3]), ["booster", "rate", "depth", "TrainingJobName", "TrainingJobStatus",
                                          "FinalObjectiveValue", "TrainingStartTime", "TrainingEndTime",
                                          "TrainingElapsedTimeSeconds", "TrainingJobDefinitionName"])
        self.assertEqual([table[3]["TrainingJobName"], table[3]["TrainingJobStatus"]], ["study-3", "Completed"])
        self.assertEqual([type(value) for value in table[3].values()][:3], [str, float, int])

    def test_hints_make_a_space(self):
        hints = {"AutoParameters": [{"Name": "lr", "ValueHint": 0.01}, {"Name": "units", "ValueHint": 64}]}
        with lode.Study(hints, strategy="Random", max_trials=20) as study:
            for trial in study:
                self.assertTrue(0.001 <= trial.params["lr"] <= 0.1 and 16 <= trial.params["units"] <= 256)
                study.tell(trial, 0)

    def test_inactive_parameters_are_left_out(self):
        space = {
            "CategoricalParameterRanges": [{"Name": "kernel", "Values": ["rbf", "poly"]}],
            "IntegerParameterRanges": [{"Name": "degree", "MinValue": "2", "MaxValue": "5",
                                        "Condition": {"Parent": "kernel", "Values": ["poly"]}}],
            "ParameterOrder": ["kernel", "degree"],
        }
        with lode.Study(space, seed=0, max_trials=5) as study:
            for trial in study:
                self.assertEqual("degree" in trial.params, trial.params["kernel"] == "poly")
                study.tell(trial, 1.0)

    def test_a_store_goes_on_in_another_process(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "study.db")
            with lode.Study(SPACE, seed=5, store=path, max_trials=8, name="kept") as study:
                for _ in range(3):
                    trial = study.ask()
                    study.tell(trial, loss(**trial.params))
                waiting = study.ask()  # left behind
            program = "import json, sys, lode; s = lode.Study(json.loads(sys.argv[1]), seed=5, store=sys.argv[2], " \
                      "max_trials=8, name='kept'); print(json.dumps([s.trial(n).params for n in range(4)]), " \
                      "s.best.value, s.trial(3).status)"
            said = subprocess.run([sys.executable, "-c", program, json.dumps(SPACE), path], capture_output=True,
                                  text=True, check=True).stdout
            with lode.Study(SPACE, seed=5, store=path, max_trials=8, name="kept") as study:
                here = [study.trial(n).params for n in range(4)]
                self.assertEqual(said.strip(), f"{json.dumps(here)} {study.best.value!r} InProgress")
                self.assertEqual(study.trial(3).params, waiting.params)

    def test_reports_and_failures(self):
        with lode.Study(SPACE, seed=5, max_trials=3) as study:
            first, second = study.ask(), study.ask()
            self.assertEqual([study.report(first, step, 2.0 / step) for step in (1, 2)], ["continue"] * 2)
            study.tell(first)
            self.assertEqual(study.trial(0).value, 1.0)
            study.tell_failed(second, "diverged")
            self.assertEqual((study.trial(1).status, study.trial(1).value), ("Failed", None))
            study.tell(study.ask(), math.nan)
            self.assertEqual(study.best.number, 0)
            self.assertIsNone(study.ask())

    def test_threads(self):
        with lode.Study(SPACE, seed=5, max_trials=40, strategy="Random") as study:
            def work():
                for trial in study:
                    study.tell(trial, loss(**trial.params))
            threads = [threading.Thread(target=work) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual(len({str(study.trial(n).params) for n in range(40)}), 40)
            self.assertTrue(all(trial["TrainingJobStatus"] == "Completed" for trial in study.trials))

    def test_what_is_refused_is_an_exception_with_the_librarys_words(self):
        wrong = {"ContinuousParameterRanges": [{"Name": "x", "MinValue": "2", "MaxValue": "1"}]}
        with self.assertRaises(lode.Error) as caught:
            lode.Study(wrong)
        self.assertEqual(caught.exception.status, "LODE_E_ARGUMENT")
        self.assertIn("MinValue", str(caught.exception))
        with self.assertRaisesRegex(lode.Error, "no-such-option"):
            lode.Study(SPACE, options={"no-such-option": 1})
        with self.assertRaisesRegex(lode.Error, 'name: given ""; accepted: a name of 1'):
            lode.Study(SPACE, name="")
        with lode.Study(SPACE) as study:
            self.assertIsNone(study.best)
            with self.assertRaises(lode.Error) as caught:
                study.tell(99, 1.0)
            self.assertEqual(caught.exception.status, "LODE_E_NOT_FOUND")
            trial = study.ask()
            study.tell(trial, 1.0)
            study.tell(trial, 1.0)  # the same again is no error
            with self.assertRaisesRegex(lode.Error, "trial 0"):
                study.tell(trial, 2.0)

    def test_options_reach_the_context_and_the_store(self):
        with self.assertRaisesRegex(lode.Error, "context.device: 'abacus' given"):
            lode.Study(SPACE, options={"context.device": "abacus"})
        with tempfile.TemporaryDirectory() as folder:
            with self.assertRaises(lode.Error):
                lode.Study(SPACE, store=f"{folder}/none.db", options={"store.create": False})
            self.assertEqual(os.listdir(folder), [])
        with lode.Study(SPACE, options={"context.threads": 2}) as study:
            self.assertIsNotNone(study.ask())


if __name__ == "__main__":
    unittest.main(verbosity=2)
