"""Trials that are stopped early, or paused and resumed from their checkpoints, by `lode run`."""

import json
import re

import program

# Counts its steps in its checkpoint's file, so that whoever goes on shows it. The loss at step s of a trial is its
# number + 1/s: the order of the trials is known, and is the same at every step.
TRAINER = """
import os, signal, sys
saved = os.path.join(os.environ["LODE_CHECKPOINTS"], "step")
step = int(open(saved).read()) if os.path.exists(saved) else 0
assert step >= int(os.environ["LODE_RESUME_STEP"]), "a checkpoint is lost"
step = int(os.environ["LODE_RESUME_STEP"])
with open("attempts.txt", "a") as attempts:
    print(os.environ["LODE_ATTEMPT"], step, os.environ.get("LODE_RESOURCE", "-"), file=attempts)
while step < int(os.environ.get("LODE_RESOURCE", sys.argv[1])):
    step += 1
    with open(saved + ".part", "w") as part:
        part.write(str(step))
    os.replace(saved + ".part", saved)
    print(f"loss={int(os.environ['LODE_TRIAL']) + 1 / step}", flush=True)
    if len(sys.argv) > 2 and int(os.environ["LODE_TRIAL"]) >= int(sys.argv[2]):
        signal.pause()  # as if training went on for a day: it is stopped, or the test never ends
"""


class Hyperband(program.ProgramTest):
    def run_trainer(self, *arguments):
        self.write("train.py", TRAINER)
        trainer = ["python3", str(self.folder / "train.py"), *arguments]
        return self.expect(0, "run", "job.json", "--store", "s.db", "--", *trainer)

    def run_job(self, halving, trials, *hanging):
        document = program.job(trials=trials, parallel=1, strategy="Hyperband", name="h")
        config = document["HyperParameterTuningJobConfig"]
        config["StrategyConfig"] = {"HyperbandStrategyConfig": {"MinResource": 1, "MaxResource": 9}}
        config["LodeOptions"] = {"study.halving": halving, "study.configurations": "random"}
        self.write("job.json", document)
        done = self.run_trainer("9", *hanging)
        return done, self.json("trials", "--store", "s.db")

    def attempts(self, number):
        text = (self.folder / "s.db-trials" / f"h-{number}" / "attempts.txt").read_text(encoding="utf-8")
        return [line.split() for line in text.splitlines()]

    def test_synchronous_brackets_pause_and_resume_from_the_checkpoint(self):
        # The first bracket of R = 9, eta = 3 has 9 trials at step 1, 3 at step 3 and 1 at step 9.
        done, trials = self.run_job("synchronous", 9)
        self.assertEqual(self.attempts(0), [["1", "0", "1"], ["2", "1", "3"], ["3", "3", "9"]])
        for number in (1, 2):
            self.assertEqual(self.attempts(number), [["1", "0", "1"], ["2", "1", "3"]])
        for number in range(3, 9):
            self.assertEqual(self.attempts(number), [["1", "0", "1"]])
        self.assertEqual([trial["TrainingJobStatus"] for trial in trials], ["Completed"] + 8 * ["Stopped"])
        best = trials[0]
        self.assertEqual(best["FinalHyperParameterTuningJobObjectiveMetric"]["Value"], 1 / 9)
        self.assertEqual((best["Lode"]["Bracket"], best["Lode"]["Rung"], best["Lode"]["ResumeStep"]), (0, 2, 3))
        self.assertEqual([(d["Step"], d["Decision"]) for d in best["Lode"]["Decisions"]][:2],
                         [(1, "Pause"), (3, "Pause")])
        self.assertEqual({trial["Lode"]["Reason"] for trial in trials[1:]}, {"EarlyStopping"})
        # Steps that the trainer did not number went on from the resume step.
        self.assertEqual(best["Lode"]["Decisions"][-1]["Step"], 9)
        self.assertIn("h-0: paused at step 1: ", done.stderr)
        self.assertIn("h-0: resumed from step 1, in attempt 2", done.stderr)
        given_up = re.search(r"h-3: paused, and can no longer be resumed; its checkpoints in (\S+) are", done.stderr)
        self.assertTrue(given_up and (self.folder / given_up[1]).samefile(self.folder / "s.db-trials" / "h-3"))

    def test_promotion_resumes_the_best_of_three(self):
        _, trials = self.run_job("promotion", 3)
        self.assertEqual(self.attempts(0)[:2], [["1", "0", "1"], ["2", "1", "3"]])
        self.assertEqual(len(self.attempts(1)), 1)
        self.assertNotIn("Paused", {trial["TrainingJobStatus"] for trial in trials})  # none waits for ever

    def test_stopping_tells_the_trainer_to_end(self):
        _, trials = self.run_job("stopping", 6, "2")
        # Losses rise with the number: from the third trial on only the best third goes on, which is trial 0.
        reasons = [trial["Lode"].get("Reason") for trial in trials]
        self.assertEqual(trials[0]["TrainingJobStatus"], "Completed")
        self.assertEqual(reasons[2:], 4 * ["EarlyStopping"])
        text = self.expect(0, "trials", "--store", "s.db").stdout
        self.assertIn("Bracket", text)
        self.assertIn("not among the best 1/3 of 3 trials at resource 1", text)

    def test_plan_says_what_is_to_come(self):
        document = program.job(trials=18, strategy="Hyperband")
        config = document["HyperParameterTuningJobConfig"]
        config["StrategyConfig"] = {"HyperbandStrategyConfig": {"MaxResource": 9}}
        config["LodeOptions"] = {"study.halving": "synchronous"}
        self.write("job.json", document)
        plan = self.json("plan", "job.json")["Hyperband"]
        self.assertEqual(plan["Rungs"], [1, 3, 9])
        # Hyperband's Algorithm 1 for R = 9, eta = 3: n = 9, 5, 3 trials in brackets s = 2, 1, 0.
        self.assertEqual([b["TrainingJobs"] for b in plan["Brackets"]], [[9, 3, 1], [5, 1], [3]])
        # 9 + 3*2 + 6 = 21, 5*3 + 6 = 21, 3*9 = 27; the 18th trial is alone in the next first bracket: 1 step.
        self.assertEqual(plan["PlannedSteps"], 21 + 21 + 27 + 1)
        self.assertEqual(plan["StepsAtFullLength"], 18 * 9)
        text = self.expect(0, "plan", "job.json").stdout
        self.assertRegex(text, r"Rungs at step +1, 3, 9\n")
        self.assertRegex(text, r"Bracket 0 +trials at its rungs: 9, 3, 1\n")
        self.assertRegex(text, r"Steps as planned +70, where all trials at full length are 162\n")

    def test_plan_of_the_stopping_variant(self):
        document = program.job(trials=30, strategy="Hyperband")
        document["TrainingJobDefinition"]["StaticHyperParameters"] = {"epochs": "27"}
        self.write("job.json", document)
        plan = self.json("plan", "job.json")["Hyperband"]
        self.assertEqual(plan["Brackets"], [{"Bracket": 0, "FirstRung": 0, "TrainingJobs": [30, 10, 3, 1]}])
        self.assertEqual(plan["PlannedSteps"], 30 + 10 * 2 + 3 * 6 + 18)
        self.assertEqual(plan["StepsAtFullLength"], 30 * 27)
        plan = self.json("plan", "job.json", "--option", "study.brackets=2")["Hyperband"]
        # Shares as 27 to 12 of Hyperband's sizes, of 30: 20 and 9, and the one left over to the first.
        self.assertEqual([b["TrainingJobs"] for b in plan["Brackets"]], [[21, 7, 2, 0], [9, 3, 1]])

    def test_validate_trains_one_trial_to_its_end(self):
        document = program.job(strategy="Hyperband")
        document["HyperParameterTuningJobConfig"]["StrategyConfig"] = {"HyperbandStrategyConfig": {"MaxResource": 9}}
        document["HyperParameterTuningJobConfig"]["LodeOptions"] = {"study.halving": "promotion"}
        self.write("job.json", document)
        self.write("train.py", TRAINER)
        done = self.expect(0, "validate", "job.json", "--json", "--", "python3", str(self.folder / "train.py"), "9")
        found = json.loads(done.stdout)
        self.assertEqual(found["TrainingJobStatus"], "Completed")

    def test_early_stopping_by_the_median(self):
        document = program.job(trials=7, parallel=1, name="h")
        document["HyperParameterTuningJobConfig"]["TrainingJobEarlyStoppingType"] = "Auto"
        self.write("job.json", document)
        done = self.run_trainer("3", "5")
        trials = self.json("trials", "--store", "s.db")
        # Trials 0 to 4 are too few for each other; 5 and 6 are worse than the median from the first step on.
        self.assertEqual([trial["TrainingJobStatus"] for trial in trials], 5 * ["Completed"] + 2 * ["Stopped"])
        self.assertIn("h-5: stopped early at step 1: worse at step 1 than 3, the median of 5 trials'", done.stderr)
        described = json.loads(self.expect(0, "describe", "--store", "s.db", "--json").stdout)
        self.assertEqual(described["Lode"]["Reasons"], {"EarlyStopping": 2})


if __name__ == "__main__":
    program.main()
