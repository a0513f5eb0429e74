"""Hosts for tests of the built program: addresses of loopback, all served by one sshd, with a `docker` that only writes down what it
is asked for. Needs /usr/sbin/sshd."""
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import time

DOCKER = """\
#!/bin/sh
echo "$*" >>"$HOSTS/asked"
case "$1 ${2:-}" in
    "login "*) cat >/dev/null ;;
    "info "*) exit 1 ;;
    "pull "*)
        [ ! -e "$HOSTS/pull-fails" ] || { echo 'manifest for "shop" not found \\\\ denied' >&2; exit 1; }
        [ ! -e "$HOSTS/pull-hangs" ] || { touch "$HOSTS/pulling"; exec sleep 1000; } ;;
    "run "*) echo 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef ;;
    "network ls") echo kamal ;;
    "container inspect") echo running ;;
    "inspect -f") echo shop ;;
esac
"""

AS_HOST = """\
#!/bin/sh
set -- $SSH_CONNECTION
HOME=$HOSTS/$3
export HOME
mkdir -p "$HOME"
cd "$HOME" || exit 1
exec /bin/sh -c "$SSH_ORIGINAL_COMMAND"
"""


class Hosts:
    def __init__(self):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="wheels-hosts-"))
        self.path.chmod(0o755)
        for name, text in (("docker", DOCKER), ("as_host", AS_HOST)):
            (self.path / name).write_text(text)
            (self.path / name).chmod(0o755)
        for key in ("host_key", "id_ed25519"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.path / key], check=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        (self.path / "sshd_config").write_text(
            f"Port {self.port}\nListenAddress 0.0.0.0\nHostKey {self.path}/host_key\nAuthorizedKeysFile {self.path}/id_ed25519.pub\n"
            "StrictModes no\nUsePAM no\nUseDNS no\nPermitRootLogin prohibit-password\nPidFile none\n"
            f"ForceCommand {self.path}/as_host\nSetEnv HOME={self.path} PATH={self.path}:/usr/bin:/bin HOSTS={self.path}\n")
        pathlib.Path("/run/sshd").mkdir(exist_ok=True)
        self.server = subprocess.Popen(["/usr/sbin/sshd", "-D", "-f", self.path / "sshd_config", "-E", self.path / "log"],
                                       start_new_session=True)
        for _ in range(200):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError("sshd does not come up: " + (self.path / "log").read_text())

    def close(self):
        self.server.kill()
        self.server.wait()
        subprocess.run(["pkill", "-9", "-s", str(self.server.pid)], check=False)
        shutil.rmtree(self.path, ignore_errors=True)

    def cut_connections(self):
        """Ends every session, as a host that goes down does."""
        subprocess.run(["pkill", "-9", "-P", str(self.server.pid)], check=False)

    def forget(self):
        """As if nobody had been here before."""
        for entry in self.path.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)
            elif entry.name in ("asked", "pull-fails", "pull-hangs", "pulling"):
                entry.unlink()

    def set(self, what):
        (self.path / what).touch()

    def asked(self):
        """What `docker` was asked for, on any host."""
        file = self.path / "asked"
        return file.read_text().splitlines() if file.exists() else []

    def locked(self):
        return any(self.path.glob("*/.kamal/lock-*"))

    def wait_for(self, what):
        for _ in range(600):
            if (self.path / what).exists():
                return
            time.sleep(0.05)
        raise AssertionError(f"{what} did not come")

    def let_in(self, project):
        """Gives the project's user the key and the host keys, and the settings that lead here."""
        ssh = project.path / ".ssh"
        ssh.mkdir(exist_ok=True)
        shutil.copy(self.path / "id_ed25519", ssh / "id_ed25519")
        (ssh / "id_ed25519").chmod(0o600)
        kind, key = (self.path / "host_key.pub").read_text().split()[:2]
        (ssh / "known_hosts").write_text("".join(f"[127.0.0.{n}]:{self.port} {kind} {key}\n" for n in (1, 2)))
