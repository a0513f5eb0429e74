#!/bin/sh
# The Python package, as a wheel for pip; docs/embedding.md tells how to install it.
set -eu
cd "$(dirname "$0")/.."
. packaging/common.sh

made=$(cd bindings/python && python3 -B -c "import backend; print(backend.build_wheel('../../$packages'))")
(cd "$packages" && sha256sum "$made")
