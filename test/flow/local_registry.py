"""A registry on the machine that deploys: hosts reach it as localhost:PORT, through ports that lead back here.

That machine is host 3: the program runs in its network, and with its Docker. `registry:3` is Debian's docker-registry.
"""
import os
import pathlib
import re
import shutil
import subprocess
import time

import build_project
import flow_case
import project
from build_project import BUILDS_ON, BuildProject, image
from flow_case import FlowCase

PORT = 5055
SERVERS = [1, 2]
REGISTRY_CONFIG = b"""\
version: 0.1
storage: {filesystem: {rootdirectory: /var/lib/registry}}
http: {addr: ":5000"}
"""


def registry_image():
    """Debian's registry and the libraries that it wants, as Docker Hub's `registry:3` starts: on port 5000."""
    program = shutil.which("docker-registry")
    wanted = re.findall(r"(/\S+) \(0x", subprocess.run(["ldd", program], check=True, stdout=subprocess.PIPE, text=True).stdout)
    files = {path.lstrip("/"): (pathlib.Path(path).read_bytes(), 0o755) for path in (program, *wanted)}
    files["etc/registry.yml"] = (REGISTRY_CONFIG, 0o644)
    return image.archive("registry:3", [image.layer(files, {}, {"tmp": (0o1777, 0)})],
                         {"Cmd": [program, "serve", "/etc/registry.yml"], "ExposedPorts": {"5000/tcp": {}}})


class HomeProject(BuildProject):
    """A project whose registry is on the machine that deploys it."""

    def __init__(self, hosts, builder=None, **keys):
        super().__init__(hosts, builder, **{"registry": {"server": f"localhost:{PORT}"}, **keys})
        self.load(registry_image())

    def start(self, *words, program=None, env=None):
        here = self.hosts.in_network_of(BUILDS_ON)
        return super().start(*words, program=[*here, *(program or [project.WHEELS, "deploy"])], env=env)

    def load(self, archive):
        subprocess.run(["docker", "load", "--quiet"], env=self.environment(), input=archive, check=True, stdout=subprocess.PIPE)

    def push(self, version, *more_layers):
        """Puts a version of the app into the registry with docker alone."""
        layers, config = image.app_image(version, "ok", self.service)
        name = f"localhost:{PORT}/{self.service}:{version}"
        self.load(image.archive(name, [*layers, *more_layers], config))
        pushed = self.ask_docker("push", name)
        assert "digest: sha256:" in pushed, pushed

    def start_registry(self):
        self.ask_docker("run", "--detach", "-p", f"127.0.0.1:{PORT}:5000", "--name", "kamal-docker-registry", "registry:3")
        ask = [*self.hosts.in_network_of(BUILDS_ON), "wget", "-qO-", "--tries=20", "--retry-connrefused", "--waitretry=1",
               f"http://localhost:{PORT}/v2/"]
        subprocess.run(ask, check=True, stdout=subprocess.PIPE)

    def close(self):
        self.ask_docker("rm", "--force", "--volumes", "kamal-docker-registry")
        super().close()


class LocalRegistry(FlowCase):
    def home_project(self, builder=None, **keys):
        made = HomeProject(flow_case.HOSTS, builder, **keys)
        self.addCleanup(made.close)
        return made

    def says(self, made, words, version):
        self.assertEqual([[f"{made.service}-web-{version}"]] * 2, flow_case.HOSTS.containers(made.service)[:2])
        for number in SERVERS:
            self.assertEqual((200, f"version {words}\n".encode()), flow_case.HOSTS.get(number, made.host))

    def nothing_listens(self):
        for number in SERVERS:
            self.assertEqual("", flow_case.HOSTS.run(number, f"ss -ltnH 'sport = :{PORT}'"))

    def test_setup_and_deploy_build_into_the_registry_and_hosts_pull_from_it(self):
        if not build_project.find_plugin(flow_case.HOSTS.env["FLEET_HOME"]):
            raise self.skipTest("THERE IS NO BUILDX HERE: install docker's plugin, or let ./dev deps fetch it")
        made = self.home_project()

        ended = made.run("setup")

        self.ended(0, ended)
        self.says(made, "one", made.commit_id())
        self.nothing_listens()
        self.assertEqual("registry:3 running", made.ask_docker("ps", "--all", "--filter", "name=kamal-docker-registry",
                                                               "--format", "{{.Image}} {{.State}}"))
        self.unlocked(made)

        made.ask_docker("stop", "kamal-docker-registry")
        made.write_dockerfile("two")
        made.commit("It says two")
        self.ended(0, made.run())

        self.says(made, "two", made.commit_id())
        self.nothing_listens()

    def test_an_image_of_many_large_layers_arrives_on_all_hosts_at_once(self):
        made = self.home_project()
        made.start_registry()
        layers = [image.layer({f"data/{number}": (os.urandom(24_000_000), 0o644)}, {}, {}) for number in range(6)]
        made.push("v1", *layers)

        ended = made.deploy("v1")

        self.ended(0, ended)
        self.says(made, "v1", "v1")
        for number in SERVERS:
            sizes = flow_case.HOSTS.run(number, f"docker exec {made.service}-web-v1 ls -l /data")
            self.assertEqual(6, sizes.count(" 24000000 "), sizes)
        self.nothing_listens()

    def test_where_no_registry_runs_a_pull_says_so_and_nothing_is_left(self):
        made = self.home_project()

        ended = made.deploy("v1")

        self.ended(1, ended)
        self.assertIn(f"nothing answers on localhost:{PORT} of this machine", ended.text)
        self.assertIn("wheels deploy registry setup", ended.text)
        self.unlocked(made)
        self.nothing_listens()

    def test_a_host_with_something_on_the_port_is_named_and_the_old_version_goes_on(self):
        made = self.home_project()
        made.start_registry()
        for version in ("v1", "v2"):
            made.push(version)
        self.ended(0, made.deploy("v1"))
        listener = flow_case.HOSTS.run(2, f"setsid python3 -m http.server --bind 127.0.0.1 {PORT} >/dev/null 2>&1 & echo $!").strip()
        self.until(lambda: flow_case.HOSTS.run(2, f"ss -ltnH 'sport = :{PORT}'"))

        ended = made.deploy("v2")
        flow_case.HOSTS.run(2, f"kill {listener}")

        self.ended(1, ended)
        self.assertIn(f"{flow_case.HOSTS.addresses[1]} refuses to forward its port {PORT}", ended.text)
        self.says(made, "v1", "v1")
        self.unlocked(made)
        self.until(lambda: not flow_case.HOSTS.run(2, f"ss -ltnH 'sport = :{PORT}'"))
        self.ended(0, made.deploy("v2"))
        self.says(made, "v2", "v2")

    def test_an_interrupted_pull_frees_ports_and_lock(self):
        made = self.home_project()
        made.start_registry()
        made.push("v1")
        made.ask_docker("kill", "--signal", "STOP", "kamal-docker-registry")  # so that no pull ends
        process = made.start("--skip-push", "--version=v1")
        self.until(lambda: all(flow_case.HOSTS.run(n, f"ss -tnH state established 'sport = :{PORT}'") for n in SERVERS))
        started = time.monotonic()

        process.send_signal(2)
        ended = made.end(process, started)

        self.ended(130, ended)
        self.assertLess(ended.seconds, 10)
        self.unlocked(made)
        self.until(lambda: not any(flow_case.HOSTS.run(n, f"ss -ltnH 'sport = :{PORT}'") for n in SERVERS))
        made.ask_docker("kill", "--signal", "CONT", "kamal-docker-registry")
        self.ended(0, made.deploy("v1"))
        self.says(made, "v1", "v1")

    def test_a_builder_on_another_machine_reaches_the_registry_while_it_builds(self):
        """The other machine's buildx would want an image of its own, so a docker of ours stands in for it here."""
        made = self.home_project({"driver": "docker-container", "remote": f"ssh://root@{flow_case.HOSTS.addresses[1]}",
                                  "local": False})
        made.start_registry()
        fleet = " ".join(flow_case.HOSTS.in_network_of(2)[:1])
        ask = f"{fleet} in --name {flow_case.HOSTS.name} 2 busybox wget -qO- http://localhost:{PORT}/v2/_catalog"
        made.write("seen-bin/docker", f"""#!/bin/sh
case "$*" in
    "buildx build "*) exec {ask} ;;
    buildx* | context*) exit 0 ;;
esac
exec {shutil.which("docker")} "$@"
""", 0o755)

        ended = made.run("build", "push", env={"PATH": f"{made.folder}/seen-bin:{os.environ['PATH']}"})

        self.ended(0, ended)
        self.assertIn('[build] {"repositories":[', ended.text)
        self.nothing_listens()
