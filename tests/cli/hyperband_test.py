"""Trials that are stopped early, or paused and resumed from their checkpoints, by `lode run`."""

import json
import random
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


def stopping_on_average(trials, rungs, studies=2000, eta=3):
    """How many of the trials get to each rung by asynchronous halving that stops, one trial at a time."""
    draw, sums = random.Random(1), [0] * rungs
    for _ in range(studies):
        there = [[] for _ in range(rungs)]
        for _ in range(trials):
            loss = draw.random()
            for rung in range(rungs):
                there[rung].append(loss)
                best = len(there[rung]) // eta
                if best > 0 and loss > sorted(there[rung])[best - 1]:
                    break
        sums = [s + len(losses) for s, losses in zip(sums, there)]
    return [s / studies for s in sums]


class Hyperband(program.ProgramTest):
    def run_trainer(self, *arguments, options=()):
        self.write("train.py", TRAINER)
        trainer = ["python3", str(self.folder / "train.py"), *arguments]
        return self.expect(0, "run", "job.json", "--store", "s.db", *options, "--", *trainer)

    def run_job(self, halving, trials, *hanging, options=()):
        document = program.job(trials=trials, parallel=1, strategy="Hyperband", name="h")
        config = document["HyperParameterTuningJobConfig"]
        config["StrategyConfig"] = {"HyperbandStrategyConfig": {"MinResource": 1, "MaxResource": 9}}
        config["LodeOptions"] = {"study.halving": halving, "study.configurations": "random"}
        self.write("job.json", document)
        done = self.run_trainer("9", *hanging, options=options)
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
        self.assertEqual([(d["Step"], d["Decision"]) for d in best["Lode"]["Decisions"]][:4],
                         [(1, "Pause"), (1, "Continue"), (3, "Pause"), (3, "Continue")])
        self.assertEqual(best["Lode"]["Decisions"][1]["Why"], "among the best 1/3 of 9 trials at resource 1")
        self.assertEqual({trial["Lode"]["Reason"] for trial in trials[1:]}, {"EarlyStopping"})
        # Steps that the trainer did not number went on from the resume step.
        self.assertEqual(best["Lode"]["Decisions"][-1]["Step"], 9)
        self.assertIn("h-0: paused at step 1: ", done.stderr)
        self.assertIn("h-0: resumed from step 1, in attempt 2", done.stderr)
        given_up = re.search(r"h-3: paused, and can no longer be resumed; its checkpoints in (\S+) are", done.stderr)
        self.assertTrue(given_up and (self.folder / given_up[1]).samefile(self.folder / "s.db-trials" / "h-3"))

    def test_a_resumed_trial_is_started_by_the_resume_command(self):
        self.write("resume.py", "import sys; open('resumed.txt', 'a').write(' '.join(sys.argv[1:]) + '\\n')\n" + TRAINER)
        command = f"python3 '{self.folder / 'resume.py'}' 9 99 {{lode.checkpoints}}/step {{lode.resume_step}} {{lode.resource}}"
        self.run_job("synchronous", 9, options=["--resume-command", command])
        saved = self.folder / "s.db-trials" / "h-0" / "checkpoints" / "step"
        resumed = (self.folder / "s.db-trials" / "h-0" / "resumed.txt").read_text(encoding="utf-8").splitlines()
        self.assertEqual(resumed, [f"9 99 {saved} 1 3", f"9 99 {saved} 3 9"])
        self.assertFalse((self.folder / "s.db-trials" / "h-8" / "resumed.txt").exists())
        self.assertEqual(self.attempts(0), [["1", "0", "1"], ["2", "1", "3"], ["3", "3", "9"]])

    def test_a_resume_command_that_cannot_start_is_refused_beforehand(self):
        document = program.job(strategy="Hyperband")
        document["HyperParameterTuningJobConfig"]["StrategyConfig"] = {"HyperbandStrategyConfig": {"MaxResource": 9}}
        self.write("job.json", document)
        for command, words in (("python3 {eta", "a lone '{'"), ("/no/such/program", "launch.resume_command: command: '/no/such/program' cannot be started"),
                               ("'python3", "launch.resume_command: ''python3' given: the quote ' is not closed")):
            done = self.expect(2, "run", "job.json", "--store", "s.db", "--resume-command", command, "--", "true")
            self.assertIn(words, done.stderr)
            self.assertFalse((self.folder / "s.db").exists())

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
        # 30 trials that keep their order: what the rule makes of them, on average.
        counts = stopping_on_average(30, 4)
        self.assertEqual((len(plan["Brackets"]), plan["Brackets"][0]["TrainingJobs"][0]), (1, 30))
        for planned, count in zip(plan["Brackets"][0]["TrainingJobs"], counts):
            self.assertLess(abs(planned - count), 1.5, counts)
        steps = counts[0] + counts[1] * 2 + counts[2] * 6 + counts[3] * 18
        self.assertLess(abs(plan["PlannedSteps"] / steps - 1), 0.2)
        self.assertEqual(plan["StepsAtFullLength"], 30 * 27)
        plan = self.json("plan", "job.json", "--option", "study.brackets=2")["Hyperband"]
        # Drawn in proportion to Hyperband's sizes, 27 to 12: 20.8 and 9.2 on average.
        first, second = (b["TrainingJobs"][0] for b in plan["Brackets"])
        self.assertTrue(first + second == 30 and abs(first - 20.8) < 2.5, (first, second))

    def test_promotion_of_a_trainer_that_ends_at_its_resource_gets_to_the_last_rung(self):
        document = program.job(trials=9, parallel=1, strategy="Hyperband", name="h")
        config = document["HyperParameterTuningJobConfig"]
        config["StrategyConfig"] = {"HyperbandStrategyConfig": {"MaxResource": 9}}
        config["LodeOptions"] = {"study.halving": "promotion", "study.configurations": "random"}
        self.write("job.json", document)
        # The later, the better: each is among the best third at once, and its process ends all the same.
        self.write("train.py", TRAINER.replace("loss={int", "loss={9 - int"))
        trainer = ["python3", str(self.folder / "train.py"), "9"]
        self.expect(0, "run", "job.json", "--store", "s.db", "--", *trainer)
        trials = self.json("trials", "--store", "s.db")
        completed = [t["TrainingJobName"] for t in trials if t["TrainingJobStatus"] == "Completed"]
        self.assertIn("h-8", completed)
        for trial in trials:
            steps = [d["Step"] for d in trial["Lode"]["Decisions"]]
            self.assertEqual(trial["TrainingJobStatus"] == "Completed", 9 in steps, trial["TrainingJobName"])

    def test_shares_of_the_data_begin_anew_and_are_compared_at_their_ends(self):
        # The loss falls by epochs within an attempt; only the last one counts, and grows with the trial's number.
        self.write("train.py", """
import os
share = int(os.environ["LODE_RESOURCE"])
assert os.environ["LODE_RESUME_STEP"] == "0"
with open("shares.txt", "a") as shares:
    print(os.environ["LODE_ATTEMPT"], share, file=shares)
for epoch in range(12):
    print(f"loss={int(os.environ['LODE_TRIAL']) + 1 / share + 12 - epoch}", flush=True)
""")
        document = program.job(trials=9, parallel=1, strategy="Hyperband", name="h")
        config = document["HyperParameterTuningJobConfig"]
        config["StrategyConfig"] = {"HyperbandStrategyConfig": {"MaxResource": 100, "MinResource": 11}}
        config["LodeOptions"] = {"study.halving": "synchronous", "study.configurations": "random",
                                 "study.resource_restarts": True}
        self.write("job.json", document)
        trainer = ["python3", str(self.folder / "train.py")]
        # 9 trials with 11, 3 with 33, 1 with 100, each from the beginning.
        self.assertEqual(self.json("plan", "job.json")["Hyperband"]["PlannedSteps"], 9 * 11 + 3 * 33 + 100)
        validated = json.loads(self.expect(0, "validate", "job.json", "--json", "--", *trainer).stdout)
        self.assertEqual(validated["TrainingJobStatus"], "Completed")
        self.expect(0, "run", "job.json", "--store", "s.db", "--", *trainer)
        trials = self.json("trials", "--store", "s.db")
        folder = self.folder / "s.db-trials"
        shares = [(folder / f"h-{i}" / "shares.txt").read_text(encoding="utf-8").split("\n")[:-1] for i in range(9)]
        self.assertEqual(shares, [["1 11", "2 33", "3 100"]] + 2 * [["1 11", "2 33"]] + 6 * [["1 11"]])
        self.assertEqual([t["TrainingJobStatus"] for t in trials], ["Completed"] + 8 * ["Stopped"])
        self.assertAlmostEqual(trials[0]["FinalHyperParameterTuningJobObjectiveMetric"]["Value"], 1 / 100 + 1)
        self.assertEqual([(d["Step"], d["Decision"]) for d in trials[1]["Lode"]["Decisions"]],
                         [(11, "Pause"), (11, "Continue"), (33, "Pause")])

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
