#!/bin/sh
# One program that needs no library, and no file but those that it is told of. With a folder it is built there.
set -eu
cd "$(dirname "$0")/.."
. packaging/common.sh
. tools/toolchain.sh

folder=${1:-build-static}
program=wheels-$version-linux-$(uname -m)
configure "$folder" -Dstatic_program=true -Dprefer_static=true -Dtests=false -Dexamples=false >"$work/static.log"
ninja -C "$folder" wheels >>"$work/static.log" || { tail -n 40 "$work/static.log" >&2; die "the build failed"; }
strip -o "$folder/$program" "$folder/wheels"
[ $# -gt 0 ] || cp "$folder/$program" "$packages/"
(cd "$folder" && sha256sum "$program")
