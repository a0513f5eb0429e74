#!/bin/sh
# ./dev compilers [NAME...]: everything without a warning, and the unit tests, by the compilers that Debian 12 does not have, in a root
# of Debian 13 below .dev. NAME is one of gcc-13, gcc-14 and clang-19 (with libstdc++ 14). As root, for debootstrap and chroot.
set -eu
cd "$(dirname "$0")/.."
. tools/private_apt.sh

work=$PWD/.dev/compilers
root=$work/root
packages=gcc-13,g++-13,gcc-14,g++-14,clang-19,meson,ninja-build,ccache,mold,cmake,pkg-config,git,python3
packages=$packages,libasio-dev,libssl-dev,libyaml-cpp-dev,nlohmann-json3-dev,libfmt-dev,doctest-dev

give_up() {
    echo "compilers: $1" >&2
    exit 1
}

make_root() {
    if [ "$(cat "$root/.packages" 2>/dev/null)" = "$packages" ]; then return; fi
    mirror=$(mirror_of 0)
    [ -n "$mirror" ] || give_up "found no mirror of Debian in this machine's apt (run apt-get update)"
    rm -rf "$root"
    mkdir -p "$work"
    echo "compilers: making a root of Debian 13 in $root"
    debootstrap --variant=minbase --include="$packages" trixie "$root" "$mirror" >"$work/log" 2>&1 || give_up "debootstrap failed; see $work/log"
    rm -f "$root"/var/cache/apt/archives/*.deb
    mkdir -p "$root/project" "$root/ccache"
    echo "$packages" >"$root/.packages"
}

# inside COMMAND...: in the root, with the project and a cache of its own, which is kept for all folders that the project is checked out
# to. The mounts are in a namespace, and go with the command.
inside() {
    cache=$(ccache --get-config cache_dir)-debian13
    mkdir -p "$cache"
    unshare --mount sh -euc '
        root=$1 project=$2 cache=$3
        shift 3
        mount --bind "$project" "$root/project"
        mount --bind "$cache" "$root/ccache"
        mount --rbind /dev "$root/dev"
        mount -t proc proc "$root/proc"
        exec chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 CCACHE_DIR=/ccache "$@"
    ' inside "$root" "$PWD" "$cache" "$@"
}

# Without optimisation, which takes two thirds of the time; but g++ finds some of what it warns of only when it optimises, and its
# newest version is what a distribution builds with.
check() {
    case "$1" in
        gcc-13) cxx=g++-13 optimization=0 ;;
        gcc-14) cxx=g++-14 optimization=2 ;;
        clang-19) cxx=clang++-19 optimization=0 ;;
    esac
    inside sh -euc '
        cd /project
        . tools/toolchain.sh
        build=.dev/compilers/$1
        with_compiler "$1" "$2"
        [ -f "$build/build.ninja" ] || meson setup --wrap-mode=nodownload -Doptimization="$3" "$build"
        ninja -C "$build"
        run_tests "$build" --suite unit
    ' check "$1" "$cxx" "$optimization"
}

for name in "$@"; do
    case "$name" in
        gcc-13 | gcc-14 | clang-19) ;;
        *)
            echo "./dev compilers [gcc-13|gcc-14|clang-19]...: everything built by them, in a Debian 13, and the unit tests run (root)" >&2
            exit 2
            ;;
    esac
done
[ "$(id -u)" = 0 ] || give_up "debootstrap and chroot need root"
tools/deps.sh
make_root
[ $# -gt 0 ] || set -- gcc-13 gcc-14 clang-19
bad=
for name in "$@"; do
    echo "== $name"
    check "$name" || bad="$bad $name"
done
[ -z "$bad" ] || give_up "not as it should be:$bad"
