# Bringing a fleet up and down.

# What a caller has to know: eval "$(fleet env)".
write_env() {
    hosts=
    for i in $(seq "$count"); do hosts="$hosts${hosts:+ }$(address_of "$i")"; done
    cat >"$dir/env.part" <<EOF
FLEET_NAME='$name'
FLEET_DIR='$dir'
FLEET_NET='$net'
FLEET_HOSTS='$hosts'
FLEET_HOME='$dir/home'
FLEET_REGISTRY='$net.2:5000'
FLEET_REGISTRY_USER='$registry_user'
FLEET_REGISTRY_PASSWORD='$registry_password'
FLEET_PROXY='$proxy_source'
EOF
    mv "$dir/env.part" "$dir/env"
}

# Ends by itself when the fleet that it was made for is gone, and leaves one of the same name that came later alone.
watch_owner() {
    setsid sh -c 'tail --pid="$1" -f /dev/null; [ "$(cat "$2/id" 2>/dev/null)" = "$3" ] && exec "$4" down --name "$5"' \
        watch "$1" "$dir" "$2" "$here/fleet" "$name" </dev/null >/dev/null 2>&1 &
}

fleet_up() {
    count= net= disk= owner= mirror=
    while [ $# -gt 0 ]; do
        case "$1" in
            --with) owner=$2; shift ;;
            --net) net=$2; shift ;;
            --disk) disk=$2; shift ;;
            --mirror) mirror=yes ;;
            [1-9] | [1-9][0-9]) count=$1 ;;
            *) die "up: what is '$1'?" ;;
        esac
        shift
    done
    [ -n "$count" ] || die "up: how many hosts? (1 to 99)"
    check_machine
    fleet_down
    make_folder
    trap 'status=$?; trap - EXIT; [ $status = 0 ] || fleet_down; exit $status' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    id=$$-$(date +%s)
    echo "$id" >"$dir/id"
    echo "$disk" >"$dir/disk"
    [ -z "$mirror" ] || : >"$dir/mirror"
    [ -z "$owner" ] || watch_owner "$owner" "$id"
    # Two fleets that come up at once must not choose the same network.
    exec 9</run
    flock 9
    [ -n "$net" ] || choose_net
    echo "$net" >"$dir/net"
    make_switch
    flock -u 9
    exec 9>&-
    start_registry
    make_home
    for i in $(seq "$count"); do make_host "$i"; power_on "$i"; done
    push_app v1 v2 v3
    push_app --kind unhealthy unhealthy
    push_app --kind crash crash
    push_proxy_image
    waiting=
    for i in $(seq "$count"); do
        wait_for_host "$i" &
        waiting="$waiting $!"
    done
    for pid in $waiting; do wait "$pid" || exit 1; done
    write_env
}

# Goes by names, not by what a file says: also when an earlier run was killed, or its folder is gone.
fleet_down() {
    remove_network
    if [ -f "$dir/pull/pid" ]; then kill -9 "$(cat "$dir/pull/pid")" 2>/dev/null || true; fi
    remove_folder
}
