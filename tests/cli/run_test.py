"""`lode run` from document to best trial, and its results in the store."""

import json

import program


class Run(program.ProgramTest):
    def run_job(self, document, *extra, trainer=program.PRINT_LOSS, code=0):
        self.write("job.json", document)
        return self.expect(code, "run", "job.json", "--store", "s.db", *extra, "--", *trainer)

    def test_finds_the_best_trial_and_says_where_its_files_are(self):
        done = self.run_job(program.job(trials=6, name="tune"))
        trials = self.json("trials", "--store", "s.db")
        self.assertEqual([trial["Lode"]["Number"] for trial in trials], list(range(6)))
        losses = [float(trial["TunedHyperParameters"]["x"]) for trial in trials]
        best = losses.index(min(losses))
        for trial, loss in zip(trials, losses):
            self.assertEqual(trial["TrainingJobStatus"], "Completed")
            self.assertEqual(trial["FinalHyperParameterTuningJobObjectiveMetric"]["Value"], loss)
            log = (self.folder / "s.db-trials" / trial["TrainingJobName"] / "log.txt").read_text(encoding="utf-8")
            self.assertEqual(float(log.strip().removeprefix("loss=")), loss)
        self.assertIn(f"Best trial: tune-{best}\n", done.stdout)
        self.assertIn(f"s.db-trials/tune-{best}", done.stdout)
        self.assertIn(f"x       {trials[best]['TunedHyperParameters']['x']}\n", done.stdout)
        self.assertEqual(self.json("best", "--store", "s.db"), trials[best])
        for number in range(6):  # a line each where stderr is no terminal
            self.assertRegex(done.stderr, rf"(?m)^trial {number} Completed  loss=")

    def test_same_seed_same_trials(self):
        def values(store, *extra):
            self.write("job.json", program.job(trials=5, parallel=1))
            self.expect(0, "run", "job.json", "--store", store, "--quiet", *extra, "--", *program.PRINT_LOSS)
            return [trial["TunedHyperParameters"] for trial in self.json("trials", "--store", store)]

        first = values("a.db")
        self.assertEqual(values("b.db"), first)
        self.assertEqual(values("c.db", "--seed", "7"), first)
        self.assertEqual(values("e.db", "--seed", "010"), values("f.db", "--seed", "10"))
        self.assertNotEqual(values("d.db", "--seed", "8"), first)

    def test_names_and_overrides(self):
        self.run_job(program.job(trials=1))
        self.run_job(program.job(trials=1, name="in-document"))
        self.run_job(program.job(trials=1, name="in-document"), "--name", "by-option", "--parallel", "3", "--seed", "99")
        names = [study["HyperParameterTuningJobName"] for study in self.json("list", "--store", "s.db")]
        self.assertEqual(names, ["job", "in-document", "by-option"])
        config = self.json("describe", "by-option", "--store", "s.db")["HyperParameterTuningJobConfig"]
        self.assertEqual(config["ResourceLimits"]["MaxParallelTrainingJobs"], 3)
        self.assertEqual(config["RandomSeed"], 99)

    def test_metric_by_option_and_directory(self):
        document = program.job(trials=2, metric_regex="never printed ([0-9]+)")
        self.run_job(document, "--metric", r"loss=value (\S+)", "--directory", "files", trainer=[
            "sh", "-c", 'echo "value $LODE_HP_X"'])
        self.assertTrue((self.folder / "files" / "job-0" / "hyperparameters.json").is_file())
        given = json.loads((self.folder / "files" / "job-0" / "hyperparameters.json").read_text(encoding="utf-8"))
        self.assertEqual(set(given), {"x", "rounds"})

    def metrics(self, name):
        """MetricDefinitions of a study in the store, as pairs."""
        training = self.json("describe", name, "--store", "s.db")["TrainingJobDefinition"]
        return [(metric["Name"], metric["Regex"]) for metric in training["AlgorithmSpecification"]["MetricDefinitions"]]

    def test_metrics_by_option_become_part_of_the_study(self):
        full = program.job(trials=1)
        bare = full["HyperParameterTuningJobConfig"]
        several = {"HyperParameterTuningJobConfig": bare, "TrainingJobDefinitions": [full["TrainingJobDefinition"]]}
        without = {"HyperParameterTuningJobConfig": bare}
        given = [("loss", r"x=(\S+)"), ("time", r"t=(\S+)")]
        options = [text for name, regex in reversed(given) for text in ("--metric", f"{name}={regex}")]
        for name, document in (("full", full), ("bare", bare), ("without", without)):
            with self.subTest(name):
                self.run_job(document, "--name", name, *options, trainer=["sh", "-c", "echo x=0.5 t=7"])
                self.assertEqual(self.metrics(name), given)
        self.run_job(several, "--name", "several", *options, trainer=["sh", "-c", "echo x=0.5 t=7"])
        [training] = self.json("describe", "several", "--store", "s.db")["TrainingJobDefinitions"]
        self.assertEqual([metric["Regex"] for metric in training["AlgorithmSpecification"]["MetricDefinitions"]],
                         [regex for _, regex in given])

    def test_objective_and_ranges_of_the_training_job_definition(self):
        document = program.job(trials=1)
        config, training = document["HyperParameterTuningJobConfig"], document["TrainingJobDefinition"]
        training["TuningObjective"] = config.pop("HyperParameterTuningJobObjective")
        training["HyperParameterRanges"] = config.pop("ParameterRanges")
        several = {"HyperParameterTuningJobConfig": config, "TrainingJobDefinitions": [training]}
        for name, document in (("one", document), ("several", several)):
            with self.subTest(name):
                done = self.run_job(document, "--name", name)
                self.assertIn(f"Study '{name}': minimize loss in 1 trial", done.stderr)
                self.assertRegex(done.stderr, r"trial 0 Completed  loss=\S+  0:00  x=")
                shown = self.expect(0, "describe", name, "--store", "s.db").stdout
                self.assertRegex(shown, r"(?m)^Objective +loss$")
                self.assertRegex(shown, r"(?m)^x +Continuous +\[0, 1\] ")
                self.assertRegex(shown, r"(?m)^rounds +3$")
                self.expect(0, "validate", "job.json", "--", *program.PRINT_LOSS)

    def test_going_on_needs_the_same_metrics(self):
        trainer = ["sh", "-c", "echo x=0.5 t=7"]
        first = ("--metric", r"loss=x=(\S+)", "--metric", r"time=t=(\S+)")
        self.run_job(program.job(trials=1), *first, trainer=trainer)
        self.run_job(program.job(trials=1), *first[2:], *first[:2], trainer=trainer)  # in any order
        place = "$.TrainingJobDefinition.AlgorithmSpecification.MetricDefinitions"
        rows = [
            ((), place + r'[0].Regex is "x=(\\S+)" there and "loss=(\\S+)" here'),
            (first[:2], place + r'[1] is {"Name":"time","Regex":"t=(\\S+)"} there and missing here'),
            ((*first, "--metric", "wait=w=(.)"), place + '[2] is missing there and {"Name":"wait","Regex":"w=(.)"} here'),
        ]
        for metrics, said in rows:
            with self.subTest(metrics):
                error = self.run_job(program.job(trials=1), *metrics, code=4).stderr
                self.assertIn("made from another document: " + said, error)
                self.assertIn("--metric is a part of the document: give the same as at first", error)
        self.assertNotIn("--metric", self.run_job(program.job(trials=2), *first, code=4).stderr)

    def test_an_objective_that_no_expression_reads_is_warned_of_once(self):
        line = "Warning: no expression reads the objective loss"
        document = program.job(trials=3)
        del document["TrainingJobDefinition"]["AlgorithmSpecification"]
        write = ["sh", "-c", """echo '{{"metric": "loss", "value": 1}}' >> "$LODE_METRICS" """]
        self.assertEqual(self.run_job(document, "--quiet", trainer=write).stderr.count(line), 1)
        self.assertNotIn(line, self.run_job(document, "--name", "b", "--metric", "loss=(.)", trainer=["echo", "1"]).stderr)
        self.assertNotIn(line, self.run_job(program.job(), "--name", "c").stderr)

    def test_why_there_is_no_best_trial(self):
        def said(name, trainer, **limits):
            document = program.job(trials=2)
            document["TrainingJobDefinition"].update(limits)
            done = self.run_job(document, "--name", name, trainer=["sh", "-c", trainer], code=1)
            return done.stdout.splitlines()[-1]

        self.assertEqual(said("silent", "echo LOSS"), "No best trial: no completed trial has a value of loss; "
                                                      "`lode test-regex` explains a metric's expression.")
        self.assertEqual(said("nan", "echo loss=nan"), "No best trial: no completed trial has a finite value of loss.")
        self.assertEqual(said("failed", "false"), "No best trial: no trial completed: 2 failed; `lode trials` shows more.")
        limit = {"StoppingCondition": {"MaxRuntimeInSeconds": 1}}
        self.assertEqual(said("slow", "echo loss=1; sleep 60", **limit), "No best trial: no trial completed: 2 stopped "
                         "(time limit reached); `lode trials` shows more.")
        self.assertEqual(said("mixed", 'test "$LODE_TRIAL" = 0 && sleep 60; exit 3', **limit), "No best trial: no trial "
                         "completed: 1 failed, 1 stopped (time limit reached); `lode trials` shows more.")

    def test_failures_are_shown_and_counted(self):
        done = self.run_job(program.job(trials=2), trainer=["sh", "-c", "echo went wrong; exit 3"], code=1)
        self.assertIn("2 failed", done.stdout)
        self.assertIn("No best trial", done.stdout)
        self.assertRegex(done.stderr, r"trial 0 Failed .*3")
        for trial in self.json("trials", "--store", "s.db"):
            self.assertEqual(trial["TrainingJobStatus"], "Failed")
            self.assertIn("went wrong", trial["FailureReason"])
        self.assertIsNone(self.json("best", "--store", "s.db", code=1))
        self.assertIn("No best trial", self.expect(1, "best", "--store", "s.db").stdout)

    def test_a_metric_that_is_never_found_gives_no_best(self):
        done = self.run_job(program.job(trials=1), trainer=["sh", "-c", "echo LOSS 0.5"], code=1)
        self.assertIn("test-regex", done.stdout)

    def test_what_would_fail_every_trial_is_refused_first(self):
        self.write("job.json", program.job())
        self.write("plain", "not a folder")
        for trainer, options, text in (
            (["no-such-program"], [], "not found in PATH"),
            (["sh", "-c", "echo {y}"], [], "did you mean 'x'"),
            (program.PRINT_LOSS, ["--directory", "plain/below"], "launch.directory"),
        ):
            with self.subTest(trainer=trainer, options=options):
                done = self.expect(2, "run", "job.json", "--store", "s.db", *options, "--", *trainer)
                self.assertIn(text, done.stderr)
                self.assertFalse((self.folder / "s.db").exists())  # nor does it leave a store behind
        self.write("bad.json", program.job(metric_regex="loss=(.*", name="job"))
        done = self.expect(2, "run", "bad.json", "--store", "s.db", "--", *program.PRINT_LOSS)
        self.assertIn("MetricDefinitions[0]", done.stderr)
        self.expect(0, "run", "job.json", "--store", "s.db", "--", *program.PRINT_LOSS)

    def test_quiet_shows_no_trials(self):
        done = self.run_job(program.job(trials=2), "--quiet")
        self.assertNotIn("trial 0", done.stderr)
        self.assertIn("Best trial: ", done.stdout)

    def test_an_ended_study_is_shown_and_not_run_again(self):
        first = self.run_job(program.job(trials=3))
        again = self.run_job(program.job(trials=3), trainer=["false"])
        self.assertIn("ended already", again.stderr)
        self.assertEqual(again.stdout, first.stdout)

    def test_another_document_under_the_same_name_is_refused(self):
        self.run_job(program.job(trials=3))
        done = self.run_job(program.job(trials=4), code=4)
        self.assertIn("$.HyperParameterTuningJobConfig.ResourceLimits.MaxNumberOfTrainingJobs is 3 there and 4 here",
                      done.stderr)
        self.assertIn("--name", done.stderr)
        self.assertIn("RandomSeed is 7 there and 8 here", self.run_job(program.job(trials=3), "--seed", "8", code=4).stderr)

    def test_a_store_that_is_none(self):
        self.write("s.db", "this is no database, and it is long enough to be looked at as one" * 20)
        self.run_job(program.job(), code=3)
        self.expect(3, "list", "--store", "s.db")

    def test_document_from_stdin(self):
        done = self.expect(0, "run", "-", "--store", "s.db", "--", *program.PRINT_LOSS,
                           stdin=json.dumps(program.job(trials=1, name="piped")))
        self.assertIn("piped-0", done.stdout)


if __name__ == "__main__":
    program.main()
