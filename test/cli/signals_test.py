#!/usr/bin/env python3
"""Signals, and the questions on a terminal that they may interrupt."""
import os
import signal
import subprocess
import termios
import time
import unittest

from project import Project, Terminal

DEPLOY = ("deploy", "-P", "--release", "v1")


def wait_for(path):
    until = time.monotonic() + 20
    while not path.exists():
        if time.monotonic() > until:
            raise AssertionError(f"{path.name} did not come")
        time.sleep(0.02)


class Interrupted(unittest.TestCase):
    def setUp(self):
        self.project = Project()
        self.addCleanup(self.project.__exit__)

    def interrupted_hook(self, *signals, hook="touch began; sleep 60"):
        self.project.hook("pre-deploy", hook)
        (self.project.path / "began").unlink(missing_ok=True)
        process = self.project.popen(*DEPLOY)
        wait_for(self.project.path / "began")
        for number in signals:
            process.send_signal(number)
        _, said = process.communicate(timeout=40)
        return process.returncode, said.decode()

    def test_each_signal_has_its_exit_status(self):
        for number, status, name in ((signal.SIGINT, 130, "SIGINT"), (signal.SIGTERM, 143, "SIGTERM"),
                                     (signal.SIGHUP, 143, "SIGTERM")):
            with self.subTest(name=name):
                returncode, said = self.interrupted_hook(number)
                self.assertEqual(returncode, status, said)
                self.assertTrue(said.splitlines()[-1].startswith(f"Error: interrupted by {name}"), said)

    def test_an_interrupted_pre_deploy_hook_counts_as_refusing(self):
        self.project.hook("post-deploy-failure", "touch told")
        returncode, _ = self.interrupted_hook(signal.SIGINT)
        self.assertEqual(returncode, 130)
        self.assertFalse((self.project.path / "told").exists())

    def test_a_hook_that_shrugs_off_sigterm_is_killed(self):
        started = time.monotonic()
        returncode, _ = self.interrupted_hook(signal.SIGTERM, hook="trap '' TERM; touch began; sleep 60; sleep 60")
        self.assertEqual(returncode, 143)
        self.assertLess(time.monotonic() - started, 15)

    def test_a_signal_that_was_ignored_stays_ignored(self):
        self.project.hook("pre-deploy", "touch began; while [ ! -e go ]; do sleep 0.02; done; exit 1")
        process = self.project.popen(*DEPLOY, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        wait_for(self.project.path / "began")
        process.send_signal(signal.SIGHUP)
        self.project.write("go", "")
        process.communicate(timeout=30)
        self.assertEqual(process.returncode, 4)

    def test_a_secrets_command_is_interrupted_too(self):
        self.project.write(".kamal/secrets", "REGISTRY_PASSWORD=$(touch began; sleep 60)\nDATABASE_PASSWORD=x\n")
        process = self.project.popen(*DEPLOY)
        wait_for(self.project.path / "began")
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
        self.assertEqual(process.returncode, 143)


if __name__ == "__main__":
    unittest.main()
