#!/bin/sh
# One program that needs no library, and no file but those that it is told of, and beside it the licences of what is in it:
# static.sh [FOLDER [MACHINE]]. With a folder it is built
# there. For another machine than this one (aarch64) it is compiled as `./dev cross` does, and started once, where qemu-user is.
set -eu
cd "$(dirname "$0")/.."
. packaging/common.sh
. tools/toolchain.sh

here=$(uname -m)
machine=${2:-$here}
[ "$machine" = "$here" ] && other= || other=-$machine
folder=${1:-build-static$other}
program=wheels-$version-linux-$machine
options="-Dstatic_program=true -Dprefer_static=true -Dtests=false -Dexamples=false"
# shellcheck disable=SC2086
if [ -z "$other" ]; then
    configure "$folder" $options >"$work/static.log"
    strip=strip
else
    tools/cross.sh "$machine" configure "$folder" $options >"$work/static.log" || { tail -n 20 "$work/static.log" >&2; die "no compiler for $machine"; }
    strip=$machine-linux-gnu-strip
fi
licences=wheels-$version-linux-licences.txt
packaging/licences.sh >"$folder/$licences"
ninja -C "$folder" wheels >>"$work/static.log" || { tail -n 40 "$work/static.log" >&2; die "the build failed"; }
$strip -o "$folder/$program" "$folder/wheels"
if [ -n "$other" ]; then
    if command -v "qemu-$machine" >/dev/null; then
        "qemu-$machine" "$folder/$program" deploy version | grep -q "$version" || die "it does not start under qemu-$machine"
    else
        echo "package: not started, because qemu-$machine is missing (Debian: qemu-user)" >&2
    fi
fi
[ -n "${1:-}" ] || cp "$folder/$program" "$folder/$licences" "$packages/"
(cd "$folder" && sha256sum "$program")
