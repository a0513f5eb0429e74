#!/usr/bin/env python3
"""A playground is brought up, deployed to, broken and removed by somebody who is not root, through a Docker of their own.

  playground_test.py WHEELS     the program

For kamal-proxy stands what does for the hosts of test/fleet: KAMAL_PROXY_BINARY, or else the stand-in of the build without
sanitizers, which is static.
"""
import concurrent.futures
import contextlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time
import unittest
import xml.etree.ElementTree as xml

from outer_docker import GROUP, ROOT, USER, OuterDocker, image

WHEELS = os.path.abspath(sys.argv[1])
KAMAL_PROXY = os.environ.get("KAMAL_PROXY_BINARY") or ROOT / "build/test/kamal_proxy/kamal-proxy"
BASE = "playground-base:1"
WEB, SECOND, THIRD = "192.0.2.10", "192.0.2.11", "192.0.2.12"  # for documentation: nobody answers there

NETWORK, FIRST_HOST = "^wheels-playground-[0-9a-f]+$", "-1$"

REHEARSAL = f"""\
# What CI would run.
image v1 from app:v1
image v2 from app:v2
image v3 from app:v3
image unhealthy from app:unhealthy
deploy v1
expect "version v1" at http://app.example/
requests 100 to http://app.example/: deploy v2
expect "version v2" at /
status 1: deploy unhealthy          # the old version goes on serving
expect "version v2" at http://app.example/
break {SECOND} docker               # a fault is injected
status 1: deploy v3
expect "version v2" at http://app.example/ on {WEB}
mend {SECOND}
rollback v1
expect "version v1" at http://app.example/
expect "version v9" at http://app.example/ on {WEB}    # what CI is there for: it is not so
wheels help playground down
wheels app version -c ./config/deploy.yml
"""

FAULTS = f"""\
image v1 from app:v1
image v2 from app:v2
deploy v1
break {SECOND} network
status 5: deploy v2
expect "version v1" at http://app.example/ on {WEB}
break {SECOND} network              # twice is as once
break {SECOND} disk
mend {SECOND}
expect "version v1" at http://app.example/
break {SECOND} disk
break {SECOND} disk
status 1: deploy v2
expect "version v1" at http://app.example/
break {SECOND} docker
break {SECOND} docker
break {SECOND} power
break {SECOND} power
mend {SECOND}
mend {SECOND}                       # nothing is broken
deploy v2
expect "version v2" at http://app.example/
"""

MISTAKES = """\
deploy
break 10.0.0.1 power
wheels frobnicate
deploy v1 --nosuchflag
deploy v1 --no-playground           # would be production
deploy v1 -c other.yml
wheels -q playground down --all
wheels away
wheels app details more
rollback v1 -d staging
"""

DOCKERFILE = """\
FROM scratch
ADD rootfs.tar /
ENV PATH=/bin APP_KIND=ok APP_VERSION=built
CMD ["/app/start"]
"""


class Playground(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.outer = cls.enterClassContext(OuterDocker())
        cls.outer.load_base(BASE)
        cls.outer.load_proxy(KAMAL_PROXY)
        for version in ("v1", "v2", "v3"):
            cls.outer.load_app(version)
        cls.outer.load_app("unhealthy", kind="unhealthy")
        # The user may not be able to read where it was built.
        cls.wheels = shutil.copy(WHEELS, cls.outer.folder / "wheels")
        os.chmod(cls.wheels, 0o755)

    def setUp(self):
        self.project = self.new_project(self.id().rsplit(".", maxsplit=1)[-1])

    def new_project(self, name):
        project = self.outer.folder / name
        names = {"FLEET_HOSTS": f"{WEB} {SECOND}", "FLEET_REGISTRY": "registry.example", "FLEET_REGISTRY_USER": "jo",
                 "FLEET_REGISTRY_PASSWORD": "unknown here"}
        subprocess.run([ROOT / "tools/demo_project.sh", project], check=True, env={**os.environ, **names})
        subprocess.run(["chown", "-R", f"{USER}:{USER}", project], check=True)
        self.addCleanup(self.deploy, "playground", "down", project=project)
        return project

    def environment(self, project):
        return {"PATH": os.environ["PATH"], "HOME": str(project), "DOCKER_HOST": self.outer.socket, "USER": "jo"}

    def as_owner(self, project, *argv, **options):
        return subprocess.run(self.outer.as_somebody(*argv), cwd=project, env=self.environment(project), text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)

    def popen(self, *words, project=None):
        project = project or self.project
        return subprocess.Popen(self.outer.as_somebody(self.wheels, "deploy", *words), cwd=project,
                                env=self.environment(project), text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, start_new_session=True)

    def deploy(self, *words, status=None, timeout=300, project=None):
        process = self.popen(*words, project=project)
        out, err = process.communicate(timeout=timeout)
        if status is not None:
            self.assertEqual(process.returncode, status, f"{words}\n{out}\n{err}")
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def get(self, url):
        """What somebody at that machine gets; curl knows that names below .localhost lead there."""
        host, port = url.removeprefix("http://").rstrip("/").split(":")
        program = f"import http.client as c; h = c.HTTPConnection('127.0.0.1', {port}, timeout=10); " \
                  f"h.request('GET', '/', headers={{'Host': '{host}'}}); print(h.getresponse().read().decode().strip())"
        return subprocess.run(self.outer.as_somebody(sys.executable, "-c", program), capture_output=True, text=True,
                              check=False).stdout.strip()

    def test_a_rehearsal_tells_ci_what_went_wrong_and_leaves_nothing(self):
        (self.project / "rehearsal.txt").write_text(REHEARSAL, encoding="utf-8")

        mixed = self.deploy("playground", "run", "rehearsal.txt", "--base", BASE, "--junit", "-", status=2)
        done = self.deploy("playground", "run", "rehearsal.txt", "--base", BASE, "--junit", "rehearsal.xml", status=1)

        said = f"{done.stdout}\n{done.stderr}"
        self.assertIn("--junit wants a file", mixed.stderr)
        suite = xml.parse(self.project / "rehearsal.xml").getroot().find("testsuite")
        cases = {case.get("name"): case for case in suite.iter("testcase")}
        failed = [name for name, case in cases.items() if case.find("failure") is not None]
        wrong = [name for name in cases if "version v9" in name]
        self.assertEqual(failed, wrong, said)
        self.assertEqual([suite.get(name) for name in ("tests", "failures", "errors", "skipped")], ["21", "1", "0", "0"])
        self.assertEqual(list(cases)[0], "up")
        self.assertEqual(list(cases)[-1], "down")
        self.assertIn(f"{WEB} answers status 200 and \"version v1\" instead of \"version v9\"",
                      cases[wrong[0]].find("failure").text)
        load = cases["line 8: requests 100 to http://app.example/: deploy v2"].find("system-out").text
        self.assertRegex(load, r"\n\d{3,} requests, 0 failed\n")
        self.assertIn("paging somebody", cases["line 10: status 1: deploy unhealthy"].find("system-out").text)
        self.assertEqual(self.outer.made(), [])

    def test_every_verb_goes_there_and_nowhere_else(self):
        refused = self.deploy("--playground", "-P", "--version", "v1", status=2)
        up = self.deploy("playground", "up", "--base", BASE, status=0)
        again = self.deploy("playground", "up", "--base", BASE, status=0)
        self.deploy("playground", "image", "v1", "app:v1", status=0)
        self.deploy("playground", "image", "v2", "app:v2", status=0)
        secrets = self.project / ".kamal/secrets"
        secrets.write_text(secrets.read_text().replace("REGISTRY_PASSWORD=", "ANOTHER="))  # nobody logs in to a registry
        config = self.project / "config/deploy.yml"
        config.write_text(config.read_text() + "ssh: {key_data: [NO_SUCH_KEY]}\n")  # nor is another key used
        registry = self.deploy("registry", "remove", "--playground", status=0)
        self.deploy("--playground", "-P", "--version", "v1", status=0)
        self.deploy("--playground", "-P", "--version", "v2", status=0)
        urls = [line.strip() for line in up.stdout.splitlines() if line.strip().startswith("http://")]
        second = [self.get(url) for url in urls]
        self.deploy("rollback", "-y", "--playground", status=0)
        first = [self.get(url) for url in urls]
        other = self.deploy("playground", "up", "--base", "debian:13", status=2)
        for fault in ("disk", "network"):
            self.deploy("playground", "break", SECOND, fault, status=0)
        broken = self.deploy("playground", "status", status=0)
        self.deploy("playground", "break", SECOND, "power", status=0)
        off = self.deploy("playground", "status", status=0)
        lost = self.deploy("app", "version", "--playground")
        self.deploy("playground", "mend", SECOND, status=0)
        back = self.deploy("app", "version", "--playground", status=0)

        self.assertIn("`wheels deploy playground up`", refused.stderr)
        self.assertEqual(up.stdout, again.stdout)
        self.assertIn("stays until `wheels deploy playground down`", f"{registry.stdout}\n{registry.stderr}")
        self.assertEqual(len(urls), 2)
        self.assertEqual(second, ["version v2"] * 2)
        self.assertEqual(first, ["version v1"] * 2)
        self.assertIn(f"its hosts are built from {BASE}, not from debian:13", other.stderr)
        self.assertRegex(broken.stdout, rf"(?m)^{WEB} +up +\S+$")
        self.assertRegex(broken.stdout, rf"(?m)^{SECOND} +up +\S+  broken: network, disk$")
        self.assertRegex(off.stdout, rf"(?m)^{SECOND} +off ")
        self.assertNotEqual(lost.returncode, 0)
        self.assertEqual(back.stdout.count("v1"), 2, back.stdout)

        # What a container is called by its address is known on the others.
        name = self.deploy("server", "exec", "--playground", "-h", WEB, f"ssh-keyscan -t ed25519 {SECOND} 2>/dev/null", status=0)
        self.assertIn(f"{SECOND} ssh-ed25519 ", name.stdout)

        # A verb that a hook runs stays there, and an image that has gone comes again.
        (self.project / ".kamal/hooks/pre-deploy").write_text(f"#!/bin/sh\n{self.wheels} deploy app version -q\n{self.wheels} "
                                                              "deploy app version -q --no-playground\n")
        hooked = self.deploy("--playground", "-P", "--version", "v2", status=4)
        self.assertEqual(hooked.stderr.count("v1"), 2, hooked.stderr)
        self.assertIn("--no-playground leaves it", hooked.stderr)
        self.deploy("remove", "-y", "-H", "--playground", status=0)
        self.deploy("playground", "up", status=0)
        images = self.deploy("server", "exec", "--playground", "docker image ls basecamp/kamal-proxy -q", status=0)
        self.assertEqual(len(re.findall(r"(?m)^.*\b[0-9a-f]{12}$", images.stdout)), 2, images.stdout)

        below = self.project / "below"
        below.mkdir()
        elsewhere = self.deploy("playground", "down", project=below, status=0)
        self.assertIn(f"there are those of {self.project}", elsewhere.stderr)
        self.deploy("playground", "down", status=0)
        self.assertEqual(self.outer.made(), [])

    def test_what_was_begun_is_removed_when_somebody_interrupts(self):
        (self.project / "rehearsal.txt").write_text("image v1 from app:v1\ndeploy v1\nwait 60\n", encoding="utf-8")
        for words, until in ((("playground", "up"), NETWORK), (("playground", "up"), FIRST_HOST),
                             (("playground", "run", "rehearsal.txt"), "deploy")):
            with self.subTest(words):
                process = self.popen(*words, "--base", BASE)
                with contextlib.closing(process.stdout), contextlib.closing(process.stderr):
                    self.wait_for(until, process)
                    process.send_signal(signal.SIGINT)
                    process.send_signal(signal.SIGINT)  # impatience changes nothing
                    process.stderr.read()
                    self.assertEqual(process.wait(60), 130)
                self.assertEqual(self.outer.made(), [])

    def wait_for(self, what, process):
        """Until there is something whose name is such, or a deploy has begun."""
        if what == "deploy":
            for line in process.stderr:
                if "Deploying" in line:
                    return
            self.fail("it has ended")
        deadline = time.monotonic() + 60
        while not [name for name in self.outer.made() if re.search(what, name)]:
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)

    def test_one_is_broken_and_mended_while_others_come_up_beside_it(self):
        beside = self.new_project("beside")
        killed = self.popen("playground", "up", "--base", BASE, project=beside)
        self.wait_for(NETWORK, killed)
        killed.kill()  # and nobody cleans up
        killed.communicate()
        (self.project / "faults.txt").write_text(FAULTS, encoding="utf-8")

        with concurrent.futures.ThreadPoolExecutor() as others:
            faults = others.submit(self.deploy, "playground", "run", "faults.txt", "--base", BASE, "--junit", "faults.xml")
            elsewhere = others.submit(self.meets_docker_of_another_machine, self.new_project("elsewhere"))
            self.comes_up_and_changes(beside)
            elsewhere.result()
            done = faults.result()

        self.assertEqual(done.returncode, 0, f"{done.stdout}\n{done.stderr}")
        cases = {case.get("name").split(": ", 1)[0]: case for case in xml.parse(self.project / "faults.xml").iter("testcase")}
        self.assertIn(f"connect on {SECOND}: ", cases["line 5"].find("system-out").text)
        self.assertLess(float(cases["line 5"].get("time")), 40)
        self.assertIn("no space left on device", cases["line 13"].find("system-out").text)
        self.assertEqual(self.outer.made(), [])

    def comes_up_and_changes(self, beside):
        both = [self.popen("playground", "up", "--base", BASE, project=beside) for _ in range(2)]
        said = [process.communicate(timeout=300) for process in both]
        self.assertEqual([process.returncode for process in both], [0, 0], said)
        self.assertEqual(said[0][0], said[1][0])

        config = beside / "config/deploy.yml"
        config.write_text(config.read_text().replace(f"{WEB}, {SECOND}", f"{WEB}, 2001:db8::7, db-1.example, db.1.example, 127.0.0.1, {THIRD}")
                          + "ssh: {user: sam.doe, port: 2222}\n")
        refused = self.deploy("app", "version", "--playground", status=2, project=beside)
        self.assertIn("the playground has no container for the host 2001:db8::7", refused.stderr)
        self.deploy("playground", "up", project=beside, status=0)
        script = "echo I am $(whoami), and I see $(getent hosts db-1.example | wc -l); docker pull -q localhost:1/none; true"
        asked = self.deploy("server", "exec", "--playground", script, status=0, project=beside)
        self.assertEqual(asked.stdout.count("I am sam.doe, and I see 1"), 6, asked.stdout)
        self.assertEqual(asked.stderr.count("127.0.0.1:1: connect: connection refused"), 6, asked.stderr)

        config.write_text(config.read_text().replace("db-1.example, ", ""))  # the others stay, and have other addresses
        self.deploy("playground", "up", project=beside, status=0)
        asked = self.deploy("server", "exec", "--playground", "-h", WEB, f"ssh-keyscan -t ed25519 {THIRD} 2>/dev/null", status=0,
                            project=beside)
        self.assertIn(f"{THIRD} ssh-ed25519 ", asked.stdout)

        unknown = self.deploy("playground", "break", SECOND, "power", status=2, project=beside)
        self.assertIn(f"the playground has no host {SECOND}", unknown.stderr)
        self.deploy("playground", "break", WEB, "network", status=0, project=beside)
        self.deploy("playground", "down", "-c", "./config/deploy.yml", status=0, project=beside)
        again = self.deploy("playground", "down", status=0, project=beside)
        self.assertIn("There was no playground", again.stderr)

    def test_a_deploy_builds_the_image_and_pushes_it_there(self):
        plugin = ROOT / ".dev/buildx/docker-buildx"
        if plugin.exists():
            plugins = self.project / ".docker/cli-plugins"
            plugins.mkdir(parents=True)
            shutil.copy(plugin, plugins)
        (self.project / "rootfs.tar").write_bytes(image.app_image("unused", "ok", "unlabelled")[0][0])
        (self.project / "Dockerfile").write_text(DOCKERFILE)
        config = self.project / "config/deploy.yml"
        # Docker's own builder: the other one wants an image of its own.
        config.write_text(config.read_text().replace("image: app\n", "image: acme/team/shop/app\n").replace(
            "builder:\n", "builder:\n  driver: docker\n"))
        subprocess.run(["chown", "-R", f"{USER}:{USER}", self.project], check=True)
        if self.as_owner(self.project, "docker", "buildx", "version", check=False).returncode != 0:
            self.skipTest("THERE IS NO BUILDX HERE: install docker's plugin, or let ./dev deps fetch it")
        self.as_owner(self.project, "git", "add", "Dockerfile", "rootfs.tar", "config", check=True)
        self.as_owner(self.project, "git", "commit", "-qm", "It is built", check=True)

        up = self.deploy("playground", "up", "--base", BASE, status=0)
        early = self.deploy("--playground", "-P", "--version", "v7", status=1)
        self.deploy("--playground", status=0)

        self.assertIn("`wheels deploy playground image v7 IMAGE`", early.stderr)
        urls = [line.strip() for line in up.stdout.splitlines() if line.strip().startswith("http://")]
        self.assertEqual([self.get(url) for url in urls], ["version built"] * 2)
        self.deploy("playground", "down", status=0)
        self.assertEqual(self.outer.made(), [])

    def meets_docker_of_another_machine(self, project):
        """As one behind ssh:// or tcp://: its ports are in another network than the program."""
        refused = subprocess.run(["setpriv", f"--reuid={USER}", f"--regid={USER}", f"--groups={GROUP}", self.wheels, "deploy",
                                  "playground", "up", "--base", BASE], cwd=project, env=self.environment(project), text=True,
                                 capture_output=True, timeout=300, check=False)
        self.assertEqual(refused.returncode, 1, refused.stderr)
        self.assertIn("the playground's registry does not answer at 127.0.0.1:", refused.stderr)

    def test_a_script_with_mistakes_brings_nothing_up(self):
        config = self.project / "config/deploy.yml"
        config.write_text(config.read_text() + "aliases: {away: playground down --all}\n")
        (self.project / "rehearsal.txt").write_text(MISTAKES, encoding="utf-8")

        refused = self.deploy("playground", "run", "rehearsal.txt", "--base", BASE, status=2)
        # Flags of every verb that would change nothing here, or not what they say.
        for words in (("run", "rehearsal.txt", "-H"), ("run", "rehearsal.txt", "--version", "v1"), ("up", "-h", WEB),
                      ("status", "-r", "nobody"), ("down", "-p"), ("break", WEB, "power", "--lock-wait")):
            useless = self.deploy("playground", *words, status=2)
            self.assertRegex(useless.stderr, "playground [a-z]+ takes no --")

        self.assertIn("rehearsal.txt:1: this is written as `deploy VERSION [FLAGS]`", refused.stderr)
        self.assertIn(f"rehearsal.txt:2: `10.0.0.1` is no host of deploy.yml, which has {WEB}, {SECOND}", refused.stderr)
        for line, said in ((3, "there is no verb frobnicate"), (4, "unknown flag --nosuchflag"),
                           (5, "a script touches no host outside"), (6, "--config-file is that of the whole rehearsal"),
                           (7, "a script has no playground down"), (8, "a script has no playground down"),
                           (9, "app details does not take more"), (10, "--destination is that of the whole")):
            self.assertIn(f"rehearsal.txt:{line}: {said}", refused.stderr)
        self.assertEqual(self.outer.made(), [])


if __name__ == "__main__":
    # Where it is started in the background it is ignored, and what we start would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    needed = ["dockerd", "debootstrap", "docker-registry", "busybox", "ip", "nsenter", "setpriv"]
    missing = [name for name in needed if not shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")]
    if os.geteuid() != 0 or missing:
        print("a Docker of their own needs root, and", ", ".join(missing) or "nothing else")
        sys.exit(77)
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]])
