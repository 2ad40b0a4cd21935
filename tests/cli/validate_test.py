"""`lode validate`: what is wrong with a document or a trainer."""

import pathlib
import re
import signal
import time

import program


class Validate(program.ProgramTest):
    def validate(self, code, trainer, *extra, **document):
        self.write("job.json", program.job(**document))
        return self.expect(code, "validate", "job.json", *extra, "--", "sh", "-c", trainer)

    def test_all_is_well(self):
        done = self.validate(0, 'echo "loss=3"; echo "loss=0.25"; echo seen >> "$0"/runs'.replace("$0", str(self.folder)))
        self.assertIn("Metric loss: 2 values, the last is 0.25 (the objective)", done.stdout)
        self.assertIn("All is well", done.stdout)
        self.assertEqual((self.folder / "runs").read_text(encoding="utf-8"), "seen\n")  # one trial, not four
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["job.json", "runs"])  # nothing else is left

    def test_a_failing_trainer(self):
        done = self.validate(1, "echo no data; exit 4")
        self.assertRegex(done.stdout, r"Problem: the trial is Failed: .*4")
        folder = pathlib.Path(re.search(r"files are in (.*)\n", done.stderr)[1])
        self.assertEqual((folder / "log.txt").read_text(encoding="utf-8"), "no data\n")
        for path in sorted(folder.parent.rglob("*"), reverse=True):
            path.rmdir() if path.is_dir() else path.unlink()
        folder.parent.rmdir()

    def test_a_program_that_does_not_exist(self):
        self.write("job.json", program.job())
        self.environment["TMPDIR"] = str(self.folder / "tmp")
        (self.folder / "tmp").mkdir()
        done = self.expect(2, "validate", "job.json", "--", "no-such-program-at-all")
        self.assertIn("no-such-program-at-all", done.stderr)
        self.assertEqual(list((self.folder / "tmp").iterdir()), [])  # there is nothing to look at
        self.expect(1, "validate", "job.json", "--", "false")
        self.assertEqual(len(list((self.folder / "tmp").glob("*/job-0/log.txt"))), 1)

    def test_a_trial_beyond_its_time_limit_is_stopped(self):
        document = program.job()
        document["TrainingJobDefinition"]["StoppingCondition"] = {"MaxRuntimeInSeconds": 1}
        self.write("job.json", document)
        begin = time.monotonic()
        done = self.expect(1, "validate", "job.json", "--directory", "files", "--", "sh", "-c", "echo loss=1; sleep 100")
        self.assertLess(time.monotonic() - begin, 60)
        self.assertIn("Problem: the trial is Stopped: stopped at its time limit", done.stdout)
        self.assertIn("Metric loss: 1 value", done.stdout)

    def test_ctrl_c_ends_the_trial_and_shows_what_it_gave(self):
        self.write("job.json", program.job())
        process = self.start("validate", "job.json", "--directory", "files", "--", "sh", "-c", "echo loss=1; sleep 100")
        log = self.folder / "files" / "job-0" / "log.txt"
        self.wait_for(lambda: log.exists() and log.read_text(encoding="utf-8"), process)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=program.DEADLINE)
        self.assertEqual(process.returncode, 1, err)
        self.assertIn("Problem: the trial is Stopped: stopped on request", out)
        self.assertIn("Metric loss: 1 value", out)

    def test_an_expression_that_finds_nothing(self):
        done = self.validate(1, "echo LOSS=0.5", "--directory", "files")
        self.assertIn("Metric loss was not found", done.stdout)
        self.assertIn("Lines that nearly match", done.stdout)
        self.assertIn("Problem: the objective loss was not reported: its expression gave no value", done.stdout)

    def test_a_metric_without_expression(self):
        done = self.validate(1, "echo 1", "--directory", "files", metric_regex="x=(.*)")
        self.assertIn("its expression gave no value", done.stdout)
        document = program.job()
        del document["TrainingJobDefinition"]["AlgorithmSpecification"]
        self.write("job.json", document)
        done = self.expect(1, "validate", "job.json", "--directory", "files", "--", "true")
        self.assertIn("no expression reads it from the log", done.stdout)
        self.expect(0, "validate", "job.json", "--metric", "loss=is (.*)", "--", "sh", "-c", "echo is 5")

    def test_json_lines_need_no_expression(self):
        line = r'echo "{{\"metric\": \"loss\", \"value\": 0.5}}" >> "$LODE_METRICS"'
        self.assertIn("Metric loss: 1 value", self.validate(0, line).stdout)

    def test_an_objective_that_is_no_number(self):
        done = self.validate(1, "echo loss=nan", "--directory", "files")
        self.assertIn("Problem: the objective loss is NaN", done.stdout)

    def test_json(self):
        self.write("job.json", program.job())
        good = program.json.loads(self.expect(0, "validate", "job.json", "--json", "--", *program.PRINT_LOSS).stdout)
        self.assertTrue(good["Valid"])
        self.assertEqual(good["Metrics"]["loss"]["Last"], float(good["HyperParameters"]["x"]))
        bad = self.expect(1, "validate", "job.json", "--json", "--directory", "files", "--", "false")
        self.assertFalse(program.json.loads(bad.stdout)["Valid"])


if __name__ == "__main__":
    program.main()
