"""list, describe, trials, best, stop, clone and purge on a store."""

import program

RANGES = {
    "ContinuousParameterRanges": [{"Name": "x", "MinValue": "0.0001", "MaxValue": "1"}],
    "IntegerParameterRanges": [{"Name": "depth", "MinValue": "1", "MaxValue": "10", "ScalingType": "Linear"}],
    "CategoricalParameterRanges": [{"Name": "booster", "Values": ["gbtree", "dart"]}],
}


class Commands(program.ProgramTest):
    def make(self, name, trials=2):
        self.write(f"{name}.json", program.job(trials=trials, name=name, ranges=RANGES))
        self.expect(0, "run", f"{name}.json", "--store", "s.db", "--quiet", "--", *program.PRINT_LOSS)

    def test_list(self):
        self.make("first")
        self.make("second", trials=3)
        text = self.expect(0, "list", "--store", "s.db").stdout.splitlines()
        self.assertRegex(text[0], r"^Name +Status +Strategy +Trials +Completed +Created$")
        self.assertRegex(text[1], r"^first +Completed +Random +2/2 +2 +\d{4}-\d\d-\d\d ")
        self.assertRegex(text[2], r"^second +Completed +Random +3/3 +3 ")
        self.assertEqual([s["TrainingJobStatusCounters"]["Completed"] for s in self.json("list", "--store", "s.db")],
                         [2, 3])

    def test_store_from_the_environment(self):
        self.make("one")
        self.environment["LODE_STORE"] = "s.db"
        self.assertIn("one", self.expect(0, "list").stdout)

    def test_describe(self):
        self.make("one")
        text = self.expect(0, "describe", "--store", "s.db").stdout
        for line in (r"Study +one", r"Status +Completed", r"Goal +Minimize", r"Trials at most +2", r"Trials +Completed 2",
                     r"x +Continuous +\[0.0001, 1\] +Logarithmic \(Auto\)", r"depth +Integer +\[1, 10\] +Linear",
                     r"booster +Categorical +gbtree, dart", r"rounds +3", r"Best trial: one-[01]"):
            self.assertRegex(text, rf"(?m)^{line}$")
        response = self.json("describe", "one", "--store", "s.db")
        self.assertEqual(response["HyperParameterTuningJobStatus"], "Completed")
        self.assertEqual(response["TrainingJobDefinition"]["StaticHyperParameters"], {"rounds": "3"})

    def test_describe_tells_what_the_model_thinks(self):
        self.write("job.json", program.job(trials=8, name="b", strategy="Bayesian", ranges=RANGES))
        self.expect(0, "run", "job.json", "--store", "s.db", "--quiet", "--", *program.PRINT_LOSS)
        text = self.expect(0, "describe", "--store", "s.db").stdout
        number = r"-?\d+(\.\d+)?(e[-+]\d+)?"
        for line in (rf"Model +Gaussian process, Matern-5/2; noise {number} of the objectives' deviation",
                     rf"Newest proposal +b-\d, predicted {number} \({number} to {number}\), "
                     rf"log expected improvement {number}",
                     rf"x +Continuous +\[0.0001, 1\] +Logarithmic \(Auto\) +{number}",
                     rf"booster +Categorical +gbtree, dart +{number}"):
            self.assertRegex(text, rf"(?m)^{line}$")
        newest = self.json("describe", "--store", "s.db")["Lode"]["NewestProposal"]
        self.assertEqual(list(newest["Model"]["Lengthscales"]), ["booster", "x", "depth"])
        self.assertEqual(newest["Acquisition"]["Function"], "LogExpectedImprovement")
        predicted = newest["PredictedObjective"]
        self.assertLessEqual(predicted["Low"], predicted["Median"])
        self.assertLessEqual(predicted["Median"], predicted["High"])
        of_trial = {t["TrainingJobName"]: t["Lode"].get("Proposal") for t in self.json("trials", "--store", "s.db")}
        self.assertEqual({"TrainingJobName": newest["TrainingJobName"]} | of_trial[newest["TrainingJobName"]], newest)
        self.assertIsNone(of_trial["b-0"])
        self.assertNotIn("Posteriors", newest)

    def test_describe_tells_over_how_many_posteriors_the_model_averages(self):
        self.write("job.json", program.job(trials=7, name="b", strategy="Bayesian", ranges=RANGES))
        self.expect(0, "run", "job.json", "--store", "s.db", "--quiet", "--option", "strategy.bayesian.posteriors=3", "--",
                    *program.PRINT_LOSS)
        self.assertRegex(self.expect(0, "describe", "--store", "s.db").stdout,
                         r"(?m)^Model +Gaussian process, .*; mean of 3 posteriors$")
        self.assertEqual(self.json("describe", "--store", "s.db")["Lode"]["NewestProposal"]["Posteriors"], 3)

    def test_control_characters_do_not_reach_the_terminal(self):
        ranges = {"CategoricalParameterRanges": [{"Name": "c", "Values": ["a\x1b[2J\n", "b"]}]}
        self.write("job.json", program.job(trials=2, strategy="Grid", ranges=ranges))
        self.expect(0, "run", "job.json", "--store", "s.db", "--quiet", "--", "sh", "-c", "echo loss=1")
        text = self.expect(0, "trials", "--store", "s.db").stdout
        self.assertIn("a\\x1B[2J\\x0A", text)
        self.assertNotIn("\x1b", text)
        self.assertEqual(len(text.splitlines()), 3)

    def test_trials(self):
        self.make("one", trials=3)
        lines = self.expect(0, "trials", "one", "--store", "s.db").stdout.splitlines()
        self.assertEqual(len(lines), 4)
        for word in ("Trial", "Status", "Objective", "x", "depth", "booster", "Source"):
            self.assertIn(word, lines[0].split())
        self.assertRegex(lines[3], r"^ +2  Completed ")

    def test_the_name_may_be_left_out_only_where_it_is_clear(self):
        self.make("one")
        self.assertEqual(self.json("describe", "--store", "s.db")["HyperParameterTuningJobName"], "one")
        self.make("two")
        said = self.expect(2, "describe", "--store", "s.db").stderr
        self.assertIn("'one', 'two'", said)
        said = self.expect(4, "best", "tow", "--store", "s.db").stderr
        self.assertIn("no study 'tow' in the store, which holds 'one', 'two'\n", said)

    def test_no_such_store(self):
        for command in ("list", "describe", "trials", "best", "stop"):
            self.assertIn("nowhere.db", self.expect(4, command, "--store", "nowhere.db").stderr)
        self.assertFalse((self.folder / "nowhere.db").exists())

    def test_clone_makes_the_same_study(self):
        self.make("one")
        self.expect(0, "clone", "one", "two", "--store", "s.db")
        one, two = (self.json("describe", name, "--store", "s.db") for name in ("one", "two"))
        for part in ("HyperParameterTuningJobConfig", "TrainingJobDefinition"):
            self.assertEqual(one[part], two[part])
        self.assertEqual(self.json("trials", "two", "--store", "s.db"), [])
        self.expect(4, "clone", "one", "two", "--store", "s.db")
        self.expect(2, "clone", "three", "--store", "s.db")  # of which of the two?
        request = self.json("clone", "one", "three", "--store", "s.db")
        self.write("three.json", request)
        self.expect(0, "run", "three.json", "--store", "s.db", "--", *program.PRINT_LOSS)
        values = [[t["TunedHyperParameters"] for t in self.json("trials", n, "--store", "s.db")] for n in ("one", "three")]
        self.assertEqual(values[0], values[1])

    def test_stop_ends_a_study_that_nobody_runs(self):
        self.make("one")
        self.expect(0, "clone", "one", "two", "--store", "s.db")
        self.assertIn("Stopped", self.expect(0, "stop", "two", "--store", "s.db").stdout)
        self.assertEqual(self.json("describe", "two", "--store", "s.db")["HyperParameterTuningJobStatus"], "Stopped")

    def test_names_with_control_characters_break_no_table(self):
        document = program.job(trials=1)
        ranges = document["HyperParameterTuningJobConfig"]["ParameterRanges"]
        ranges["ContinuousParameterRanges"][0]["Name"] = "a\nb"
        self.write("job.json", document)
        done = self.expect(0, "run", "job.json", "--store", "n.db", "--", "sh", "-c", "echo loss=1")
        self.assertNotIn("a\nb", done.stdout + done.stderr)
        for command in ("trials", "describe", "best"):
            self.assertNotIn("a\nb", self.expect(0, command, "--store", "n.db").stdout, command)

    def test_purge(self):
        self.make("one")
        self.make("two")
        self.assertIn("--yes", self.expect(2, "purge", "one", "--store", "s.db").stderr)
        self.expect(0, "purge", "one", "--yes", "--store", "s.db")
        names = [study["HyperParameterTuningJobName"] for study in self.json("list", "--store", "s.db")]
        self.assertEqual(names, ["two"])
        self.assertTrue((self.folder / "s.db-trials" / "one-0").is_dir())
        self.expect(4, "purge", "one", "--yes", "--store", "s.db")


if __name__ == "__main__":
    program.main()
