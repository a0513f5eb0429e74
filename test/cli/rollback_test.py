#!/usr/bin/env python3
"""`rollback` without a version: what somebody is shown and asked, on hosts with an sshd and a `docker` that tells of three versions."""
import os
import signal
import unittest

from project import Terminal
from told_hosts import OnToldHosts


class Rollback(OnToldHosts):
    def untouched(self):
        self.assertEqual([], self.hosts.touched())
        self.assertFalse(self.hosts.locked())

    def question(self, *words):
        terminal = Terminal(self.project, "deploy", "rollback", *words)
        self.addCleanup(terminal.__exit__)
        said = terminal.read_until("Are you sure? [y/N] ")
        self.assertIn("The version before is v2, made 2026-01-02 10:00 UTC (", said)
        self.assertIn("Now runs v3 on 2 hosts: 127.0.0.1, 127.0.0.2.", said)
        return terminal

    def test_without_a_terminal_it_is_refused_with_the_line_to_type(self):
        ended = self.project.deploy("rollback", "-c", "config/deploy.yml", "-r", "web")

        self.assertEqual(2, ended.returncode, ended.stderr)
        self.assertIn("Error: rollback asks before it goes back to v2, and there is nobody to answer. The version before is v2",
                      ended.stderr)
        self.assertIn("`wheels deploy rollback v2 --config-file config/deploy.yml --roles web`", ended.stderr)
        self.untouched()

    def test_yes_goes_back(self):
        for words in ((), ("-q",)):
            with self.subTest(words=words):
                terminal = self.question(*words)
                terminal.type("y\n")
                self.assertEqual(0, terminal.finish(), terminal.said)
                self.assertTrue([line for line in self.hosts.asked() if "--name shop-web-v2 " in line])

    def test_no_touches_nothing(self):
        terminal = self.question()
        terminal.type("\n")
        self.assertEqual(1, terminal.finish(), terminal.said)
        self.untouched()

    def test_ctrl_c_at_the_question_ends_it(self):
        terminal = self.question()
        terminal.type("\x03")
        self.assertEqual(130, terminal.finish(), terminal.said)
        self.untouched()

    def test_a_signal_at_the_question_ends_it(self):
        terminal = self.question()
        os.kill(terminal.pid, signal.SIGTERM)
        self.assertEqual(143, terminal.finish(), terminal.said)
        self.untouched()

    def test_confirmed_shows_it_and_asks_nobody(self):
        ended = self.project.deploy("rollback", "-y")
        self.assertEqual(0, ended.returncode, ended.stderr)
        self.assertIn("The version before is v2", ended.stderr)
        self.assertFalse(self.hosts.locked())

    def test_a_dry_run_asks_the_hosts_for_it_and_does_nothing(self):
        self.project.hook("pre-connect", "touch ran")
        ended = self.project.deploy("rollback", "--dry-run")
        self.assertEqual(0, ended.returncode, ended.stderr)
        self.assertIn("The version before is v2", ended.stderr)
        self.assertIn("--name shop-web-v2 ", ended.stdout)
        self.assertIn("pre-connect", ended.stdout)
        self.assertFalse((self.project.path / "ran").exists())
        self.untouched()

    def test_a_version_that_is_named_is_asked_for_by_no_question(self):
        for words in (("v1",), ("--version", "v1")):
            with self.subTest(words=words):
                ended = self.project.deploy("rollback", *words)
                self.assertEqual(0, ended.returncode, ended.stderr)
                self.assertIn("Rolled back to v1", ended.stderr)


if __name__ == "__main__":
    unittest.main()
