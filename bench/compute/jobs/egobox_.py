"""egobox: Egor.suggest. Its model takes no hyperparameters, so nothing is scored with it."""

from importlib.metadata import version

import data
import egobox
import numpy as np
from jobs import Job

VERSION = version("egobox")


class Ask(Job):
    """By its defaults. Each suggestion is made from the observations alone."""

    def __init__(self, settings):
        self.rows, self.losses = data.history(settings["n"], settings["d"])
        self.proposed, self.search = None, egobox.Egor([[0.0, 1.0]] * settings["d"], seed=1)

    def prepare(self):
        if self.proposed is not None:
            self.rows.append(self.proposed)
            self.losses.append(data.levy(self.proposed))

    def step(self):
        found = self.search.suggest(np.array(self.rows), np.array(self.losses).reshape(-1, 1))
        self.proposed = np.asarray(found)[0].tolist()


JOBS = {"ask": Ask}
