"""python worker.py METHOD: one adapter in a process of its own, over lines of JSON.

In: first the settings (space, seed, budget, workers, noisy, goal); then {"ask": true}, {"tell": token,
"loss": x} or {"tell": token, "loss": null} for a failure. Out: a line for each, with the seconds of processor
time that it took; an ask's also holds token and params. The library's own output goes to standard error.
"""

import json
import os
import sys
import time

import adapters


def main(method):
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints must not be taken for an answer

    def answer(**fields):
        print(json.dumps(fields), file=answers, flush=True)

    adapter = adapters.make(method, json.loads(sys.stdin.readline()))
    answer(version=adapter.version)
    tokens = {}
    for line in sys.stdin:
        command = json.loads(line)
        start = time.process_time()
        if "ask" in command:
            token, params = adapter.propose()
            tokens[number := len(tokens)] = token
            answer(token=number, params=params, seconds=time.process_time() - start)
        else:
            token = tokens[command["tell"]]
            if command["loss"] is None:
                adapter.fail(token)
            else:
                adapter.succeed(token, command["loss"])
            answer(seconds=time.process_time() - start)


if __name__ == "__main__":
    main(sys.argv[1])
