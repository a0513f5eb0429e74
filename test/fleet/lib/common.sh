# Names, places and small words that the other files share. Sourced by `fleet`.

die() { echo "fleet: $*" >&2; exit 1; }

# Takes `--name NAME` out of the arguments wherever it stands; the others come back in $rest, quoted for eval.
take_name() {
    rest=
    while [ $# -gt 0 ]; do
        case "$1" in
            --name) name=$2; shift ;;
            *) rest="$rest '$(printf %s "$1" | sed "s/'/'\\\\''/g")'" ;;
        esac
        shift
    done
}

# Interface names have 15 characters at most, which is what limits a fleet's name.
use_name() {
    case "$1" in
        "" | *[!a-z0-9]* | ?????????*) die "a fleet's name is 1 to 8 of a-z and 0-9, not '$1'" ;;
    esac
    name=$1
    base=${WHEELS_FLEETS:-/var/lib/wheels-fleets}
    dir=$base/$name
    switch=wf-$name
    cable=wf-$name
    cgroup=wheels-fleets/$name
}

netns_of() { echo "/run/netns/wf-$name-$1"; }
address_of() { echo "$net.$((10 + $1))"; }

need_fleet() {
    [ -f "$dir/env" ] || die "there is no fleet '$name' (make it with: fleet up 3 --name $name)"
    net=$(cat "$dir/net")
}

# All processes of a network namespace. The first process of a host is among them, and with it end all
# the processes of its pid namespace, containers too, which have network namespaces of their own.
kill_in_netns() {
    [ -e "/run/netns/$1" ] || return 0
    for attempt in 1 2 3 4 5 6 7 8 9 10; do
        pids=$(ip netns pids "$1" 2>/dev/null || true)
        [ -n "$pids" ] || return 0
        # shellcheck disable=SC2086
        kill -9 $pids 2>/dev/null || true
        sleep 0.05
    done
    die "some processes in $1 do not end: $pids"
}
