#!/usr/bin/env python3
"""What the other tests rely on when they bring up hosts: that they are real, apart, and gone afterwards."""
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time
import unittest

FLEET = str(pathlib.Path(__file__).resolve().parent / "fleet")
BASE = pathlib.Path(os.environ.get("WHEELS_FLEETS", "/var/lib/wheels-fleets"))
FIRST, SECOND = "ftest1", "ftest2"


def fleet(name, verb, *args, check=True, timeout=60):
    ended = subprocess.run([FLEET, verb, "--name", name, *args], check=False, timeout=timeout, text=True,
                           stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if check and ended.returncode != 0:
        raise AssertionError(f"fleet {verb} {args} ended with {ended.returncode}: {ended.stderr}")
    return ended


def environment(name):
    lines = fleet(name, "env").stdout.splitlines()
    return {key: value.strip("'") for key, value in (line.split("=", 1) for line in lines)}


def traces(name):
    """All that a fleet is made of and that outlives a process: namespaces, cables, files, control groups."""
    found = [word for line in subprocess.run(["ip", "netns"], stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
             for word in line.split()[:1] if word == f"wf-{name}" or word.startswith(f"wf-{name}-")]
    found += [str(path) for path in (BASE / name, pathlib.Path(f"/sys/class/net/wf-{name}")) if path.exists()]
    found += [str(path) for path in pathlib.Path("/sys/fs/cgroup").glob(f"*/wheels-fleets/{name}")]
    return found


def gone_within(name, seconds):
    deadline = time.monotonic() + seconds
    while traces(name) and time.monotonic() < deadline:
        time.sleep(0.1)
    return traces(name) == []


class Fleet(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.addClassCleanup(fleet, FIRST, "down")
        fleet(FIRST, "up", "2", "--with", str(os.getpid()))

    def test_each_host_has_a_docker_of_its_own(self):
        fleet(FIRST, "ssh", "1", "docker", "network", "create", "only-here")

        there = fleet(FIRST, "ssh", "1", "docker", "network", "ls", "--format", "{{.Name}}").stdout.split()
        other = fleet(FIRST, "ssh", "2", "docker", "network", "ls", "--format", "{{.Name}}").stdout.split()
        self.assertIn("only-here", there)
        self.assertNotIn("only-here", other)

    def test_nothing_of_this_machines_root_user_is_on_a_host(self):
        # .docker comes with another test's login.
        self.assertLessEqual(set(fleet(FIRST, "ssh", "1", "ls -A").stdout.split()), {".ssh", ".docker"})

    def test_the_registry_wants_the_password(self):
        registry = environment(FIRST)["FLEET_REGISTRY"]

        refused = fleet(FIRST, "ssh", "1", "docker", "pull", "-q", f"{registry}/app:v1", check=False)
        login = f"docker login -u fleet --password-stdin {registry}"
        subprocess.run([FLEET, "ssh", "--name", FIRST, "1", login], input=environment(FIRST)["FLEET_REGISTRY_PASSWORD"],
                       text=True, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        pulled = fleet(FIRST, "ssh", "1", "docker", "pull", "-q", f"{registry}/app:v1")

        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("no basic auth credentials", refused.stderr)
        self.assertIn("app:v1", pulled.stdout)

    def test_a_host_keeps_its_disk_and_its_key_when_the_power_goes(self):
        fleet(FIRST, "ssh", "2", "docker run -d --restart unless-stopped --name stays basecamp/kamal-proxy:v0.9.2")

        fleet(FIRST, "kill", "2")
        off = fleet(FIRST, "ssh", "2", "true", check=False)
        fleet(FIRST, "start", "2")

        self.assertEqual(off.returncode, 255)
        self.assertEqual(fleet(FIRST, "ssh", "2", "docker ps --format '{{.Names}}'").stdout.split(), ["stays"])

    def test_a_host_without_its_cable_goes_on_working(self):
        fleet(FIRST, "cut", "2")
        self.addCleanup(fleet, FIRST, "mend", "2")

        unreachable = fleet(FIRST, "ssh", "2", "true", check=False)
        inside = fleet(FIRST, "in", "2", "docker", "version", "--format", "{{.Server.Os}}")

        self.assertEqual(unreachable.returncode, 255)
        self.assertEqual(inside.stdout.strip(), "linux")

    def test_fleets_live_side_by_side_and_go_without_a_trace(self):
        self.addCleanup(fleet, SECOND, "down")

        fleet(SECOND, "up", "1")
        nets = {environment(name)["FLEET_NET"] for name in (FIRST, SECOND)}
        fleet(SECOND, "down")

        self.assertEqual(len(nets), 2)
        self.assertEqual(traces(SECOND), [])
        self.assertNotEqual(traces(FIRST), [])
        self.assertEqual(fleet(FIRST, "ssh", "1", "hostname").stdout.strip(), "web1")

    def test_a_fleet_goes_with_its_owner_even_when_that_is_killed(self):
        self.addCleanup(fleet, SECOND, "down")
        owner = subprocess.Popen(["sleep", "1000"])

        fleet(SECOND, "up", "1", "--with", str(owner.pid))
        owner.send_signal(signal.SIGKILL)
        owner.wait()

        self.assertTrue(gone_within(SECOND, 15), traces(SECOND))

    def test_what_a_killed_run_has_left_is_found_by_its_name(self):
        self.addCleanup(fleet, SECOND, "down")
        run = subprocess.Popen([FLEET, "up", "1", "--name", SECOND], stderr=subprocess.DEVNULL)
        while not os.path.exists(f"/run/netns/wf-{SECOND}-1"):
            time.sleep(0.01)
        run.kill()
        run.wait()
        shutil.rmtree(BASE / SECOND / "registry", ignore_errors=True)

        fleet(SECOND, "down")

        self.assertEqual(traces(SECOND), [])

    def test_a_fleet_that_cannot_come_up_leaves_nothing(self):
        env = {**os.environ, "KAMAL_PROXY_BINARY": "/nowhere"}

        failed = subprocess.run([FLEET, "up", "1", "--name", SECOND], env=env, text=True, check=False,
                                stderr=subprocess.PIPE)

        self.assertEqual(failed.returncode, 1)
        self.assertIn("KAMAL_PROXY_BINARY names no program", failed.stderr)
        self.assertEqual(traces(SECOND), [])


if __name__ == "__main__":
    if os.geteuid() != 0 or not shutil.which("dockerd"):
        print("hosts need root and Docker")
        sys.exit(77)
    unittest.main()
