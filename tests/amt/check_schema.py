#!/usr/bin/env python3
"""Checks the documents of data/ against docs/schema.json with the package jsonschema.

Every good document must be accepted. A row of rejected.json says whether the schema refuses it too ("refuses"), or leaves it
to the library, which knows how values relate ("accepts"). Exit status 77: jsonschema is not installed.
"""
import copy
import json
import pathlib
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: no Python package jsonschema")
    sys.exit(77)

HERE = pathlib.Path(__file__).parent
FILES = {"bare": "seed003_config.json", "full": "seed003_request.json", "superset": "superset.json", "grid": "grid.json"}


def load(path):
    return json.loads(path.read_text())


def patched(document, patch):
    """The document after JSON Patch operations add, replace and remove."""
    document = copy.deepcopy(document)
    for step in patch:
        if step["path"] == "":
            document = step["value"]
            continue
        *parents, last = [part.replace("~1", "/").replace("~0", "~") for part in step["path"].split("/")[1:]]
        target = document
        for part in parents:
            target = target[int(part)] if isinstance(target, list) else target[part]
        if isinstance(target, list) and last == "-":
            target.append(step["value"])
            continue
        key = int(last) if isinstance(target, list) else last
        if step["op"] == "remove":
            del target[key]
        else:
            target[key] = step["value"]
    return document


def main():
    schema = load(HERE.parent.parent / "docs/schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    bases = {name: load(HERE / "data" / file) for name, file in FILES.items()}
    wrong = [f"{name}: {error.message}" for name, base in bases.items() for error in validator.iter_errors(base)]
    checked = len(bases)
    for row in load(HERE / "data/rejected.json"):
        if row["schema"] == "skip":
            continue
        checked += 1
        answer = "accepts" if validator.is_valid(patched(bases[row["base"]], row["patch"])) else "refuses"
        if answer != row["schema"]:
            wrong.append(f"{row['name']}: the schema {answer} it; expected: {row['schema']}")
    print("\n".join(wrong) or f"{checked} documents as expected")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
