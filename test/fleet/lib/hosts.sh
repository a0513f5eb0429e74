# The hosts: their files, and power on and off.

check_machine() {
    [ "$(id -u)" = 0 ] || die "needs root, for namespaces and Docker"
    for tool in ip nsenter unshare flock dockerd sshd docker-registry htpasswd python3 busybox iptables; do
        PATH="$PATH:/usr/sbin:/sbin" command -v "$tool" >/dev/null || die "'$tool' is missing; ./dev deps installs it"
    done
    case "$(stat -fc %T /sys/fs/cgroup)" in
        cgroup2fs) [ -w /sys/fs/cgroup/cgroup.procs ] || die "/sys/fs/cgroup cannot be written, so Docker cannot run" ;;
        tmpfs) [ -d /sys/fs/cgroup/devices ] || die "cgroup v1 without the devices controller, so Docker cannot run" ;;
        *) die "no cgroup file system at /sys/fs/cgroup, so Docker cannot run" ;;
    esac
}

# Docker and the hosts' overlays need a file system below them that is not itself an overlay.
make_folder() {
    mkdir -p "$dir"
    chmod 700 "$base" "$dir"
    if [ "$(stat -fc %T "$dir")" = overlayfs ]; then mount -t tmpfs -o mode=700 wheels-fleet "$dir"; fi
}

remove_folder() {
    # A host's mounts end with its last process, which the kernel may still be busy with.
    for attempt in 1 2 3 4 5 6 7 8 9 10; do
        if mountpoint -q "$dir" 2>/dev/null; then umount "$dir" 2>/dev/null || true; fi
        rm -rf --one-file-system "$dir" 2>/dev/null && break
        sleep 0.2
    done
    [ ! -e "$dir" ] || die "cannot remove $dir"
    rmdir "$base" 2>/dev/null || true
    for attempt in 1 2 3 4 5; do
        find /sys/fs/cgroup -depth -type d -path "*/$cgroup*" -exec rmdir {} + 2>/dev/null && break
        sleep 0.1
    done
    find /sys/fs/cgroup -depth -type d -name wheels-fleets -exec rmdir {} + 2>/dev/null || true
}

# One key opens all hosts, and their own keys are known: HOME=$FLEET_HOME is a home from which a deploy just works.
make_home() {
    mkdir -p "$dir/home/.ssh"
    chmod 700 "$dir/home/.ssh"
    ssh-keygen -q -t ed25519 -N '' -C "fleet $name" -f "$dir/home/.ssh/id_ed25519"
    : >"$dir/home/.ssh/known_hosts"
}

make_host() {
    mkdir -p "$dir/h$1/upper" "$dir/h$1/work" "$dir/h$1/root" "$dir/h$1/docker" "$dir/h$1/home/.ssh" "$dir/h$1/etc"
    ssh-keygen -q -t ed25519 -N '' -C "host $1" -f "$dir/h$1/etc/ssh_host_ed25519_key"
    cp "$dir/home/.ssh/id_ed25519.pub" "$dir/h$1/home/.ssh/authorized_keys"
    chmod 700 "$dir/h$1/home" "$dir/h$1/home/.ssh"
    chmod 600 "$dir/h$1/home/.ssh/authorized_keys"
    echo "$(address_of "$1") $(cut -d' ' -f1,2 "$dir/h$1/etc/ssh_host_ed25519_key.pub")" >>"$dir/home/.ssh/known_hosts"
    mirrors=
    [ ! -f "$dir/mirror" ] || mirrors=", \"registry-mirrors\": [\"http://$net.2:5001\"]"
    cat >"$dir/h$1/etc/daemon.json" <<EOF
{"storage-driver": "overlay2", "exec-opts": ["native.cgroupdriver=cgroupfs"], "cgroup-parent": "/$cgroup/$1",
 "insecure-registries": ["$net.0/24"]$mirrors}
EOF
}

power_on() {
    [ -d "$dir/h$1" ] || die "the fleet '$name' has no host $1"
    [ ! -e "$(netns_of "$1")" ] || die "host $1 is on already"
    connect_host "$1"
    # nsenter, because `ip netns exec` would mount another /sys. The session of its own keeps Ctrl-C away.
    DISK_MB=$(cat "$dir/disk") setsid nsenter --net="$(netns_of "$1")" \
        unshare --mount --uts --ipc --pid --fork --kill-child --propagation private \
        sh "$here/lib/host_init.sh" "web$1" "$dir/h$1" "$(address_of "$1")" </dev/null >"$dir/h$1/log" 2>&1 &
    echo $! >"$dir/h$1/pid"
}

power_off() { disconnect_host "$1"; }

# The first process of a host, seen from outside.
init_of() {
    outer=$(cat "$dir/h$1/pid")
    cat "/proc/$outer/task/$outer/children" 2>/dev/null | cut -d' ' -f1
}

docker_of() {
    init=$(init_of "$1")
    [ -n "$init" ] || die "host $1 is off"
    echo "unix:///proc/$init/root/run/docker.sock"
}

inside() {
    init=$(init_of "$1")
    [ -n "$init" ] || die "host $1 is off"
    shift
    exec nsenter -t "$init" --all --root --wd "$@"
}

fleet_ssh() {
    host=$1
    shift
    exec ssh -q -i "$dir/home/.ssh/id_ed25519" -o UserKnownHostsFile="$dir/home/.ssh/known_hosts" -o IdentitiesOnly=yes \
        -o BatchMode=yes -o ConnectTimeout=2 "root@$(address_of "$host")" "$@"
}

# Until it takes commands, and has the image of the proxy, which it could not pull from Docker Hub.
wait_for_host() {
    local_name=basecamp/kamal-proxy:v0.9.2
    pulled=$net.2:5001/$local_name
    for attempt in $(seq 200); do
        if (fleet_ssh "$1" docker version >/dev/null 2>&1 </dev/null); then
            (fleet_ssh "$1" "docker image inspect $local_name >/dev/null 2>&1 ||
                { docker pull -q $pulled && docker tag $pulled $local_name && docker rmi $pulled; } >/dev/null" </dev/null)
            return
        fi
        sleep 0.1
    done
    echo "fleet: host $1 did not come up; the end of its logs:" >&2
    tail -n 5 "$dir/h$1/log" "$dir/h$1/upper/var/log/fleet-init.log" "$dir/h$1/upper/var/log/dockerd.log" >&2 || true
    return 1
}
