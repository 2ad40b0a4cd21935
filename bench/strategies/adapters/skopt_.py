"""scikit-optimize."""

from adapters.adapter import Adapter


class Skopt(Adapter):
    """skopt.Optimizer's defaults: Gaussian process, gp_hedge, 10 initial points.

    Running trials are told to a copy as the least loss so far, skopt's own constant liar.
    """

    distribution = "scikit-optimize"
    modules = ("skopt", "skopt.space")

    def setup(self):
        import skopt
        from skopt.space import Categorical, Integer, Real

        axes = []
        for p in self.parameters:
            if p.kind == "choice":
                axes.append(Categorical(list(p.choices)))
            else:
                axes.append(
                    (Integer if p.kind == "int" else Real)(
                        p.low, p.high, prior="log-uniform" if p.log else "uniform"
                    )
                )
        self.search = skopt.Optimizer(axes, base_estimator="GP", n_initial_points=10, random_state=self.seed)
        self.running = []

    def ask(self):
        point = self.liar().ask()
        self.running.append(point)
        return point, self.plain({p.name: value for p, value in zip(self.parameters, point)})

    def liar(self):
        """What to ask: with running trials, a copy that was told the least loss for them."""
        if not (self.running and self.search.yi):
            return self.search
        liar = self.search.copy(random_state=self.seed * 1000 + len(self.search.yi))
        liar.tell(list(self.running), [min(self.search.yi)] * len(self.running))
        return liar

    def tell(self, point, loss):
        if point in self.running:
            self.running.remove(point)
        self.search.tell(point, float(loss))
