#!/usr/bin/env python3
"""The programs below examples/ do what they say; each is named by a variable of its own."""
import http.client
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from project import Project  # noqa: E402

SOURCE = pathlib.Path(os.environ["SOURCE"])
LIBRARY = pathlib.Path(os.environ["LIBRARY"])
SANITIZED = os.environ["SANITIZED"]


def run(project, *argv, **environment):
    return subprocess.run([str(word) for word in argv], env={**project.environment, **environment}, text=True,
                          capture_output=True, stdin=subprocess.DEVNULL, timeout=60)


class Service:
    """The HTTP service, for a project."""

    def __init__(self, project):
        self.process = subprocess.Popen([os.environ["SERVICE"], project.path, "0"], env={**project.environment, "VERSION": "v1"},
                                        stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        self.port = int(line.split()[-1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def ask(self, method, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path)
        answer = connection.getresponse()
        try:
            return answer.status, [json.loads(line) for line in answer.read().decode().splitlines()]
        finally:
            connection.close()


class Examples(unittest.TestCase):
    def test_a_line_says_how_far_the_deploy_is(self):
        with Project() as project:
            done = run(project, os.environ["PROGRESS"], project.path, "v7", "--dry-run")
            self.assertEqual(0, done.returncode, done.stderr)
            self.assertIn("] Boot the app, 0 at work", done.stdout)
            self.assertTrue(done.stdout.endswith("v7 is on 2 hosts\n"), done.stdout)
            done = run(project, os.environ["PROGRESS"], project.path, "v7")
            self.assertEqual(5, done.returncode)
            self.assertIn("127.0.0.1: ", done.stdout)

    def test_ctrl_c_stops_the_deploy(self):
        with Project() as project:
            project.hook("pre-connect", "touch ready; sleep 30")
            done = subprocess.Popen([os.environ["PROGRESS"], project.path, "v7"], env=project.environment,
                                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            while not (project.path / "ready").exists():
                self.assertIsNone(done.poll())
            done.send_signal(signal.SIGINT)
            _, said = done.communicate(timeout=30)
            self.assertEqual(130, done.returncode)
            self.assertIn("interrupted by SIGINT", said)

    def test_a_unit_test_on_hosts_that_are_none(self):
        done = subprocess.run([os.environ["FAKE_HOSTS"]], text=True, capture_output=True, timeout=60)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"^holds: \d+ commands, 9\d s of a clock that is none\n$")

    def test_the_service_streams_a_deploy_and_refuses_a_second(self):
        with Project() as project, Service(project) as service:
            status, lines = service.ask("POST", "/deploys/v7?dry_run")
            self.assertEqual(200, status)
            self.assertIn("Boot the app", [line.get("title") for line in lines])
            self.assertEqual(("v7", 2), (lines[-1]["version"], len(lines[-1]["hosts"])))
            status, lines = service.ask("POST", "/deploys/v7")
            self.assertEqual("connect", lines[-1]["kind"])
            self.assertEqual("v7", lines[-1]["report"]["version"])
            self.assertEqual(404, service.ask("GET", "/")[0])
            status, lines = service.ask("GET", "/status")
            self.assertEqual([200, 3], [status, len(lines[0]["status"]["roles"])])

    def test_who_hangs_up_on_the_service_stops_the_deploy(self):
        with Project() as project, Service(project) as service:
            project.hook("pre-connect", "touch ready; sleep 30; touch slept")
            connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=30)
            connection.request("POST", "/deploys/v8")
            while not (project.path / "ready").exists():
                self.assertIsNone(service.process.poll())
            self.assertEqual(409, service.ask("POST", "/deploys/v9")[0])
            connection.sock.shutdown(2)
            connection.close()
            project.hook("pre-connect", "exit 0")
            while (answer := service.ask("POST", "/deploys/v9?dry_run"))[0] == 409:
                pass
            self.assertEqual(200, answer[0])
            self.assertFalse((project.path / "slept").exists())

    def test_c(self):
        with Project() as project:
            done = run(project, os.environ["C_DEPLOY"], project.path, "v7", "--dry-run")
            self.assertEqual(0, done.returncode, done.stderr)
            lines = [json.loads(line) for line in done.stdout.splitlines()]
            self.assertEqual(("v7", 2), (lines[-1]["version"], len(lines[-1]["hosts"])))
            done = run(project, os.environ["C_DEPLOY"], 'no"such', "v7", "--dry-run")
            self.assertEqual(2, done.returncode)
            self.assertIn("config/deploy.yml", done.stderr)

    @unittest.skipIf(SANITIZED, "a library with sanitizers cannot be loaded by an interpreter without")
    def test_python(self):
        with Project() as project:
            done = run(project, sys.executable, SOURCE / "examples/deploy.py", project.path, "v7", "--dry-run",
                       WHEELS_LIBRARY=str(LIBRARY), PYTHONPATH=str(SOURCE / "bindings/python"))
            self.assertEqual(0, done.returncode, done.stderr)
            self.assertIn("== Boot the app\n", done.stdout)
            self.assertTrue(done.stdout.endswith("v7 is on 2 hosts\n"))

    @unittest.skipIf(SANITIZED, "a library with sanitizers cannot be loaded by a program without")
    @unittest.skipUnless(shutil.which("go"), "there is no Go here")
    def test_go(self):
        with Project() as project, tempfile.TemporaryDirectory() as folder:
            (pathlib.Path(folder) / "wheels.pc").write_text(
                f"Name: wheels\nDescription: of this tree\nVersion: 0\nCflags: -I{SOURCE}/include\n"
                f"Libs: -L{LIBRARY.parent} -lwheels\n")
            environment = {**os.environ, "PKG_CONFIG_PATH": folder, "GOFLAGS": "-mod=mod", "GOCACHE": f"{folder}/cache",
                           "CGO_LDFLAGS_ALLOW": ".*"}
            subprocess.run(["go", "build", "-o", f"{folder}/deploy", "."], cwd=SOURCE / "examples/go", env=environment,
                           check=True, timeout=170)
            done = run(project, f"{folder}/deploy", project.path, "v7", "--dry-run", LD_LIBRARY_PATH=str(LIBRARY.parent))
            self.assertEqual(0, done.returncode, done.stderr)
            self.assertEqual("v7", json.loads(done.stdout)["version"])


if __name__ == "__main__":
    unittest.main()
