"""egobox."""

from adapters.adapter import Adapter


class Egobox(Adapter):
    """egobox's Egor.suggest after a Latin hypercube.

    The hypercube has twice as many points as there are parameters, but not more than a quarter of the budget.
    """

    distribution = "egobox"
    modules = ("egobox", "numpy")

    def setup(self):
        import egobox
        import numpy as np

        self.egobox, self.numpy = egobox, np
        self.axes = [self.axis(p) for p in self.parameters]
        count = min(max(5, 2 * len(self.parameters)), max(5, self.budget // 4))
        self.design = np.asarray(egobox.lhs(self.axes, count, seed=self.seed))
        self.asked, self.x, self.y = 0, [], []

    def axis(self, p):
        kinds = self.egobox.XType
        if p.kind == "choice":
            return self.egobox.XSpec(kinds.ENUM, tags=list(p.choices))
        if p.kind == "int" and not p.log:
            return self.egobox.XSpec(kinds.INT, [p.low, p.high])
        return self.egobox.XSpec(kinds.FLOAT, [0.0, 1.0])

    def value(self, p, x):
        if p.kind == "choice":
            return p.choices[int(round(x)) % len(p.choices)]
        if p.kind == "int" and not p.log:
            return int(min(max(round(x), p.low), p.high))
        return p.from_unit(x)

    def ask(self):
        if self.asked < len(self.design):
            point = self.design[self.asked]
        else:
            search = self.egobox.Egor(self.axes, seed=self.seed * 1000 + self.asked)
            x, y = self.numpy.array(self.x, float), self.numpy.array(self.y, float).reshape(-1, 1)
            point = self.numpy.asarray(search.suggest(x, y))[0]
        self.asked += 1
        return list(point), {p.name: self.value(p, x) for p, x in zip(self.parameters, point)}

    def tell(self, point, loss):
        self.x.append(point)
        self.y.append(loss)
