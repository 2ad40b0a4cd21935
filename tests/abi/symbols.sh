#!/usr/bin/env bash
# Compares what liblode exports with the committed list, what lode.h declares with the same list, and the SONAME.
# usage: symbols.sh LIBRARY LODE_H SYMBOLS_TXT SONAME
set -euo pipefail
library=$1 header=$2 list=$3 soname=$4

same() {  # same WHAT: its standard input must be the list
  diff -u "$list" - || { echo "$1 is not what $list holds (- expected, + found)" >&2; exit 1; }
}

# The version node itself (type A) is not a function.
nm -D --defined-only "$library" | awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | LC_ALL=C sort | same liblode
# A declaration is LODE_API, a type, the name and its parenthesis, on one line or over two.
tr '\n' ' ' <"$header" | grep -o 'LODE_API[^;(]*(' | grep -o 'lode_[a-z_0-9]*(' | tr -d '(' | LC_ALL=C sort | same lode.h
found=$(readelf -d "$library" | sed -n 's/.*SONAME.*\[\(.*\)\]/\1/p')
[ "$found" = "$soname" ] || { echo "SONAME is '$found', not '$soname'" >&2; exit 1; }
echo "$(wc -l <"$list") symbols, SONAME $soname"
