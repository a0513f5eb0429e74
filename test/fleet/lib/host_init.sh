# host_init.sh NAME FOLDER ADDRESS: the first process of a host, in namespaces of its own.
# Makes a root of its own over this machine's, starts sshd and dockerd, and then reaps what is left behind.
set -eu
host=$1 folder=$2 address=$3 root=$2/root

mount --make-rprivate /
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/upper,workdir=$folder/work" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
mkdir -p "$root/var/lib/docker" "$root/etc/docker" "$root/root" "$root/mnt" "$root/run/sshd"
if [ -n "$DISK_MB" ]; then
    mount -t tmpfs -o "size=${DISK_MB}m" tmpfs "$root/var/lib/docker"
else
    mount --bind "$folder/docker" "$root/var/lib/docker"
fi
# Nothing of this machine's root user is on the hosts.
mount --bind "$folder/home" "$root/root"
cp "$folder/etc/daemon.json" "$root/etc/docker/daemon.json"
hostname "$host"
printf '127.0.0.1 localhost\n%s %s\n' "$address" "$host" >"$root/etc/hosts"
# No name server: a look-up fails at once instead of waiting for one that is out of reach.
rm -f "$root/etc/resolv.conf"
: >"$root/etc/resolv.conf"
# sshd refuses accounts whose password is locked with '!', even with a key.
sed -i 's/^root:![^:]*:/root:*:/' "$root/etc/shadow"
cat >"$root/etc/ssh/fleet_sshd_config" <<EOF
HostKey /etc/ssh/fleet_host_key
PermitRootLogin prohibit-password
UsePAM no
UseDNS no
PrintMotd no
MaxStartups 100
MaxSessions 100
PidFile /run/sshd.pid
Subsystem sftp /usr/lib/openssh/sftp-server
EOF
# A key that is there already stays: it may have been changed to play another machine.
[ -f "$root/etc/ssh/fleet_host_key" ] || cp "$folder/etc/ssh_host_ed25519_key" "$root/etc/ssh/fleet_host_key"
cd "$root"
pivot_root . mnt
umount -l /mnt
cd /

export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
exec </dev/null >/var/log/fleet-init.log 2>&1
/usr/sbin/sshd -f /etc/ssh/fleet_sshd_config -E /var/log/sshd.log
dockerd >/var/log/dockerd.log 2>&1 &
# While it waits, the shell reaps every process that has lost its parent.
while :; do sleep 3600 & wait $!; done
