#!/bin/sh
# Puts the sources of libssh2 1.11.1, with the security patches of Debian 13, into subprojects/. Debian 12's own 1.10
# cannot log in with RSA keys. Where they cannot be had, Meson falls back to the wrap, which is upstream's archive.
set -eu
cd "$(dirname "$0")/.."
. tools/private_apt.sh

version=1.11.1
upstream_sha256=d9ec76cbe34db98eec3539fe2c899d26b0c837cb3eb466a56b0f109cabf658f7
target=subprojects/libssh2-$version

# Our build file and our patches, in the newest version of each: older ones that are in the folder are taken out first.
patches="eager.patch leaks.patch openings.patch agent.patch"
taken_out_in_order="agent.patch openings.patch leaks.patch eager.patch"
add_ours() {
    cmp -s "$ours/meson.build" "$1/meson.build" || cp "$ours/meson.build" "$1/meson.build"
    same=yes
    for patch in $patches; do cmp -s "$ours/$patch" "$1/$patch" || same=no; done
    if [ $same = yes ]; then return; fi
    for patch in $taken_out_in_order; do
        [ ! -f "$1/$patch" ] || patch -s -R -p1 -d "$1" <"$1/$patch"
        rm -f "$1/$patch"
    done
    for patch in $patches; do
        patch -s -p1 -d "$1" <"$ours/$patch"
        cp "$ours/$patch" "$1/$patch"
    done
}

ours=subprojects/packagefiles/libssh2
if [ -d "$target/src" ]; then
    add_ours "$target"
    exit 0
fi

give_up() {
    echo "libssh2: $1; Meson will try upstream's archive instead, which lacks Debian's security patches" >&2
    exit 0
}

read_lists libssh2 deb-src
(cd "$private/download" && private_apt source --download-only libssh2) >>"$private/log" 2>&1 ||
    give_up "no source package of libssh2 from $mirror (see $private/log)"
archive=$private/download/libssh2_$version.orig.tar.gz
[ -f "$archive" ] || give_up "Debian 13 has another version than $version"
echo "$upstream_sha256  $archive" | sha256sum --check --status || {
    echo "libssh2: $archive is not the archive that upstream published; it is not used" >&2
    exit 1
}
dpkg-source --extract "$private"/download/libssh2_*.dsc "$private/source" >>"$private/log" 2>&1
add_ours "$private/source"
mv "$private/source" "$target"
rm -rf "$private"
echo "libssh2: $version with $(grep -vc '^#' "$target/debian/patches/series") patches of Debian 13 in $target"
