#!/bin/sh
# ./dev bench [NAME[=ARGS]...]: runs the named benchmarks below bench/, or all. A benchmark is a folder with a program
# `run`; it finds the built programs below $BUILD.
set -eu
cd "$(dirname "$0")/.."
export BUILD="$PWD/build"
[ $# -gt 0 ] || set -- $(for program in bench/*/run; do basename "$(dirname "$program")"; done)
failed=0
for wanted in "$@"; do
    name=${wanted%%=*}
    args=
    [ "$name" = "$wanted" ] || args=${wanted#*=}
    [ -x "bench/$name/run" ] || { echo "bench: there is no bench/$name/run" >&2; exit 2; }
    echo "== $name"
    # shellcheck disable=SC2086
    "bench/$name/run" $args || failed=1
done
exit $failed
