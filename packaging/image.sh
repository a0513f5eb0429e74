#!/bin/sh
# A container image with the static program and its licences, for `docker load`.
set -eu
cd "$(dirname "$0")/.."
. packaging/common.sh

program=$packages/wheels-$version-linux-$(uname -m)
packaging/static.sh >/dev/null
python3 packaging/image.py "$program" "$packages/wheels-$version-linux-licences.txt" "wheels:$version" "$packages/wheels-$version-image.tar"
(cd "$packages" && sha256sum "wheels-$version-image.tar")
