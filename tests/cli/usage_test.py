"""Arguments, options and documents: what is wrong is named, and what was probably meant."""

import json
import subprocess

import program


class Usage(program.ProgramTest):
    def test_help_lists_every_command_and_exit_code(self):
        text = self.expect(0, "--help").stdout
        for command in ("run", "validate", "test-regex", "list", "describe", "trials", "best", "stop", "clone",
                        "purge", "options", "version"):
            self.assertRegex(text, rf"\n  {command}\b")
            own = self.expect(0, command, "--help").stdout
            self.assertTrue(own.find(f"Usage: lode {command}") >= 0, own)
        self.assertRegex(text, r"\n +130  interrupted")

    def test_bad_arguments_are_named(self):
        self.write("job.json", program.job())
        run = ("run", "job.json", "--store", "s.db")
        rows = [
            ((), "command: missing; accepted: 'run', "),
            (("rnu",), "unknown command 'rnu'; accepted: 'run', 'validate', 'plan', 'test-regex', "),
            (("list", "--stroe", "s.db"), "unknown option '--stroe'; accepted: '--help', '--store', '--json'\n"),
            (("list", "--stroe=s.db"), "unknown option '--stroe'; accepted: '--help', '--store', '--json'\n"),
            (("list",), "--store"),
            (("list", "--store", "s.db", "--", "x"), "takes no command"),
            (("run", "--store", "s.db", "--", "true"), "JOB.json"),
            (run, "write it after '--'"),
            ((*run, "--"), "COMMAND: missing"),
            *(((*run, "--parallel", given, "--", "true"),
               f"--parallel: '{given}' given; accepted: a whole number from 1 to 4294967295;")
              for given in ("0", "-2", "two", "4294967296", "99999999999", "18446744073709551616")),
            ((*run, "--seed", "-1", "--", "true"),
             "--seed: '-1' given; accepted: a whole number from 0 to 18446744073709551615;"),
            ((*run, "--metric", "loss=(a)", "--metric", "loss=(b)", "--", "true"), "--metric: 'loss' given twice"),
            ((*run, "--metric", "loss", "--", "true"), "--metric: 'loss' given; accepted: NAME=VALUE"),
            ((*run, "--metric", "loss=(", "--", "true"), "loss"),
            ((*run, "--option", "launch.grace_second=1", "--", "true"), "did you mean 'launch.grace_seconds'?"),
            ((*run, "--option", "launch.grace_seconds=x", "--", "true"), "accepted"),
            (("run", "nothing.json", "--store", "s.db", "--", "true"), "'nothing.json' cannot be read"),
            (("run", ".", "--store", "s.db", "--", "true"), "'.' cannot be read"),
            (("test-regex",), "lode: error: LOG: missing; accepted: REGEX and LOG, or --job JOB.json and LOG\n"),
            (("test-regex", "--job", "job.json"), "lode: error: LOG: missing; "),
            (("test-regex", "x"), "lode: error: REGEX or LOG: missing; "),
            (("test-regex", "a", "b", "c"), "argument 'c': not expected; accepted: options and REGEX and LOG;"),
            (("run", "/dev/null", "--store", "s.db", "--", "true"), "JOB.json: '/dev/null': not a JSON document"),
            (("validate", "/dev/null", "--", "true"), "JOB.json: '/dev/null': not a JSON document"),
            (("test-regex", "(", "job.json"), "("),
            (("clone", "--store", "s.db"), "NAME"),
            ((*run, "--name", "", "--", "true"), "--name: '' given; accepted: at least one character"),
            ((*run, "--name=", "--", "true"), "--name"),
            (("describe", "", "--store", "s.db"), "NAME: '' given; accepted: at least one character"),
            (("purge", "", "--store", "s.db", "--yes"), "NAME: '' given; accepted: at least one character"),
            (("clone", "job", "", "--store", "s.db"), "NAME: '' given; accepted: at least one character"),
        ]
        for arguments, said in rows:
            with self.subTest(arguments):
                self.assertIn(said, self.expect(2, *arguments).stderr)
        self.assertFalse((self.folder / "s.db-trials").exists())

    def test_bad_documents_are_named(self):
        def broken(change):
            document = program.job()
            change(document["HyperParameterTuningJobConfig"])
            return document

        rows = [
            ("{", "line 1"),
            ("[1, 2]", "object"),
            (broken(lambda c: c.update(Strategy="Bayes")), "$.HyperParameterTuningJobConfig.Strategy"),
            (broken(lambda c: c["ResourceLimits"].update(MaxParallelTrainingJobs=0)), "MaxParallelTrainingJobs"),
            (broken(lambda c: c["ParameterRanges"]["ContinuousParameterRanges"][0].update(MinValue="2")), "MinValue"),
            (broken(lambda c: c.update(RandomSeeed=1)), "RandomSeeed"),
            (json.dumps(program.job()).replace('"RandomSeed": 7', '"RandomSeed": 7, "RandomSeed": 7'), "twice"),
            (program.job() | {"TrainingJobDefinition": 5}, "$.TrainingJobDefinition"),
            (program.job() | {"HyperParameterTuningJobName": ""}, 'name: given ""; accepted: a name of 1'),
        ]
        for document, said in rows:
            with self.subTest(said):
                self.write("bad.json", document)
                run = ("run", "bad.json", "--store", "s.db")
                self.assertIn(said, self.expect(2, *run, "--", "true").stderr)
                if not said.startswith("name"):  # which may be given beside the document
                    self.assertIn("JOB.json: 'bad.json': ", self.expect(2, *run, "--", "true").stderr)
                self.assertIn(said, self.expect(2, *run, "--seed", "3", "--", "true").stderr)
                self.assertIn(said, self.expect(2, *run, "--metric", "loss=(.)", "--", "true").stderr)
                self.assertIn(said, self.expect(2, "validate", "bad.json", "--", "true").stderr)
        self.assertFalse((self.folder / "s.db").exists())
        self.write("bad.json", json.dumps(program.job()) + "\0 {")
        for arguments in (run, ("validate", "bad.json")):
            self.assertIn("JOB.json: 'bad.json': byte ", self.expect(2, *arguments, "--", "true").stderr)
        self.write("bad.json", program.job())
        for store, code in (("", 2), ("nowhere/s.db", 3)):
            self.expect(code, "run", "bad.json", "--store", store, "--", "true")
        self.assertEqual([path.name for path in self.folder.iterdir()], ["bad.json"])
        self.expect(2, *run, "--", "./no-such-trainer")
        self.assertFalse((self.folder / "s.db").exists())

    def test_version_and_options(self):
        self.assertRegex(self.expect(0, "version").stdout, r"^lode \d+\.\d+\.\d+\n")
        self.assertEqual(self.expect(0, "--version").stdout, self.expect(0, "version").stdout)
        self.assertIn("version", {key.lower() for key in self.json("version")})
        table = {row["Name"]: row for row in self.json("options")}
        self.assertEqual(table["launch.grace_seconds"]["Type"], "real")
        self.assertIn("launch.grace_seconds", self.expect(0, "options").stdout)

    def test_output_that_cannot_be_written_is_an_error(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([program.LODE, "--help"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, 6)
        self.assertIn("lode: error: ", done.stderr)


if __name__ == "__main__":
    program.main()
