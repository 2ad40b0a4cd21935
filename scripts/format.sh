#!/usr/bin/env bash
# Formats the C, C++ and CUDA files by .clang-format; --check only says which differ (exit status 1).
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

command -v clang-format >/dev/null || die "clang-format is missing (Debian: apt-get install clang-format)."
mode=(-i)
case ${1-} in
  '') ;;
  --check) mode=(--dry-run -Werror) ;;
  *) die "usage: scripts/format.sh [--check]" ;;
esac
cd "$project"
git ls-files -z --cached --others --exclude-standard -- '*.c' '*.h' '*.cpp' '*.hpp' '*.cu' '*.cuh' |
  xargs -0 -r -n 20 -P "$cores" clang-format "${mode[@]}"
