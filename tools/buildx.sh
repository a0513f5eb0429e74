#!/bin/sh
# Puts Debian 13's buildx, a plugin of Docker's command line that Debian 12 does not have, into .dev/buildx, for the
# tests that build images. It needs nothing but a C library, and nothing is installed.
set -eu
cd "$(dirname "$0")/.."
. tools/private_apt.sh

target=.dev/buildx
if [ -x "$target/docker-buildx" ] || docker buildx version >/dev/null 2>&1; then exit 0; fi

give_up() {
    echo "buildx: $1; the tests that build images are skipped" >&2
    exit 0
}

read_lists buildx deb
(cd "$private/download" && private_apt download docker-buildx) >>"$private/log" 2>&1 ||
    give_up "no package docker-buildx from $mirror (see $private/log)"
dpkg-deb --extract "$private"/download/docker-buildx_*.deb "$private/files" >>"$private/log" 2>&1
plugin=$(find "$private/files" -type f -name docker-buildx -path '*cli-plugins*')
[ -x "$plugin" ] || give_up "the package of Debian 13 has no plugin in it (see $private/files)"
mkdir -p "$target"
mv "$plugin" "$target/docker-buildx"
rm -rf "$private"
echo "buildx: $("$target/docker-buildx" version) in $target"
