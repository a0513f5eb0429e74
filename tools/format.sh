#!/bin/sh
# Formats all C++ files that git knows; with --check only says which ones are not formatted.
set -eu
cd "$(dirname "$0")/.."
case "${1:-}" in
    --check) git ls-files -z '*.cpp' '*.hpp' | xargs -0 clang-format-19 --dry-run --Werror ;;
    "") git ls-files -z '*.cpp' '*.hpp' | xargs -0 clang-format-19 -i ;;
    *) echo "format: unknown option '$1'; there is only --check" >&2; exit 2 ;;
esac
