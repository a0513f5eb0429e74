"""A day's work on real hosts: a console, logs that are followed, dumps that are piped, commands on many hosts."""
import contextlib
import hashlib
import os
import re
import signal
import subprocess
import tempfile

import flow_case
import project as projects
from flow_case import FlowCase

# Counts aloud, beside what the image does.
TICKS = """sh -c 'n=0; while n=$((n+1)); do echo "tick $APP_VERSION $n"; sleep 0.1; done & exec /app/start'"""


class Pane:
    """A shell in a window of a tmux of its own, and somebody who types and looks."""

    def __init__(self, project, columns, rows):
        self._folder = tempfile.TemporaryDirectory(prefix="wheels-tmux-")
        self.tmux_words = ["tmux", "-S", f"{self._folder.name}/socket", "-f", "/dev/null"]
        env = project.environment(TERM="xterm", PS1="> ", SHELL="/bin/sh")
        begin = ["new-session", "-d", "-x", str(columns), "-y", str(rows), "sh", ";", "set", "-g", "status", "off"]
        subprocess.run([*self.tmux_words, *begin], cwd=project.folder, env=env, check=True)

    def close(self):
        self.tmux("kill-server")
        self._folder.cleanup()

    def tmux(self, *words):
        return subprocess.run([*self.tmux_words, *words], check=True, text=True, stdout=subprocess.PIPE).stdout

    def type(self, line):
        self.tmux("send-keys", "-l", line)
        self.tmux("send-keys", "Enter")

    def resize(self, columns, rows):
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def lines(self):
        return self.tmux("capture-pane", "-p").splitlines()


class Consoles(FlowCase):
    def setUp(self):
        self.service = self.project("v1")
        self.deployed(self.service, "v1")
        self.pane = Pane(self.service, 80, 24)
        self.addCleanup(self.pane.close)

    def shows(self, *lines):
        """They come, in this order."""
        wanted = list(lines)

        def come():
            rest = iter(self.pane.lines())
            return all(line in rest for line in wanted)

        try:
            self.until(come)
        except AssertionError:
            self.fail(f"{wanted} is not among these:\n" + "\n".join(self.pane.lines()))

    def console(self, command):
        """Types a line that runs a program by wheels; the terminal's settings before it and after it go to files."""
        self.pane.type("stty -a | tail -n +2 >before; sh -c 'echo $$ >pid; exec \"$@\"' sh "
                       f"{projects.WHEELS} deploy app exec -i --reuse {command}; "
                       "echo status $?; stty -a | tail -n +2 >after")  # fmt: skip

    def restored(self):
        self.until(lambda: self.service.has("after") and self.service.read("after"))
        self.assertEqual(self.service.read("before"), self.service.read("after"))
        self.pane.type("echo typed")
        self.shows("> echo typed", "typed")

    def test_a_shell_in_the_container_has_the_size_of_the_pane_whenever_that_changes(self):
        self.console("sh")
        self.shows("~ #")

        for columns, rows in (100, 30), (61, 17):
            self.pane.resize(columns, rows)
            self.until(lambda: self.size_is(f"{rows} {columns}"))
        self.pane.type("echo $TERM; hostname; exit 7")

        self.shows("xterm", "status 7")
        self.restored()

    def size_is(self, size):
        self.pane.type("busybox clear; busybox stty size")
        self.until(lambda: any(re.fullmatch(r"\d+ \d+", line) for line in self.pane.lines()))
        return size in self.pane.lines()

    def test_ctrl_c_is_for_the_program_and_ctrl_d_ends_it(self):
        self.console("sh")
        self.shows("~ #")
        self.pane.type("sleep 1000; echo slept $?")
        self.until(lambda: "1000" in flow_case.HOSTS.run(1, f"docker top {self.service.service}-web-v1"))

        self.pane.tmux("send-keys", "C-c")

        self.until(lambda: "1000" not in flow_case.HOSTS.run(1, f"docker top {self.service.service}-web-v1"))
        self.pane.tmux("send-keys", "C-d")
        self.shows("status 130")
        self.restored()

    def test_the_terminal_is_given_back_when_wheels_is_told_to_end(self):
        self.console("sh")
        self.shows("~ #")

        os.kill(int(self.service.read("pid")), signal.SIGTERM)

        self.shows("status 143")
        self.restored()

    def test_the_terminal_is_given_back_when_the_host_is_gone(self):
        self.console("sh")
        self.shows("~ #")
        flow_case.HOSTS.power_off(1)
        try:
            self.shows("status 255")
            self.restored()
        finally:
            flow_case.HOSTS.power_on(1)


class Logs(FlowCase):
    @contextlib.contextmanager
    def following(self, project, *words):
        """Runs `app logs -f`; in the end it is interrupted, and nothing of it is left on any host."""
        self.out, self.err = project.folder / "out", project.folder / "err"
        with open(self.out, "wb") as out, open(self.err, "wb") as err:
            argv = [projects.WHEELS, "deploy", "app", "logs", "-f", *words]
            process = subprocess.Popen(argv, cwd=project.folder, env=project.environment(), stdin=subprocess.DEVNULL, stdout=out,
                                       stderr=err)  # fmt: skip
        try:
            yield process
            process.send_signal(signal.SIGINT)
            self.assertEqual(130, process.wait(timeout=30), self.err.read_text())
        finally:
            process.kill()
            process.wait()
        self.until(lambda: flow_case.HOSTS.on_each("pgrep -f '[d]ocker logs' || true") == ["", "", ""])

    def seen(self, number):
        """The lines of a host, without its name."""
        label = f"{flow_case.HOSTS.addresses[number - 1]} web | "
        return [line.removeprefix(label) for line in self.out.read_text().splitlines() if line.startswith(label)]

    def sees(self, *lines):
        for number in flow_case.HOSTS.numbers:
            self.until(lambda: all(line in self.seen(number) for line in lines))

    def log(self, number, container):
        return flow_case.HOSTS.run(number, f"docker logs {container} 2>&1").splitlines()

    def ticking(self, *versions):
        project = self.project(*versions, servers={"web": {"hosts": flow_case.HOSTS.addresses, "cmd": TICKS}})
        self.deployed(project, versions[0])
        return project

    def test_a_deploy_is_followed_into_the_next_version_on_every_host(self):
        project = self.ticking("v1", "v2")
        with self.following(project, "-T"):
            self.sees("tick v1 30")
            self.deployed(project, "v2")
            self.sees("app v1 ends", "tick v2 30")

        for number in flow_case.HOSTS.numbers:
            with self.subTest(number):
                seen, old, new = self.seen(number), *(self.log(number, f"{project.service}-web-{v}") for v in ("v1", "v2"))
                ended = seen.index("app v1 ends") + 1
                self.assertEqual(old[-ended:], seen[:ended])
                self.assertEqual(new[:len(seen) - ended], seen[ended:])
        self.assertEqual(sum(len(self.seen(number)) for number in flow_case.HOSTS.numbers), len(self.out.read_text().splitlines()))

    def test_a_connection_that_is_lost_is_said_and_taken_up_again_where_it_was(self):
        project = self.ticking("v1")
        address = flow_case.HOSTS.addresses[1]
        with self.following(project, "-T"):
            self.sees("tick v1 30")
            with flow_case.HOSTS.cut_off(2):
                self.until(lambda: f"[{address}] " in self.err.read_text(), limit=60)
                before = len(self.seen(2))
            self.until(lambda: "the connection is back" in self.err.read_text(), limit=60)
            self.until(lambda: len(self.seen(2)) > before + 20)

        for number in flow_case.HOSTS.numbers:
            seen, log = self.seen(number), self.log(number, f"{project.service}-web-v1")
            begin = log.index(seen[0])
            self.assertEqual(log[begin:begin + len(seen)], seen)
        said = [line for line in self.err.read_text().splitlines() if "connection" in line or "trying" in line]
        self.assertEqual(2, len(said), said)
        self.assertRegex(said[0], rf"^\[{address}\] .*; trying again$")
        self.assertEqual(f"[{address}] the connection is back", said[1])


    def test_what_cannot_be_followed_ends_with_the_reason(self):
        project = self.project("v1")
        self.deployed(project, "v1")
        for words, reason in ((["-g", "["], "grep ended with status 2"), (["-s", "noon"], "docker ended with status 1")):
            with self.subTest(words):
                ended = project.run("app", "logs", "-f", "-p", *words)

                self.ended(1, ended)
                self.assertIn(f"read the log on {flow_case.HOSTS.addresses[0]}: {reason}", ended.text)

        ended = project.run("app", "logs", "-f", "-p", "-T", "--container-id=0123456789ab")
        self.ended(0, ended)
        self.assertIn("Nothing found", ended.text)


class Dumps(FlowCase):
    def setUp(self):
        self.service = self.project("v1")
        image = f"{flow_case.HOSTS.env['FLEET_REGISTRY']}/{self.service.service}:v1"
        self.service.write_config(accessories={"db": {"image": image, "host": flow_case.HOSTS.addresses[1]}})
        self.ended(0, self.service.run("accessory", "boot", "db", "--version=v1"))

    def exec(self, *words, **options):
        return subprocess.run([projects.WHEELS, "deploy", "accessory", "exec", "db", "--reuse", *words], cwd=self.service.folder,
                              env=self.service.environment(), stderr=subprocess.PIPE, timeout=100, check=False, **options)

    def test_a_dump_is_piped_in_and_out_byte_for_byte(self):
        dump = os.urandom(5_000_000)
        digest = hashlib.sha256(dump).hexdigest()
        (self.service.folder / "dump").write_bytes(dump)

        cat = subprocess.Popen(["cat", self.service.folder / "dump"], stdout=subprocess.PIPE)
        into = self.exec("sh -c 'cat >/tmp/x'", stdin=cat.stdout, stdout=subprocess.PIPE)
        cat.stdout.close()
        self.assertEqual((0, 0), (cat.wait(), into.returncode), into.stderr)
        there = self.exec("busybox sha256sum /tmp/x", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        self.assertIn(f"\n{digest}  /tmp/x\n", there.stdout.decode())
        back = self.exec("--raw", "cat /tmp/x", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)

        self.assertEqual(0, back.returncode, back.stderr)
        self.assertEqual(digest, hashlib.sha256(back.stdout).hexdigest())

    def test_the_status_of_the_program_is_ours(self):
        ended = self.exec("--raw", "sh -c 'cat; echo refused >&2; exit 9'", input=b"insert", stdout=subprocess.PIPE)

        self.assertEqual((9, b"insert"), (ended.returncode, ended.stdout))
        self.assertTrue(ended.stderr.endswith(b"refused\n"), ended.stderr)


class OnManyHosts(FlowCase):
    def setUp(self):
        self.service = self.project("v1")
        self.addresses = flow_case.HOSTS.addresses

    def exec(self, *words):
        ended = subprocess.run([projects.WHEELS, "deploy", *words], cwd=self.service.folder, env=self.service.environment(),
                               stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=100, text=True,
                               check=False)  # fmt: skip
        return ended.returncode, ended.stdout, ended.stderr

    def answers(self, *texts):
        return "".join(f"App Host: {address}\n{text}\n" for address, text in zip(self.addresses, texts) if text is not None)

    def test_each_host_answers_for_itself_and_the_first_bad_status_is_ours(self):
        self.deployed(self.service, "v1")
        # The words are read by the shell of the host: so $(hostname) is its name, in the container as well.
        command = """sh -c "echo on $(hostname); [ $(hostname) != web2 ] || { echo bad >&2; exit 4; }" """
        for verb in (["server", "exec"], ["app", "exec", "--reuse"]):
            with self.subTest(verb):
                status, out, err = self.exec(*verb, command)

                self.assertEqual(4, status, err)
                self.assertEqual(self.answers("on web1\n", "on web2\n", "on web3\n"), out)
                self.assertIn(f"[{self.addresses[1]}] bad\n", err)
                self.assertEqual(1, err.count("bad\n"))

    def test_a_new_container_for_every_run_is_gone_when_it_ended(self):
        self.deployed(self.service, "v1")
        before = flow_case.HOSTS.on_each("docker ps -aq")

        status, out, err = self.exec("app", "exec", "-e", "GREETING:good day", """sh -c 'echo "$GREETING"; exit 3'""")

        self.assertEqual((3, self.answers(*["good day\n"] * 3)), (status, out), err)
        self.assertEqual(before, flow_case.HOSTS.on_each("docker ps -aq"))

    def test_a_host_that_is_cut_off_is_named_and_nothing_runs_on_the_others(self):
        with flow_case.HOSTS.cut_off(3):
            status, out, err = self.exec("server", "exec", "touch ran")

        self.assertEqual((5, ""), (status, out), err)
        self.assertIn(self.addresses[2], err)
        self.assertEqual(["", "", ""], flow_case.HOSTS.on_each("ls ran 2>/dev/null || true"))

    def test_a_host_that_dies_in_the_middle_is_255_and_the_others_answers_are_shown(self):
        argv = [projects.WHEELS, "deploy", "server", "exec", "echo begun; touch begun; [ $(hostname) != web2 ] || sleep 1000"]
        process = subprocess.Popen(argv, cwd=self.service.folder, env=self.service.environment(), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)  # fmt: skip
        try:
            self.until(lambda: all(flow_case.HOSTS.on_each("ls begun 2>/dev/null || true")))
            flow_case.HOSTS.power_off(2)
            try:
                out, err = process.communicate(timeout=60)
            finally:
                flow_case.HOSTS.power_on(2)
        finally:
            process.kill()
            flow_case.HOSTS.on_each("rm -f begun")

        self.assertEqual((255, self.answers(*["begun\n"] * 3)), (process.returncode, out), err)
        self.assertIn(self.addresses[1], err)
