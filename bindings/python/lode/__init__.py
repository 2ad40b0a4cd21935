"""Lode from Python: ask for configurations, tell results. A thin layer over liblode's C interface (lode.h), by ctypes.

    import lode

    space = {
        "ContinuousParameterRanges": [
            {"Name": "rate", "MinValue": "0.0001", "MaxValue": "1", "ScalingType": "Logarithmic"}],
        "IntegerParameterRanges": [{"Name": "depth", "MinValue": "1", "MaxValue": "10"}],
    }
    with lode.Study(space, seed=123, max_trials=25) as study:
        for trial in study:
            study.tell(trial, train(**trial.params))
        print(study.best.params, study.best.value)

The library is found by the environment variable LODE_LIBRARY, beside this package, or as the system finds it.
"""

from lode._study import Study, Trial
from lode._library import Error, version

__all__ = ["Error", "Study", "Trial", "version"]
