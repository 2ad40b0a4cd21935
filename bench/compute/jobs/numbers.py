"""Log EI for libraries that have a posterior but not this function."""

import numpy as np
from scipy.special import erfcx, ndtr

_HALF_LOG_2PI = 0.5 * np.log(2 * np.pi)


def log_ei(mean, deviation, best):
    """Of minimised losses; in its lower branch as in Ament et al. 2023."""
    u = (best - mean) / deviation
    a = -np.minimum(u, -1.0)
    with np.errstate(over="ignore", divide="ignore"):
        upper = np.log(np.exp(-0.5 * u * u - _HALF_LOG_2PI) + u * ndtr(u))
        lower = -0.5 * a * a - _HALF_LOG_2PI + np.log1p(-np.sqrt(np.pi / 2) * a * erfcx(a / np.sqrt(2)))
    return np.log(deviation) + np.where(u > -1, upper, lower)
