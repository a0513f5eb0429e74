"""Three real hosts for all flow tests (test/fleet), brought up once."""
import base64
import concurrent.futures
import contextlib
import http.client
import json
import os
import pathlib
import shlex
import signal
import subprocess
import sys
import time

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "fleet"
COUNT = 3


class Hosts:
    def __init__(self):
        self.name = f"f{os.getpid()}"
        self._fleet("up", str(COUNT), "--with", str(os.getpid()), timeout=300)
        lines = self._fleet("env").splitlines()
        self.env = {key: value.strip("'") for key, value in (line.split("=", 1) for line in lines)}
        self.addresses = self.env["FLEET_HOSTS"].split()
        self.numbers = range(1, COUNT + 1)

    def _fleet(self, verb, *args, timeout=150, check=True):
        ended = subprocess.run([FOLDER / "fleet", verb, "--name", self.name, *args], check=False, timeout=timeout,
                               text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if check and ended.returncode != 0:
            raise AssertionError(f"fleet {verb} {args} ended with {ended.returncode}: {ended.stderr}{ended.stdout}")
        return ended.stdout

    def down(self):
        self._fleet("down")

    def power_off(self, number):
        self._fleet("kill", str(number))

    def power_on(self, number):
        self._fleet("start", str(number))

    @contextlib.contextmanager
    def cut_off(self, number):
        """The cable of a host is out: packets vanish."""
        self._fleet("cut", str(number))
        try:
            yield
        finally:
            self._fleet("mend", str(number))

    def push(self, service, *versions, kind="ok", repository=None):
        """Puts versions of the app into the registry, in a repository of the service's own."""
        self._fleet("image", *versions, "--kind", kind, "--service", service, "--repository", repository or service)

    def ask_registry(self, path):
        """The JSON that the registry answers; nothing when it knows no such thing."""
        login = f"{self.env['FLEET_REGISTRY_USER']}:{self.env['FLEET_REGISTRY_PASSWORD']}".encode()
        connection = http.client.HTTPConnection(self.env["FLEET_REGISTRY"], timeout=10)
        with contextlib.closing(connection):
            connection.request("GET", path, headers={"Authorization": "Basic " + base64.b64encode(login).decode()})
            answer = connection.getresponse()
            text = answer.read()
            return json.loads(text) if answer.status == 200 else {}

    def tags(self, repository):
        return self.ask_registry(f"/v2/{repository}/tags/list").get("tags") or []

    def docker(self, number):
        """What DOCKER_HOST has to be for the Docker of a host."""
        return self._fleet("docker", str(number)).strip()

    def in_network_of(self, number):
        """What stands before a command of this machine that is to run in the network of a host."""
        return [str(FOLDER / "fleet"), "net", "--name", self.name, str(number)]

    def run(self, number, command, check=True):
        """What a command prints that runs inside a host, not over its network."""
        return self._fleet("in", str(number), "sh", "-c", f"cd /root && {command}", check=check)

    def on_each(self, command):
        with concurrent.futures.ThreadPoolExecutor() as pool:
            return list(pool.map(lambda number: self.run(number, command), self.numbers))

    def containers(self, service, everything=False):
        """Names of a service's containers (running ones, unless `everything`), host by host."""
        command = f"docker ps {'-a' if everything else ''} --filter label=service={service} --format '{{{{.Names}}}}'"
        return [sorted(text.split()) for text in self.on_each(command)]

    def connections(self):
        """Grows with every connection to a host's sshd, host by host."""
        return [text.strip() for text in self.on_each("wc -l </var/log/sshd.log")]

    def get(self, number, host, path="/"):
        """The status and the bytes that the proxy of a host answers."""
        connection = http.client.HTTPConnection(self.addresses[number - 1], 80, timeout=10)
        with contextlib.closing(connection):
            connection.request("GET", path, headers={"Host": host})
            answer = connection.getresponse()
            return answer.status, answer.read()

    def forget(self, service):
        """Takes a service off the hosts, to leave room for the next one."""
        label = shlex.quote(f"label=service={service}")
        self.on_each(f"docker ps -aq --filter {label} | xargs -r docker rm -f >/dev/null; "
                     f"docker exec kamal-proxy kamal-proxy remove {service}-web >/dev/null 2>&1; "
                     f"rm -rf .kamal/*{service}* .kamal/apps/{service}*")


class Load:
    """Requests to all hosts until the block ends; then `answers` and `errors`, each with its count."""

    def __init__(self, hosts, host):
        self.argv = [sys.executable, FOLDER / "load.py", "--host-header", host, "--rate", "50", *hosts.addresses]

    def __enter__(self):
        self.process = subprocess.Popen(self.argv, stdout=subprocess.PIPE, text=True)
        time.sleep(0.5)
        return self

    def __exit__(self, *_):
        time.sleep(0.3)
        self.process.send_signal(signal.SIGTERM)
        text, _ = self.process.communicate(timeout=20)
        seen = json.loads(text)
        self.answers, self.errors = seen["answers"], seen["errors"]
