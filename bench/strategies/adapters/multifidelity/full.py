"""Random search at full length."""

import space
from adapters.multifidelity.method import Method


class RandomFull(Method):
    """Uniform on each parameter's own scale; no trial is ended early."""

    def setup(self):
        import numpy as np

        self.random, self.asked = np.random.default_rng(1000 + self.seed), 0

    def ask(self):
        self.asked += 1
        return self.asked, space.at(self.parameters, self.random.random(len(self.parameters))), 0
