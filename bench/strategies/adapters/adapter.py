"""What every adapter is."""

import importlib.metadata
import warnings

import space

warnings.filterwarnings("ignore")


class Adapter:
    """ask() gives a token and the active parameters; the token comes back with the loss or the failure."""

    def __init__(self, document, seed, budget, workers=1, noisy=False, goal="Minimize", options=None):
        self.parameters = space.parse(document)
        self.options = options or {}
        self.document, self.seed, self.budget = document, seed, budget
        self.workers, self.noisy, self.goal = workers, noisy, goal
        self._worst, self._early = None, []
        self.setup()

    distribution = None  # what PyPI calls the library
    modules = ()  # what is worth importing before the first run, since it takes seconds

    def setup(self):
        pass

    @property
    def version(self):
        if not self.distribution:
            return ""
        return f"{self.distribution} {importlib.metadata.version(self.distribution)}"

    def ask(self):
        """(token, params); params may hold inactive parameters, which are dropped by propose()."""
        raise NotImplementedError

    def propose(self):
        token, params = self.ask()
        return token, space.active_only(self.parameters, space.complete(self.parameters, params))

    def tell(self, token, loss):
        pass

    def succeed(self, token, loss):
        self._worst = loss if self._worst is None else max(self._worst, loss)
        self.tell(token, loss)
        while self._early:
            self.tell(self._early.pop(0), self._worst)

    def fail(self, token):
        if self._worst is None:
            self._early.append(token)
        else:
            self.tell(token, self._worst)

    def plain(self, params):
        """A library's values as Python's own types."""
        kinds = {"float": float, "int": int, "choice": str}
        values = {p.name: kinds[p.kind](params[p.name]) for p in self.parameters if p.name in params}
        for p in self.parameters:
            if p.name in values and p.kind == "float":
                values[p.name] = min(max(values[p.name], p.low), p.high)
        return values
