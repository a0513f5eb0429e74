#!/usr/bin/env python3
"""Programs at the other end of a real connection: their streams, their terminal, their status."""
import contextlib
import hashlib
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
import unittest
import fcntl

from hosts import Hosts
from project import DEPLOY_YML, WHEELS, Project

FIRST, SECOND = "127.0.0.1", "127.0.0.2"


class OnHosts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hosts = Hosts()
        cls.addClassCleanup(cls.hosts.close)

    def setUp(self):
        self.project = Project(DEPLOY_YML.replace("port: 1\n", f"port: {self.hosts.port}\n"))
        self.addCleanup(self.project.__exit__)
        self.hosts.let_in(self.project)

    def on_first(self, *words, **options):
        return self.project.run("deploy", "server", "exec", "-h", FIRST, *words, **options)


class Answers(OnHosts):
    def test_each_host_answers_under_its_name_in_the_order_of_deploy_yml(self):
        done = self.project.deploy("server", "exec", f"case $HOME in *{FIRST}) sleep 0.5;; esac; echo $HOME; echo")
        self.assertEqual(done.returncode, 0)
        self.assertEqual(done.stdout, f"App Host: {FIRST}\n{self.hosts.path}/{FIRST}\n\n"
                                      f"App Host: {SECOND}\n{self.hosts.path}/{SECOND}\n\n")  # fmt: skip

    def test_the_error_output_is_apart_and_has_the_hosts_name(self):
        done = self.on_first("echo out; echo err >&2")
        self.assertEqual(done.stdout, f"App Host: {FIRST}\nout\n\n")
        self.assertIn(f"[{FIRST}] err\n", done.stderr)

    def test_the_status_is_that_of_the_first_that_fails(self):
        done = self.project.deploy("server", "exec", f"case $HOME in *{FIRST}) exit 0;; *) exit 7;; esac")
        self.assertEqual(done.returncode, 7)

    def test_more_than_a_megabyte_is_shown_in_full(self):
        done = self.on_first("seq 400000")
        self.assertEqual(done.stdout, f"App Host: {FIRST}\n" + "".join(f"{n}\n" for n in range(1, 400001)) + "\n")

    def test_flags_that_are_not_ours_belong_to_the_command(self):
        self.assertIn("a -la --long\n", self.on_first("echo", "a", "-la", "--long").stdout)

    def test_commands_that_nobody_would_type(self):
        for command, status, out in [
                ("echo a\necho b # c", 0, b"a\nb\n"), ("echo \udcff\udcfe", 0, b"\xff\xfe\n"), ("echo 'open", 2, b""),
                (f"echo {'x' * 120000} | wc -c", 0, b"120001\n"), ("kill -9 $$", 137, b""), ("echo 'a  \"b\"' $0", 0, b'a  "b" '),
                ("yes | head -n 3", 0, b"y\ny\ny\n"), ("nohup sleep 9 >/dev/null 2>&1 & echo up", 0, b"up\n")]:  # fmt: skip
            with self.subTest(command[:40]):
                process = self.project.popen("deploy", "server", "exec", "--raw", "-h", FIRST, command)
                said, _ = process.communicate(timeout=30)
                self.assertEqual((process.returncode, said[:len(out)] if out.endswith(b" ") else said), (status, out))

    def test_closed_streams_are_no_obstacle(self):
        for redirection, status in (("<&-", 0), (">&-", 1), ("2>&-", 0)):
            with self.subTest(redirection):
                done = subprocess.run(["sh", "-c", f'exec "$0" deploy server exec -h {FIRST} "cat; echo x" {redirection}', WHEELS],
                                      cwd=self.project.path, env=self.project.environment, stdin=subprocess.DEVNULL,
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=30, check=False)  # fmt: skip
                self.assertEqual(done.returncode, status, done)

    def test_a_command_has_to_be_given(self):
        for words in (["server", "exec"], ["app", "exec", " "], ["accessory", "exec", "db"]):
            self.assertEqual(self.project.deploy(*words).returncode, 2)

    def test_what_kamal_refuses_is_refused(self):
        for flags in (["--detach", "--reuse"], ["--detach", "-i"], ["--raw", "-i"], ["--raw", "--detach"]):
            self.assertEqual(self.project.deploy("app", "exec", *flags, "true").returncode, 2, flags)

    def test_secrets_are_not_shown(self):
        done = self.project.deploy("app", "exec", "-p", "--version", "v1", "x")
        self.assertNotIn("hunter2", done.stdout + done.stderr)


class OnATerminal(OnHosts):
    """Our standard output is one."""

    def start(self, *words):
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        attributes = termios.tcgetattr(theirs)
        attributes[1] &= ~termios.OPOST
        termios.tcsetattr(theirs, termios.TCSANOW, attributes)
        process = self.project.popen("deploy", "server", "exec", *words, stdout=theirs)
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        os.close(theirs)
        return process, ours

    def read_until(self, ours, wanted):
        said = ""
        while wanted not in said:
            self.assertTrue(select.select([ours], [], [], 30)[0], said)
            said += os.read(ours, 65536).decode()
        return said

    def shown(self, *words):
        process, ours = self.start(*words)
        said = b""
        with contextlib.suppress(OSError):  # nobody has the other side any more
            while piece := os.read(ours, 65536):
                said += piece
        process.wait(timeout=30)
        return said.decode()

    def test_hosts_that_say_the_same_are_told_together(self):
        self.assertEqual(self.shown("echo one; echo two"), "App Host: 127.0.0.[1-2]\none\ntwo\n\n")
        self.assertEqual(self.shown("true"), "App Host: 127.0.0.[1-2]\n\n")
        self.assertEqual(self.shown("-q", "echo one"), "one\n\n")

    def test_hosts_that_say_something_else_are_not(self):
        self.assertEqual(self.shown("basename $HOME"), f"App Host: {FIRST}\n{FIRST}\n\nApp Host: {SECOND}\n{SECOND}\n\n")

    def test_bytes_are_nobodys_business(self):
        self.assertEqual(self.shown("--raw", "-q", "echo one"), "one\none\n")

    def test_one_that_takes_long_is_shown_while_it_runs(self):
        wait = "while [ ! -e go ]; do sleep 0.05; done"
        process, ours = self.start(f"echo one; case $HOME in *{FIRST}) {wait};; esac; echo two")
        self.read_until(ours, f"App Host: {FIRST}\none")

        (self.hosts.path / FIRST / "go").touch()

        self.assertEqual(self.read_until(ours, f"{SECOND}\none\ntwo\n\n"), f"\ntwo\n\nApp Host: {SECOND}\none\ntwo\n\n")
        self.assertEqual(process.wait(timeout=30), 0)

    def test_more_than_is_kept_comes_in_full_and_not_together(self):
        numbers = "".join(f"{n}\n" for n in range(1, 100001))
        self.assertEqual(self.shown("seq 100000"), f"App Host: {FIRST}\n{numbers}\nApp Host: {SECOND}\n{numbers}\n")


class Bytes(OnHosts):
    def test_raw_output_is_every_byte_and_nothing_else(self):
        process = self.project.popen("deploy", "server", "exec", "--raw", "-h", FIRST, "head -c 300000 /dev/urandom | tee copy")
        out, _ = process.communicate(timeout=60)
        self.assertEqual(out, (self.hosts.path / FIRST / "copy").read_bytes())

    def test_what_is_piped_in_arrives_to_the_last_byte(self):
        size = 100 * 1024 * 1024
        piece = os.urandom(1024 * 1024)
        wanted = hashlib.sha256(piece * (size // len(piece))).hexdigest()
        # A sanitizer keeps what was freed, unless it is told not to.
        environment = {**self.project.environment, "ASAN_OPTIONS": "quarantine_size_mb=1"}
        process = self.project.popen("deploy", "server", "exec", "--raw", "-h", FIRST, "sha256sum", stdin=subprocess.PIPE,
                                     env=environment)  # fmt: skip
        process.stdin.write(piece)
        process.stdin.flush()
        at_first = resident_megabytes(process.pid)
        for _ in range(size // len(piece) - 1):
            process.stdin.write(piece)
        self.assertLess(resident_megabytes(process.pid), at_first + 40)
        out, _ = process.communicate(timeout=120)
        self.assertEqual((process.returncode, out.split()[0].decode()), (0, wanted))

    def test_a_file_is_passed_on_too(self):
        with open(self.project.write("dump", "one\ntwo\n")) as dump:
            done = self.on_first("wc -l", stdin=dump)
        self.assertIn("\n2\n", done.stdout)

    def test_a_program_that_reads_only_a_part_ends_us(self):
        process = self.project.popen("deploy", "server", "exec", "--raw", "-h", FIRST, "head -c 3; exit 5", stdin=subprocess.PIPE)
        process.stdin.write(b"abcdef")
        process.stdin.flush()
        self.assertEqual(process.stdout.read(), b"abc")
        self.assertEqual(process.wait(timeout=30), 5)
        process.stdin.close()

    def test_a_reader_that_has_seen_enough_ends_the_program(self):
        script = 'exec 3>&1; { "$0" deploy server exec --raw -h "$1" "echo \\$\\$ > pid; exec yes"; echo $? >&3; } | head -c 2'
        done = subprocess.run(["sh", "-c", script, WHEELS, FIRST], cwd=self.project.path, env=self.project.environment,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)  # fmt: skip
        self.assertEqual(done.stdout, b"y\n1\n")
        wait_until_gone(int((self.hosts.path / FIRST / "pid").read_text()))

    def test_nothing_is_passed_on_to_several(self):
        done = self.project.run("deploy", "server", "exec", "wc -c", stdin=open(self.project.write("dump", "x")))
        self.assertIn("\n0\n", done.stdout)
        self.assertIn("standard input is not passed on", done.stderr)

    def test_ctrl_c_ends_the_program_on_the_host(self):
        process = self.project.popen("deploy", "server", "exec", "--raw", "-h", FIRST, "echo $$; exec sleep 1000")
        pid = int(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
        self.assertEqual(process.returncode, 130)
        wait_until_gone(pid)


def resident_megabytes(pid):
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) // 1024 for line in file if line.startswith("VmRSS"))


def wait_until_gone(pid):
    for _ in range(200):
        if not os.path.exists(f"/proc/{pid}"):
            return
        time.sleep(0.05)
    raise AssertionError(f"{pid} still runs")


class Console:
    """`server exec -i` on a terminal of ours."""

    def __init__(self, project, command, *flags):
        self.said = b""
        self.ours, theirs = pty.openpty()
        self.set_size(24, 80)
        self.before = termios.tcgetattr(theirs)
        self.theirs = theirs
        self.process = project.popen("deploy", "server", "exec", "-i", "-h", FIRST, *flags, command, stdin=theirs, stdout=theirs,
                                     stderr=theirs)  # fmt: skip

    def set_size(self, rows, columns):
        fcntl.ioctl(self.ours, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def type(self, text):
        os.write(self.ours, text.encode())

    def read_until(self, text):
        until = time.monotonic() + 20
        while text.encode() not in self.said:
            if time.monotonic() > until:
                raise AssertionError(f"{text!r} was not said, but: {self.said!r}")
            if select.select([self.ours], [], [], 0.1)[0]:
                self.said += os.read(self.ours, 65536)

    def is_raw(self):
        return not termios.tcgetattr(self.theirs)[3] & (termios.ICANON | termios.ECHO | termios.ISIG)

    def restored(self):
        return termios.tcgetattr(self.theirs) == self.before

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        os.close(self.ours)
        os.close(self.theirs)


class Terminals(OnHosts):
    def console(self, command, *flags):
        console = Console(self.project, command, *flags)
        self.addCleanup(console.close)
        return console

    def test_the_program_has_a_terminal_of_our_kind_and_size_and_hears_of_a_new_one(self):
        console = self.console("trap 'stty size; exit 4' WINCH; tty > /dev/null && echo $TERM; stty size; while :; do sleep 0.1; done")
        console.read_until("xterm\r\n24 80\r\n")
        self.assertTrue(console.is_raw())
        console.set_size(50, 132)
        console.process.send_signal(signal.SIGWINCH)
        console.read_until("50 132\r\n")
        self.assertEqual(console.process.wait(timeout=30), 4)
        self.assertTrue(console.restored())

    def test_keys_go_to_the_other_end_control_c_too(self):
        console = self.console("trap 'echo caught; exit 3' INT; echo ready; read line; echo \"got $line\"; read line")
        console.read_until("ready\r\n")
        console.type("hello\r")
        console.read_until("got hello\r\n")
        console.type("\x03")
        console.read_until("caught\r\n")
        self.assertEqual(console.process.wait(timeout=30), 3)

    def test_the_terminal_is_given_back_when_we_are_told_to_end(self):
        for number, status in ((signal.SIGTERM, 143), (signal.SIGHUP, 143)):
            console = self.console("echo $$; exec sleep 1000")
            console.read_until("\n")
            console.read_until("Run the command")
            self.wait_until_raw(console)
            console.process.send_signal(number)
            self.assertEqual(console.process.wait(timeout=30), status)
            self.assertTrue(console.restored())

    def test_the_terminal_is_given_back_when_we_crash(self):
        console = self.console("echo ready; exec sleep 1000")
        console.read_until("ready\r\n")
        self.wait_until_raw(console)
        console.process.send_signal(signal.SIGABRT)
        self.assertEqual(console.process.wait(timeout=30), -signal.SIGABRT)
        self.assertTrue(console.restored())

    def test_a_lost_connection_ends_with_255_and_gives_the_terminal_back(self):
        console = self.console("echo parent $(ps -o ppid= -p $(ps -o ppid= -p $PPID)); exec sleep 1000")
        console.read_until("parent ")
        self.wait_until_raw(console)
        self.hosts.cut_connections()
        self.assertEqual(console.process.wait(timeout=30), 255)
        self.assertTrue(console.restored())

    def test_without_a_terminal_bytes_are_passed_through(self):
        done = self.on_first("-i", "tty; cat", stdin=open(self.project.write("typed", "line\n")))
        self.assertEqual(done.stdout, "not a tty\nline\n")

    def wait_until_raw(self, console):
        for _ in range(400):
            if console.is_raw():
                return
            time.sleep(0.05)
        raise AssertionError("not raw")


if __name__ == "__main__":
    unittest.main()
