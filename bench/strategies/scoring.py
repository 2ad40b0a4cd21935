"""Scores, differences and their intervals. Everything here is a minimised loss; nothing outside the standard
library.

Words: a *run* is one method on one problem with one seed. Its *losses* are in the order in which trials
ended, None where a trial failed. A *checkpoint* is a number of ended trials.
"""

import bisect
import math
import random

LOG_REGRET_FLOOR = -4.0
FAILED = -1.0  # the score before any trial has succeeded
ROUNDING = 1e-8  # losses are recorded to nine digits or more


def checkpoints(budget):
    """The numbers of trials at 20, 50 and 100 % of a budget."""
    return [max(1, round(budget * share)) for share in (0.2, 0.5, 1.0)]


def incumbent(losses, count, truth=None):
    """The loss of what a user would take after `count` trials: the trial with the least loss observed.

    With noise, `truth` holds the trials' noise-free losses and the incumbent's is returned. None where all
    failed.
    """
    seen = [(loss, i) for i, loss in enumerate(losses[:count]) if loss is not None and not math.isnan(loss)]
    if not seen:
        return None
    loss, index = min(seen)
    return loss if truth is None else truth[index]


def incumbent_after(best, epochs):
    """The least loss after so many epochs, from a run's improvements [epochs, ..., loss]. None before the first."""
    seen = [loss for spent, *_, loss in best if spent <= epochs]
    return seen[-1] if seen else None


def score(loss, reference, optimum):
    """(R - y) / (R - y_opt), clipped to [-1, 1]: 0 is random search's median, 1 the optimum.

    Where random search's median is the optimum already nothing can be gained: 0 for reaching it, -1 for less.
    """
    if loss is None:
        return FAILED
    room, rounding = reference - optimum, ROUNDING * max(abs(reference), abs(optimum))
    if room <= rounding:
        return 0.0 if loss <= reference + rounding else FAILED
    return min(1.0, max(-1.0, (reference - loss) / room))


def log_regret(loss, median, optimum):
    """log10 of the regret as a part of the median random configuration's, not below LOG_REGRET_FLOOR."""
    if loss is None:
        return 0.0
    regret = (loss - optimum) / (median - optimum)
    return LOG_REGRET_FLOOR if regret <= 10**LOG_REGRET_FLOOR else math.log10(regret)


def quantile(values, q):
    """The q-quantile by linear interpolation between the sorted values. Infinities (failures) are allowed."""
    ordered = sorted(values)
    position = q * (len(ordered) - 1)
    below = math.floor(position)
    part = position - below
    if part == 0 or ordered[below] == ordered[below + 1]:  # exactly the value, which ties must be seen by
        return ordered[below]
    return ordered[below] * (1 - part) + ordered[below + 1] * part


def median_best(losses, count):
    """The median of the best of `count` independent draws from `losses`: exactly that quantile of them.

    The best of n draws is above x with probability (1 - F(x))^n, which is one half where F(x) = 1 -
    0.5^(1/n).
    """
    return quantile([math.inf if loss is None else loss for loss in losses], 1 - 0.5 ** (1 / count))


def ranks(losses):
    """Ranks from 1 (least loss), ties sharing the mean of their places. None (all trials failed) is last."""
    keys = [math.inf if loss is None else loss for loss in losses]
    ordered = sorted(keys)
    return [(bisect.bisect_left(ordered, key) + 1 + bisect.bisect_right(ordered, key)) / 2 for key in keys]


def wins(losses, others):
    """The share of pairs in which the first is less than the second, a tie counting one half."""
    keys = [(math.inf if a is None else a, math.inf if b is None else b) for a, b in zip(losses, others)]
    return sum(1.0 if a < b else 0.5 if a == b else 0.0 for a, b in keys) / len(keys)


def mean(values):
    values = list(values)
    return math.fsum(values) / len(values)


def grouped_mean(groups):
    """The mean over groups of their members' means; groups is a mapping or a list, nested to any depth."""
    if isinstance(groups, dict):
        groups = list(groups.values())
    return mean(grouped_mean(g) if isinstance(g, (list, dict)) else g for g in groups)


def bootstrap(suites, resamples=2000, seed=0, level=0.95):
    """(mean, low, high) of the mean over suites, of the mean over problems, of the mean over seeds.

    `suites` is a list of suites, a suite a list of problems, a problem a list of values by seed. Suites stay
    as they are; in each, problems are drawn with replacement and then seeds within each drawn problem.
    """
    draw = random.Random(seed)
    means = sorted(mean(_resampled(suite, draw) for suite in suites) for _ in range(resamples))
    tail = (1 - level) / 2
    return grouped_mean(suites), quantile(means, tail), quantile(means, 1 - tail)


def _resampled(problems, draw):
    total = 0.0
    for values in draw.choices(problems, k=len(problems)):
        total += sum(draw.choices(values, k=len(values))) / len(values)
    return total / len(problems)
