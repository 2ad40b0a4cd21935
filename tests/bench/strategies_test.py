"""The rest of bench/strategies that needs no package: spaces, refusals, the simulation of workers, failures,
claims.
"""

import json
import pathlib
import tempfile
import unittest
from unittest import mock

import adapters
import problems
import report
import run
import scoring
import space

SPACE = space.ranges(
    space.choice("kernel", ["linear", "poly", "rbf"]),
    space.integer("degree", 2, 5, when=("kernel", ["poly"])),
    space.real("gamma", 1e-4, 1, log=True, when=("kernel", ["poly", "rbf"])),
    space.integer("width", 4, 64, log=True),
    space.real("C", -1, 3),
)
WIDE = (space.integer("width", 4, 64, log=True), space.real("C", -1, 3))


class Spaces(unittest.TestCase):
    def setUp(self):
        self.parameters = space.parse(SPACE)

    def test_parse_keeps_the_order(self):
        self.assertEqual([p.name for p in self.parameters], ["kernel", "degree", "gamma", "width", "C"])

    def test_values_on_the_scale(self):
        kernel, degree, gamma, width, c = self.parameters
        self.assertEqual([kernel.from_unit(u) for u in (0, 0.34, 1)], ["linear", "poly", "rbf"])
        self.assertEqual(
            [degree.from_unit(u) for u in (0, 0.24, 0.26, 1)], [2, 2, 3, 5]
        )  # cells of a quarter
        self.assertAlmostEqual(gamma.from_unit(0.5), 1e-2)
        self.assertEqual((width.from_unit(0), width.from_unit(1)), (4, 64))
        self.assertEqual(c.from_unit(0.25), 0)

    def test_to_unit_is_the_inverse(self):
        for p in self.parameters:
            for i in range(21):
                value = p.from_unit(i / 20)
                again = p.from_unit(p.to_unit(value))
                if p.kind == "float":
                    self.assertAlmostEqual(again, value)
                else:
                    self.assertEqual(again, value)

    def test_conditions(self):
        full = {"kernel": "rbf", "degree": 3, "gamma": 0.1, "width": 8, "C": 0.0}
        self.assertEqual(
            space.active_only(self.parameters, full), {"kernel": "rbf", "gamma": 0.1, "width": 8, "C": 0.0}
        )
        self.assertEqual(
            space.complete(self.parameters, {"kernel": "linear", "width": 8, "C": 0.0})["gamma"],
            self.parameters[2].from_unit(0.5),
        )


class Refusals(unittest.TestCase):
    def test_what_is_reserved_is_refused(self):
        for ask in (
            lambda: problems.bbob(1, 5),
            lambda: problems.bbob(4, 10),
            lambda: problems.bbob(2, 40),
            lambda: problems.table("hpobench", "vehicle"),
            lambda: problems.table("nasbench201", "cifar100"),
            lambda: problems.table("other", "car"),
            lambda: problems.training("svm", "wine"),
            lambda: problems.training("xgboost", "iris"),
        ):
            with self.assertRaises(problems.Reserved):
                ask()


class Echo:
    """A worker that proposes its own count and keeps what it is told."""

    def __init__(self):
        self.asked, self.told, self.most = 0, [], 0

    def call(self, command):
        if "ask" in command:
            self.asked += 1
            self.most = max(self.most, self.asked - len(self.told))
            return {"token": self.asked, "params": {"n": self.asked}, "seconds": 1.0}
        self.told.append((command["tell"], command["loss"]))
        return {"seconds": 0.5}


def problem(workers=1, name="p", suite="s", budget=20):
    def objective(seed):
        return lambda params, number: problems.Evaluation(float(params["n"]), float(params["n"]))

    return problems.Problem(name, suite, "g", SPACE, objective, budget=budget, workers=workers)


class Simulation(unittest.TestCase):
    def test_one_worker_tells_in_order(self):
        worker = Echo()
        ended, seconds = run.simulate(problem(), 0, worker)
        self.assertEqual([e.loss for e in ended], list(range(1, 21)))
        self.assertEqual((worker.most, seconds), (1, [1.5] * 20))

    def test_four_workers_run_four_trials_and_tell_as_they_end(self):
        worker = Echo()
        ended, seconds = run.simulate(problem(workers=4), 0, worker)
        told = [token for token, _ in worker.told]
        self.assertEqual(worker.most, 4)
        self.assertEqual(sorted(told), list(range(1, 21)))
        self.assertNotEqual(told, sorted(told))
        self.assertEqual([e.loss for e in ended], [float(token) for token in told])
        self.assertAlmostEqual(sum(seconds), 30)
        again = Echo()
        run.simulate(problem(workers=4), 0, again)
        self.assertEqual(again.told, worker.told)


class Workers(unittest.TestCase):
    """worker.py with a method of its own, which counts its asks and dies at the ask that its options name."""

    PROGRAM = """
import os, adapters, worker

class Counting(adapters.Adapter):
    def setup(self):
        self.count = 0
        os.environ["SEEN"] = os.environ.get("SEEN", "") + "x"  # must not reach the next run
    def ask(self):
        self.count += 1
        print("noise on standard output")
        if self.count == self.options.get("dies"):
            os._exit(3)
        return self.count, {"width": 4 + self.count, "C": 0.0, "kernel": os.environ["SEEN"]}

adapters.METHODS["counting"] = (Counting, "", False)
worker.main("counting")
"""

    def setUp(self):
        self.worker = run.Worker("random", ["-c", self.PROGRAM])
        self.addCleanup(self.worker.close)

    def start(self, **options):
        space_ = space.ranges(space.choice("kernel", ["x", "xx"]), *WIDE)
        settings = dict(space=space_, seed=0, budget=9, workers=1, noisy=False, goal="Minimize", limit=60)
        self.worker.start({**settings, "options": options})

    def test_a_run_knows_nothing_of_the_one_before(self):
        for _ in range(2):
            self.start()
            for n in range(3):
                answer = self.worker.call({"ask": True})
                self.assertEqual((answer["token"], answer["params"]["width"]), (n, 5 + n))
                self.assertEqual(answer["params"]["kernel"], "x")
                self.worker.call({"tell": n, "loss": 1.0})
            self.worker.end()

    def test_a_run_that_dies_is_an_error_and_the_next_one_works(self):
        self.start(dies=2)
        self.worker.call({"ask": True})
        with self.assertRaisesRegex(RuntimeError, "the run ended with 3"):
            self.worker.call({"ask": True})
        self.worker.end()
        self.start()
        self.assertEqual(self.worker.call({"ask": True})["token"], 0)
        self.worker.end()


class Failures(unittest.TestCase):
    def test_a_library_without_failures_is_told_the_worst_loss(self):
        told = []

        class Peer(adapters.Adapter):
            def tell(self, token, loss):
                told.append((token, loss))

        peer = Peer(SPACE, 0, 10)
        peer.fail("a")
        self.assertEqual(told, [])
        peer.succeed("b", 3.0)
        peer.succeed("c", 2.0)
        peer.fail("d")
        self.assertEqual(told, [("b", 3.0), ("a", 3.0), ("c", 2.0), ("d", 3.0)])


class Files(unittest.TestCase):
    def test_runs_are_resumed(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "new" / "m.jsonl"
            self.assertEqual(run.finished(path, retry=False), set())
            run.append(path, {"problem": "p", "seed": 0, "losses": [1]})
            run.append(path, {"problem": "p", "seed": 1, "error": "x"})
            self.assertEqual(run.finished(path, retry=False), {("p", 0), ("p", 1)})
            self.assertEqual(run.finished(path, retry=True), {("p", 0)})

    def test_seeds(self):
        self.assertEqual(run.seeds("0-2,7"), [0, 1, 2, 7])


class Claims(unittest.TestCase):
    """Two suites of one problem each; random search's levels are 10 and the optimum is 0."""

    def setUp(self):
        listed = (problem(name="p", suite="s"), problem(name="q", suite="t"))
        level = {"optimum": 0, "known": "exact", "median": 20, "R": [10, 10, 10]}
        methods = {"lode": (None, "", False), "ours": (None, "", False), "one": (None, "", False)}
        for target, name, value in (
            (problems, "every_problem", lambda: listed),
            (problems, "SUITES", ("s", "t")),
            (problems, "reference", lambda: {"p": level, "q": level}),
            (adapters, "PEERS", ("one", "two")),
            (adapters, "METHODS", {**methods, "two": (None, "", True)}),
        ):
            patch = mock.patch.object(target, name, value)
            patch.start()
            self.addCleanup(patch.stop)
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def record(self, method, loss, seeds=5, problems_=("p", "q")):
        for name in problems_:
            for seed in range(seeds):
                run.append(
                    pathlib.Path(self.folder.name) / f"{method}.jsonl",
                    {
                        "method": method,
                        "suite": {"p": "s", "q": "t"}[name],
                        "problem": name,
                        "seed": seed,
                        "budget": 20,
                        "losses": [15.0] + [loss] * 19,
                        "seconds_per_ask": 0.1,
                        "origin": "run.py",
                    },
                )

    def runs(self):
        return report.Runs(self.folder.name, "lode")

    def failing(self):
        return [text for text, holds in report.claims(self.runs()) if not holds]

    def test_all_hold_where_lode_is_better_everywhere(self):
        self.record("lode", 1.0)
        self.record("one", 2.0)
        self.record("two", 5.0, seeds=3)
        self.assertEqual(self.failing(), [])
        runs = self.runs()
        self.assertEqual(report.best_peer(runs, "s", report.FULL)[0], "one")
        self.assertAlmostEqual(report.overall(runs, "one", report.FULL)[0], 0.1)  # scores 0.9 and 0.8
        self.assertAlmostEqual(report.overall(runs, "two", report.HALF)[0], 0.4)
        self.assertEqual(report.mean_ranks(runs, ["lode", "one", "two"], report.FULL)[0]["one"], [2, 2])

    def test_a_small_lead_fails(self):
        self.record("lode", 1.0)
        self.record("one", 1.4)
        self.record("two", 5.0)
        self.assertEqual([text.split(":")[1] for text in self.failing()], [" 0.05 above one"] * 2)

    def test_a_worse_suite_fails(self):
        self.record("lode", 1.0, problems_=("p",))
        self.record("lode", 6.0, problems_=("q",))
        self.record("one", 5.0)
        self.record("two", 9.0)
        self.assertIn(
            "t, full budget: not wholly below the best peer (one): -0.10 [-0.10, -0.10]", self.failing()
        )
        self.assertNotIn("s, full budget", " ".join(self.failing()))

    def test_what_is_not_measured_fails(self):
        self.record("lode", 1.0)
        self.record("one", 5.0, problems_=("p",))
        failing = " | ".join(self.failing())
        self.assertIn("one is measured on every problem: 5 runs are missing", failing)
        self.assertIn("two is measured on every problem: 6 runs are missing", failing)
        self.assertIn("0.05 above one: +0.40 [+0.40, +0.40]; both are measured in 1 of 2 suites", failing)
        self.assertIn("0.05 above two: no common runs", failing)
        self.assertIn("the best peer (one): +0.40 [+0.40, +0.40]; only 2 of 3 methods are measured", failing)
        self.assertIn("first in mean rank: only 1 of 3 methods are measured", failing)

    def test_the_document_says_what_is_incomplete(self):
        self.record("lode", 1.0)
        self.record("one", 5.0, problems_=("p",))
        text = report.document(self.runs())
        self.assertIn("| lode | 0.90 / 0.90 / 0.90 |", text)
        self.assertIn("| one | +0.40 [+0.40, +0.40] | - | +0.40 [+0.40, +0.40] |", text)


if __name__ == "__main__":
    unittest.main()
