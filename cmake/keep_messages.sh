#!/bin/sh
# Runs a compiler, and keeps what it says on stderr beside the object file, as OBJECT.messages: there ptxas tells of each
# kernel's registers, spills and shared memory, which tests/cuda/resources.py reads.
#
#   keep_messages.sh COMPILER ARG... -o OBJECT ARG...
object=
previous=
for argument in "$@"; do
  [ "$previous" = -o ] && object=$argument
  previous=$argument
done
[ -n "$object" ] || exec "$@"
"$@" 2>"$object.messages"
status=$?
# ptxas's lines are for the test; everything else is for whoever builds.
grep -v -e '^ptxas info' -e '^    [0-9]* bytes stack frame' -e '^$' "$object.messages" >&2
exit "$status"
