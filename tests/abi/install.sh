#!/usr/bin/env bash
# Installs Lode, moves the install tree to another place, and builds the consumer against it by find_package and by
# pkg-config, in C and in C++; then runs all four programs and the installed `lode`.
# usage: install.sh BUILD_FOLDER CONSUMER_FOLDER WORK_FOLDER CC CXX [COMPILER FLAGS...]
set -euo pipefail
build=$1 consumer=$2 work=$3 cc=$4 cxx=$5
shift 5

rm -rf "$work"
mkdir -p "$work"
cmake --install "$build" --prefix "$work/first" >"$work/install.log"
mv "$work/first" "$work/prefix"

echo "find_package:"
cmake -S "$consumer" -B "$work/build" -DCMAKE_PREFIX_PATH="$work/prefix" -DCMAKE_C_COMPILER="$cc" \
  -DCMAKE_CXX_COMPILER="$cxx" -DCMAKE_C_FLAGS="$*" -DCMAKE_CXX_FLAGS="$*" >"$work/configure.log"
cmake --build "$work/build" >"$work/build.log"
"$work/build/consumer_c"
"$work/build/consumer_cpp"

echo "pkg-config:"
pc=$(find "$work/prefix" -name lode.pc)
libraries=$(dirname "$(dirname "$pc")")
export PKG_CONFIG_PATH=${pc%/*}
read -ra flags <<<"$(pkg-config --cflags --libs lode)"
"$cc" "$@" -o "$work/c" "$consumer/consumer.c" "${flags[@]}"
"$cxx" "$@" -std=c++17 -x c++ -o "$work/cpp" "$consumer/consumer.c" -x none "${flags[@]}"
LD_LIBRARY_PATH=$libraries "$work/c"
LD_LIBRARY_PATH=$libraries "$work/cpp"

if [ -x "$work/prefix/bin/lode" ]; then
  "$work/prefix/bin/lode" --version
fi
