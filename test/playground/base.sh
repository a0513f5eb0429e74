#!/bin/sh
# base.sh FILE.tar: a Debian root that hosts of a playground can be built from without a download, since it has all that
# they need. Takes a minute or two, from the mirror of this machine's apt. Needs root.
set -eu
file=$1
cd "$(dirname "$0")/../.."
. tools/private_apt.sh
mirror=$(mirror_of 0)
[ -n "$mirror" ] || { echo "base.sh: found no mirror of Debian in this machine's apt (run apt-get update)" >&2; exit 1; }
release=$(. /etc/os-release && echo "$VERSION_CODENAME")
root=$(mktemp -d)
trap 'rm -rf "$root" "$file.part"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
debootstrap --variant=minbase \
    --include=openssh-server,openssh-client,docker.io,iptables,docker-registry,procps,ca-certificates \
    "$release" "$root" "$mirror" >"$file.log" 2>&1 || { tail -n 5 "$file.log" >&2; exit 1; }
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/usr/share/doc "$root"/usr/share/locale "$root"/var/lib/apt/lists/*
mkdir -p "$(dirname "$file")"
tar -C "$root" -cf "$file.part" .
mv "$file.part" "$file"
