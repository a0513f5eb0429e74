# The switch: a bridge in a network namespace of its own, a cable to this machine, and one to every host.
# In its own namespace it is out of reach of this machine's packet filter (Docker drops forwarded packets).

# A /24 of 10.200-10.249 that no route of this machine leads to, always the same one for a name if it is free.
choose_net() {
    n=$(printf %s "$name" | cksum | cut -d' ' -f1)
    for attempt in $(seq 50); do
        net=10.$((200 + n / 250 % 50)).$((n % 250))
        if [ -z "$(ip -4 route show match "$net.0/24" | grep -v '^default' || true)" ]; then return; fi
        n=$((n + 1))
    done
    die "found no free network for the fleet; name one: --net 10.A.B"
}

mac_of() { echo "$1" | awk -F. '{ printf "02:77:%02x:%02x:%02x:%02x", $1, $2, $3, $4 }'; }

make_switch() {
    ip netns add "$switch"
    ip -n "$switch" link set lo up
    # A fixed hardware address: a bridge without one takes another whenever a host's cable comes or goes.
    ip -n "$switch" link add br0 address "$(mac_of "$net.2")" type bridge
    ip -n "$switch" addr add "$net.2/24" dev br0
    ip -n "$switch" link set br0 up
    ip link add "$cable" type veth peer name uplink netns "$switch"
    ip -n "$switch" link set uplink master br0 up
    ip addr add "$net.1/24" dev "$cable"
    ip link set "$cable" up
}

# No default route: a host reaches its fleet and nothing else, and finds that out at once. The same hardware address
# after every power off, or its neighbours would look for the old one for half a minute.
connect_host() {
    host_ns=wf-$name-$1
    ip netns add "$host_ns"
    ip link add eth0 address "$(mac_of "$(address_of "$1")")" netns "$host_ns" type veth peer name "h$1" netns "$switch"
    ip -n "$switch" link set "h$1" master br0 up
    ip -n "$host_ns" link set lo up
    ip -n "$host_ns" addr add "$(address_of "$1")/24" dev eth0
    ip -n "$host_ns" link set eth0 up
}

disconnect_host() {
    kill_in_netns "wf-$name-$1"
    ip -n "$switch" link del "h$1" 2>/dev/null || true
    ip netns del "wf-$name-$1" 2>/dev/null || true
}

remove_network() {
    for ns in $(ip netns list | awk -v prefix="wf-$name-" 'index($1, prefix) == 1 { print $1 }'); do
        disconnect_host "${ns##*-}"
    done
    kill_in_netns "$switch"
    ip link del "$cable" 2>/dev/null || true
    ip netns del "$switch" 2>/dev/null || true
}
