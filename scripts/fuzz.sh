#!/usr/bin/env bash
# Fuzzes: builds the targets of tests/fuzz with clang's libFuzzer, AddressSanitizer and UndefinedBehaviorSanitizer, and
# runs them one after another.
#
#   scripts/fuzz.sh SECONDS [TARGET...]   SECONDS each (default 60); targets: json options events metrics calls gp
#
# What a run finds of interest is gathered in build/fuzz/corpus/TARGET and carried on from there; an input that ends
# a target stays in build/fuzz/findings/TARGET-*. Put such an input into tests/fuzz/corpus/TARGET with the mend.
# Exit status 0: nothing was found.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

seconds=${1:-60}
shift || true
[[ $seconds =~ ^[0-9]+$ ]] || die "usage: scripts/fuzz.sh SECONDS [json | options | events | metrics | calls | gp]..."
targets=("${@:-json}")
[ $# -gt 0 ] || targets=(json options events metrics calls gp)
command -v clang++ >/dev/null || die "clang++ is missing (Debian: apt-get install clang)."

step "Building with libFuzzer"
configure fuzz
build fuzz "${targets[@]/#/fuzz_}"

built=$project/build/fuzz
mkdir -p "$built/findings"
failed=()
for target in "${targets[@]}"; do
  step "$target: $seconds s"
  mkdir -p "$built/corpus/$target"
  log=$built/$target.log
  # -timeout: an input that takes longer is a finding too. Memory: what an input may take, in MiB.
  "$built/tests/fuzz/fuzz_$target" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=4096 \
    -print_final_stats=1 -artifact_prefix="$built/findings/$target-" \
    "$built/corpus/$target" "$project/tests/fuzz/corpus/$target" >"$log" 2>&1 || failed+=("$target")
  grep -E '^stat::(number_of_executed_units|new_units_added|peak_rss_mb)' "$log" || tail -n 30 "$log"
done

[ "${#failed[@]}" -eq 0 ] || die "Found something: ${failed[*]} (build/fuzz/findings, build/fuzz/<target>.log)"
echo "Nothing found."
