"""CMA-ES by pycma."""

import space
from adapters.adapter import Adapter


class Cma(Adapter):
    """pycma on the unit cube: the centre, deviation 0.25, integers and choices by rounding.

    A generation is told when it is complete. With several workers single samples are added while one is
    outstanding.
    """

    distribution = "cma"
    modules = ("cma",)

    def setup(self):
        import cma

        self.search = cma.CMAEvolutionStrategy(
            [0.5] * len(self.parameters), 0.25, {"bounds": [0, 1], "seed": self.seed + 1, "verbose": -9}
        )
        self.queue, self.outstanding, self.done = [], 0, []

    def ask(self):
        if not self.queue:
            self.queue = list(self.search.ask() if self.outstanding == 0 else self.search.ask(1))
        point = self.queue.pop(0)
        self.outstanding += 1
        return point, space.at(self.parameters, point)

    def tell(self, point, loss):
        self.outstanding -= 1
        self.done.append((point, loss))
        size = self.search.popsize
        if len(self.done) >= size:
            generation, self.done = self.done[:size], self.done[size:]
            self.search.tell([x for x, _ in generation], [y for _, y in generation])
