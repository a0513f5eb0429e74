"""The Docker of somebody's machine, in a network of its own, and that somebody: no root, but in the group docker."""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "test/fleet"))
import image  # noqa: E402

BASE = ROOT / ".dev/playground-base.tar"
PROXY = "basecamp/kamal-proxy:v0.9.2"
USER, GROUP = 31337, 31338  # the group that may use Docker; neither needs a name


class OuterDocker:
    """A context manager: dockerd and all that it has made are gone afterwards, also when a test has left something."""

    def __init__(self):
        self.name = f"wplay{os.getpid()}"
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="wheels-playground-"))
        self.folder.chmod(0o755)
        self.socket = f"unix://{self.folder}/docker.sock"
        self.daemon = None

    def __enter__(self):
        try:
            self._start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start(self):
        subprocess.run(["ip", "netns", "add", self.name], check=True)
        subprocess.run(["ip", "-n", self.name, "link", "set", "lo", "up"], check=True)
        data = self.folder / "data"
        data.mkdir()
        # Docker's own overlays need a file system below them that is not one itself.
        if subprocess.check_output(["stat", "-fc", "%T", data], text=True).strip() == "overlayfs":
            subprocess.run(["mount", "-t", "tmpfs", "wheels-playground", data], check=True)
        with open(self.folder / "dockerd.log", "wb") as log:
            self.daemon = subprocess.Popen(
                self.inside("dockerd", "--data-root", str(data), "--exec-root", str(self.folder / "exec"),
                            "--pidfile", str(self.folder / "dockerd.pid"), "-H", self.socket, "-G", str(GROUP)),
                stdout=log, stderr=log, start_new_session=True)
        deadline = time.monotonic() + 30
        while self.docker("version", check=False).returncode != 0:
            if time.monotonic() > deadline or self.daemon.poll() is not None:
                raise AssertionError("dockerd does not start: " + (self.folder / "dockerd.log").read_text()[-2000:])
            time.sleep(0.1)

    def __exit__(self, *_):
        if self.daemon and self.daemon.poll() is None:
            left = self.docker("ps", "-aq", check=False).stdout.split()
            if left:
                self.docker("rm", "-fv", *left, check=False)
            self.daemon.send_signal(signal.SIGTERM)
            try:
                self.daemon.wait(30)
            except subprocess.TimeoutExpired:
                self.daemon.kill()
                self.daemon.wait()
        pids = subprocess.run(["ip", "netns", "pids", self.name], capture_output=True, text=True, check=False).stdout
        for pid in pids.split():
            os.kill(int(pid), signal.SIGKILL)
        subprocess.run(["ip", "netns", "del", self.name], check=False, stderr=subprocess.DEVNULL)
        subprocess.run(["umount", str(self.folder / "data")], check=False, stderr=subprocess.DEVNULL)
        shutil.rmtree(self.folder, ignore_errors=True)

    def inside(self, *argv):
        """What makes a command run in the network of this Docker, as a process of that machine would."""
        return ["nsenter", f"--net=/run/netns/{self.name}", *argv]

    def as_somebody(self, *argv):
        return self.inside("setpriv", f"--reuid={USER}", f"--regid={USER}", f"--groups={GROUP}", *argv)

    def docker(self, *words, check=True, **options):
        return subprocess.run(["docker", "-H", self.socket, *words], check=check, text="input" not in options,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)

    def load(self, name, layers, config):
        self.docker("load", input=image.archive(name, layers, config))

    def load_app(self, version, kind="ok"):
        self.load(f"app:{version}", *image.app_image(version, kind, "app"))

    def load_proxy(self, program):
        self.load(PROXY, *image.proxy_image(program))

    def load_base(self, name):
        if not BASE.exists():
            subprocess.run([ROOT / "test/playground/base.sh", BASE], check=True)
        self.docker("import", str(BASE), name)

    def made(self):
        """All that a playground may have left in it."""
        found = []
        for words in (["ps", "-a", "--format", "{{.Names}}"], ["volume", "ls", "-q"],
                      ["network", "ls", "--filter", "type=custom", "--format", "{{.Name}}"],
                      ["images", "--format", "{{.Repository}}:{{.Tag}}"]):
            names = self.docker(*words).stdout.split()
            found += [name for name in names if words[0] != "images" or name.startswith("localhost:")]
        return found
