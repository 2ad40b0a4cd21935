"""Random search."""

import space
from adapters.adapter import Adapter


class Random(Adapter):
    """Uniform on each parameter's own scale."""

    def setup(self):
        import numpy as np

        self.random = np.random.default_rng(1000 + self.seed)

    def ask(self):
        return None, space.at(self.parameters, self.random.random(len(self.parameters)))
