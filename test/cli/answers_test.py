#!/usr/bin/env python3
"""What hosts answer: for people at a terminal, and for programs."""
import json
import os
import pty
import unittest

from hosts import Hosts
from project import DEPLOY_YML, Project

FIRST, SECOND = "127.0.0.1", "127.0.0.2"


class Answers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hosts = Hosts()
        cls.addClassCleanup(cls.hosts.close)

    def setUp(self):
        self.hosts.forget()
        self.project = Project(DEPLOY_YML.replace("port: 1\n", f"port: {self.hosts.port}\n"))
        self.addCleanup(self.project.__exit__)
        self.hosts.let_in(self.project)

    def audit_log(self, host, text):
        folder = self.hosts.path / host / ".kamal"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "shop-audit.log").write_text(text)

    def on_terminal(self, *words):
        ours, theirs = pty.openpty()
        process = self.project.popen("deploy", *words, stdout=theirs)
        os.close(theirs)
        said = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:
                break
            if not piece:
                break
            said += piece
        os.close(ours)
        process.communicate(timeout=30)
        return said.decode().replace("\r\n", "\n")

    def test_hosts_that_said_the_same_are_told_together_on_a_terminal_alone(self):
        self.audit_log(FIRST, "one\n")
        self.audit_log(SECOND, "one\n")
        self.assertEqual(self.on_terminal("audit"), "App Host: 127.0.0.[1-2]\none\n\n")
        self.assertEqual(self.project.deploy("audit").stdout, f"App Host: {FIRST}\none\n\nApp Host: {SECOND}\none\n\n")

        self.audit_log(SECOND, "two\n")
        self.assertEqual(self.on_terminal("audit"), f"App Host: {FIRST}\none\n\nApp Host: {SECOND}\ntwo\n\n")

    def test_json_has_every_host_and_the_lines_that_it_said(self):
        self.audit_log(FIRST, "one\n\ttwo \"three\"\n")
        self.audit_log(SECOND, "")
        done = self.project.deploy("audit", "--json")
        self.assertEqual(json.loads(done.stdout)["answers"], [
            {"host": FIRST, "title": "App Host", "lines": ["one", "\ttwo \"three\""]},
            {"host": SECOND, "title": "App Host", "lines": []}])  # fmt: skip

    def test_docker_is_asked_for_json(self):
        done = self.project.deploy("app", "containers", "--json", "-h", FIRST)
        self.assertEqual(json.loads(done.stdout), {
            "answers": [{"host": FIRST, "title": "App Host", "containers": []}], "failures": []})  # fmt: skip
        self.assertIn("--format {{json .}}\n", (self.hosts.path / "asked").read_text())

    def test_hosts_that_failed_are_in_the_json_and_the_status(self):
        project = Project(DEPLOY_YML.replace(SECOND, "127.0.0.3").replace("port: 1\n", f"port: {self.hosts.port}\n"))
        self.addCleanup(project.__exit__)
        self.hosts.let_in(project)
        done = project.deploy("app", "version", "--json")
        told = json.loads(done.stdout)
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual([failure["kind"] for failure in told["failures"]], ["host_key"])

    def test_nobody_holds_the_lock(self):
        self.assertEqual(json.loads(self.project.deploy("lock", "status", "--json").stdout), {"lock": None})
        self.project.deploy("lock", "acquire", "--version", "v1", "-m", "wait: \"now\"")
        lock = json.loads(self.project.deploy("lock", "status", "--json").stdout)["lock"]
        self.project.deploy("lock", "release")
        self.assertEqual(lock["message"], "wait: \"now\"")
        self.assertRegex(lock["at"], r"^\d{4}-\d\d-\d\dT")

    def test_the_configuration_as_json_says_what_the_yaml_says(self):
        self.assertEqual(json.loads(self.project.deploy("config", "--json", "--version", "v1").stdout)["primary_host"], FIRST)

    def test_a_dry_run_prints_no_json(self):
        self.assertNotIn('"answers"', self.project.deploy("audit", "--json", "--dry-run").stdout)


if __name__ == "__main__":
    unittest.main()
