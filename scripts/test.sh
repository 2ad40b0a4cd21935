#!/usr/bin/env bash
# Sets up, builds and tests everything, from a fresh clone or again.
#
#   scripts/test.sh          release, then asan (AddressSanitizer and UndefinedBehaviorSanitizer)
#   scripts/test.sh --all    tsan (ThreadSanitizer) as well
#   scripts/test.sh --release  the release preset alone
#   scripts/test.sh --fast   only the release tests labelled fast
#
# Exit status 0: everything passed. Each preset's log stays in build/<preset>/test.log.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

presets=(release asan)
select=()
case ${1-} in
  '') ;;
  --all) presets+=(tsan) ;;
  --release) presets=(release) ;;
  --fast) presets=(release) select=(-L fast) ;;
  *) die "usage: scripts/test.sh [--all | --release | --fast]" ;;
esac

# One preset: its log on the screen and in a file. The status is ctest's.
run_tests() {
  local log=$project/build/$1/test.log
  (cd "$project" && ctest --preset "$1" -j "$cores" --no-tests=error "${select[@]}" </dev/null) 2>&1 | tee "$log"
}

install_packages
failed=()
summary=()
for preset in "${presets[@]}"; do
  step "$preset: configuring"
  configure "$preset"
  step "$preset: building"
  build "$preset"
  step "$preset: testing"
  run_tests "$preset" || failed+=("$preset")
  line=$(grep -E '^[0-9]+% tests passed' "$project/build/$preset/test.log" || echo "no totals; see build/$preset/test.log")
  skipped=$(grep -c -E '\*\*\*Skipped' "$project/build/$preset/test.log" || true)
  summary+=("$preset: $line, $skipped skipped")
done

step "Totals"
printf '  %s\n' "${summary[@]}"
[ "${#failed[@]}" -eq 0 ] || die "Failed: ${failed[*]}"
echo "All passed."
