#!/usr/bin/env bash
# The main job, from a fresh clone: sets up, builds, and tunes XGBoost on the churn data with `lode run`, in the
# configuration of examples/c/xgboost/job.json. Ends with the best configuration, its validation AUC, and the AUC of
# XGBoost's defaults. Each run keeps its study and its trials' files in a folder of its own, demo/1, demo/2, ...; a run
# that was interrupted is resumed by scripts/demo.sh --resume.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

mkdir -p "$project/demo"
last=$(find "$project/demo" -mindepth 1 -maxdepth 1 -type d -regex '.*/[0-9]+' -printf '%f\n' | sort -n | tail -1)
case ${1-} in
  '') number=$((${last:-0} + 1)) ;;
  --resume) number=${last:-1} ;;
  *) die "usage: scripts/demo.sh [--resume]" ;;
esac

install_packages
step "Configuring (preset release)"
configure release
step "Building"
build release lode_program xgboost_trainer

lode=$project/build/release/src/cli/lode
trainer=$project/build/release/examples/c/xgboost/xgboost_trainer
cd "$project"
mkdir -p "demo/$number"
store=demo/$number/lode.db

step "Tuning: 20 trials, 3 at a time (store: $store)"
"$lode" run examples/c/xgboost/job.json --store "$store" --directory "demo/$number/trials" -- "$trainer" || {
  status=$?
  echo "The run ended early; scripts/demo.sh --resume goes on with it."
  exit "$status"
}

step "The result"
auc=$("$lode" best MyTuningJob --store "$store" --json |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["FinalHyperParameterTuningJobObjectiveMetric"]["Value"])')
defaults=$("$trainer" --defaults)
printf '%-38s %.6f\n%-38s %.6f\n' "Best validation AUC:" "$auc" "Validation AUC of XGBoost's defaults:" "$defaults"
