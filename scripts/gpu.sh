#!/usr/bin/env bash
# Tests and measures the CUDA backend on a machine with a GPU, beside its peers, in under 9 minutes.
#
#   scripts/gpu.sh [--prebuilt FOLDER] [--out FOLDER] [--name NAME]
#
# --prebuilt  binaries made elsewhere (scripts/gpu.sh --pack FOLDER), for a machine without a package registry; without it
#             they are built here
# --out       where gpu-NAME.json, gpu-NAME.md and the logs go (default: bench/results)
# --name      of the device in the files' names (default: what nvidia-smi calls it)
#
#   scripts/gpu.sh --pack FOLDER    builds what is needed and lays it into FOLDER, to be carried along
#
# Exit status: 0 all tests passed; 1 some failed; 77 there is no GPU here (everything up to there has been checked).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

prebuilt='' out=$project/bench/results name='' pack=''
while [ $# -gt 0 ]; do
  case $1 in
    --prebuilt) prebuilt=$2 ;;
    --out) out=$2 ;;
    --name) name=$2 ;;
    --pack) pack=$2 ;;
    *) die "usage: scripts/gpu.sh [--prebuilt FOLDER] [--out FOLDER] [--name NAME] | --pack FOLDER" ;;
  esac
  shift 2
done

targets=(lode_cuda backend_test device_bench)

# The files of the build folder that a GPU machine needs, side by side.
collect() {
  local build=$1 to=$2
  mkdir -p "$to"
  cp "$build/src/capi/liblode_cuda.so" "$build/tests/backend/backend_test" "$build/bench/device_bench" "$to/"
  # What the machine may lack: Google Benchmark is a shared library here.
  ldd "$build/bench/device_bench" | awk '/libbenchmark/ { print $3 }' | xargs -r -I{} cp -L {} "$to/"
}

build_here() {
  configure release
  build release "${targets[@]}"
  collect "$project/build/release" "$project/build/gpu"
}

if [ -n "$pack" ]; then
  build_here
  mkdir -p "$pack"
  cp "$project"/build/gpu/* "$pack/"
  step "Packed: $pack"
  exit 0
fi

if [ -z "$prebuilt" ]; then
  step "Building"
  command -v nvcc >/dev/null || die "There is no nvcc here, and no --prebuilt folder was named."
  build_here
  prebuilt=$project/build/gpu
fi
for file in liblode_cuda.so backend_test device_bench; do
  [ -e "$prebuilt/$file" ] || die "$prebuilt/$file is missing; scripts/gpu.sh --pack makes it."
done
export LD_LIBRARY_PATH=$prebuilt${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
"$prebuilt/device_bench" --benchmark_list_tests >/dev/null || die "$prebuilt/device_bench does not run here."

if ! command -v nvidia-smi >/dev/null || ! nvidia-smi -L >/dev/null 2>&1; then
  echo "No device: nvidia-smi finds none. Binaries and arguments are in order."
  exit 77
fi

[ -n "$name" ] || name=$(nvidia-smi --query-gpu=name --format=csv,noheader -i 0 | head -1 | tr -c 'A-Za-z0-9\n' '-' | tr 'A-Z' 'a-z')
mkdir -p "$out"
export LODE_CUDA_MODULE=$prebuilt/liblode_cuda.so
# A toolkit's libraries, or those that come with Python's packages.
for folder in /usr/local/cuda/lib64 /usr/local/cuda/targets/*/lib \
  $(python3 -c 'import glob, site; print(*glob.glob(site.getsitepackages()[0] + "/nvidia/*/lib"))' 2>/dev/null); do
  [ ! -d "$folder" ] || LD_LIBRARY_PATH=$LD_LIBRARY_PATH:$folder
done
missing=$(ldd "$LODE_CUDA_MODULE" | grep 'not found' || true)
[ -z "$missing" ] || die "$LODE_CUDA_MODULE does not open here:" "$missing"
failed=()

# run_step SECONDS LOG COMMAND...: goes on after a failure, which is remembered.
run_step() {
  local limit=$1 log=$2
  shift 2
  step "$log: $*"
  local status=0
  timeout "$limit" "$@" >"$out/gpu-$name.$log.log" 2>&1 || status=$?
  tail -n 3 "$out/gpu-$name.$log.log"
  [ "$status" -ne 0 ] || return 0
  # NVIDIA's tools do not work in every container.
  if grep -qE 'Device not supported|LibraryNotLoaded|ERR_NVGPUCTRPERM' "$out/gpu-$name.$log.log"; then
    echo "$log does not work here: left out."
  else
    failed+=("$log (status $status)")
  fi
}

run_step 100 tests "$prebuilt/backend_test" --gtest_filter='Cuda/*'
grep -q 'skipped: no device' "$out/gpu-$name.tests.log" && failed+=("tests skipped: the module found no device")
if command -v compute-sanitizer >/dev/null; then
  small='Cuda/BackendTest.MixedColumns*:Cuda/BackendTest.AppendEquals*:Cuda/BackendTest.ManyCandidates*'
  run_step 50 memcheck compute-sanitizer --tool memcheck --error-exitcode 9 "$prebuilt/backend_test" --gtest_filter="$small"
  for tool in racecheck synccheck; do
    run_step 40 "$tool" compute-sanitizer --tool "$tool" --kernel-regex kns=_kernel --error-exitcode 9 \
      "$prebuilt/backend_test" --gtest_filter='Cuda/BackendTest.MixedColumns*'
  done
else
  echo "compute-sanitizer is not here: left out."
fi
run_step 150 bench "$prebuilt/device_bench" --benchmark_min_time=0.3 --benchmark_out_format=json \
  --benchmark_out="$out/gpu-$name.json"
if python3 -c 'import torch, botorch' 2>/dev/null; then
  run_step 110 peers python3 "$project/bench/compute/gpu_peers.py" --json "$out/gpu-$name.peers.json"
else
  echo "torch and botorch are not here: the peers are left out."
fi
if command -v ncu >/dev/null; then
  run_step 40 ncu ncu --set basic --clock-control none -k regex:_kernel --launch-count 12 "$prebuilt/device_bench" --benchmark_filter='(score|likelihood)/cuda.*1000/20'
else
  echo "ncu is not here: left out."
fi
python3 "$project/bench/compute/gpu_table.py" "$out" "$name" || failed+=("the table")

step "Done: $out/gpu-$name.md"
[ "${#failed[@]}" -eq 0 ] || die "Failed: ${failed[*]}"
