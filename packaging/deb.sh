#!/bin/sh
# The Debian packages: the program, the library, and its development files. With a folder they are built there (every path that
# a build may leave behind has another name then), else in a fixed one, whose objects ccache knows.
set -eu
cd "$(dirname "$0")/.."
. packaging/common.sh

folder=$(realpath -m "${1:-$work/deb}")
tree=$folder/wheels-$version
rm -rf "$folder"
mkdir -p "$tree"
git ls-files -z | xargs -0 cp --parents -t "$tree"
# An older libssh2 than 1.11.1 does not do, and Debian 12 has one.
[ ! -d subprojects/libssh2-1.11.1 ] || cp -a subprojects/libssh2-1.11.1 "$tree/subprojects/"
cp -a packaging/debian "$tree/debian"
[ "$(dpkg-parsechangelog -l "$tree/debian/changelog" -SVersion)" = "$version" ] || die "debian/changelog has another version than meson.build"

# With the flags of ./dev build: what was tested is what is packed, and ccache knows it. Whoever builds for a distribution has flags of
# their own, from dpkg-buildflags.
(
    cd "$tree"
    unset SOURCE_DATE_EPOCH CC_LD CXX_LD
    # debhelper gives the build a home of its own, and a date and a language that ccache takes for part of what an object
    # depends on. None of ours does.
    if command -v ccache >/dev/null; then
        mkdir "$folder/compilers"
        for compiler in clang-19 clang++-19; do
            cat >"$folder/compilers/$compiler" <<END
#!/bin/sh
exec env -u SOURCE_DATE_EPOCH -u LC_ALL ccache $(command -v $compiler) "\$@"
END
        done
        chmod +x "$folder"/compilers/*
        export PATH="$folder/compilers:$PATH" CCACHE_NOHASHDIR=1 CCACHE_DIR="$(ccache --get-config cache_dir)"
    fi
    export DEB_BUILD_OPTIONS="noautodbgsym nocheck ${DEB_BUILD_OPTIONS:-}"
    export DEB_CFLAGS_SET= DEB_CXXFLAGS_SET= DEB_CPPFLAGS_SET= WHEELS_CONFIGURE=-Doptimization=2
    dpkg-buildpackage --build=binary --no-sign
) >"$folder/log" 2>&1 || { tail -n 40 "$folder/log" >&2; die "the build failed; all of it is in $folder/log"; }
[ $# -gt 0 ] || cp "$folder"/*.deb "$packages/"
sha256sum "$folder"/*.deb | sed "s|$folder/||"
