#!/bin/sh
# static_library.sh OUTPUT MAP OBJCOPY AR ARCHIVE... -- COMPILER...
#
# One archive of all archives, in which only what MAP names can be seen. Its objects are linked into one first: then what is
# inside (Asio, libssh2, our own layers) can neither be taken for something of the program that it is linked to, nor get in its way.
set -eu
output=$1 map=$2 objcopy=$3 ar=$4
shift 4
archives=
while [ "$1" != -- ]; do
    archives="$archives $1"
    shift
done
shift

object=$output.o
trap 'rm -f "$object"' EXIT
# Without groups: a function that is a copy of the program's own would take its group's other members along.
# shellcheck disable=SC2086
"$@" -r -nostdlib -fuse-ld=bfd -Wl,--force-group-allocation -Wl,--whole-archive $archives -Wl,--no-whole-archive -o "$object"
set --
set -f
for name in $(sed -n '/global:/,/local:/s/^ *\(.*\);$/\1/p' "$map"); do set -- "$@" "--keep-global-symbol=$name"; done
"$objcopy" --wildcard "$@" --localize-hidden "$object"
rm -f "$output"
"$ar" crD "$output" "$object"
