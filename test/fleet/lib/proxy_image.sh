# Where the image of kamal-proxy comes from: an image already there, a binary named by KAMAL_PROXY_BINARY, a pull of the
# real one, and only then the stand-in of test/kamal_proxy. $proxy_source says which.
proxy_image=basecamp/kamal-proxy:v0.9.2
proxy_cache=$here/../../.dev/kamal-proxy-v0.9.2.tar
stand_in=${KAMAL_PROXY_STAND_IN:-$here/../../build/test/kamal_proxy/kamal-proxy}

push_proxy() { python3 "$here/image.py" "$1" --registry "$net.2:5001" --repository basecamp/kamal-proxy "$2" v0.9.2; }

# Of this machine's own Docker, if it runs one.
save_from_docker() {
    docker image inspect "$proxy_image" >/dev/null 2>&1 && docker save "$proxy_image" -o "$proxy_cache.part" 2>/dev/null
}

registry_answers() {
    python3 -c 'import socket; socket.create_connection(("registry-1.docker.io", 443), 3)' 2>/dev/null
}

# With this machine's Docker, else with one that lives for the pull only and changes nothing of the network.
pull_from_hub() {
    registry_answers || return 1
    if docker info >/dev/null 2>&1; then
        timeout 120 docker pull -q "$proxy_image" >/dev/null && save_from_docker
        return
    fi
    mkdir -p "$dir/pull"
    dockerd --data-root "$dir/pull/data" --exec-root "$dir/pull/exec" --pidfile "$dir/pull/pid" \
        -H "unix://$dir/pull/sock" --bridge none --iptables=false --ip-masq=false >"$dir/pull/log" 2>&1 &
    puller=$!
    pulled=1
    for attempt in $(seq 50); do
        docker -H "unix://$dir/pull/sock" version >/dev/null 2>&1 && break
        sleep 0.2
    done
    if timeout 120 docker -H "unix://$dir/pull/sock" pull -q "$proxy_image" >/dev/null 2>&1; then
        docker -H "unix://$dir/pull/sock" save "$proxy_image" -o "$proxy_cache.part" && pulled=0
    fi
    kill "$puller"
    wait "$puller" || true
    return $pulled
}

push_proxy_image() {
    mkdir -p "$(dirname "$proxy_cache")"
    if [ -n "${KAMAL_PROXY_BINARY:-}" ] && [ ! -x "$KAMAL_PROXY_BINARY" ]; then
        die "KAMAL_PROXY_BINARY names no program: $KAMAL_PROXY_BINARY"
    fi
    if [ ! -f "$proxy_cache" ] && save_from_docker; then mv "$proxy_cache.part" "$proxy_cache"; fi
    if [ -f "$proxy_cache" ]; then
        proxy_source=real
        push_proxy archive "$proxy_cache"
    elif [ -n "${KAMAL_PROXY_BINARY:-}" ]; then
        proxy_source=binary
        push_proxy proxy "$KAMAL_PROXY_BINARY"
    elif pull_from_hub; then
        mv "$proxy_cache.part" "$proxy_cache"
        proxy_source=real
        push_proxy archive "$proxy_cache"
    elif [ -x "$stand_in" ]; then
        proxy_source=stand-in
        push_proxy proxy "$stand_in"
    else
        die "there is no kamal-proxy: it cannot be pulled, KAMAL_PROXY_BINARY is not set, and the stand-in is not built ($stand_in)"
    fi
}
