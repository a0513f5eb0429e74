# Which compilers, how Meson is told, and how its tests are run. Sourced by ../dev, from the project's root.

# ccache, where it is: one cache for every folder that the project is checked out to.
export CCACHE_NOHASHDIR=1

# with_compiler CC CXX: what configure() gives to Meson.
with_compiler() {
    prefix=
    if command -v ccache >/dev/null; then prefix="ccache "; fi
    export CC="$prefix$1" CXX="$prefix$2"
    if command -v mold >/dev/null; then export CC_LD=mold CXX_LD=mold; fi
}

# configure FOLDER WORDS...: words for Meson. clang 19 compiles coroutines right, and faster than g++; another compiler is for
# machines that do not have it.
configure() {
    if [ -f "$1/build.ninja" ]; then return; fi
    if command -v clang++-19 >/dev/null; then with_compiler clang-19 clang++-19; else with_compiler cc c++; fi
    meson setup "$@"
}

# g++, because the sanitizers are the only alarm for the coroutines that g++ 12 compiles wrongly. Without optimisation,
# because with it g++ needs four times as long, and what it gets wrong it gets wrong at every level; with line numbers alone,
# which are what a sanitizer prints; and without three checks that take a third of the time, and would find what ends in a crash
# or in a read of what is gone, which the address sanitizer tells.
configure_sanitized() {
    if [ -f "$1/build.ninja" ]; then return; fi
    with_compiler gcc g++
    meson setup "$1" -Dbuildtype=debug -Doptimization=0 -Db_sanitize=address,undefined -Db_lundef=false \
        -Dc_args=-g1 "-Dcpp_args=-g1 -fno-sanitize=null,alignment,vptr"
}

# run_tests FOLDER ARGS...: the last line counts the cases, and the status is Meson's.
run_tests() {
    folder=$1
    shift
    status=0
    rm -f "$folder/meson-logs/testlog.json"
    meson test -C "$folder" --no-rebuild --print-errorlogs "$@" || status=$?
    python3 tools/count_cases.py "$folder/meson-logs/testlog.json" || status=1
    return $status
}
