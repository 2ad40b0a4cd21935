#!/usr/bin/env bash
# Compiles the core for aarch64, without making code: nothing in it may be of one processor alone. usage: aarch64.sh SRC
# Status 77 (skipped) where the compiler is missing.
set -euo pipefail
source=$1
compiler=aarch64-linux-gnu-g++
command -v "$compiler" >/dev/null || {
  echo "skipped: $compiler is not installed (Debian: g++-aarch64-linux-gnu)"
  exit 77
}

# nlohmann-json is headers alone, the same for every processor; nothing else of this machine's headers is seen.
headers=$(mktemp -d)
trap 'rm -rf "$headers"' EXIT
ln -s /usr/include/nlohmann "$headers/nlohmann"

files=0
for room in base math space backend surrogate acquisition strategy; do
  [ -n "$(find "$source/$room" -name '*.cpp' -print -quit)" ] || {
    echo "$source/$room: no .cpp file there"
    exit 1
  }
  while IFS= read -r -d '' file; do
    "$compiler" -std=c++20 -fsyntax-only -Wall -Wextra -Wshadow -Wconversion -Werror -Wno-restrict -Wno-array-bounds \
      -ffp-contract=off -DLODE_VERSION='"check"' -I"$source" -isystem "$headers" "$file"
    files=$((files + 1))
  done < <(find "$source/$room" -name '*.cpp' -print0)
done
echo "$files files compile for aarch64"
