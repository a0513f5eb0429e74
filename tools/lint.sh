#!/bin/sh
# lint.sh [FOLDER...]: the order of the layers, then clang-tidy on the sources in the folders, or on all. It wants the
# compile commands of build/.
set -eu
cd "$(dirname "$0")/.."
mkdir -p .dev
python3 test/tools/check_layers.py .
python3 test/tools/check_exports.py .
[ $# -gt 0 ] || set -- src test examples bench
for folder in "$@"; do
    set -- "$@" "^$PWD/${folder%/}/"
    shift
done
if run-clang-tidy-19 -quiet -p build -j "${LINT_JOBS:-$(nproc)}" "$@" >.dev/lint.log 2>&1; then
    echo "lint: clean"
else
    grep -vE '^(\[[ 0-9/]+\]|clang-tidy-19 |Running clang-tidy |[0-9]+ warnings? generated|Suppressed |Use -header-filter|$)' .dev/lint.log
    exit 1
fi
