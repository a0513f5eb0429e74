# Two registries over one store, beside the switch: NET.2:5000 asks for a password, as the one of an app does;
# NET.2:5001 stands for Docker Hub: the hosts get the proxy's image there, and with `up --mirror` it is their mirror.
registry_user=fleet
registry_password='pa$$ "word'

write_registry_config() {
    cat >"$dir/registry/$1.yml" <<EOF
version: 0.1
log: {level: error}
storage: {filesystem: {rootdirectory: $dir/registry/store}, delete: {enabled: true}}
http: {addr: "$net.2:$2"}
$3
EOF
}

start_registry() {
    mkdir -p "$dir/registry/store"
    printf %s "$registry_password" | htpasswd -inB -C 4 "$registry_user" >"$dir/registry/htpasswd"
    write_registry_config private 5000 "auth: {htpasswd: {realm: fleet, path: $dir/registry/htpasswd}}"
    write_registry_config mirror 5001 ""
    for which in private mirror; do
        setsid nsenter --net="/run/netns/$switch" docker-registry serve "$dir/registry/$which.yml" \
            </dev/null >"$dir/registry/$which.log" 2>&1 &
        echo $! >"$dir/registry/$which.pid"
    done
}

# image.py waits for the registry to answer.
push_app() {
    FLEET_REGISTRY_PASSWORD=$registry_password python3 "$here/image.py" app \
        --registry "$net.2:5000" --user "$registry_user" "$@"
}
