#!/usr/bin/env python3
"""Checks bench/compute/gpu_table.py on made-up measurements. usage: gpu_table_test.py FOLDER_OF_GPU_TABLE"""
import sys

sys.path.insert(0, sys.argv[1])
import gpu_table  # noqa: E402


def row(name, milliseconds, **counters):
    return {"name": name + "/real_time", "real_time": milliseconds, **counters}


OWN = {"benchmarks": [
    row("score/cuda:0/1000/20/1000000", 25, **{"candidates/s": 4e7, "flops": 4e13}),
    row("top64/cuda:0/1000/20/1000000", 3, **{"candidates/s": 3e8}),
    row("likelihood/cuda:0/1000/20/32", 2.5, flops=1e13),
    row("score/cuda:0/1000/20/10000", 1, **{"candidates/s": 1e7}),
    row("score/cpu/1000/20/10000", 200, **{"candidates/s": 5e4}),
    {**row("likelihood/cuda:0/100/10/1", 1), "error_occurred": True},
]}
PEERS = {"device": "H", "rows": [
    {"section": "ceilings", "what": "dgemm 8192 x 8192 x 8192", "seconds": 1, "least": 1, "most": 1, "tflops": 50},
    {"section": "values", "what": "BoTorch, n = 1000, d = 20, chunks of 256", "seconds": 1, "candidates_a_second": 1e6},
    {"section": "values", "what": "BoTorch, n = 1000, d = 20, chunks of 1024", "seconds": 1, "candidates_a_second": 2e6},
    {"section": "likelihoods", "what": "BoTorch, 32 of n = 1000, d = 20", "seconds": 0.02},
]}

own = gpu_table.own_rows(OWN)
assert ("likelihood/cuda", (100, 10, 1)) not in own
targets = {what: measured for what, measured, _ in gpu_table.target_rows(own, PEERS)}
expected = [0.8, 20, None, 8, None, 200]
for (what, measured), wanted in zip(targets.items(), expected, strict=True):
    assert measured == wanted or abs(measured - wanted) < 1e-9, (what, measured, wanted)
text, missed = gpu_table.page("h", own, PEERS)
assert missed  # 8 times BoTorch's likelihoods, where 10 are wanted
assert "| 8 | 10 | MISSED |" in text and "|  | 50 | not measured |" in text and "| 0.8 | 0.6 | met |" in text
assert "| score | 1000, 20, 10000 | 200 | 1 | 200 |" in text
text, missed = gpu_table.page("h", own, None)
assert not missed and text.count("not measured") == 5  # without peers: what compares us with ourselves
print("the table is as it should be")
