#!/bin/sh
# Puts the sources of libssh2 1.11.1, with the security patches of Debian 13, into subprojects/. Debian 12's own 1.10
# cannot log in with RSA keys. Where they cannot be had, Meson falls back to the wrap, which is upstream's archive.
set -eu
cd "$(dirname "$0")/.."

version=1.11.1
upstream_sha256=d9ec76cbe34db98eec3539fe2c899d26b0c837cb3eb466a56b0f109cabf658f7
target=subprojects/libssh2-$version
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
private=$PWD/.dev/apt

if pkg-config --atleast-version=$version libssh2 2>/dev/null; then exit 0; fi
if [ -d "$target/src" ]; then
    cmp -s subprojects/packagefiles/libssh2/meson.build "$target/meson.build" ||
        cp subprojects/packagefiles/libssh2/meson.build "$target/meson.build"
    exit 0
fi

give_up() {
    echo "libssh2: $1; Meson will try upstream's archive instead, which lacks Debian's security patches" >&2
    exit 0
}

# apt itself is asked for the mirrors, because their lists come in two formats and several places.
mirror_of() {
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(ORIGIN)' 'Created-By: Packages' |
        awk -v security="$1" '$3 == "Debian" && ($2 ~ /-security$/) == security && $2 !~ /-(updates|backports)$/ { print $1; exit }'
}

# Lists and downloads of its own: the machine's apt is not changed.
private_apt() {
    apt-get -q -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$private/sources" \
        -o Dir::State::lists="$private/lists" -o Dir::Cache="$private/cache" "$@" </dev/null
}

command -v apt-get >/dev/null && command -v dpkg-source >/dev/null && [ -f $keyring ] || give_up "apt, dpkg-dev or Debian's keyring is missing"
mirror=$(mirror_of 0)
security=$(mirror_of 1)
[ -n "$mirror" ] || give_up "found no mirror of Debian in this machine's apt (run apt-get update)"
rm -rf "$private"
mkdir -p "$private/sources" "$private/lists/partial" "$private/cache/archives/partial" "$private/download"
echo "deb-src [signed-by=$keyring] $mirror trixie main" >"$private/sources/trixie.list"
[ -z "$security" ] || echo "deb-src [signed-by=$keyring] $security trixie-security main" >>"$private/sources/trixie.list"
private_apt update >"$private/log" 2>&1 || give_up "no package lists of Debian 13 from $mirror (see $private/log)"
(cd "$private/download" && private_apt source --download-only libssh2) >>"$private/log" 2>&1 ||
    give_up "no source package of libssh2 from $mirror (see $private/log)"
archive=$private/download/libssh2_$version.orig.tar.gz
[ -f "$archive" ] || give_up "Debian 13 has another version than $version"
echo "$upstream_sha256  $archive" | sha256sum --check --status || {
    echo "libssh2: $archive is not the archive that upstream published; it is not used" >&2
    exit 1
}
dpkg-source --extract "$private"/download/libssh2_*.dsc "$private/source" >>"$private/log" 2>&1
cp subprojects/packagefiles/libssh2/meson.build "$private/source/meson.build"
mv "$private/source" "$target"
rm -rf "$private"
echo "libssh2: $version with $(grep -vc '^#' "$target/debian/patches/series") patches of Debian 13 in $target"
