#!/usr/bin/env python3
"""Where what is said goes: two streams, a terminal, and readers that do not read."""
import os
import re
import signal
import subprocess
import time
import unittest

from project import WHEELS, Project, Terminal

DEPLOY = ("-P", "--release", "v1")
ESCAPE = "\x1b"


class Hooks(unittest.TestCase):
    def setUp(self):
        self.project = Project()
        self.addCleanup(self.project.__exit__)

    def test_both_streams_of_a_hook_are_shown_in_the_order_written_with_the_prefix(self):
        self.project.hook("pre-deploy", "echo one; echo two >&2; echo; printf three; exit 1")
        done = self.project.deploy(*DEPLOY)
        self.assertEqual((done.returncode, done.stdout), (4, ""))
        self.assertEqual(done.stderr.split("\n", 1)[1],
                         "[hook:pre-deploy] one\n[hook:pre-deploy] two\n[hook:pre-deploy] \n[hook:pre-deploy] three\n"
                         "Error: Hook pre-deploy exited with code 1\n")

    def test_a_line_without_its_newline_is_shown_at_once(self):
        self.project.hook("pre-deploy", "printf 'half '; while [ ! -e go ]; do sleep 0.02; done; echo whole; exit 1")
        process = self.project.popen("deploy", *DEPLOY)
        said = b""
        while b"[hook:pre-deploy] half " not in said:
            piece = os.read(process.stderr.fileno(), 4096)
            self.assertTrue(piece, said)
            said += piece
        self.project.write("go", "")
        said += process.communicate(timeout=30)[1]
        self.assertIn(b"\n[hook:pre-deploy] half whole\n", said)

    def test_into_a_pipe_the_bytes_of_a_hook_go_as_they_are(self):
        self.project.hook("pre-deploy", r"printf '\033[31mred\377\n'; exit 1")
        process = self.project.popen("deploy", *DEPLOY)
        self.assertIn(b"\n[hook:pre-deploy] \x1b[31mred\xff\n", process.communicate(timeout=30)[1])

    def test_quiet_hides_a_hook_unless_it_fails(self):
        self.project.hook("pre-deploy", "echo fine")
        self.project.hook("post-deploy-failure", "echo 'paged somebody'; exit 3")
        done = self.project.deploy(*DEPLOY, "-q")
        self.assertEqual(done.returncode, 5)
        self.assertNotIn("fine", done.stderr)
        self.assertIn("[hook:post-deploy-failure] paged somebody\n[hook:post-deploy-failure] Hook post-deploy-failure exited "
                      "with code 3 (ignored — surfacing the original deploy error)\nError: ", done.stderr)

    def test_the_error_is_told_to_the_failure_hook(self):
        self.project.hook("post-deploy-failure", 'echo "$KAMAL_ERROR"')
        done = self.project.deploy(*DEPLOY)
        self.assertRegex(done.stderr, r"\[hook:post-deploy-failure\] connect on 127\.0\.0\.1: ")


class Failures(unittest.TestCase):
    def setUp(self):
        self.project = Project()
        self.addCleanup(self.project.__exit__)

    def test_every_host_that_cannot_be_reached_is_listed(self):
        done = self.project.deploy(*DEPLOY)
        self.assertEqual((done.returncode, done.stdout), (5, ""))
        self.assertIn("\nError: 2 hosts failed; the first: connect on 127.0.0.1: ", done.stderr)
        report = done.stderr[done.stderr.index("\nError: "):]
        self.assertRegex(report, r"\n\[127\.0\.0\.1\] connect: .+\n(.+\n)*\[127\.0\.0\.2\] connect: .+\n")

    def test_the_verbs_that_look_list_every_host_too(self):
        for words in (["details"], ["audit"]):
            done = self.project.deploy(*words)
            self.assertEqual((done.returncode, done.stdout), (5, ""))
            self.assertIn("Error: 2 hosts failed", done.stderr)
        self.assertEqual(self.project.deploy("lock", "status").returncode, 5)

    def test_no_secret_is_ever_said(self):
        for flags in ([], ["-v"], ["--dry-run"], ["--dry-run", "-v"]):
            done = self.project.deploy(*DEPLOY, *flags, merged=True)
            self.assertNotIn("hunter2", done.stdout)


class Readers(unittest.TestCase):
    def setUp(self):
        self.project = Project()
        self.addCleanup(self.project.__exit__)

    def test_a_full_disk_does_not_change_how_a_deploy_ends(self):
        with open("/dev/full", "wb") as full:
            self.assertEqual(self.project.deploy(*DEPLOY, stderr=full, stdout=full).returncode, 5)

    def test_results_that_cannot_be_written_are_a_failure(self):
        with open("/dev/full", "wb") as full:
            done = self.project.deploy("version", stdout=full)
        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot write to standard output: No space left on device", done.stderr)

    def test_a_closed_standard_error_does_not_change_how_a_deploy_ends(self):
        self.project.hook("pre-deploy", "echo said; exit 1")
        script = 'exec "$0" deploy -P --release v1 2>&-'
        done = subprocess.run(["sh", "-c", script, WHEELS], cwd=self.project.path,
                              env=self.project.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=60)
        self.assertEqual((done.returncode, done.stdout), (4, b""))

    def test_a_reader_that_goes_away_does_not_change_how_a_deploy_ends(self):
        self.project.hook("pre-deploy", "echo first; while [ ! -e go ]; do sleep 0.02; done; seq 10000")
        self.project.hook("post-deploy-failure", "touch told")
        process = self.project.popen("deploy", *DEPLOY)
        process.stderr.close()
        self.project.write("go", "")
        self.assertEqual(process.wait(timeout=60), 5)
        process.stdout.close()
        self.assertTrue((self.project.path / "told").exists())

    def test_a_reader_that_does_not_read_holds_a_deploy_up_for_seconds_only(self):
        self.project.hook("pre-deploy", "head -c 3000000 /dev/zero | tr '\\0' x | fold -w 99; touch written")
        self.project.hook("post-deploy-failure", "touch told")
        process = self.project.popen("deploy", *DEPLOY)
        until = time.monotonic() + 50
        while not (self.project.path / "told").exists():
            self.assertLess(time.monotonic(), until)
            time.sleep(0.05)
        said = process.communicate(timeout=30)[1].decode()
        self.assertEqual(process.returncode, 5)
        self.assertRegex(said, r"\n\(\d+ lines are missing here: nobody read them in time\)\n")
        self.assertIn("Error: 2 hosts failed", said)

    def test_a_long_dry_run_waits_for_its_reader(self):
        process = self.project.popen("deploy", *DEPLOY, "--dry-run")
        time.sleep(0.3)
        said, _ = process.communicate(timeout=30)
        self.assertEqual(process.returncode, 0)
        self.assertIn(b"kamal-proxy deploy shop-web", said)


class OnATerminal(unittest.TestCase):
    def setUp(self):
        self.project = Project()
        self.addCleanup(self.project.__exit__)
        self.project.hook("pre-deploy", r"printf '\033[2Jcleared\r\n'; exit 1")

    def said(self):
        with Terminal(self.project, "deploy", *DEPLOY) as terminal:
            self.assertEqual(terminal.finish(), 4)
            return terminal.said.decode().replace("\r\n", "\n")

    def test_there_are_colours_but_none_before_the_prefix_of_a_hook(self):
        said = self.said()
        self.assertIn(f"{ESCAPE}[1;31mError:{ESCAPE}[0m", said)
        self.assertIn("\n[hook:pre-deploy] ", said)

    def test_control_characters_of_a_hook_are_made_visible(self):
        self.assertIn("\n[hook:pre-deploy] ^[[2Jcleared\n", self.said())

    def test_no_color_and_a_dumb_terminal_get_no_colours(self):
        for name, value in (("NO_COLOR", "1"), ("TERM", "dumb")):
            with self.subTest(name):
                self.project.environment[name] = value
                self.assertNotIn(ESCAPE, self.said())
                del self.project.environment[name]

    def test_a_pipe_gets_no_colours(self):
        self.project.hook("pre-deploy", "exit 1")
        self.assertNotIn(ESCAPE, self.project.deploy(*DEPLOY, merged=True).stdout)


if __name__ == "__main__":
    unittest.main()
