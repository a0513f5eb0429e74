#!/bin/sh
# Installs what is missing of Debian's packages, and gets the sources of libssh2 and Docker's buildx. Quick when all is there.
# `deps.sh package`: also what makes packages and tries them out; `deps.sh cross`: what compiles for aarch64, and runs that.
set -eu
cd "$(dirname "$0")/.."

build="clang-19 clang-format-19 clang-tidy-19 g++ meson ninja-build ccache mold pkg-config git python3
    libasio-dev libssl-dev libyaml-cpp-dev nlohmann-json3-dev libfmt-dev doctest-dev"
# dpkg-dev and the keyring are for what comes from Debian 13; the rest is for test/fleet, test/playground, the benchmarks, the
# odd hosts of test/ssh, the shells that completion is for, the console of test/flow, and who links to what is installed.
run="dpkg-dev debian-archive-keyring ca-certificates
    openssh-server openssh-client docker.io docker-registry apache2-utils busybox-static iptables iproute2
    procps debootstrap wrk python3-venv dropbear-bin python3-paramiko fish tcsh zsh tmux cmake"
package="debhelper lintian"
cross="binutils-aarch64-linux-gnu"
# To compile does without it.
if [ "$(id -u)" = 0 ]; then cross="$cross qemu-user"; fi
case "${1:-}" in
    package) run="$run $package" ;;
    cross) run="$run $cross" ;;
esac

# What makes a fresh machine start a service that is installed for the tests only; see install().
policy=/usr/sbin/policy-rc.d
mark="# made by ./dev deps"

missing() {
    # shellcheck disable=SC2086
    dpkg-query -W -f '${Package} ${db:Status-Status}\n' $build $run 2>/dev/null |
        awk -v want="$build $run" '$2 == "installed" { have[$1] = 1 }
            END { n = split(want, all); for (i = 1; i <= n; i++) if (!(all[i] in have)) print all[i] }'
}

allow_services() {
    if grep -qs "^$mark" "$policy"; then rm -f "$policy"; fi
}

# The packages of the tests bring an SSH server, a Docker daemon and a registry. The tests start their own, so the
# machine's are not started by the installation.
install() {
    [ "$(id -u)" = 0 ] || {
        echo "./dev deps: these packages are missing; run it as root to install them:" $1 >&2
        exit 1
    }
    trap allow_services EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\n%s\nexit 101\n' "$mark" >"$policy"
        chmod 755 "$policy"
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q </dev/null
    # shellcheck disable=SC2086
    apt-get install -qy --no-install-recommends $1 </dev/null
    allow_services
    trap - EXIT INT TERM
}

if ! command -v apt-get >/dev/null; then
    echo "./dev deps: not a Debian system; install these, or their like, yourself:" $build $run >&2
else
    allow_services
    packages=$(missing)
    if [ -n "$packages" ]; then install "$packages"; fi
fi
tools/buildx.sh
exec tools/libssh2.sh
