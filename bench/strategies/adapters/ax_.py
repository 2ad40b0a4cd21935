"""Ax."""

import logging
import math

from adapters.adapter import Adapter


class Ax(Adapter):
    """ax.api.client.Client with its default generation strategy: the centre, Sobol points, then BoTorch."""

    distribution = "ax-platform"
    modules = ("torch", "ax.api.client", "ax.api.configs")

    def setup(self):
        import torch

        torch.set_num_threads(1)
        from ax.api.client import Client

        for name in ["ax"] + [n for n in logging.root.manager.loggerDict if n.startswith("ax")]:
            logging.getLogger(name).setLevel(logging.CRITICAL)
        self.client = Client(random_seed=self.seed)
        # Ax refuses ranges narrower than about 1e-6, on a log scale too: those go in as their exponents.
        self.exponents = {
            p.name for p in self.parameters if p.kind == "float" and p.log and p.high - p.low < 1e-4
        }
        self.client.configure_experiment(
            parameters=[self.configured(i, p) for i, p in enumerate(self.parameters)]
        )
        self.client.configure_optimization(objective="-loss")
        self.client.configure_generation_strategy(method="fast", initialization_random_seed=self.seed)

    def configured(self, index, p):
        from ax.api.configs import ChoiceParameterConfig, RangeParameterConfig

        name = f"p{index}"
        if p.kind == "choice":
            return ChoiceParameterConfig(
                name=name, values=list(p.choices), parameter_type="str", is_ordered=False
            )
        if p.name in self.exponents:
            return RangeParameterConfig(
                name=name, bounds=(math.log10(p.low), math.log10(p.high)), parameter_type="float"
            )
        return RangeParameterConfig(
            name=name, bounds=(p.low, p.high), parameter_type=p.kind, scaling="log" if p.log else None
        )

    def ask(self):
        ((index, found),) = self.client.get_next_trials(max_trials=1).items()
        params = {p.name: found[f"p{i}"] for i, p in enumerate(self.parameters)}
        params.update({name: 10 ** params[name] for name in self.exponents})
        return index, self.plain(params)

    def tell(self, index, loss):
        self.client.complete_trial(trial_index=index, raw_data={"loss": float(loss)})

    def fail(self, index):
        self.client.mark_trial_failed(trial_index=index)
