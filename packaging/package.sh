#!/bin/sh
# ./dev package VERB: docs/packaging.md.
set -eu
cd "$(dirname "$0")/.."
case "${1:-}" in
    deb | static | image | check)
        tools/deps.sh package
        if [ "$1" = static ]; then exec packaging/static.sh "" "${2:-}"; fi
        if [ "$1" = check ]; then exec packaging/check.sh "${2:-}"; fi
        exec "packaging/$1.sh"
        ;;
    python) exec packaging/python.sh ;;
    version) . packaging/common.sh; echo "$version" ;;
    *)
        echo "./dev package deb|static [aarch64]|image|python|check [--once]: what goes to build-packages/, or the first three built twice and tried out (root)" >&2
        exit 2
        ;;
esac
