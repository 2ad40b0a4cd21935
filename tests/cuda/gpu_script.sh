#!/usr/bin/env bash
# scripts/gpu.sh up to the point where it needs a device: arguments, missing files, binaries that do not run, no device.
# usage: gpu_script.sh PROJECT DEVICE_BENCH
set -euo pipefail
project=$1 bench=$2
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# expect STATUS TEXT ARG...
expect() {
  local status=$1 text=$2 seen=0
  shift 2
  PATH=$folder/path:/usr/bin:/bin "$project/scripts/gpu.sh" "$@" >"$folder/out" 2>&1 || seen=$?
  [ "$seen" -eq "$status" ] && grep -qF -- "$text" "$folder/out" && return
  echo "gpu.sh $*: status $seen, expected $status with '$text':"
  cat "$folder/out"
  exit 1
}

mkdir "$folder/path" "$folder/binaries"
expect 1 "usage: scripts/gpu.sh" --zebra 1
expect 1 "liblode_cuda.so is missing" --prebuilt "$folder/binaries"
touch "$folder/binaries/liblode_cuda.so" "$folder/binaries/backend_test"
printf '#!/bin/sh\nexit 3\n' >"$folder/binaries/device_bench"
chmod +x "$folder/binaries/device_bench"
expect 1 "device_bench does not run here" --prebuilt "$folder/binaries"
cp "$bench" "$folder/binaries/device_bench"
printf '#!/bin/sh\nexit 9\n' >"$folder/path/nvidia-smi"  # a driver that is broken, or none
chmod +x "$folder/path/nvidia-smi"
expect 77 "No device" --prebuilt "$folder/binaries" --out "$folder/results"
[ ! -e "$folder/results" ] || { echo "results were written without a device"; exit 1; }
echo "gpu.sh says what it lacks"
