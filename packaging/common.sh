# Sourced by the scripts beside it, from the project's root. Everything that is made gets the time of the last commit, so that
# the same sources give the same bytes.
version=$(sed -n "s/^  version: '\(.*\)',/\1/p" meson.build)
packages=build-packages
work=.dev/package
mkdir -p "$packages" "$work"
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || stat -c %Y meson.build)
export SOURCE_DATE_EPOCH
umask 022

die() {
    echo "package: $1" >&2
    exit 1
}
