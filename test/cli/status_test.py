#!/usr/bin/env python3
"""`status`, on hosts with an sshd and a `docker` that tells of three versions."""
import fcntl
import json
import os
import re
import signal
import struct
import subprocess
import termios
import time
import unittest

from project import Terminal
from told_hosts import OnToldHosts

ROW = r"127\.0\.0\.{} +web +v3 +\d+ days +healthy +running +\d+ days"


class Status(OnToldHosts):
    def with_a_stranger(self):
        """A third host, whose key nobody knows."""
        file = self.project.path / "config" / "deploy.yml"
        file.write_text(file.read_text().replace("    - 127.0.0.2\n", "    - 127.0.0.2\n    - 127.0.0.3\n", 1))

    def test_a_table_says_what_runs_where_and_who_holds_the_lock(self):
        ended = self.project.deploy("status")
        self.assertEqual(0, ended.returncode, ended.stderr)
        lines = ended.stdout.splitlines()
        self.assertEqual("HOST ROLE VERSION SINCE HEALTH PROXY IMAGE", " ".join(lines[0].split()))
        for number, line in zip((1, 2), lines[1:3], strict=True):
            self.assertRegex(line, "^" + ROW.format(number) + "$")
        self.assertEqual("Deploy lock: free", lines[-1])
        self.assertEqual([], self.hosts.touched())

        self.assertEqual(0, self.project.deploy("lock", "acquire", "-m", "hands off", "--version=v1").returncode)
        self.assertRegex(self.project.deploy("status").stdout.splitlines()[-1], "^Deploy lock: Locked by: .*Message: hands off$")

    def test_a_host_that_cannot_be_asked_is_a_row_and_the_status_is_1(self):
        self.with_a_stranger()
        ended = self.project.deploy("status")
        self.assertEqual(1, ended.returncode, ended.stderr)
        lines = ended.stdout.splitlines()
        self.assertRegex(lines[2], ROW.format(2))
        self.assertRegex(lines[3], r"^127\.0\.0\.3 +web +\S.*key")
        parsed = json.loads(self.project.deploy("status", "--json").stdout)
        self.assertIn("key", parsed["roles"][2]["error"])

    def test_a_proxy_that_does_not_tell_of_canaries_is_no_proxy_without_one(self):
        for words in (["canary", "status"], ["canary", "promote"]):
            ended = self.project.deploy(*words)
            self.assertEqual(1, ended.returncode, ended.stdout + ended.stderr)
            self.assertIn("127.0.0.1", ended.stderr)
            self.assertIn("wheels deploy doctor", ended.stderr)
        self.assertEqual([], self.hosts.touched())

    def test_a_program_gets_json(self):
        ended = self.project.deploy("status", "--json", "-h", "127.0.0.2")
        self.assertEqual(0, ended.returncode, ended.stderr)
        parsed = json.loads(ended.stdout)
        self.assertEqual([{"host": "127.0.0.2", "role": "web", "version": "v3", "since": "2026-01-03T10:00:00Z", "health": "healthy",
                           "proxy": "running", "image_built": "2026-01-03T09:00:00Z", "canary": None, "error": None}], parsed["roles"])  # fmt: skip
        self.assertEqual(["shop", None, True, None], [parsed[key] for key in ("service", "destination", "lock_known", "lock")])

    def test_a_watch_into_a_pipe_prints_one_table_after_the_other(self):
        process = self.project.popen("deploy", "status", "--watch", "1", stderr=subprocess.DEVNULL)
        said = b""
        while said.count(b"Deploy lock: free") < 2:
            said += os.read(process.stdout.fileno(), 65536)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
        self.assertEqual(0, process.returncode)
        self.assertNotIn(b"\x1b", said)
        self.assertEqual(2, len(re.findall(rb"(?m)^shop, \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ, every 1 s$", said)), said)

    def test_other_signals_end_a_watch_with_their_status(self):
        process = self.project.popen("deploy", "status", "--watch")
        said = b""
        while b"Deploy lock" not in said:
            said += os.read(process.stdout.fileno(), 65536)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)
        self.assertEqual(143, process.returncode)

    def test_a_watch_ends_when_nobody_reads_it(self):
        process = self.project.popen("deploy", "status", "--watch", "1", stderr=subprocess.DEVNULL)
        os.read(process.stdout.fileno(), 1)
        process.stdout.close()
        self.assertEqual(1, process.wait(timeout=20))  # as of every verb whose results could not be written

    def test_a_watch_on_a_terminal_draws_in_one_place_and_leaves_it_as_it_was(self):
        with Terminal(self.project, "deploy", "status", "--watch", "1") as terminal:
            fcntl.ioctl(terminal.fd, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 50, 0, 0))
            before = termios.tcgetattr(terminal.fd)
            self.hosts.forget()
            until = time.monotonic() + 20
            while terminal.said.count(b"Deploy lock: free") < 3 and time.monotonic() < until:
                terminal._read(0.1)
            terminal.type("\x03")
            self.assertEqual(0, terminal.finish(), terminal.said)
            self.assertEqual(before, termios.tcgetattr(terminal.fd))
        said = terminal.said.decode()
        self.assertEqual(1, said.count("\x1b[H\x1b[2J"), said)
        for line in said.split("\x1b[H")[-1].splitlines():
            self.assertLessEqual(len(re.sub("\x1b\\[[0-9;]*[A-Za-z]|\\^C", "", line)), 50, line)

    def test_a_watch_takes_seconds_and_nothing_else_does(self):
        for words in (["5"], ["--watch", "0"], ["--watch", "soon"], ["--watch", "-1"], ["--watch", "1", "2"], ["--watch", "100000"]):
            with self.subTest(words=words):
                self.assertEqual(2, self.project.deploy("status", *words).returncode)

    def test_a_dry_run_shows_the_questions(self):
        ended = self.project.deploy("status", "--dry-run")
        self.assertEqual(0, ended.returncode, ended.stderr)
        self.assertIn("kamal-proxy list", ended.stdout)
        self.assertNotIn("HOST", ended.stdout)
        self.assertEqual([], self.hosts.asked())


if __name__ == "__main__":
    unittest.main()
