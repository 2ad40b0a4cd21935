"""Ctrl-C and going on; `lode stop` beside a running driver. Trainers wait for a file, so nothing depends on speed."""

import shlex
import signal

import program

# Trial 0 ends by itself; the others say that they run, then wait until they may go.
WAITING = ["sh", "-c", 'if test "$LODE_TRIAL" != 0; then touch "$0/running-$LODE_TRIAL"; '
                       'while ! test -e "$0/go"; do sleep 0.02; done; fi; echo "loss=$LODE_HP_X"']
STUBBORN = ["sh", "-c", 'trap "" TERM; touch "$0/running"; while ! test -e "$0/go"; do sleep 0.02; done; echo loss=1']

# The first attempts write down their process and stay for ever.
RECORDED = ["sh", "-c", 'if test "$LODE_ATTEMPT" = 1 && ! test -e "$0/go"; then echo $$ > "$0/pid-$LODE_TRIAL"; '
                        'while true; do sleep 0.02; done; fi; echo loss=1']


def running(pid):
    """Whether a process runs; one that has ended and that nobody has waited for does not."""
    try:
        return program.pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


class Interrupt(program.ProgramTest):
    def begin(self, trainer, *extra, trials=5, limits=None):
        self.write("job.json", program.job(trials=trials, parallel=2, limits=limits))
        self.command = ("run", "job.json", "--store", "s.db", *extra, "--", *trainer, str(self.folder))
        return self.start(*self.command)

    def end(self, process):
        out, err = process.communicate(timeout=program.DEADLINE)
        return process.returncode, out, err

    def ended(self):
        return [t for t in self.trials_so_far() if t["TrainingJobStatus"] == "Completed"]

    def test_goes_on_where_it_was_left(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number):
                self.setUp()
                process = self.begin(WAITING)
                self.wait_for(lambda: all((self.folder / f"running-{n}").exists() for n in (1, 2)), process)
                self.wait_for(self.ended, process)
                before = self.ended()
                process.send_signal(number)
                code, _, err = self.end(process)
                self.assertEqual(code, 130, err)
                self.assertIn("To go on:\n  lode run job.json --store s.db -- sh -c ", err)
                states = [t["TrainingJobStatus"] for t in self.json("trials", "--store", "s.db")]
                self.assertEqual(states, ["Completed", "InProgress", "InProgress"])
                self.write("go", "")
                done = self.expect(0, *self.command)
                self.assertIn("Going on with study 'job'", done.stderr)
                self.assertIn("1 done, 2 to be started again", done.stderr)
                self.assertNotRegex(done.stderr, r"(?m)^trial 0 ")  # it was told in the first run
                trials = self.json("trials", "--store", "s.db")
                self.assertEqual([t["TrainingJobStatus"] for t in trials], ["Completed"] * 5)
                self.assertEqual(trials[0], before[0])

    def test_same_trials_as_without_the_interrupt(self):
        process = self.begin(WAITING)
        self.wait_for(lambda: all((self.folder / f"running-{n}").exists() for n in (1, 2)), process)
        process.send_signal(signal.SIGINT)
        self.end(process)
        self.write("go", "")
        self.expect(0, *self.command)
        self.expect(0, "run", "job.json", "--store", "t.db", "--", *program.PRINT_LOSS)
        values = [[t["TunedHyperParameters"] for t in self.json("trials", "--store", s)] for s in ("s.db", "t.db")]
        self.assertEqual(*values)

    def test_the_command_that_goes_on_has_all_that_the_study_was_made_with(self):
        extra = ("--name", "by hand", "--directory", "files", "--metric", r"it's=(\S+)", "--metric", "time=t (.)",
                 "--option", "launch.grace_seconds=2", "--parallel", "3", "--seed", "5")
        process = self.begin(WAITING, *extra)
        self.wait_for(lambda: (self.folder / "running-1").exists(), process)
        process.send_signal(signal.SIGINT)
        line = self.end(process)[2].split("To go on:\n  ")[1].strip()
        self.write("go", "")
        program_name, *arguments = shlex.split(line)
        self.assertEqual(program_name, "lode")
        self.assertIn("Going on with study 'by hand'", self.expect(0, *arguments).stderr)

    def test_a_second_interrupt_says_what_is_waited_for_and_a_third_leaves(self):
        process = self.begin(STUBBORN, "--option", "launch.grace_seconds=3600", trials=1)
        self.wait_for(lambda: (self.folder / "running").exists(), process)
        seen = ""
        for said in ("ending the running trials", "Once more leaves at once"):
            process.send_signal(signal.SIGINT)
            while said not in seen:
                line = process.stderr.readline()
                self.assertTrue(line, seen)
                seen += line
        process.send_signal(signal.SIGINT)
        self.assertEqual(self.end(process)[0], 130)
        self.write("go", "")  # lets the trainer that was left behind end
        self.expect(0, *self.command)
        self.assertEqual([t["TrainingJobStatus"] for t in self.json("trials", "--store", "s.db")], ["Completed"])

    def test_stop_beside_a_driver(self):
        process = self.begin(WAITING)
        self.wait_for(lambda: all((self.folder / f"running-{n}").exists() for n in (1, 2)), process)
        self.wait_for(self.ended, process)
        self.expect(0, "stop", "--store", "s.db")
        code, out, err = self.end(process)
        self.assertEqual(code, 0, err)  # trial 0 completed: there is a best trial
        self.assertIn("is Stopped: 1 completed, 0 failed, 2 stopped", out)
        self.assertEqual(self.json("describe", "--store", "s.db")["HyperParameterTuningJobStatus"], "Stopped")

    def test_stop_after_a_killed_driver_ends_its_trainers(self):
        process = self.begin(RECORDED)
        pids = self.recorded_pids(process)
        process.kill()
        self.end(process)
        self.assertTrue(all(map(running, pids)))
        self.expect(0, "stop", "--store", "s.db")
        self.assertFalse(any(map(running, pids)))
        states = [t["TrainingJobStatus"] for t in self.json("trials", "--store", "s.db")]
        self.assertEqual(states, ["Stopped", "Stopped"])

    def test_a_run_past_its_time_limit_ends_the_trainers_of_a_killed_one(self):
        limits = {"MaxNumberOfTrainingJobs": 9, "MaxParallelTrainingJobs": 2, "MaxRuntimeInSeconds": 1}
        process = self.begin(RECORDED, limits=limits)
        pids = self.recorded_pids(process)
        process.kill()
        self.end(process)
        self.write("go", "")  # later trials need not wait; those that run now were told to stay
        self.lode(*self.command)
        self.assertFalse(any(map(running, pids)))

    def test_a_study_that_is_purged_takes_its_trainers_along(self):
        process = self.begin(RECORDED)
        pids = self.recorded_pids(process)
        process.kill()
        self.end(process)
        self.assertTrue(all(map(running, pids)))
        self.expect(0, "purge", "job", "--yes", "--store", "s.db")
        self.assertFalse(any(map(running, pids)))

    def test_what_a_closing_study_had_running_is_stopped_after_a_kill(self):
        trainer = ["sh", "-c", 'if test "$LODE_TRIAL" = 0; then while ! test -e "$0/running"; do sleep 0.02; done; '
                               'echo loss=-100; exit; fi; trap "" TERM; touch "$0/running"; '
                               'while true; do sleep 0.02; done']
        process = self.begin(trainer, "--option", "study.target=-99", "--option", "launch.grace_seconds=3600")
        self.wait_for(lambda: "Stopping" in [t["TrainingJobStatus"] for t in self.trials_so_far()], process)
        process.kill()
        self.end(process)
        done = self.expect(0, *self.command)
        self.assertIn("1 done, 1 to be stopped", done.stderr)
        self.assertNotIn("to be started again", done.stderr)
        last = self.json("trials", "--store", "s.db")[1]
        self.assertEqual(last["TrainingJobStatus"], "Stopped")
        self.assertEqual(last["Lode"]["Message"], "stopped before it was started again")

    def test_a_trial_in_its_grace_period_is_stopping(self):
        limits = {"MaxNumberOfTrainingJobs": 1}
        job = program.job(limits=limits)
        job["TrainingJobDefinition"]["StoppingCondition"] = {"MaxRuntimeInSeconds": 0.1}
        self.write("job.json", job)
        process = self.start("run", "job.json", "--store", "s.db", "--option", "launch.grace_seconds=3600", "--",
                             *STUBBORN, str(self.folder))
        self.wait_for(lambda: "Stopping" in [t["TrainingJobStatus"] for t in self.trials_so_far()], process)
        self.assertEqual(self.trials_so_far()[0]["Lode"]["SecondaryStatus"], "Stopping")
        self.write("go", "")
        self.end(process)

    def trials_so_far(self):
        done = self.lode("trials", "--store", "s.db", "--json")
        return [] if done.returncode else program.json.loads(done.stdout)

    def recorded_pids(self, process):
        paths = [self.folder / f"pid-{n}" for n in range(2)]
        self.wait_for(lambda: all(p.exists() and p.read_text().endswith("\n") for p in paths), process)
        return [int(p.read_text()) for p in paths]

    def test_nohup_is_heeded(self):
        self.write("job.json", program.job(trials=2, parallel=2))
        command = [program.LODE, "run", "job.json", "--store", "s.db", "--", *WAITING, str(self.folder)]
        process = program.subprocess.Popen(
            command, cwd=self.folder, env=self.environment, stdin=program.subprocess.DEVNULL,
            stdout=program.subprocess.PIPE, stderr=program.subprocess.PIPE, text=True,
            preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        self.wait_for(lambda: (self.folder / "running-1").exists(), process)
        process.send_signal(signal.SIGHUP)
        self.write("go", "")
        code, _, err = self.end(process)
        self.assertEqual(code, 0, err)

    def test_one_driver_at_a_time(self):
        process = self.begin(WAITING)
        self.wait_for(lambda: (self.folder / "running-1").exists(), process)
        self.assertIn("driv", self.expect(5, *self.command).stderr)
        self.expect(5, "purge", "job", "--yes", "--store", "s.db")
        self.write("go", "")
        self.assertEqual(self.end(process)[0], 0)


if __name__ == "__main__":
    program.main()
