# The first process of a host of the playground: sshd and dockerd. $HOST_KEY, $AUTHORIZED_KEY: what sshd shows and takes.
# $USERS: who may log in. $ADDRESSES: addresses of deploy.yml and the containers that stand for them, `FROM=TO FROM=TO`.
set -eu
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin

# Docker makes control groups for its containers. In version 2 a group with processes of its own cannot have any below, and
# who looks into the container in this moment (`docker exec`) is one of them: so until nobody is.
make_writable() { mount -o remount,rw,bind "$1" 2>/dev/null || mount -o remount,rw "$1"; }
if [ -f /sys/fs/cgroup/cgroup.controllers ]; then
    make_writable /sys/fs/cgroup
    mkdir -p /sys/fs/cgroup/init
    for attempt in $(seq 50); do
        xargs -rn1 </sys/fs/cgroup/cgroup.procs >/sys/fs/cgroup/init/cgroup.procs 2>/dev/null || true
        if sed -e 's/ / +/g' -e 's/^/+/' </sys/fs/cgroup/cgroup.controllers 2>/dev/null >/sys/fs/cgroup/cgroup.subtree_control; then
            break
        fi
        sleep 0.1
    done
else
    for group in /sys/fs/cgroup/*; do
        if mountpoint -q "$group"; then make_writable "$group" || true; fi
    done
fi

# `up` writes them anew where hosts have come or gone since.
[ -e /etc/playground.addresses ] || echo "$ADDRESSES" >/etc/playground.addresses
for pair in $(cat /etc/playground.addresses); do
    for chain in PREROUTING OUTPUT; do
        iptables -t nat -A "$chain" -d "${pair%%=*}" -j DNAT --to-destination "${pair#*=}"
    done
done

getent group docker >/dev/null || groupadd --system docker
for user in $USERS; do
    id "$user" >/dev/null 2>&1 || useradd --create-home --shell /bin/bash "$user"
    # sshd refuses accounts whose password is locked with '!', even with a key.
    usermod --append --groups docker --password '*' "$user"
    home=$(getent passwd "$user" | cut -d: -f6)
    mkdir -p "$home/.ssh"
    echo "$AUTHORIZED_KEY" >"$home/.ssh/authorized_keys"
    chmod 700 "$home/.ssh"
    chmod 600 "$home/.ssh/authorized_keys"
    chown -R "$user:" "$home/.ssh"
done

mkdir -p /run/sshd /run/playground
(umask 077 && echo "$HOST_KEY" | base64 -d >/run/playground/host_key)
cat >/run/playground/sshd_config <<END
HostKey /run/playground/host_key
PermitRootLogin prohibit-password
PasswordAuthentication no
UsePAM no
UseDNS no
PrintMotd no
MaxStartups 100
MaxSessions 100
PidFile /run/sshd.pid
Subsystem sftp internal-sftp
END
/usr/sbin/sshd -f /run/playground/sshd_config

# The shell reaps what is left behind while it waits. `break HOST docker` leaves a file that keeps Docker down; the containers
# that have gone on without it are its own again when it comes back.
while :; do
    if [ ! -e /run/playground/no-docker ]; then dockerd --live-restore --log-level warn || true; fi
    sleep 0.2
done
