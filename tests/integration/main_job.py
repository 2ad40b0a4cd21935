#!/usr/bin/env python3
"""The main job whole: `lode run` tunes XGBoost in the configuration of job.json, by processes; then the store is asked
what happened.

usage: main_job.py LODE XGBOOST_TRAINER JOB.json WORK_FOLDER
"""
import json
import pathlib
import shutil
import subprocess
import sys


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\nended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def check(truth, text):
    if not truth:
        sys.exit(f"not so: {text}")


def check_ranges(values, config):
    for kind, number in (("ContinuousParameterRanges", float), ("IntegerParameterRanges", int)):
        for entry in config["ParameterRanges"][kind]:
            value = number(values[entry["Name"]])
            check(number(entry["MinValue"]) <= value <= number(entry["MaxValue"]), f"{entry['Name']} = {value} in range")


def main():
    lode, trainer, job, folder = sys.argv[1:]
    request = json.loads(pathlib.Path(job).read_text(encoding="utf-8"))
    shutil.rmtree(folder, ignore_errors=True)
    pathlib.Path(folder).mkdir(parents=True)
    store = f"{folder}/lode.db"
    run(lode, "run", job, "--store", store, "--directory", f"{folder}/trials", "--", trainer)

    trials = json.loads(run(lode, "trials", "MyTuningJob", "--store", store, "--json"))
    check(len(trials) == 20, f"{len(trials)} trials are 20")
    check(all(trial["TrainingJobStatus"] == "Completed" for trial in trials), "all are Completed")
    configurations = {json.dumps(trial["TunedHyperParameters"], sort_keys=True) for trial in trials}
    check(len(configurations) == 20, "all configurations differ")
    for trial in trials:
        check_ranges(trial["TunedHyperParameters"], request["HyperParameterTuningJobConfig"])

    best = max(trial["FinalHyperParameterTuningJobObjectiveMetric"]["Value"] for trial in trials)
    defaults = float(run(trainer, "--defaults"))
    print(f"best of 20: {best:.6f}, defaults: {defaults:.6f}")
    check(best > defaults, "the best trial is better than XGBoost's defaults")
    answer = json.loads(run(lode, "best", "MyTuningJob", "--store", store, "--json"))
    check(answer["FinalHyperParameterTuningJobObjectiveMetric"]["Value"] == best, "`lode best` is the best of the trials")


if __name__ == "__main__":
    main()
