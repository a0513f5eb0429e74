#!/bin/sh
# ./dev cross aarch64: everything is compiled for another architecture, and the unit tests are run under qemu-user, where that
# is installed. `cross.sh aarch64 configure FOLDER WORDS...` is for packaging/static.sh: words for Meson, and no more.
#
# The libraries come from Debian's packages for that architecture, unpacked to a folder in .dev: the machine keeps the one that it has.
set -eu
cd "$(dirname "$0")/.."
. tools/private_apt.sh
. tools/toolchain.sh

machine=${1:-}
[ $# -eq 0 ] || shift
case "$machine" in
    aarch64) debian=arm64 ;;
    *)
        echo "./dev cross aarch64: compiles everything for that architecture, and runs the unit tests under qemu-user" >&2
        exit 2
        ;;
esac
packages="libc6-dev libstdc++-12-dev libasio-dev libssl-dev libyaml-cpp-dev nlohmann-json3-dev libfmt-dev doctest-dev"
sysroot=$PWD/.dev/sysroot-$debian
qemu=qemu-$machine

give_up() {
    echo "cross: $1" >&2
    exit 1
}

# What is in it is noted last, so that a folder that is half made, or was made for other packages, is made anew.
make_sysroot() {
    if [ "$(cat "$sysroot/.packages" 2>/dev/null)" = "$packages" ]; then return; fi
    read_lists sysroot deb bookworm $debian
    # shellcheck disable=SC2086
    private_apt install --download-only -y --no-install-recommends $packages >>"$private/log" 2>&1 ||
        give_up "no packages for $debian from $mirror (see $private/log)"
    rm -rf "$sysroot"
    mkdir -p "$sysroot"
    for package in "$private"/cache/archives/*.deb; do dpkg-deb --extract "$package" "$sysroot"; done
    # A link to /lib/... means the one of that root.
    find "$sysroot" -type l -lname '/*' | while read -r link; do ln -sfnr "$sysroot$(readlink "$link")" "$link"; done
    echo "$packages" >"$sysroot/.packages"
    rm -rf "$private"
}

cross_configure() {
    if [ -f "$1/build.ninja" ]; then return; fi
    printf "[constants]\nsysroot = '%s'\n" "$sysroot" >"$sysroot.ini"
    meson setup --cross-file "$sysroot.ini" --cross-file "tools/cross/$machine-linux-gnu.ini" "$@"
}

tools/deps.sh cross
make_sysroot
if [ "${1:-}" = configure ]; then
    shift
    cross_configure "$@"
    exit 0
fi

build=build-$machine
cross_configure "$build"
ninja -C "$build"
if ! command -v $qemu >/dev/null; then
    echo "cross: compiled for $machine; NO TEST WAS RUN, because $qemu is missing (Debian: qemu-user)"
    exit 0
fi
$qemu -L "$sysroot" "$build/wheels" deploy version
# An interpreted processor takes ten times as long.
run_tests "$build" --suite unit --timeout-multiplier 10 "$@"
