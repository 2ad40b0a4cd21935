"""Scores, ranks and intervals against values worked out by hand."""

import math
import unittest

import scoring


class Scores(unittest.TestCase):
    def test_checkpoints(self):
        self.assertEqual(scoring.checkpoints(50), [10, 25, 50])
        self.assertEqual(scoring.checkpoints(100), [20, 50, 100])
        self.assertEqual(scoring.checkpoints(30), [6, 15, 30])

    def test_score_is_the_part_of_the_way_from_random_search_to_the_optimum(self):
        self.assertEqual(scoring.score(7, reference=10, optimum=4), 0.5)
        self.assertEqual(scoring.score(10, reference=10, optimum=4), 0)
        self.assertEqual(scoring.score(4, reference=10, optimum=4), 1)
        self.assertEqual(scoring.score(13, reference=10, optimum=4), -0.5)
        self.assertEqual(scoring.score(-2.5, reference=-2, optimum=-3), 0.5)

    def test_score_is_clipped(self):
        self.assertEqual(scoring.score(1e9, reference=10, optimum=4), -1)
        self.assertEqual(scoring.score(3, reference=10, optimum=4), 1)  # better than the best known

    def test_score_without_room_or_without_success(self):
        self.assertEqual(scoring.score(4, reference=4, optimum=4), 0)
        self.assertEqual(scoring.score(5, reference=4, optimum=4), -1)
        self.assertEqual(scoring.score(None, reference=10, optimum=4), -1)
        third = 1 / 3
        self.assertEqual(scoring.score(0.333333333334, reference=third, optimum=third), 0)  # as recorded

    def test_log_regret(self):
        self.assertAlmostEqual(scoring.log_regret(4.06, median=10, optimum=4), -2)
        self.assertEqual(scoring.log_regret(10, median=10, optimum=4), 0)
        self.assertAlmostEqual(scoring.log_regret(604, median=10, optimum=4), 2)
        self.assertEqual(scoring.log_regret(4, median=10, optimum=4), -4)
        self.assertEqual(scoring.log_regret(4 + 6e-9, median=10, optimum=4), -4)

    def test_incumbent(self):
        losses = [5, None, 3, math.nan, 4, 1]
        self.assertEqual(scoring.incumbent(losses, 1), 5)
        self.assertEqual(scoring.incumbent(losses, 5), 3)
        self.assertEqual(scoring.incumbent(losses, 6), 1)
        self.assertIsNone(scoring.incumbent([None, None, 2], 2))

    def test_incumbent_under_noise_is_what_looked_best(self):
        self.assertEqual(scoring.incumbent([3.0, 2.0, 2.5], 3, truth=[2.6, 2.9, 2.4]), 2.9)


class References(unittest.TestCase):
    def test_quantile(self):
        self.assertEqual(scoring.quantile([4, 1, 3, 2], 0), 1)
        self.assertEqual(scoring.quantile([4, 1, 3, 2], 1), 4)
        self.assertEqual(scoring.quantile([4, 1, 3, 2], 0.5), 2.5)
        self.assertAlmostEqual(scoring.quantile([10, 20], 0.25), 12.5)
        self.assertEqual(scoring.quantile([1, 2, math.inf], 0.9), math.inf)
        self.assertEqual(scoring.quantile([0.02] * 3, 0.02), 0.02)  # 0.02 * 0.96 + 0.02 * 0.04 is not

    def test_median_best_of_one_is_the_median(self):
        self.assertEqual(scoring.median_best(range(101), 1), 50)

    def test_median_best_of_uniform_draws(self):
        # The best of n uniform draws on [0, 1] is below x with probability 1 - (1 - x)^n.
        grid = [i / 10000 for i in range(10001)]
        for n in (2, 10, 50):
            self.assertAlmostEqual((1 - scoring.median_best(grid, n)) ** n, 0.5, places=9)

    def test_failures_are_the_worst_draws(self):
        self.assertEqual(scoring.median_best([1, 2, 3, None, None], 1), 3)
        self.assertEqual(scoring.median_best([1, None, None], 1), math.inf)


class Comparisons(unittest.TestCase):
    def test_ranks(self):
        self.assertEqual(scoring.ranks([3, 1, 2]), [3, 1, 2])
        self.assertEqual(scoring.ranks([1, 1, 2]), [1.5, 1.5, 3])
        self.assertEqual(scoring.ranks([2, None, 2, 2, None]), [2, 4.5, 2, 2, 4.5])

    def test_wins(self):
        self.assertEqual(scoring.wins([1, 2, 3, None], [2, 2, 1, 7]), (1 + 0.5 + 0 + 0) / 4)

    def test_grouped_mean_weighs_groups_alike(self):
        self.assertEqual(scoring.grouped_mean([[1, 1, 1, 1], [3]]), 2)
        self.assertEqual(scoring.grouped_mean([[[1, 3], [6]], [[10]]]), (4 + 10) / 2)
        self.assertEqual(scoring.grouped_mean({"a": [1, 3], "b": [6]}), 4)

    def test_bootstrap_of_a_constant(self):
        self.assertEqual(
            scoring.bootstrap([[[0.25, 0.25], [0.25]], [[0.25]]], resamples=50), (0.25, 0.25, 0.25)
        )

    def test_bootstrap_of_two_seeds(self):
        # One problem, seeds 0 and 1: a resample's mean is 0, 1/2, 1 with probabilities 1/4, 1/2, 1/4.
        self.assertEqual(scoring.bootstrap([[[0, 1]]], resamples=400), (0.5, 0, 1))
        # At a level of 40 % both ends, the quantiles 0.3 and 0.7, lie within the middle half.
        self.assertEqual(scoring.bootstrap([[[0, 1]]], resamples=400, level=0.4), (0.5, 0.5, 0.5))

    def test_bootstrap_draws_problems_too(self):
        # Two problems without spread over seeds: means 0, 1/2, 1 with probabilities 1/4, 1/2, 1/4.
        self.assertEqual(scoring.bootstrap([[[0, 0], [1, 1]]], resamples=400), (0.5, 0, 1))

    def test_bootstrap_does_not_draw_suites(self):
        self.assertEqual(scoring.bootstrap([[[0, 0]], [[1]]], resamples=50), (0.5, 0.5, 0.5))

    def test_bootstrap_is_the_same_each_time(self):
        data = [[[0.1, 0.7, 0.3], [0.2, 0.9]], [[0.4, 0.5]]]
        self.assertEqual(scoring.bootstrap(data, resamples=200), scoring.bootstrap(data, resamples=200))

    def test_bootstrap_of_a_normal_sample_is_as_wide_as_theory_says(self):
        # 400 problems of one seed, +1 and -1 by halves: the mean's deviation is 1/20, the interval 2 * 1.96 /
        # 20 wide.
        _, low, high = scoring.bootstrap([[[(-1) ** i] for i in range(400)]], resamples=1000)
        self.assertAlmostEqual(high - low, 2 * 1.96 / 20, delta=0.02)
        self.assertAlmostEqual(high + low, 0, delta=0.02)


if __name__ == "__main__":
    unittest.main()
