#!/usr/bin/env python3
"""Writes data/create_request.json: the members of CreateHyperParameterTuningJob as the public service model states them.

shapes_test.cpp compares the table of src/amt with it. Needs botocore (the committed file is of 1.44.5):
    python3 create_request.py > data/create_request.json
"""
import gzip
import json
import pathlib

import botocore

MANY = 30  # an enumeration longer than this (instance types) is open: it grows every month


def service_model():
    folder = pathlib.Path(botocore.__file__).parent / "data/sagemaker/2017-07-24"
    plain = folder / "service-2.json"
    return json.loads(plain.read_text() if plain.exists() else gzip.open(f"{plain}.gz").read())


def describe(shapes, name):
    shape = shapes[name]
    out = {"type": shape["type"]}
    for key in ("min", "max", "pattern", "enum"):
        if key in shape and not (key == "enum" and len(shape[key]) > MANY):
            out[key] = shape[key]
    if shape["type"] == "structure":
        required = shape.get("required", [])
        out["members"] = {
            member: {"required": member in required, **describe(shapes, target["shape"])}
            for member, target in shape["members"].items()
        }
    elif shape["type"] == "list":
        out["element"] = describe(shapes, shape["member"]["shape"])
    elif shape["type"] == "map":
        out["key"] = describe(shapes, shape["key"]["shape"])
        out["value"] = describe(shapes, shape["value"]["shape"])
    return out


if __name__ == "__main__":
    print(json.dumps(describe(service_model()["shapes"], "CreateHyperParameterTuningJobRequest"), indent=1))
