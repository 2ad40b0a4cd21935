"""HEBO."""

from adapters.adapter import Adapter


class Hebo(Adapter):
    """HEBO's defaults. It knows of no pending trials."""

    distribution = "HEBO"
    modules = ("torch", "hebo.design_space.design_space", "hebo.optimizers.hebo")

    def setup(self):
        import numpy as np
        import torch

        torch.set_num_threads(1)
        torch.manual_seed(self.seed)
        np.random.seed(self.seed)
        from hebo.design_space.design_space import DesignSpace
        from hebo.optimizers.hebo import HEBO

        self.numpy = np
        self.search = HEBO(
            DesignSpace().parse([self.described(p) for p in self.parameters]), scramble_seed=self.seed
        )

    @staticmethod
    def described(p):
        if p.kind == "choice":
            return {"name": p.name, "type": "cat", "categories": list(p.choices)}
        kind = {
            ("int", False): "int",
            ("int", True): "pow_int",
            ("float", False): "num",
            ("float", True): "pow",
        }
        base = {"base": 10} if p.log else {}
        return {"name": p.name, "type": kind[p.kind, p.log], "lb": p.low, "ub": p.high, **base}

    def ask(self):
        row = self.search.suggest(n_suggestions=1)
        return row, self.plain(row.iloc[0].to_dict())

    def tell(self, row, loss):
        self.search.observe(row, self.numpy.array([[loss]]))
