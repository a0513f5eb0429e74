#!/bin/sh
# Makes every package twice, the second time elsewhere and without ccache (not with --once), and tries them out: lintian has no
# error to tell, the .debs go into a clean Debian and out of it without a trace, a program builds against them there, and the static
# program runs where there is nothing else. As root.
set -eu
cd "$(dirname "$0")/.."
. packaging/common.sh
. packaging/roots.sh
[ "$(id -u)" = 0 ] || die "debootstrap and chroot need root"
case "${1:-}" in
    "") twice=yes ;;
    --once) twice=no ;;
    *) die "check takes --once, and nothing else" ;;
esac

passed=0
ok() {
    passed=$((passed + 1))
    echo "ok: $1"
}

# same WHAT SCRIPT: what it makes here and elsewhere has the same hashes.
same() {
    "packaging/$2.sh" >"$work/here"
    if [ "$twice" = no ] && [ "$2" != image ]; then
        echo "skipped: $1: built once, as was asked for"
        return
    fi
    case "$2" in
        image) "packaging/$2.sh" >"$work/there" ;;
        *) CCACHE_DISABLE=1 "packaging/$2.sh" "$work/elsewhere/$2" >"$work/there" ;;
    esac
    cmp -s "$work/here" "$work/there" || die "$1: two builds differ: $(diff "$work/here" "$work/there")"
    ok "$1: two builds, the same bytes"
}

# inside COMMAND...: in the clean root.
inside() {
    chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root DEBIAN_FRONTEND=noninteractive "$@"
}

everything_in() {
    (cd "$1" && find . -xdev \( -path ./proc -o -path ./var/lib/dpkg -o -path ./var/lib/apt -o -path ./var/cache -o -path ./var/log \) -prune -o -print) | sort
}

project() {
    mkdir -p "$1/config" "$1/.kamal"
    cat >"$1/config/deploy.yml" <<'YML'
service: shop
image: acme/shop
servers: [127.0.0.1]
registry: {server: registry.test:5000, username: deployer, password: [PASSWORD]}
builder: {arch: amd64}
ssh: {port: 1}
YML
    echo "PASSWORD=secret" >"$1/.kamal/secrets"
}

rm -rf "$work/elsewhere"
same "static program" static
same "image" image
same "Debian packages" deb

# lintian knows Debian's rules for who uploads there. What it calls an error is one; the rest is shown.
lintian --no-cfg --fail-on error --suppress-tags initial-upload-closes-no-bugs "$packages"/*.deb
ok "lintian has no error to tell"

root=$(clean_root bookworm)
cp "$packages"/*.deb "$root/tmp/"
inside apt-get update -q >"$work/apt.log"
project "$root/srv/project"
everything_in "$root" >"$work/before"
inside sh -c 'apt-get install -qy --no-install-recommends /tmp/wheels_*.deb' >>"$work/apt.log" 2>&1 || die "it cannot be installed; see $work/apt.log"
inside wheels deploy version | grep -q "$version" || die "the program does not know its version"
inside sh -c 'cd /srv/project && wheels deploy --dry-run -P --version v1' | grep -q "docker run" || die "no dry run"
status=0
inside sh -c 'cd /srv/project && wheels deploy -P --version v1' >"$work/deploy.log" 2>&1 || status=$?
[ $status = 5 ] || die "a host that refuses should end a deploy with 5, not $status; see $work/deploy.log"
ok "installed in a clean Debian, it deploys"
inside sh -c 'apt-get purge -qy --auto-remove wheels' >>"$work/apt.log" 2>&1
everything_in "$root" >"$work/after"
diff "$work/before" "$work/after" || die "it has left something behind"
ok "removed, it has left nothing behind"
inside sh -c 'apt-get install -qy --no-install-recommends gcc libc6-dev pkg-config /tmp/libwheels*.deb' >>"$work/apt.log" 2>&1 ||
    die "the library cannot be installed; see $work/apt.log"
cp examples/deploy.c "$root/srv/"
# shellcheck disable=SC2016
inside sh -c 'cc -std=c11 /srv/deploy.c -o /srv/deploy $(pkg-config --cflags --libs wheels) && /srv/deploy /srv/project v1 --dry-run' |
    grep -q '"version":"v1"' || die "no program can be built against the library"
ok "a program builds against the library there, and runs"

static=$PWD/$packages/wheels-$version-linux-$(uname -m)
empty=$work/roots/empty
rm -rf "$empty"
mkdir -p "$empty/etc"
cp "$static" "$empty/wheels"
project "$empty"  # a program alone has no shell to change to another folder
(cd "$empty" && chroot . /wheels deploy version) | grep -q "$version" || die "the static program does not start"
ok "the static program starts where there is no other file"
# Names: from a file and not from what nsswitch.conf names, which would have to be loaded.
echo "127.0.0.1 web.test" >"$empty/etc/hosts"
echo "hosts: resolve [!UNAVAIL=return] mdns4_minimal [NOTFOUND=return] myhostname" >"$empty/etc/nsswitch.conf"
sed -i 's/127.0.0.1/web.test/' "$empty/config/deploy.yml"
status=0
(cd "$empty" && chroot . /wheels deploy -P --version v1) >"$work/deploy.log" 2>&1 || status=$?
[ $status = 5 ] && grep -q "connection refused" "$work/deploy.log" || die "the static program does not find a name; see $work/deploy.log"
ok "it finds names in /etc/hosts, whatever nsswitch.conf says"

tar -xOf "$packages/wheels-$version-image.tar" layer.tar | tar -xO licences.txt | grep -q "Redistribution and use" ||
    die "the image lacks the licences of what is in it"
ok "the image has the licences of what is in it"
if docker info >/dev/null 2>&1; then
    docker load -q <"$packages/wheels-$version-image.tar" >/dev/null
    docker run --rm "wheels:$version" deploy version | grep -q "$version" || die "the image does not run"
    ok "docker runs the image"
else
    echo "skipped: no Docker is here that could run the image"
fi
rm -rf "$work/elsewhere" "$root" "$empty"
ls -l "$packages"
echo "$passed passed, 0 failed"
