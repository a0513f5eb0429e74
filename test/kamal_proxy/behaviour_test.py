#!/usr/bin/env python3
"""What kamal-proxy does, over loopback: behaviour_test.py BINARY [unittest options]

The same for the stand-in and for the real program, which is how the stand-in is held to it. With KAMAL_PROXY_BINARY
in the environment that one is tested instead of BINARY.
"""
import contextlib
import http.client
import http.server
import os
import pathlib
import signal
import socket
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
import unittest

BINARY = ""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class App(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """An app with a name, which its every answer has."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, name, healthy=True):
        super().__init__(("127.0.0.1", 0), Handler)
        self.name, self.healthy, self.checks = name, healthy, []
        self.release = threading.Event()
        self.target = f"127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def handle_error(self, request, client_address):
        pass


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def reply(self, body, status=200):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-App", self.server.name)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        if self.path == "/up":
            self.server.checks.append(dict(self.headers))
            self.reply(b"", 200 if self.server.healthy else 503)
        elif self.path == "/headers":
            self.reply("".join(f"{k.lower()}={v}\n" for k, v in self.headers.items()).encode())
        elif self.path == "/chunked":
            self.send_response(200)
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for part in (b"one ", b"two ", b"three"):
                self.wfile.write(b"%x\r\n%s\r\n" % (len(part), part))
            self.wfile.write(b"0\r\n\r\n")
        elif self.path == "/until-close":
            self.wfile.write(b"HTTP/1.0 200 OK\r\n\r\nas long as it lasts")
            self.close_connection = True
        elif self.path == "/wait":
            self.server.release.wait(20)
            self.reply(self.server.name.encode())
        elif self.path == "/upgrade":
            self.wfile.write(b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
            self.close_connection = True
            while data := self.connection.recv(1024):
                self.connection.sendall(data.upper())
        else:
            self.reply(f"{self.server.name} {self.path}".encode())

    def do_POST(self):
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers["Content-Length"]))
        self.reply(b"%d %s" % (len(body), body[-8:]))


class Proxy:
    """A `kamal-proxy run` with a home and a socket of its own."""

    def __init__(self, folder):
        self.env = dict(os.environ, HOME=folder, XDG_RUNTIME_DIR=folder)
        self.port, self.folder = free_port(), folder
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [BINARY, "run", "--http-port", str(self.port), "--https-port", str(free_port())],
            env=self.env, stdout=subprocess.DEVNULL)
        until = time.monotonic() + 10
        while self.command("list").returncode != 0:
            if time.monotonic() > until:
                raise AssertionError("the proxy does not come up")
            time.sleep(0.02)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(15)

    def command(self, *words):
        return subprocess.run([BINARY, *words], env=self.env, capture_output=True, text=True, timeout=60)

    def get(self, path="/", host="app.test", method="GET", body=None, headers=None, **options):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(connection):
            connection.request(method, path, body, {"Host": host, **(headers or {})}, **options)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()


class Load:
    """Clients that ask until the block ends; what they saw is in `answers` and `failures`."""

    def __init__(self, proxy, clients=4, keep_alive=True):
        self.proxy, self.keep_alive = proxy, keep_alive
        self.answers, self.failures, self.over = [], [], threading.Event()
        self.threads = [threading.Thread(target=self.ask) for _ in range(clients)]

    def ask(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.proxy.port, timeout=10)
        while not self.over.is_set():
            try:
                connection.request("GET", "/", headers={"Host": "app.test"})
                answer = connection.getresponse()
                text = answer.read().decode()
                (self.answers if answer.status == 200 else self.failures).append(text)
                if not self.keep_alive:
                    connection.close()
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(repr(error))
                connection.close()
        connection.close()

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join()


class Behaviour(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="kp")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.proxy = Proxy(folder.name)
        self.addCleanup(lambda: (self.proxy.process.kill(), self.proxy.process.wait()))

    def app(self, name, **options):
        app = App(name, **options)
        self.addCleanup(app.server_close)
        self.addCleanup(app.shutdown)
        self.addCleanup(app.release.set)
        return app

    def deploy(self, app, *flags, service="app"):
        return self.proxy.command("deploy", service, f"--target={app.target}", "--health-check-interval=100ms", *flags)

    def deployed(self, app, *flags, service="app"):
        result = self.deploy(app, *flags, service=service)
        self.assertEqual((0, "", ""), (result.returncode, result.stdout, result.stderr))

    def refused(self, error, result):
        self.assertEqual((1, "", f"Error: {error}\n"), (result.returncode, result.stdout, result.stderr))

    def test_a_deployed_target_answers(self):
        app = self.app("one")

        self.deployed(app)

        self.assertEqual((200, "one /path?a=b;c"), self.proxy.get("/path?a=b;c"))
        self.assertEqual("kamal-proxy", app.checks[0]["User-Agent"])
        self.assertEqual(app.target, app.checks[0]["Host"])

    def test_an_unknown_host_is_not_found(self):
        self.deployed(self.app("one"), "--host=app.test", "--host=other.test,third.test", "--host=*.wild.test")

        for host, status in (("app.test", 200), ("app.test:8080", 200), ("third.test", 200), ("a.wild.test", 200),
                             ("unknown.test", 404)):
            with self.subTest(host):
                self.assertEqual(status, self.proxy.get("/", host)[0])

    def test_the_longest_path_prefix_wins_and_is_stripped(self):
        self.deployed(self.app("root"))
        self.deployed(self.app("api"), "--path-prefix=/api", service="api")
        self.deployed(self.app("kept"), "--path-prefix=/kept/", "--strip-path-prefix=false", service="kept")

        for path, answer in (("/", "root /"), ("/api", "api /"), ("/api/x?y=1", "api /x?y=1"), ("/apix", "root /apix"),
                             ("/kept/x", "kept /kept/x")):
            with self.subTest(path):
                self.assertEqual((200, answer), self.proxy.get(path))

    def test_the_app_is_told_who_asks(self):
        self.deployed(self.app("one"))

        status, text = self.proxy.get("/headers", headers={"X-Forwarded-For": "10.9.8.7", "X-Request-Id": "mine"})

        seen = dict(line.split("=", 1) for line in text.splitlines())
        self.assertEqual(200, status)
        self.assertEqual("app.test", seen["host"])
        self.assertEqual("10.9.8.7, 127.0.0.1", seen["x-forwarded-for"])
        self.assertEqual("app.test", seen["x-forwarded-host"])
        self.assertEqual("http", seen["x-forwarded-proto"])
        self.assertEqual("mine", seen["x-request-id"])
        self.assertRegex(seen["x-request-start"], r"^t=\d{13}$")
        self.assertIn("x-kamal-target", seen)
        self.deployed(self.app("two"), "--forward-headers=false")
        _, text = self.proxy.get("/headers", headers={"X-Forwarded-For": "10.9.8.7"})
        self.assertIn("x-forwarded-for=127.0.0.1\n", text)

    def test_bodies_arrive_whole_both_ways(self):
        self.deployed(self.app("one"))
        big = b"x" * 3_000_000 + b"the end."

        self.assertEqual((200, "3000008 the end."), self.proxy.get("/", method="POST", body=big))
        pieces = iter([b"a" * 70_000, b"b", b"the end."])
        chunked = self.proxy.get("/", method="POST", body=pieces, headers={"Transfer-Encoding": "chunked"},
                                 encode_chunked=True)
        self.assertEqual((200, "70009 the end."), chunked)
        self.assertEqual((200, "one two three"), self.proxy.get("/chunked"))
        self.assertEqual((200, "as long as it lasts"), self.proxy.get("/until-close"))

    def test_a_connection_takes_several_requests(self):
        self.deployed(self.app("one"))
        connection = http.client.HTTPConnection("127.0.0.1", self.proxy.port, timeout=10)

        with contextlib.closing(connection):
            for path in ("/1", "/chunked", "/until-close", "/2"):
                connection.request("GET", path, headers={"Host": "app.test"})
                local = connection.sock.getsockname()
                answer = connection.getresponse()
                self.assertEqual(200, answer.status)
                answer.read()
                self.assertEqual(local, connection.sock.getsockname())

    def test_an_upgraded_connection_is_a_tunnel(self):
        self.deployed(self.app("one"))

        with self.upgraded() as client:
            client.sendall(b"hello")
            self.assertEqual(b"HELLO", client.recv(100))

    @contextlib.contextmanager
    def upgraded(self):
        with socket.create_connection(("127.0.0.1", self.proxy.port), 10) as client:
            client.sendall(b"GET /upgrade HTTP/1.1\r\nHost: app.test\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n")
            head = b""
            while not head.endswith(b"\r\n\r\n"):
                head += client.recv(1)
            self.assertTrue(head.startswith(b"HTTP/1.1 101 "), head)
            yield client

    def test_no_request_fails_while_targets_are_switched(self):
        apps = [self.app(f"v{i}") for i in range(6)]
        self.deployed(apps[0])

        with Load(self.proxy, keep_alive=True) as kept, Load(self.proxy, keep_alive=False) as fresh:
            for app in apps[1:]:
                time.sleep(0.2)
                self.deployed(app, "--drain-timeout=5s")
                self.assertEqual((200, f"{app.name} /"), self.proxy.get())

        self.assertEqual([], kept.failures + fresh.failures)
        self.assertGreater(len(kept.answers + fresh.answers), 200)
        self.assertEqual({f"v{i} /" for i in range(6)}, set(kept.answers + fresh.answers))

    def test_a_deploy_returns_when_the_old_target_has_answered_all(self):
        old, new = self.app("old"), self.app("new")
        self.deployed(old)
        answers = []
        waiting = threading.Thread(target=lambda: answers.append(self.proxy.get("/wait")))
        waiting.start()
        time.sleep(0.3)
        deploying = threading.Thread(target=self.deployed, args=(new, "--drain-timeout=15s"))
        deploying.start()
        self.until(lambda: self.proxy.get() == (200, "new /"))

        time.sleep(0.3)
        self.assertTrue(deploying.is_alive())
        old.release.set()
        deploying.join(5)

        self.assertFalse(deploying.is_alive())
        waiting.join(5)
        self.assertEqual([(200, "old")], answers)

    def test_a_drain_ends_with_its_timeout(self):
        self.deployed(self.app("old"))
        answers = []
        waiting = threading.Thread(target=lambda: answers.append(self.proxy.get("/wait")))
        waiting.start()
        time.sleep(0.3)
        begin = time.monotonic()

        self.deployed(self.app("new"), "--drain-timeout=1s")

        took = time.monotonic() - begin
        self.assertTrue(0.9 <= took <= 10, took)
        waiting.join(5)
        self.assertEqual(504, answers[0][0])

    def test_a_drain_cuts_upgraded_connections_at_once(self):
        self.deployed(self.app("old"))
        with self.upgraded() as client:
            begin = time.monotonic()

            self.deployed(self.app("new"), "--drain-timeout=10s")

            self.assertLess(time.monotonic() - begin, 5)
            self.assertEqual(b"", client.recv(1))

    def test_an_unhealthy_target_leaves_the_old_one(self):
        self.deployed(self.app("old"))
        begin = time.monotonic()

        result = self.deploy(self.app("bad", healthy=False), "--deploy-timeout=1s")

        self.refused("target failed to become healthy within configured timeout (1s)", result)
        took = time.monotonic() - begin
        self.assertTrue(0.9 <= took <= 10, took)
        self.assertEqual((200, "old /"), self.proxy.get())

    def test_a_target_that_is_not_there_is_unhealthy(self):
        result = self.proxy.command("deploy", "app", f"--target=127.0.0.1:{free_port()}", "--deploy-timeout=1500ms")

        self.refused("target failed to become healthy within configured timeout (1.5s)", result)
        self.assertEqual(404, self.proxy.get()[0])

    def test_an_address_that_is_none_is_refused(self):
        for address in ("x:1", "-app:80", "app:http", "app:", "a b:80"):
            with self.subTest(address):
                self.refused(f"{address} :invalid host pattern", self.proxy.command("deploy", "app", "--target", address))

    def test_a_target_that_becomes_healthy_in_time_serves(self):
        app = self.app("slow", healthy=False)
        threading.Timer(0.5, lambda: setattr(app, "healthy", True)).start()

        self.deployed(app, "--deploy-timeout=10s")

        self.assertEqual((200, "slow /"), self.proxy.get())

    def test_the_state_survives_a_restart(self):
        self.deployed(self.app("one"), "--host=app.test")
        self.deployed(self.app("two"), "--host=two.test", service="two")
        self.assertEqual(0, self.proxy.command("stop", "two", "--message=closed <today>").returncode)

        self.assertEqual(0, self.proxy.stop())
        self.proxy.start()

        self.assertEqual((200, "one /"), self.proxy.get())
        status, page = self.proxy.get(host="two.test")
        self.assertEqual(503, status)
        self.assertIn("closed &lt;today&gt;", page)
        self.assertEqual(0, self.proxy.command("resume", "two").returncode)
        self.assertEqual((200, "two /"), self.proxy.get(host="two.test"))

    def test_requests_to_a_paused_service_wait(self):
        self.deployed(self.app("one"))
        self.assertEqual(0, self.proxy.command("pause", "app", "--max-pause=10s").returncode)
        answers = []
        waiting = threading.Thread(target=lambda: answers.append(self.proxy.get()))
        waiting.start()
        time.sleep(0.3)
        self.assertEqual([], answers)

        self.assertEqual(0, self.proxy.command("resume", "app").returncode)

        waiting.join(5)
        self.assertEqual([(200, "one /")], answers)
        self.assertEqual(0, self.proxy.command("pause", "app", "--max-pause=200ms").returncode)
        self.assertEqual(504, self.proxy.get()[0])

    def test_a_removed_service_is_gone(self):
        self.deployed(self.app("one"))

        self.assertEqual(0, self.proxy.command("remove", "app").returncode)

        self.assertEqual(404, self.proxy.get()[0])
        self.refused("service not found", self.proxy.command("remove", "app"))

    def test_a_rollout_takes_the_cookies_that_it_was_told(self):
        self.deployed(self.app("all"))
        self.refused("rollout target not set", self.proxy.command("rollout", "set", "app", "--percent=5"))
        target = self.app("few").target
        self.assertEqual(0, self.proxy.command("rollout", "deploy", "app", f"--target={target}").returncode)

        self.assertEqual(0, self.proxy.command("rollout", "set", "app", "--percent=10", "--list=me,you").returncode)

        cookie = {"Cookie": "a=b; kamal-rollout=you"}
        self.assertEqual((200, "few /"), self.proxy.get(headers=cookie))
        self.assertEqual((200, "all /"), self.proxy.get())
        counted = [self.proxy.get(headers={"Cookie": f"kamal-rollout=user{i}"})[1] for i in range(200)]
        self.assertEqual(29, counted.count("few /"))
        self.assertEqual(0, self.proxy.command("rollout", "stop", "app").returncode)
        self.assertEqual((200, "all /"), self.proxy.get(headers=cookie))

    def test_two_services_cannot_have_one_host_and_path(self):
        self.deployed(self.app("one"), "--host=app.test")

        self.refused("host settings conflict with another service",
                     self.deploy(self.app("two"), "--host=app.test", service="two"))
        self.deployed(self.app("two"), "--host=app.test", "--path-prefix=/two", service="two")

    def test_several_targets_take_turns(self):
        one, two = self.app("one"), self.app("two")
        self.deployed(one, f"--target={two.target}")

        self.assertEqual({"one /", "two /"}, {self.proxy.get()[1] for _ in range(4)})

    def test_a_target_that_died_is_a_bad_gateway_and_a_slow_one_a_timeout(self):
        self.deployed(self.app("slow"), "--target-timeout=300ms")
        self.assertEqual(504, self.proxy.get("/wait")[0])
        app = self.app("dead")
        self.deployed(app)
        app.shutdown()
        app.server_close()

        self.assertEqual(502, self.proxy.get()[0])

    def test_error_pages_of_the_app_are_shown(self):
        pages = pathlib.Path(self.folder) / "pages"
        self.refused("unable to load error pages", self.deploy(self.app("one"), f"--error-pages={pages}"))
        pages.mkdir()
        (pages / "503.html").write_text("<p>Back soon: {{ .Message }}</p>")
        self.deployed(self.app("one"), f"--error-pages={pages}")

        self.proxy.command("stop", "app", "--message=a & b")

        self.assertEqual((503, "<p>Back soon: a &amp; b</p>"), self.proxy.get())

    def test_canonical_hosts_are_redirected_to(self):
        self.deployed(self.app("one"), "--host=app.test,www.app.test", "--canonical-host=www.app.test")
        connection = http.client.HTTPConnection("127.0.0.1", self.proxy.port, timeout=10)

        with contextlib.closing(connection):
            connection.request("GET", "/x?y", headers={"Host": "app.test"})
            answer = connection.getresponse()

        self.assertEqual((301, "http://www.app.test/x?y"), (answer.status, answer.headers["Location"]))

    def test_nonsense_is_a_bad_request(self):
        for text in (b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\nbad header\r\n\r\n",
                     b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n"):
            with self.subTest(text), socket.create_connection(("127.0.0.1", self.proxy.port), 10) as client:
                client.sendall(text)
                self.assertTrue(client.recv(100).startswith(b"HTTP/1.1 400 "))

    def test_the_list_shows_what_is_deployed(self):
        head = "\033[3;94mService\033[0m  \033[3;94mHost\033[0m  \033[3;94mPath\033[0m  \033[3;94mTarget\033[0m  " \
               "\033[3;94mState\033[0m  \033[3;94mTLS\033[0m  \n"
        self.assertEqual(head, self.proxy.command("list").stdout)
        app = self.app("one")
        self.deployed(app)

        shown = self.proxy.command("ls").stdout.splitlines()

        self.assertEqual(2, len(shown))
        self.assertEqual(f"\033[1;34mapp\033[0m      \033[m*\033[0m     \033[m/\033[0m     \033[m{app.target}\033[0m  "
                         "\033[mrunning\033[0m  \033[mno\033[0m   ", shown[1])

    def until(self, condition):
        until = time.monotonic() + 10
        while not condition():
            self.assertLess(time.monotonic(), until, "waited in vain")
            time.sleep(0.02)


class CommandLines(unittest.TestCase):
    """The lines that refuse a command line, word for word."""

    def error_of(self, *words):
        with tempfile.TemporaryDirectory(prefix="kp") as folder:
            env = dict(os.environ, HOME=folder, XDG_RUNTIME_DIR=folder)
            result = subprocess.run([BINARY, *words], env=env, capture_output=True, text=True, timeout=10)
            self.assertEqual((1, ""), (result.returncode, result.stdout), words)
            return result.stderr.replace(folder, "FOLDER").removeprefix("Error: ").removesuffix("\n")

    def test_wrong_command_lines_are_refused(self):
        no_server = "dial unix FOLDER/kamal-proxy.sock: connect: no such file or directory"
        target = "--target=app:80"
        cases = (
            (["nosuch"], "unknown command \"nosuch\" for \"kamal-proxy\"\nRun 'kamal-proxy --help' for usage."),
            (["--nosuch"], "unknown flag: --nosuch"),
            (["-x"], "unknown shorthand flag: 'x' in -x"),
            (["deploy"], "accepts 1 arg(s), received 0"),
            (["deploy", "a", "b", target], "accepts 1 arg(s), received 2"),
            (["deploy", "a", "--", target], "accepts 1 arg(s), received 2"),
            (["deploy", "a"], "required flag(s) \"target\" not set"),
            (["deploy", "a", "--target"], "flag needs an argument: --target"),
            (["deploy", "a", target], no_server),
            (["deploy", "a", "--target", "app:80", "--force", "--drain-timeout", "1h2m3.5s"], no_server),
            (["deploy", "a", target, "--drain-timeout=0"], no_server),
            (["deploy", "a", target, "--drain-timeout", "30"],
             "invalid argument \"30\" for \"--drain-timeout\" flag: time: missing unit in duration \"30\""),
            (["deploy", "a", target, "--deploy-timeout=abc"],
             "invalid argument \"abc\" for \"--deploy-timeout\" flag: time: invalid duration \"abc\""),
            (["deploy", "a", target, "--drain-timeout="],
             "invalid argument \"\" for \"--drain-timeout\" flag: time: invalid duration \"\""),
            (["deploy", "a", target, "--drain-timeout=3x"],
             "invalid argument \"3x\" for \"--drain-timeout\" flag: time: unknown unit \"x\" in duration \"3x\""),
            (["deploy", "a", target, "--tls=maybe"],
             "invalid argument \"maybe\" for \"--tls\" flag: strconv.ParseBool: parsing \"maybe\": invalid syntax"),
            (["deploy", "a", target, "--buffer-memory", "1k"],
             "invalid argument \"1k\" for \"--buffer-memory\" flag: strconv.ParseInt: parsing \"1k\": invalid syntax"),
            (["deploy", "a", target, "--nosuch"], "unknown flag: --nosuch"),
            (["deploy", "a", target, "--ho=x"], "unknown flag: --ho"),
            (["deploy", "a", target, "---x"], "bad flag syntax: ---x"),
            (["deploy", "a", target, "--tls"], "service options invalid: host must be set when using TLS"),
            (["deploy", "a", target, "--tls", "--host=b", "--path-prefix=/c"],
             "service options invalid: TLS settings must be specified on the root path service"),
            (["deploy", "a", target, "--tls-on-demand-url=x"],
             "service options invalid: TLS must be enabled to use a TLS on-demand URL"),
            (["deploy", "a", target, "--host=a.b,c", "--canonical-host=c.d"],
             "service options invalid: canonical-host 'c.d' must be present in the hosts list: [a.b c]"),
            (["deploy", "a", target, "--tls-certificate-path=x"],
             "if any flags in the group [tls-certificate-path tls-private-key-path] are set they must all be set; "
             "missing [tls-private-key-path]"),
            (["deploy", "a", target, "--max-request-body=3"],
             "max-request-body can only be set when request buffering is enabled"),
            (["list", "x"], "unknown command \"x\" for \"kamal-proxy list\""),
            (["rm", "a", "b"], "accepts 1 arg(s), received 2"),
            (["pause", "a", "--max-pause=3"],
             "invalid argument \"3\" for \"--max-pause\" flag: time: missing unit in duration \"3\""),
            (["stop", "a", "--message"], "flag needs an argument: --message"),
            (["resume", "a"], no_server),
            (["rollout", "deploy", "a"], "required flag(s) \"target\" not set"),
            (["rollout", "set", "a"], "at least one of the flags in the group [percent list] is required"),
            (["rollout", "stop"], "accepts 1 arg(s), received 0"),
            (["run", "--http-port", "x"],
             "invalid argument \"x\" for \"--http-port\" flag: strconv.ParseInt: parsing \"x\": invalid syntax"),
        )
        for words, error in cases:
            with self.subTest(words):
                self.assertEqual(error, self.error_of(*words))

    def test_help_is_no_error(self):
        for words in ([], ["--help"], ["help"], ["deploy", "-h"], ["rollout"]):
            with self.subTest(words):
                result = subprocess.run([BINARY, *words], capture_output=True, text=True, timeout=10)
                self.assertEqual(0, result.returncode)
                self.assertIn("Usage:", result.stdout)


if __name__ == "__main__":
    BINARY = os.environ.get("KAMAL_PROXY_BINARY") or sys.argv[1]
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
