"""Hosts for one configuration: a network namespace in which one sshd answers on every address of 10.9.0.0/24."""

import json
import os
import pathlib
import shutil
import socketserver
import subprocess
import sys
import threading
import time

from fake_docker import FakeDocker

HOSTS = pathlib.Path(__file__).parent / "hosts"
ADDRESSES = [f"10.9.0.{i}" for i in range(1, 60)]
PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable


class Fleet:
    """Use as a context. Every host has a home directory and a FakeDocker; the client has one as `local`."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.work = self.root / "work"  # what the recordings call <WORK>
        self.temporary = self.root / "tmp"
        self.daemons = {}

    def __enter__(self):
        for folder in ("bin", "client", "work", "tmp", "hosts", "user/.ssh"):
            (self.root / folder).mkdir(parents=True)
        for target in ("bin/docker", "client/docker", "client/pack"):
            self._install("docker.py", target)
        self._install("login.sh", "login")
        self._install("sshd_config", "sshd_config")
        (self.root / "client/ssh").write_text("#!/bin/sh\nexit 0\n")
        (self.root / "client/ssh").chmod(0o755)
        self._make_keys()
        self._serve_docker()
        self._start_sshd()
        return self

    def __exit__(self, *_):
        self._sshd.kill()
        self._sshd.wait()
        self._server.shutdown()
        self._server.server_close()

    def home(self, host):
        return self.root / "hosts" / host

    def set_docker(self, host, state, mirror=None):
        self.daemons[host] = FakeDocker(host, state, mirror)

    def run(self, command, directory, environment, timeout):
        """Runs the command on the client: in the namespace, with the client's docker first in PATH."""
        environment = dict(environment, HOME=str(self.root / "user"), TMPDIR=str(self.temporary),
                           PARITY_HOST="local", PARITY_SOCKET=str(self.root / "docker.socket"),
                           PATH=f"{self.root / 'client'}:{environment['PATH']}")  # fmt: skip
        inside = ["nsenter", f"--net=/proc/{self._sshd.pid}/ns/net", "--", *command]
        return subprocess.run(inside, cwd=directory, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, errors="replace", timeout=timeout)  # fmt: skip

    def _install(self, script, target):
        text = (HOSTS / script).read_text().replace("@ROOT@", str(self.root))
        if script.endswith(".py"):
            text = f"#!{PYTHON} -IS\n{text}"
        (self.root / target).write_text(text)
        (self.root / target).chmod(0o755)

    def _make_keys(self):
        for key in ("host_key", "work/id_ed25519"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.root / key], check=True)
        public = " ".join((self.root / "host_key.pub").read_text().split()[:2])
        (self.root / "user/.ssh/known_hosts").write_text("".join(f"{a} {public}\n" for a in ADDRESSES))

    def _serve_docker(self):
        daemons = self.daemons

        class Question(socketserver.StreamRequestHandler):
            def handle(self):
                question = json.load(self.rfile)
                argv = question["argv"]
                if question["input"] is not None:  # so that a password reads the same whichever way it went
                    argv = ["-p" if word == "--password-stdin" else word for word in argv]
                    argv.insert(argv.index("-p") + 1, question["input"].removesuffix("\n"))
                daemon = daemons.setdefault(question["host"], FakeDocker(question["host"]))
                status, out, err = daemon.call(argv, question["connection"], question["directory"])
                self.wfile.write(json.dumps({"status": status, "out": out, "err": err}).encode())

        class Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
            daemon_threads = True
            request_queue_size = 128

        self._server = Server(str(self.root / "docker.socket"), Question)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    def _start_sshd(self):
        os.makedirs("/run/sshd", exist_ok=True)
        log = self.root / "sshd.log"
        # Debian's bash reads ~/.bashrc when sshd starts it; an empty one stands over it, in our namespace only.
        (self.root / "empty").touch()
        line = (f"ip link set lo up && ip address add 10.9.0.0/24 dev lo && "
                f"{{ [ ! -e ~/.bashrc ] || mount --bind {self.root}/empty ~/.bashrc; }} && "
                f"exec /usr/sbin/sshd -D -f {self.root}/sshd_config -E {log}")  # fmt: skip
        # The namespace ends with sshd, and sshd with us, however we end.
        self._sshd = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "unshare", "--net", "--mount", "sh", "-c", line])
        for _ in range(200):
            if log.exists() and "Server listening" in log.read_text():
                return
            time.sleep(0.05)
        raise RuntimeError(f"sshd did not start: {log.read_text() if log.exists() else 'no log'}")


def restore(home, files):
    """Makes the home directory what a recording says."""
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    for entry in files:
        path = home / entry["path"]
        if entry["path"].endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(entry["content"])
        os.chown(path, entry["uid"], entry.get("gid", entry["uid"]))
        path.chmod(int(entry["mode"], 8))


def files_in(home):
    """The same of a home directory as it is, in the form of the recordings."""
    found = []
    for path in sorted(home.rglob("*")):
        status = path.lstat()
        entry = {"path": str(path.relative_to(home)), "mode": oct(status.st_mode & 0o7777), "uid": status.st_uid,
                 "gid": status.st_gid}  # fmt: skip
        if path.is_dir():
            entry["path"] += "/"
        else:
            entry["content"] = path.read_text(errors="replace")
        found.append(entry)
    return found
