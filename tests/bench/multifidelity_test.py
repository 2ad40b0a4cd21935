"""The multi-fidelity part of bench/strategies that needs no package: the simulation of workers and epochs, the
synthetic curves, checkpoints for libraries that ask for a number of epochs, scores and claims.
"""

import pathlib
import tempfile
import unittest
from unittest import mock

import adapters
import multifidelity_problems as problems
import multifidelity_report as report
import multifidelity_run as run
import scoring
import space
from adapters.multifidelity.method import Budgeted

SPACE = space.ranges(space.integer("n", 1, 1000), space.real("slow", 0, 100))


def problem(workers=1, resource=4, budget=None, name="p", suite="s"):
    """Trial n loses n / 2^step; an epoch of it lasts 1 + slow."""

    def curves(seed):
        return lambda params, step: params["n"] / 2**step, lambda: None

    made = problems.Problem(name, suite, SPACE, resource, curves, epoch_time, workers)
    return made if budget is None else Short(**{**vars(made), "epochs": budget})


def epoch_time(params):
    return 1 + params["slow"]


class Short(problems.Problem):
    """A problem with a budget of its own."""

    def __init__(self, epochs, **fields):
        super().__init__(**fields)
        object.__setattr__(self, "epochs", epochs)

    @property
    def budget(self):
        return self.epochs


class Script:
    """A method that hands out prepared trials and answers by prepared decisions, keeping what happens."""

    def __init__(self, trials, decisions=None):
        self.trials, self.decisions, self.log = list(trials), decisions or {}, []

    def ask(self):
        found = self.trials.pop(0) if self.trials else None
        self.log.append(("ask", found and found[0]))
        return found

    def report(self, trial, step, loss):
        self.log.append((trial, step, loss))
        return self.decisions.get((trial, step), "continue")

    def told(self, trial, state):
        self.log.append((trial, state))


def trial(name, n=8, slow=0, step=0):
    return name, {"n": n, "slow": slow}, step


class Simulation(unittest.TestCase):
    def test_a_trial_runs_to_the_most_epochs_whatever_is_decided_there(self):
        method = Script([trial("a")], {("a", 4): "stop"})
        found = run.simulate(problem(), 0, method)
        self.assertEqual(
            method.log,
            [("ask", "a"), ("a", 1, 4), ("a", 2, 2), ("a", 3, 1), ("a", 4, 0.5), ("a", "completed"), ("ask", None)],
        )
        self.assertEqual((found.epochs, found.clock), (4, 4))
        self.assertEqual(found.best, [[1, 1, 4], [2, 2, 2], [3, 3, 1], [4, 4, 0.5]])
        self.assertEqual(found.full, [[4, 0.5]])

    def test_stopped_and_paused_trials_free_their_worker_and_go_on_from_a_step(self):
        method = Script(
            [trial("a"), trial("b"), trial("a", step=2)], {("a", 2): "pause", ("b", 1): "stop"}
        )
        found = run.simulate(problem(), 0, method)
        self.assertEqual(
            [entry for entry in method.log if "ask" not in entry],
            [
                ("a", 1, 4),
                ("a", 2, 2),
                ("a", "paused"),
                ("b", 1, 4),
                ("b", "stopped"),
                ("a", 3, 1),
                ("a", 4, 0.5),
                ("a", "completed"),
            ],
        )
        self.assertEqual(
            found.counts, {"trials": 2, "completed": 1, "stopped": 1, "paused": 1, "resumed": 1}
        )
        self.assertEqual(found.epochs, 5)

    def test_workers_report_in_the_order_of_the_clock(self):
        method = Script([trial("a", slow=2), trial("b"), trial("c")])
        run.simulate(problem(workers=2), 0, method)
        reports = [entry[:2] for entry in method.log if len(entry) == 3]
        # a at 3, 6, ...; b at 1 to 4, then c at 5 to 8. At 3 and 6 a comes first, as it was asked for first.
        self.assertEqual(
            reports[:9],
            [("b", 1), ("b", 2), ("a", 1), ("b", 3), ("b", 4), ("c", 1), ("a", 2), ("c", 2), ("c", 3)],
        )

    def test_a_method_that_waits_is_asked_again_after_each_report(self):
        method = Script([trial("a"), None, trial("b"), None, None, None])
        run.simulate(problem(workers=2), 0, method)
        self.assertEqual(method.log[:4], [("ask", "a"), ("ask", None), ("a", 1, 4), ("ask", "b")])

    def test_the_budget_is_epochs(self):
        method = Script([trial(i) for i in range(99)])
        found = run.simulate(problem(budget=10), 0, method)
        self.assertEqual(found.epochs, 10)
        self.assertEqual(sum(len(entry) == 3 for entry in method.log), 10)
        self.assertEqual((found.counts["trials"], found.counts["completed"]), (3, 2))


class Library(Budgeted):
    """Asks for prepared configurations and epochs."""

    jobs, results = (), None

    def setup(self):
        self.left, self.results = list(self.jobs), []

    def next(self):
        return self.left.pop(0) if self.left else None

    def done(self, token, loss):
        self.results.append((token, loss))


def settings(**more):
    return {"space": SPACE, "resource": 4, "seed": 0, "budget": 40, "workers": 1, **more}


class Checkpoints(unittest.TestCase):
    def library(self, *jobs):
        return type("Prepared", (Library,), {"jobs": jobs})(settings())

    def test_a_configuration_goes_on_from_where_it_was_left(self):
        x, y = {"n": 8, "slow": 0.0}, {"n": 16, "slow": 0.0}
        library = self.library(("x1", x, 1), ("y1", y, 1), ("x4", x, 4))
        found = run.simulate(problem(), 0, library)
        self.assertEqual(library.results, [("x1", 4), ("y1", 8), ("x4", 0.5)])
        self.assertEqual(found.epochs, 5)
        self.assertEqual(found.counts["resumed"], 1)

    def test_what_is_known_is_not_trained_again(self):
        x = {"n": 8, "slow": 0.0}
        library = self.library(("x3", x, 3), ("again", x, 1), ("y", {"n": 2, "slow": 0.0}, 1))
        found = run.simulate(problem(), 0, library)
        self.assertEqual(library.results, [("x3", 1), ("again", 4), ("y", 1)])
        self.assertEqual(found.epochs, 4)

    def test_a_running_configuration_is_trained_apart(self):
        x = {"n": 8, "slow": 0.0}
        library = self.library(("x2", x, 2), ("twin", x, 2))
        found = run.simulate(problem(workers=2), 0, library)
        self.assertEqual(sorted(library.results), [("twin", 2), ("x2", 2)])
        self.assertEqual((found.epochs, found.counts["trials"]), (4, 2))


class Curves(unittest.TestCase):
    def test_what_is_reserved_is_refused(self):
        for ask in (
            lambda: problems.crossing("crossing_d3"),
            lambda: problems.crossing("crossing_d4").curves(problems.INSTANCES),
            lambda: problems.real("mlp", "iris", 27),
            lambda: problems.by_name("xgboost_iris"),
        ):
            with self.assertRaises(problems.Reserved):
                ask()

    def exact(self, name, seed=0):
        made = problems.crossing(name)
        return made, made.curves(seed)[0].__self__

    def test_values_are_by_hand(self):
        made, curves = self.exact("late_d4")
        curves.centre, curves.weights = [0.5, 0.5, 0.5], [0.5, 0.25, 0.25]
        # At the centre with rate 1e-2 (v = 1/2): a = 0.1 + 0.6 * 0.5^1.5, tau = 3 * 27 * exp(-2.25).
        params = {"rate": 1e-2, "x1": 0.0, "x2": 0.0, "x3": 0.0}
        self.assertAlmostEqual(curves.exact(params, 10**9), 0.3121320344)
        # (27 / tau)^0.8 = 3.162578^0.8 = 2.51208.
        self.assertAlmostEqual(curves.exact(params, 27), 0.3121320344 + 0.6878679656 * 0.0810995, places=5)
        # x1 a quarter of its range above: d = 0.5 * 0.25, ripple 0.5 * (1 - cos(1.5 pi)) / 2 = 0.25.
        params["x1"] = 2.5
        self.assertAlmostEqual(curves.exact(params, 10**9), 0.3121320344 + 0.5 * 0.125 + 0.03 * 0.25)

    def test_curves_cross_and_fall(self):
        for name in ("crossing_d2", "late_d4"):
            made, curves = self.exact(name)
            rest = {p.name: p.from_unit(c) for p, c in zip(made.parameters[1:], curves.centre)}
            quick, slow = {"rate": 1.0, **rest}, {"rate": 10**-2.4, **rest}
            self.assertLess(curves.exact(quick, 1), curves.exact(slow, 1))
            self.assertGreater(curves.exact(quick, made.resource), curves.exact(slow, made.resource))
            losses = [curves.exact(slow, step) for step in range(1, made.resource + 1)]
            self.assertEqual(losses, sorted(losses, reverse=True))

    def test_noise_is_fixed(self):
        made, curves = self.exact("crossing_d2")
        params = {"rate": 0.1, "x1": 1.0}
        first, again = [made.curves(0)[0](params, 3) for _ in range(2)]
        self.assertEqual(first, again)
        self.assertNotEqual(first, curves.exact(params, 3))
        self.assertLess(abs(first - curves.exact(params, 3)), 5 * curves.NOISE)
        self.assertNotEqual(first, made.curves(1)[0](params, 3))

    def test_sequential_problems_have_one_worker_and_the_same_curves(self):
        one, four = problems.by_name("sequential_late_d4"), problems.by_name("late_d4")
        self.assertEqual((one.workers, four.workers), (1, 4))
        params = {"rate": 0.1, "x1": 1.0, "x2": 1.0, "x3": 1.0}
        self.assertEqual(one.curves(2)[0](params, 5), four.curves(2)[0](params, 5))


class Scores(unittest.TestCase):
    def test_the_incumbent_after_so_many_epochs(self):
        best = [[1, 1.0, 5.0], [4, 2.0, 3.0], [9, 2.5, 1.0]]
        self.assertEqual([scoring.incumbent_after(best, n) for n in (0, 1, 3, 4, 9, 50)], [None, 5, 5, 3, 1, 1])
        self.assertEqual(scoring.incumbent_after([[2, 7.0]], 2), 7)


class Claims(unittest.TestCase):
    """Two suites of one problem each; random search's levels are 10 and the optimum is 0."""

    def setUp(self):
        listed = (problem(name="p", suite="s"), problem(name="q", suite="t"))
        level = {"optimum": 0, "known": "search", "median": 20, "R": [10, 10, 10]}
        for target, name, value in (
            (problems, "every_problem", lambda: listed),
            (problems, "SUITES", ("s", "t")),
            (problems, "reference", lambda: {"p": level, "q": level}),
            (run, "SEEDS", 3),
            (adapters.multifidelity, "PEERS", ("one",)),
        ):
            patch = mock.patch.object(target, name, value)
            patch.start()
            self.addCleanup(patch.stop)
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def record(self, method, losses, seeds=3, problems_=("p", "q")):
        """`losses` after 20, 50 and 100 % of the 120 epochs; those of seed s are s tenths above."""
        for name in problems_:
            for seed in range(seeds):
                line = {
                    "method": method,
                    "suite": {"p": "s", "q": "t"}[name],
                    "problem": name,
                    "seed": seed,
                    "best": [[e, 0.0, loss + seed / 10] for e, loss in zip((24, 60, 120), losses)],
                    "full": [],
                    "version": "1",
                    **dict.fromkeys(["trials", "completed", "stopped", "paused", "resumed"], 1),
                    **dict.fromkeys(
                        ["clock_per_report", "clock_per_ask", "clock_per_epoch", "longest_report"], 0.002
                    ),
                }
                run.run.append(pathlib.Path(self.folder.name) / f"{method}.jsonl", line)

    def runs(self):
        return report.Runs(self.folder.name)

    def failing(self):
        return [text for text, holds in report.claims(self.runs()) if not holds]

    def test_all_hold_where_lode_is_better_everywhere(self):
        self.record("lode-freeze-thaw", (4, 3, 2))
        self.record("one", (6, 5, 3))
        self.record("lode-bayesian", (9, 5, 3))
        self.assertEqual(self.failing(), [])
        self.assertAlmostEqual(report.difference(self.runs(), "one", 0)[0], 0.2)
        self.assertAlmostEqual(report.difference(self.runs(), "lode-bayesian", 0, "t")[0], 0.5)

    def test_a_budget_at_which_lode_is_behind_fails(self):
        self.record("lode-freeze-thaw", (4, 3, 3.5))
        self.record("one", (6, 5, 3))
        self.record("lode-bayesian", (9, 5, 4))
        self.assertEqual(
            self.failing(), ["100 % of the epochs: mean score above one's: -0.05 [-0.05, -0.05]"]
        )

    def test_an_interval_that_holds_zero_fails_at_half_the_budget_only(self):
        self.record("lode-freeze-thaw", (4, 3, 2), problems_=("p",))
        self.record("lode-freeze-thaw", (4, 7, 2), problems_=("q",))
        self.record("one", (6, 6, 3))
        self.record("lode-bayesian", (9, 9, 9))
        with mock.patch.object(scoring, "bootstrap", lambda groups: (scoring.grouped_mean(groups), -0.01, 1)):
            self.assertEqual(
                [text.split(", the interval")[0] for text in self.failing()],
                [f"50 % of the epochs: mean score above {n}'s" for n in ("one", "lode-bayesian")],
            )

    def test_what_is_not_measured_fails(self):
        self.record("lode-freeze-thaw", (4, 3, 2))
        self.record("one", (6, 5, 3), problems_=("p",))
        failing = " | ".join(self.failing())
        self.assertIn("one is measured on every problem: 3 runs are missing", failing)
        self.assertIn("20 % of the epochs: mean score above one's: +0.20 [+0.20, +0.20]; not measured", failing)
        self.assertIn("lode-bayesian's: no common runs", failing)

    def test_the_document_says_what_is_incomplete(self):
        self.record("lode-freeze-thaw", (4, 3, 2), seeds=1)
        self.record("one", (6, 5, 3), seeds=1, problems_=("p",))
        text = report.document(self.runs())
        self.assertIn("| lode-freeze-thaw | 0.60 / 0.70 / 0.80 | 0.60 / 0.70 / 0.80 |", text)
        self.assertIn("| one | +0.20 [+0.20, +0.20] | - | +0.20 [+0.20, +0.20] |", text)
        self.assertIn("| one | 2 | 2 | 2 | 2 |", text)  # milliseconds


if __name__ == "__main__":
    unittest.main()
