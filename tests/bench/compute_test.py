"""bench/compute without any library: data, turns and limits, verdicts, tables and exit codes from made-up
measurements.
"""

import contextlib
import io
import json
import math
import pathlib
import stat
import tempfile
import unittest
from unittest import mock

import compare
import data
import measure
import processes
import report
import targets
import worker


def timed(what, who, seconds, **more):
    return {"what": what, "who": who, "d": 10, "seconds": seconds, "wall": seconds, "memory": 40e6, **more}


def made_up():
    """Measurements with which every target is just met."""
    found = []
    for n in (500, 1000, 2000):
        found.append(timed("inversion", "openblas", [0.008, 0.008], n=n))
        found.append(timed("likelihood", "lode", [0.020, 0.010], n=n))
    for n in (100, 500, 1000):
        found.append(timed("ask, Optuna's budget", "lode", [0.25, 0.5], n=n))
        found.append(timed("ask", "optuna", [1.25, 2.0], n=n))
        found.append(timed("ask", "lode", [0.5, 0.6], n=n, facts={"first": 0.5}))
    for n, d in ((100, 10), (500, 10), (1000, 20)):
        size = {"n": n, "d": d, "m": 10_000}
        found.append(timed("score", "lode", [0.5], **size, found={"values": [-3.0, -4e5]}))
        for chunk, seconds in ((1000, [4.5, 4.0]), (10_000, [5.0])):
            peer = timed("score", "botorch", seconds, **size, chunk=chunk)
            found.append({**peer, "found": {"values": [-3.000000001, -4e5]}})
    pool = {"n": 1000, "d": 20, "m": 30_000, "found": {"index": 17}}
    found += [timed("choose", "lode", [0.25], **pool), timed("choose", "botorch", [25.0], **pool)]
    for what, n in (("score, threads", 1000), ("fit", 100), ("fit", 200)):
        found.append({**timed(what, "lode", [9.0], n=n, threads=1), "wall": [3.4, 4.0]})
        found.append({**timed(what, "lode", [9.0], n=n, threads=2), "wall": [2.5, 2.0]})
    for what in ("ask, memory", "score, memory"):
        found.append({**timed(what, "lode", [1.0], n=1000), "memory": 140_000_000})
    return found


def changed(what, who, **fields):
    """The made-up measurements with some of them changed."""
    return [{**m, **fields} if (m["what"], m["who"]) == (what, who) else m for m in made_up()]


def verdicts(measurements, group):
    return [row.verdict for row in targets.rows(measurements, [group])]


class Data(unittest.TestCase):
    def test_levys_minimum(self):
        self.assertAlmostEqual(data.levy([0.55] * 5), 0)
        # w = (3/4, 1): sin(3 pi / 4)^2 = 1/2
        second = (1 + 10 * math.sin(0.75 * math.pi + 1) ** 2) / 16
        self.assertAlmostEqual(data.levy([0.5, 0.55]), 0.5 + second)

    def test_a_history_is_the_same_each_time_and_ends_near_its_best(self):
        rows, losses = data.history(101, 4)
        self.assertEqual((rows, losses), data.history(101, 4))
        self.assertEqual((len(rows), len(losses)), (101, 101))
        self.assertTrue(all(len(row) == 4 and all(0 <= u <= 1 for u in row) for row in rows))
        half = sum(losses[:50]) / 50
        self.assertLess(sum(losses[50:]) / 51, half)

    def test_candidates_of_a_smaller_number_are_the_first_of_a_larger(self):
        rows, losses = data.history(20, 3)
        many = data.candidates(30, rows, losses)
        self.assertEqual(len(many), 90)
        self.assertEqual(many[:30], data.candidates(10, rows, losses))
        self.assertTrue(all(0 <= u <= 1 for u in many))


class Cells(unittest.TestCase):
    def test_numbers_have_three_digits(self):
        for value, text in ((0.012345, "0.0123"), (1.2345, "1.23"), (45.67, "45.7"), (123.4, "123")):
            self.assertEqual(targets.number(value), text)
        self.assertEqual(targets.number(0), "0")
        self.assertEqual(targets.number(12345.6), "12,346")

    def test_times(self):
        self.assertEqual(targets.time_cell({"seconds": [2.0, 1.0]}), "1.00 s (1.00..2.00)")
        self.assertEqual(targets.time_cell({"seconds": [0.005]}), "5.00 ms (5.00..5.00)")
        self.assertEqual(targets.time_cell({"seconds": [], "over": 60}), "> 60 s")
        for nothing in (None, {"seconds": []}, {"seconds": [], "missing": "torch"}):
            self.assertEqual(targets.time_cell(nothing), "not measured")

    def test_rates(self):
        self.assertEqual(targets.rate_cell({"m": 10_000, "seconds": [0.5, 0.25]}), "40.0 k/s (20.0..40.0)")
        self.assertEqual(targets.rate_cell({"m": 10_000, "seconds": [], "over": 60}), "> 60 s")


class Verdicts(unittest.TestCase):
    def test_just_met(self):
        table = targets.rows(made_up())
        self.assertEqual([row.target for row in table if row.verdict != "pass"], [])
        self.assertEqual(len(table), 3 + 3 + 4 + 6 + 2 + 3 + 2)
        self.assertEqual(targets.exit_status(table), 0)

    def test_just_missed(self):
        cases = (
            ("likelihood", changed("likelihood", "lode", seconds=[0.0101]), 3),
            ("asks", changed("ask", "optuna", seconds=[1.24]), 3),
            ("asks", changed("ask", "lode", seconds=[2.01]), 2),
            ("asks", changed("ask", "lode", facts={"first": 2.01}), 2),
            ("scores", changed("score", "lode", seconds=[0.501]), 3),
            ("scores", changed("score", "lode", found={"values": [-3.00000001, -4e5]}), 3),
            ("scores", changed("score", "lode", found={"values": [math.nan, -4e5]}), 3),
            ("choice", changed("choose", "lode", seconds=[0.251]), 1),
            ("choice", changed("choose", "lode", found={"index": 18}), 1),
            ("threads", changed("fit", "lode", wall=[2.0]), 2),
            ("memory", changed("ask, memory", "lode", memory=140_000_001), 1),
        )
        for group, measurements, count in cases:
            with self.subTest(group=group):
                self.assertEqual(verdicts(measurements, group).count("FAIL"), count)
                self.assertEqual(targets.exit_status(targets.rows(measurements)), 1)

    def test_what_is_not_measured_is_never_met(self):
        for group in measure.GROUPS:
            self.assertEqual(set(verdicts([], group)), {"not measured"})
        self.assertEqual(targets.exit_status(targets.rows([])), 1)
        self.assertEqual(targets.exit_status([]), 1)

    def test_a_missing_peer(self):
        without = {"seconds": [], "wall": [], "found": None, "missing": "not installed"}
        for group, what, peer, count in (
            ("asks", "ask", "optuna", 3),
            ("scores", "score", "botorch", 6),
            ("choice", "choose", "botorch", 2),
        ):
            measurements = changed(what, peer, **without)
            self.assertEqual(verdicts(measurements, group).count("not measured"), count)
            self.assertEqual(targets.exit_status(targets.rows(measurements)), 1)

    def test_the_best_of_a_peers_chunks_counts(self):
        found = targets.Found(made_up())
        peer = found.one("score", "botorch", n=100, d=10, m=10_000)
        self.assertEqual((peer["chunk"], targets.best(peer)), (1000, 4.0))

    def test_a_peer_past_its_limit_is_at_least_that_slow(self):
        slow, fast = {"seconds": [], "over": 60}, {"seconds": [10.0]}
        self.assertEqual(targets.times_as_fast(fast, slow, 6), ("> 6.00x", "pass"))
        self.assertEqual(targets.times_as_fast(fast, slow, 7), ("-", "not measured"))
        self.assertEqual(targets.times_as_fast(slow, fast, 1), ("-", "not measured"))


class FakeWorker:
    """Takes a second a step; slow takes ten, one ends at its second step, one does not start."""

    started, stepped = [], []

    def __init__(self, library, settings, limit, library_file):
        if library == "unable":
            raise processes.Ended("took too long", over=True)
        self.library, self.version, self.facts, self.count = library, "1.0", {}, 0
        self.started.append((library, limit))

    def step(self, **arguments):
        self.count += 1
        self.stepped.append((self.library, *arguments.values()))
        if (self.library, self.count) in (("over", 1), ("weak", 2)):
            raise processes.Ended("took too long", over=True)
        seconds = 10.0 if self.library == "slow" else 1.0
        return {"seconds": seconds, "wall": seconds, "memory": 1, "found": None}

    def close(self):
        pass


class Turns(unittest.TestCase):
    def setUp(self):
        FakeWorker.started, FakeWorker.stepped = [], []
        plan = measure.Plan(asks={}, scores={}, chunks=(), pool=0, repeats=3, limit=60, patience=15)
        with mock.patch.object(processes, "missing", lambda name: None):
            self.bench = measure.Bench(plan, "liblode.so", "helper", log=lambda line: None)
        self.bench.absent = {"absent": "not installed"}

    def run_series(self, *who):
        series = [measure.Series("ask", name, {"n": 1}, {}, {"m": i}) for i, name in enumerate(who)]
        with mock.patch.object(processes, "Worker", FakeWorker):
            self.bench._take_turns(series)
        return self.bench.measurements

    def test_they_alternate_and_share_a_worker(self):
        self.run_series("lode", "lode", "peer")
        self.assertEqual(FakeWorker.stepped, 3 * [("lode", 0), ("lode", 1), ("peer", 2)])
        self.assertEqual(FakeWorker.started, [("lode", 60), ("peer", 60)])

    def test_patience(self):
        _, slow = self.run_series("lode", "slow")
        self.assertEqual(slow["seconds"], [10.0, 10.0])

    def test_failures(self):
        lode, over, weak, unable, absent = self.run_series("lode", "over", "weak", "unable", "absent")
        self.assertEqual(lode["seconds"], [1.0, 1.0, 1.0])
        self.assertEqual((over["seconds"], over["over"]), ([], 60))
        self.assertEqual((weak["seconds"], "over" in weak), ([1.0], False))
        self.assertEqual((unable["seconds"], unable["missing"]), ([], "its preparation took too long"))
        self.assertEqual((absent["seconds"], absent["missing"]), ([], "not installed"))
        for m in self.bench.measurements:
            self.assertIn(m["who"], measure.describe(m))

    def test_the_likelihoods_program_is_read(self):
        lines = '{"n": 500, "likelihood": [0.2, 0.1], "floor": [0.08]}'
        with tempfile.TemporaryDirectory() as folder:
            helper = pathlib.Path(folder) / "helper"
            helper.write_text(f"#!/bin/sh\necho '{lines}'\n")
            helper.chmod(helper.stat().st_mode | stat.S_IXUSR)
            self.bench.helper = helper
            self.bench.likelihood()
        found = targets.Found(self.bench.measurements)
        self.assertEqual(found.one("likelihood", "lode", n=500)["seconds"], [0.2, 0.1])
        self.assertEqual(found.one("inversion", "openblas", n=500)["seconds"], [0.08])


# A worker that has been given its settings.
STARTED = """import sys
sys.stdin.readline()
print('{"version": "1.0", "facts": null}', flush=True)
"""


class Workers(unittest.TestCase):
    """Real processes, of programs that stand in for worker.py."""

    def start(self, program, limit=60):
        made = processes.Worker("lode", {}, limit, "liblode.so", program=["-c", program])
        self.addCleanup(made.close)
        return made

    def test_answers(self):
        echo = "for line in sys.stdin: print(line, flush=True)"
        self.assertEqual(self.start(STARTED + echo).step(m=7), {"m": 7})

    def test_an_end_says_why(self):
        with self.assertRaises(processes.Ended) as ended:
            self.start("import sys; sys.stdin.readline(); raise SystemExit('no such library')")
        self.assertIn("no such library", str(ended.exception))
        self.assertFalse(ended.exception.over)

    def test_a_step_past_its_limit_is_ended(self):
        with self.assertRaises(processes.Ended) as ended:
            self.start(STARTED + "while True: pass", limit=0).step()
        self.assertTrue(ended.exception.over)

    def test_a_step_is_prepared_then_timed(self):
        job = mock.Mock()
        job.step.return_value = {"index": 3}
        answer = worker.timed_step(job, {"m": 10})
        self.assertEqual(job.mock_calls, [mock.call.prepare(), mock.call.step(m=10)])
        self.assertEqual(answer["found"], {"index": 3})
        self.assertGreater(answer["memory"], 1_000_000)

    def test_a_library_that_is_not_there(self):
        listed = {"none": (None, ("no_such_module",)), "lode": (None, ("json",))}
        with mock.patch.dict(processes.LIBRARIES, listed):
            self.assertIn("setup.sh", processes.missing("none"))
            self.assertIsNone(processes.missing("lode"))


class Program(unittest.TestCase):
    def run_compare(self, *arguments):
        with contextlib.redirect_stdout(io.StringIO()) as output:
            code = compare.main([*map(str, arguments)])
        return code, output.getvalue()

    def results(self, measurements):
        machine = {"processor": "a processor", "cores": 2, "load": [0.5, 1.5]}
        return {"machine": machine, "revision": "abc", "measurements": measurements}

    def test_exit_code_and_table(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "compute.json"
            for measurements, expected in ((made_up(), 0), (changed("ask", "optuna", seconds=[1.2]), 1)):
                path.write_text(json.dumps(self.results(measurements)))
                code, output = self.run_compare("--from", path)
                self.assertEqual(code, expected)
                self.assertEqual("FAIL" in output, expected == 1)
            code, output = self.run_compare("--from", path, "--only", "memory,likelihood")
            self.assertEqual((code, output.count("pass")), (0, 5))

    def test_the_file_written_is_the_file_read(self):
        with tempfile.TemporaryDirectory() as folder, mock.patch.object(compare, "write_report"):
            compare.write(self.results(made_up()), pathlib.Path(folder))
            read = json.loads((pathlib.Path(folder) / "compute.json").read_text())
        self.assertEqual(read, self.results(made_up()))

    def test_unknown_groups_are_refused(self):
        with contextlib.redirect_stderr(io.StringIO()) as errors, self.assertRaises(SystemExit):
            compare.main(["--only", "asks,graphs"])
        self.assertIn("graphs", errors.getvalue())

    def test_the_document(self):
        text = report.document(self.results(changed("ask", "lode", seconds=[0.7, 0.51])))
        self.assertIn("Of 23 targets 22 are met, 1 missed, 0 not measured", text)
        self.assertIn("| Optuna GPSampler | 1.25 s (1.25..2.00) |", text)
        self.assertIn("| egobox | not measured |", text)


if __name__ == "__main__":
    unittest.main()
