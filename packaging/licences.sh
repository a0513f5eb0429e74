#!/bin/sh
# Writes, to standard output, the licences of all that the static program holds: ours, and those of what is linked into it, as their
# packages have them. They ask to go with every copy.
set -eu
cd "$(dirname "$0")/.."

missing=
show() {
    [ -r "$2" ] || { missing="$missing $2"; return; }
    printf '%s\n\n' "======== $1"
    cat "$2"
    echo
}

show wheels LICENSE
if [ -d subprojects/libssh2-1.11.1 ]; then
    show libssh2 subprojects/libssh2-1.11.1/COPYING
else
    show "libssh2 of Debian" /usr/share/doc/libssh2-1-dev/copyright
fi
for package in libssl-dev libyaml-cpp-dev nlohmann-json3-dev libfmt-dev libasio-dev libc6-dev; do
    show "$package of Debian" "/usr/share/doc/$package/copyright"
done
newest=$(ls -d /usr/share/doc/libstdc++-*-dev 2>/dev/null | sort -V | tail -n 1)
show "libstdc++ of Debian" "${newest:-/usr/share/doc/libstdc++-dev}/copyright"
for licence in Apache-2.0 LGPL-2.1; do show "$licence" "/usr/share/common-licenses/$licence"; done
[ -z "$missing" ] || { echo "package: the program cannot be given away without these licences, which are not here:$missing" >&2; exit 1; }
