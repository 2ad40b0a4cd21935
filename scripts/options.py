#!/usr/bin/env python3
"""Writes docs/options.md from the table that `lode options --json` prints.

usage: scripts/options.py LODE            writes docs/options.md
       scripts/options.py --check LODE    says whether docs/options.md is what would be written
"""

import json
import pathlib
import subprocess
import sys

DOCUMENT = pathlib.Path(__file__).resolve().parent.parent / "docs" / "options.md"

BEFORE = """# Options and the log

This file is written by `scripts/options.py` from the library's option table (`src/capi/option_table.cpp`, which
`lode_option_describe` and `lode options` show too), and a test holds it to the table.

An option is set by `lode_options_set` and its kin, by `Options::set` in C++, or on the command line by `--option
NAME=VALUE`. An unknown name is refused with the nearest one, a bad value with what is accepted. Options that begin with
`strategy.` may stand in a tuning job's document too, under `StrategyConfig.LodeOptions`, and are kept with the study.
The first part of the name says who reads it:

| begins with | read by |
|---|---|
| `context.` | `lode_context_create` |
| `store.` | `lode_store_open` |
| `json.` | `lode_study_create_json` |
| `strategy.` | `lode_study_create`, `lode_study_create_json` |
| `launch.` | `lode_launcher_create` |
| `gp.` | `lode_gp_fit` |

## The table

| name | type | default | accepted | meaning |
|---|---|---|---|---|
"""

AFTER = """
## The log

Lode prints nothing. What is worth telling, and no call's result, goes line by line to the callback of
`lode_context_set_log`, from a level on; without a callback it is dropped. `lode run` shows the lines from `INFO` on, with
`--quiet` from `WARNING` on.

| level | line | when |
|---|---|---|
| `LODE_LOG_INFO` | `STUDY: parameter 'NAME': scaling Auto is WORD` | a study is made or opened |
| `LODE_LOG_INFO` | `a late report was dropped: WHY` | a local trial reports after its end |
| `LODE_LOG_WARNING` | `a report was dropped, as its step has another value already: WHICH` | a local trial reports a step twice |
| `LODE_LOG_WARNING` | `STUDY-NUMBER: TEXT` | a trial's launcher gives advice: on its expressions, its metrics file, its folder |

`LODE_LOG_DEBUG` and `LODE_LOG_ERROR` have no lines yet: errors are statuses with texts, never log lines.
"""


def accepted(option):
    if option["Type"] == "boolean":
        return "true or false"
    if "MinValue" in option:
        return f"{option['MinValue']:g} to {option['MaxValue']:.15g}"
    return "text"


def row(option):
    cells = [f"`{option['Name']}`", option["Type"], f"`{option['Default']}`", accepted(option), option["Text"]]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def document(program):
    done = subprocess.run([program, "options", "--json"], capture_output=True, check=True, text=True)
    return BEFORE + "".join(row(option) for option in json.loads(done.stdout)) + AFTER


def main(arguments):
    check = arguments[:1] == ["--check"]
    programs = arguments[1:] if check else arguments
    if len(programs) != 1:
        sys.exit(__doc__.strip())
    text = document(programs[0])
    if not check:
        DOCUMENT.write_text(text, encoding="utf-8")
    elif not DOCUMENT.exists() or DOCUMENT.read_text(encoding="utf-8") != text:
        sys.exit(f"{DOCUMENT} is not what the table says: run scripts/options.py {programs[0]}")


if __name__ == "__main__":
    main(sys.argv[1:])
