#!/bin/sh
# The reference of the public headers, by Doxygen: build/reference/html/index.html. Whatever it warns of is an error.
set -eu
cd "$(dirname "$0")/.."
command -v doxygen >/dev/null || {
    [ "$(id -u)" = 0 ] || { echo "./dev reference: doxygen is missing; run it as root to install it" >&2; exit 1; }
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends doxygen >/dev/null
}
mkdir -p build/reference
doxygen docs/Doxyfile
echo "build/reference/html/index.html"
