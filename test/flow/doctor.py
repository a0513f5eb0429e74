"""What doctor finds on a fleet that is well, and on one in which much is broken at once."""
import base64
import contextlib
import json
import platform

import build_project
import flow_case
from flow_case import FlowCase

PORT = 8088  # of kamal-proxy in deploy.yml: 80 is taken by the one that serves the other tests
OTHER_ARCH = "arm64" if platform.machine() == "x86_64" else "amd64"
STATE = "ls -AR .kamal; ls -A .docker /dev/shm; cat .docker/config.json .kamal/*-audit.log; docker ps -a --format '{{.Names}} {{.State}}'"


class Doctor(FlowCase):
    def setUp(self):
        hosts = flow_case.HOSTS
        self.env = {"DOCKER_HOST": hosts.docker(1)}
        self.builder = {"arch": build_project.ARCH} if build_project.find_plugin(hosts.env["FLEET_HOME"]) else None

    def doctor(self, project, *words):
        return project.run("doctor", *words, env=self.env)

    def well(self, **keys):
        project = self.project("v1", **keys)
        if not self.builder:
            del project.keys["builder"]
            project.write_config()
        return project

    @contextlib.contextmanager
    def broken(self, number, breaks, mends):
        flow_case.HOSTS.run(number, breaks)
        try:
            yield
        finally:
            flow_case.HOSTS.run(number, mends)

    def finding(self, place, severity, text, ended):
        """A line of the place with this text; its remedy."""
        lines = ended.text.splitlines()
        for line, following in zip(lines, lines[1:]):
            if line.startswith(f"[{place}] {severity}: ") and text in line:
                self.assertTrue(following.startswith("    "), following)
                return following.strip()
        self.fail(f"{place} has no {severity} with {text}:\n{ended.text}")

    def state(self):
        return flow_case.HOSTS.on_each(f"{{ {STATE}; }} 2>/dev/null; true")

    def test_a_fleet_that_is_well_is_left_as_it_is(self):
        project = self.well()
        self.deployed(project, "v1")
        before = self.state()

        ended = self.doctor(project)

        self.ended(0, ended)
        for address in flow_case.HOSTS.addresses:
            self.assertRegex(ended.text, rf"(?m)^\[{address}\] Docker [0-9.]+.*, {build_project.ARCH}, kamal-proxy .* free")
        self.assertNotIn("error:", ended.text)
        self.assertEqual(before, self.state())
        self.assertEqual({"errors": 0}, {"errors": json.loads(self.doctor(project, "--json", "-q").text)["errors"]})

    def test_much_that_is_broken_at_once_is_all_found(self):
        first, second, third = flow_case.HOSTS.addresses
        project = self.project(servers={"web": [first, "no-such-host.invalid", second, third]}, builder={"arch": OTHER_ARCH})
        project.write_config(proxy={**project.keys["proxy"], "run": {"http_port": PORT, "https_port": PORT + 1}})
        project.write(".kamal/secrets", "REGISTRY_PASSWORD='not-the-password'\n")
        project.write(".kamal/hooks/pre-deploy", "#!/bin/sh\n", 0o644)
        lock = f".kamal/lock-{project.service}"
        details = base64.b64encode(b"Locked by: Jo at 2026-01-31T12:00:00Z\nVersion: v1\nMessage: Automatic deploy lock").decode()
        squatter = f"squatter-{project.service}"

        with (self.broken(1, f"mkdir -p {lock}; echo {details} >{lock}/details; touch -d '3 hours ago' {lock}", f"rm -r {lock}"),
              self.broken(1, f"docker run -d --name {squatter} -p {PORT}:80 basecamp/kamal-proxy:v0.9.2",
                          f"docker rm -f {squatter}"),
              self.broken(2, "mv /run/docker.sock /run/docker.off", "mv /run/docker.off /run/docker.sock"),
              self.broken(3, "mv .ssh/authorized_keys .ssh/off", "mv .ssh/off .ssh/authorized_keys")):
            ended = self.doctor(project)
            answer = json.loads(self.doctor(project, "--json", "-q").text)

        self.ended(1, ended)
        remedies = [
            self.finding("local", "error", "does not take the account", ended),
            self.finding("local", "error", ".kamal/hooks/pre-deploy cannot be run", ended),
            self.finding("no-such-host.invalid", "error", "name is not known", ended),
            self.finding(first, "error", f"port {PORT}, which kamal-proxy needs, is taken by the container {squatter}", ended),
            self.finding(first, "error", "the deploy lock is held for 3 hours: Locked by: Jo", ended),
            self.finding(first, "error", f"it runs {build_project.ARCH}, and the image is built for {OTHER_ARCH}", ended),
            self.finding(second, "error", "Docker does not answer: Cannot connect to the Docker daemon", ended),
            self.finding(third, "error", "does not let root in", ended)]
        for words, remedy in zip(("registry/password", "chmod +x .kamal/hooks/pre-deploy", "DNS", f"docker stop {squatter}",
                                  "wheels deploy lock release", "builder/arch", "systemctl start docker", "ssh-copy-id"), remedies):
            self.assertIn(words, remedy)
        self.assertNotIn("not-the-password", ended.text)
        self.assertEqual(["local", first, "no-such-host.invalid", second, third], [place["host"] for place in answer["places"]])
        checks = {finding["check"] for place in answer["places"] for finding in place["findings"] if finding["severity"] == "error"}
        self.assertLessEqual({"registry", "hooks", "name", "ports", "lock", "architecture", "docker", "ssh"}, checks)

    def test_a_broken_configuration_is_a_finding_and_a_dry_run_asks_nobody(self):
        project = self.well()
        before = flow_case.HOSTS.connections()
        ended = self.doctor(project, "--dry-run")
        self.ended(0, ended)
        self.assertIn(f"[{flow_case.HOSTS.addresses[2]}] docker", ended.text.replace("$(command -v timeout > /dev/null && echo timeout 10) ", ""))
        project.write_config(service="not a name!", servise=1)

        ended = self.doctor(project)

        self.ended(1, ended)
        self.finding("local", "error", "unknown key: servise", ended)
        self.assertEqual(before, flow_case.HOSTS.connections())

    def test_a_secret_that_cannot_be_had_hides_nothing_of_the_hosts(self):
        project = self.well()
        project.write(".kamal/secrets", "REGISTRY_PASSWORD=$(echo no vault >&2; exit 3)\n")
        project.hook("pre-connect", "echo no VPN >&2; exit 7")

        ended = self.doctor(project)

        self.ended(1, ended)
        self.finding("local", "error", "REGISTRY_PASSWORD", ended)
        self.finding("local", "error", "pre-connect exited with code 7", ended)
        for address in flow_case.HOSTS.addresses:
            self.assertRegex(ended.text, rf"(?m)^\[{address}\] Docker ")
