"""What every multi-fidelity adapter is."""

import json

import space
from adapters.adapter import Adapter


class Method(Adapter):
    """What a trial does is the method's word: it is asked for one, and for a decision after each epoch of it."""

    def __init__(self, settings):
        self.resource = settings["resource"]  # the most epochs of a trial
        super().__init__(
            settings["space"],
            settings["seed"],
            settings["budget"],
            settings["workers"],
            options=settings.get("options"),
        )

    def ask(self):
        """(trial, params, step): which trial runs next, with what, and from which epoch on (0: a new trial).

        None where there is nothing to run before one of the running trials reports. `params` may hold inactive
        parameters.
        """
        raise NotImplementedError

    def report(self, trial, step, loss):
        """"continue", "stop" or "pause" after epoch `step`. A trial at `resource` ends whatever is answered."""
        return "continue"

    def told(self, trial, state):
        """The trial's worker is free: the trial is "completed" (at `resource`), "stopped" or "paused"."""

    def active(self, params):
        return space.active_only(self.parameters, space.complete(self.parameters, params))


class Budgeted(Method):
    """A library that asks for a configuration and a number of epochs, and wants to know the loss after them.

    It is given checkpoints: a configuration that was trained already goes on from there, and what is known is not
    trained again. next() gives (token, params, epochs), or None; done(token, loss) takes the result.
    """

    def __init__(self, settings):
        self.trials, self.losses, self.running = {}, [], {}
        super().__init__(settings)

    def next(self):
        raise NotImplementedError

    def done(self, token, loss):
        raise NotImplementedError

    def ask(self):
        while (found := self.next()) is not None:
            token, params, epochs = found
            params = self.active(params)
            trial = self._trial(json.dumps(sorted(params.items())))
            losses = self.losses[trial]
            if len(losses) < epochs:
                self.running[trial] = token, epochs
                return trial, params, len(losses)
            self.done(token, losses[epochs - 1])
        return None

    def _trial(self, key):
        """The trial of a configuration; a new one while that one runs."""
        if key not in self.trials or self.trials[key] in self.running:
            self.trials[key] = len(self.losses)
            self.losses.append([])
        return self.trials[key]

    def report(self, trial, step, loss):
        self.losses[trial].append(loss)
        token, epochs = self.running[trial]
        if step < epochs:
            return "continue"
        del self.running[trial]
        self.done(token, loss)
        return "pause"
