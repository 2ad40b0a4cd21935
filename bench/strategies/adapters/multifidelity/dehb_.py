"""DEHB."""

import tempfile

from adapters.multifidelity.method import Budgeted
from adapters.smac_ import configuration_space


class Dehb(Budgeted):
    """Ask and tell with DEHB's defaults: rand1_bin, factor 0.5, crossover 0.5, eta 3."""

    distribution = "dehb"
    modules = ("ConfigSpace", "dehb")

    def setup(self):
        from dehb import DEHB

        self.folder = tempfile.TemporaryDirectory(prefix="dehb")
        self.search = DEHB(
            cs=configuration_space(self.parameters, self.seed),
            min_fidelity=1,
            max_fidelity=self.resource,
            n_workers=1,  # more would start processes, which ask and tell do not use
            seed=self.seed,
            output_path=self.folder.name,
            log_level="ERROR",
            save_freq="end",
        )

    def next(self):
        job = self.search.ask()
        return job, self.plain(dict(job["config"])), round(job["fidelity"])

    def done(self, job, loss):
        self.search.tell(job, {"fitness": loss, "cost": float(job["fidelity"])})
