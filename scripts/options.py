#!/usr/bin/env python3
"""Writes docs/options.md from the table that `lode options --json` prints, and from that of the log's lines.

usage: scripts/options.py LODE            writes docs/options.md
       scripts/options.py --check LODE    says whether docs/options.md is what would be written
"""

import json
import pathlib
import re
import subprocess
import sys

PROJECT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENT = PROJECT / "docs" / "options.md"
LOG_LINES = PROJECT / "src" / "study" / "log_lines.inc"
LARGEST = 1.79e308
LEVELS = ["debug", "info", "warning", "error"]

BEFORE = """# Options and the log

This file is written by `scripts/options.py` from the library's option table (`src/capi/option_table.cpp`, which
`lode_option_describe` and `lode options` show too) and its table of log lines (`src/study/log_lines.inc`), and a test
holds it to them.

An option is set by `lode_options_set` and its kin, by `Options::set` in C++, or on the command line by `--option
NAME=VALUE`. An unknown name is refused with the nearest one, a bad value with what is accepted. Options that begin with
`strategy.` may stand in a tuning job's document too, under `StrategyConfig.LodeOptions`, those that begin with `study.` under
`LodeOptions`; both are kept with the study.
The first part of the name says who reads it:

| begins with | read by |
|---|---|
| `context.` | `lode_context_create` |
| `store.` | `lode_store_open` |
| `json.` | `lode_study_create_json` |
| `strategy.` | `lode_study_create`, `lode_study_create_json` |
| `study.` | `lode_study_create`, `lode_study_create_json`: an option beside a document goes before what it says |
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

Words in capitals are filled in.

| level | line | when |
|---|---|---|
"""


def accepted(option):
    if option["Type"] == "boolean":
        return "true or false"
    none = ", or none" if option["Default"] == "none" else ""
    if "MinValue" in option and max(-option["MinValue"], option["MaxValue"]) >= LARGEST and option["MinValue"] <= 0:
        return ("a number" if option["MinValue"] < 0 else "0 or more") + none
    if "MinValue" in option:
        return f"{option['MinValue']:g} to {option['MaxValue']:.15g}{none}"
    return "text"


def row(cells):
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def option_row(option):
    return row([f"`{option['Name']}`", option["Type"], f"`{option['Default']}`", accepted(option), option["Text"]])


def log_lines():
    """The rows of the table in the code: (level, form, when)."""
    text = LOG_LINES.read_text(encoding="utf-8")
    rows = re.findall(r'^LODE_LOG_LINE\(\w+, (\w+),\s*"([^"\\]*)",\s*"([^"\\]*)"\)$', text, re.MULTILINE)
    if not rows or len(rows) != len(re.findall("^LODE_LOG_LINE", text, re.MULTILINE)):
        sys.exit(f"{LOG_LINES}: not every row was understood")
    return rows


def log_row(line):
    level, form, when = line
    return row([f"`LODE_LOG_{level.upper()}`", "`" + re.sub(r"{(\w+)}", r"\1", form) + "`", when])


def silence(lines):
    """What there is to say of the levels without lines."""
    levels = [f"`LODE_LOG_{level.upper()}`" for level in LEVELS if level not in {line[0] for line in lines}]
    return f"\nNo lines yet: {', '.join(levels)}. Errors are statuses with texts, never log lines.\n" if levels else ""


def document(program):
    done = subprocess.run([program, "options", "--json"], capture_output=True, check=True, text=True)
    options = "".join(option_row(option) for option in json.loads(done.stdout))
    lines = log_lines()
    return BEFORE + options + AFTER + "".join(log_row(line) for line in lines) + silence(lines)


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
