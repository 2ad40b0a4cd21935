"""python worker.py METHOD: runs of one method, each in a process of its own, over lines of JSON.

In, for each run: the settings (space, seed, budget, workers, noisy, goal; `limit`, its seconds of processor
time), then {"ask": true}, {"tell": token, "loss": x} or {"tell": token, "loss": null} for a failure, and
{"end": true}. Out: a line for each; an ask's and a tell's hold the seconds of processor time that it took, an
ask's also token and params. A multi-fidelity method (adapters.multifidelity) gets {"resource": most epochs, ...} and
then {"ask": true}, {"report": trial, "step": i, "loss": x} and {"told": trial, "state": word}; its asks are answered
with trial (null: there is nothing to run yet), params and step, its reports with the decision, all with the seconds
of processor time and of the clock. After the run's end, however it came: {"ended": exit code}.

The libraries are imported once, before the first run; each run is a fork of that state, so that none sees
another's. What a library prints goes to standard error.
"""

import json
import os
import resource
import sys
import time
import traceback

import adapters


class Lines:
    """Standard input and output by whole lines. Nothing is read ahead, since runs and parent read in turn."""

    def __init__(self):
        self.input = os.fdopen(os.dup(0), "rb", buffering=0)
        self.output = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)  # whatever a library prints must not be taken for an answer

    def read(self):
        line = bytearray()
        while (byte := self.input.read(1)) and byte != b"\n":
            line += byte
        return json.loads(line) if line else None

    def answer(self, **fields):
        self.output.write(json.dumps(fields).encode() + b"\n")


def run(method, settings, lines):
    limit = settings["limit"]
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))
    if "resource" in settings:
        run_epochs(adapters.multifidelity.make(method, settings), lines)
    else:
        run_trials(adapters.make(method, settings), lines)


def run_epochs(method, lines):
    lines.answer(version=method.version)
    while (command := lines.read()) and "end" not in command:
        start, clock = time.process_time(), time.perf_counter()
        if "ask" in command:
            trial, params, step = method.ask() or (None, None, None)
            answer = {"trial": trial, "params": params and method.active(params), "step": step}
        elif "report" in command:
            answer = {"decision": method.report(command["report"], command["step"], command["loss"])}
        else:
            method.told(command["told"], command["state"])
            answer = {}
        lines.answer(seconds=time.process_time() - start, clock=time.perf_counter() - clock, **answer)


def run_trials(adapter, lines):
    lines.answer(version=adapter.version)
    tokens = {}
    while (command := lines.read()) and "end" not in command:
        start = time.process_time()
        if "ask" in command:
            token, params = adapter.propose()
            tokens[number := len(tokens)] = token
            lines.answer(token=number, params=params, seconds=time.process_time() - start)
        else:
            token = tokens[command["tell"]]
            if command["loss"] is None:
                adapter.fail(token)
            else:
                adapter.succeed(token, command["loss"])
            lines.answer(seconds=time.process_time() - start)


def run_in_child(method, settings, lines):
    """The exit code of a run; minus the signal's number where one ended it."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            run(method, settings, lines)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def main(method):
    lines = Lines()
    adapters.preload(method)
    while (settings := lines.read()) is not None:
        if "space" in settings:  # else a command for a run that has ended already
            lines.answer(ended=run_in_child(method, settings, lines))


if __name__ == "__main__":
    main(sys.argv[1])
