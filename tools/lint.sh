#!/bin/sh
# The order of the layers, then clang-tidy on all sources. It wants the compile commands of build/.
set -eu
cd "$(dirname "$0")/.."
mkdir -p .dev
python3 test/tools/check_layers.py .
run-clang-tidy-19 -quiet -p build -j "${LINT_JOBS:-$(nproc)}" "^$PWD/(src|test|examples|bench)/" 2>&1 |
    grep -vE '^(\[[ 0-9/]+\]|clang-tidy-19 |[0-9]+ warnings? generated|Suppressed |Use -header-filter|$)' >.dev/lint.log || true
if grep -qE ': (error|warning):' .dev/lint.log; then
    cat .dev/lint.log
    exit 1
fi
echo "lint: clean"
