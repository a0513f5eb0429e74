"""What the tests of the built program share: a project in a directory of its own, and ways to run the program in it.

The path of the program is in $WHEELS.
"""
import os
import pathlib
import pty
import select
import shutil
import signal
import subprocess
import tempfile
import time

WHEELS = os.path.abspath(os.environ.get("WHEELS", "build/wheels"))

# 192.0.2.0/24 is for documentation: nobody answers there. 127.0.0.1:1 refuses at once.
DEPLOY_YML = """\
service: shop
image: acme/shop
servers:
  web:
    - 127.0.0.1
    - 127.0.0.2
  jobs:
    hosts:
      - 127.0.0.2
    cmd: bin/jobs
registry:
  server: registry.test:5000
  username: deployer
  password:
    - REGISTRY_PASSWORD
env:
  clear:
    LEVEL: info
  secret:
    - DATABASE_PASSWORD
builder:
  arch: amd64
ssh:
  port: 1
"""
SECRETS = "REGISTRY_PASSWORD=hunter2-registry\nDATABASE_PASSWORD=hunter2-database\n"


class Project:
    """A context manager: the directory is gone afterwards."""

    def __init__(self, deploy_yml=DEPLOY_YML, secrets=SECRETS):
        self.path = pathlib.Path(tempfile.mkdtemp(prefix="wheels-cli-"))
        self.write("config/deploy.yml", deploy_yml)
        self.write(".kamal/secrets", secrets)
        self.environment = {name: value for name, value in os.environ.items()
                            if not name.startswith(("KAMAL_", "GIT_")) and name not in ("VERSION", "NO_COLOR", "SSH_AUTH_SOCK")}
        self.environment.update(HOME=str(self.path), USER="tester", TERM="xterm",
                                GIT_CONFIG_GLOBAL="/dev/null", GIT_CONFIG_NOSYSTEM="1")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)

    def write(self, name, text, mode=0o644):
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        return path

    def hook(self, name, script):
        return self.write(f".kamal/hooks/{name}", "#!/bin/sh\n" + script, 0o755)

    def popen(self, *words, **options):
        options.setdefault("stdin", subprocess.DEVNULL)
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        options.setdefault("env", self.environment)
        # A session of its own: no terminal, whatever the tests are run in.
        options.setdefault("start_new_session", True)
        # Whoever runs the tests may have had it ignored (nohup), and then it stays so in the program.
        options.setdefault("preexec_fn", lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL))
        return subprocess.Popen([WHEELS, *words], cwd=self.path, **options)

    def run(self, *words, merged=False, **options):
        """The finished process, with its output as text. `merged`: both streams in one, in the order written."""
        if merged:
            options["stderr"] = subprocess.STDOUT
        process = self.popen(*words, **options)
        try:
            out, err = process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
        text = [None if stream is None else stream.decode("utf-8", "surrogateescape") for stream in (out, err)]
        return subprocess.CompletedProcess(words, process.returncode, *text)

    def deploy(self, *words, **options):
        return self.run("deploy", *words, **options)


class Terminal:
    """The program on a pseudo-terminal that is its controlling one."""

    def __init__(self, project, *words):
        self.said = b""
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.chdir(project.path)
            os.execve(WHEELS, [WHEELS, *words], project.environment)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.fd)

    def read_until(self, text, seconds=20):
        """Everything that was said so far, once `text` is in it."""
        until = time.monotonic() + seconds
        while text.encode() not in self.said:
            if time.monotonic() > until or not self._read(0.1):
                raise AssertionError(f"{text!r} was not said, but: {self.said!r}")
        return self.said.decode("utf-8", "replace")

    def _read(self, seconds):
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            return True
        try:
            piece = os.read(self.fd, 65536)
        except OSError:  # the other end is closed
            piece = b""
        self.said += piece
        return bool(piece)

    def type(self, text):
        os.write(self.fd, text.encode())

    def finish(self, seconds=30):
        """The exit status, once the program has ended."""
        until = time.monotonic() + seconds
        while self._read(0.1):
            if time.monotonic() > until:
                raise AssertionError(f"still running; said {self.said!r}")
        _, status = os.waitpid(self.pid, 0)
        self.pid = 0
        return os.waitstatus_to_exitcode(status)
