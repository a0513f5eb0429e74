#!/usr/bin/env python3
"""No secret leaves the built program: not by its two streams, not by what hooks are told, and not by the command line of any
process that it starts, here or on a host. The hosts, and this machine, have a Docker that tells whatever it knows."""
import base64
import json
import unittest
import urllib.parse

from hosts import Hosts
from project import Project

REGISTRY = "hunter2-Regi/stry+\"pw\" $x"
DATABASE = "hunter2-Dätabase&key?=1"
TOKEN = "hunter2-buildT0ken%secret"
LABEL = "hunter2-of-a-label"
KEY = "\n".join(["-----BEGIN THINGS-----"] + [f"hunter2line{n}of{'abcdefgh' * 5}" for n in range(3)] + ["-----END THINGS-----"])

# What stands for a secret in what is said: as it is, and as tools print it.
FORMS = [form for secret in (REGISTRY, DATABASE, TOKEN, LABEL, KEY) for form in (
    secret, json.dumps(secret)[1:-1], urllib.parse.quote(secret, safe=""), base64.b64encode(secret.encode()).decode(),
    base64.b64encode(b"x" + secret.encode()).decode(), *secret.split("\n"))]

DEPLOY_YML = """\
service: shop
image: acme/shop
servers: {web: [127.0.0.1, 127.0.0.2]}
registry: {server: "registry.test:5000", username: deployer, password: [REGISTRY_PASSWORD]}
env: {secret: [DATABASE_PASSWORD, KEY]}
labels: {mark: "${LABEL}"}
builder: {arch: amd64, driver: docker, context: ., secrets: [BUILD_TOKEN]}
proxy: {app_port: 80}
readiness_delay: 0
accessories: {db: {image: mysql, host: 127.0.0.1, env: {secret: [DATABASE_PASSWORD]}}}
ssh: {port: PORT}
"""
SECRETS = "".join(f"{name}='{value}'\n" for name, value in (
    ("REGISTRY_PASSWORD", REGISTRY), ("DATABASE_PASSWORD", DATABASE), ("BUILD_TOKEN", TOKEN), ("LABEL", LABEL), ("KEY", KEY)))

# Tells everything, so that it comes to lie across every place where somebody may cut.
TELL = "for pad in '' $(cat PADS); do printf '%s' \"$pad\"; cat SAID; done"
DOCKER = """\
#!/bin/sh
echo "$*" >>"ASKED"
case " $(cat FAILS) " in *" $1 "* | *" all "*) fails=1 ;; *) fails= ;; esac
[ "$1" != login ] || cat >/dev/null
{ TELL; } >&2
[ -z "$fails" ] || { TELL; exit 1; }
case "$1 ${2:-}" in
    "network ls") echo kamal ;;
    "container inspect") echo running ;;
    "inspect -f") echo shop ;;
    "run "*) echo 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef ;;
    "ps "* | "images "* | "image ls" | "container ls") ;;  # names, which the host puts into its next commands
    "info "*) exit 1 ;;
    *) TELL ;;
esac
"""


class Leaks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hosts = Hosts()
        cls.addClassCleanup(cls.hosts.close)

    def setUp(self):
        self.hosts.forget()
        self.project = Project(DEPLOY_YML.replace("PORT", str(self.hosts.port)), SECRETS)
        self.addCleanup(self.project.__exit__)
        self.hosts.let_in(self.project)
        self.project.write("Dockerfile", "FROM scratch\n")
        for hook in ("pre-deploy", "post-deploy", "post-deploy-failure"):
            self.project.hook(hook, f"env | grep KAMAL_ >>told-{hook}; cat {self.hosts.path}/said")
        (self.hosts.path / "said").write_text("\n".join(FORMS) + "\n", encoding="utf-8")
        (self.hosts.path / "pads").write_text(" ".join("." * n for n in (290, 395, 990, 8180)))
        docker = DOCKER.replace("TELL", TELL)
        for place in (self.hosts.path, self.project.path / "bin"):
            place.mkdir(exist_ok=True)
            text = docker
            for name in ("ASKED", "FAILS", "PADS", "SAID"):
                text = text.replace(name, f"{self.hosts.path}/{name.lower()}")
            (place / "docker").write_text(text)
            (place / "docker").chmod(0o755)
        self.project.environment["PATH"] = f"{self.project.path}/bin:" + self.project.environment["PATH"]
        self.fails("")

    def fails(self, subcommands):
        (self.hosts.path / "fails").write_text(subcommands)

    def clean(self, text, where):
        """Neither a form, nor a piece of one that somebody would recognise."""
        for form in FORMS:
            self.assertNotIn(form, text, where)
        self.assertNotIn("hunter2", text, where)
        for secret in (REGISTRY, DATABASE, TOKEN):
            self.assertNotIn(secret[-8:], text, where)

    def check(self, *words):
        done = self.project.deploy(*words)
        where = " ".join(words)
        self.clean(done.stdout, where + ": stdout")
        self.clean(done.stderr, where + ": stderr")
        for hook in self.project.path.glob("told-*"):
            self.clean(hook.read_text(errors="replace"), where + ": " + hook.name)
        # A value that is put into a key by ${NAME} is a part of the line that docker gets: docs/configuration.md.
        for line in self.hosts.asked():
            self.clean(line.replace(LABEL, ""), where + ": argv")
        for log in self.hosts.path.glob("127.0.0.*/.kamal/*-audit.log"):
            self.clean(log.read_text(), where + ": audit")
        return done

    VERBS = (["deploy", "-P"], ["redeploy", "-P"], ["rollback", "v0"], ["setup", "-P"], ["prune", "all"], ["details"], ["audit"], ["status"],
             ["lock", "status"], ["lock", "acquire", "-m", "why"], ["lock", "release"], ["registry", "login"],
             ["registry", "logout"], ["server", "bootstrap"], ["build", "push"], ["build", "pull"], ["build", "dev"],
             ["build", "details"], ["config"])

    def every_verb(self, *flags):
        for verb in self.VERBS:
            with self.subTest(verb=" ".join(verb), flags=flags):
                version = [] if verb[0] == "rollback" else ["--release", "v1"]
                words = [*verb[1:], *version] if verb[0] in ("deploy",) else [*verb, *version]
                self.check(*words, *flags)

    def test_where_all_goes_well(self):
        self.every_verb("-v")

    def test_in_its_own_words_of_the_configuration(self):
        self.project.write("config/deploy.yml", DEPLOY_YML.replace("PORT", str(self.hosts.port))
                           .replace("service: shop", 'service: "${NAME}"')
                           .replace("server: \"registry.test:5000\"", 'server: "${NAME}.test:5000"'))
        self.project.write(".kamal/secrets", SECRETS + "NAME=hunter2-name\n")
        for words in (["-P", "--release", "v1"], ["rollback", "v0"], ["registry", "login"], ["prune", "all"], ["config"],
                      ["-P", "--release", "v1", "--hosts", "none"], ["-P", "--release", "v1", "--roles", "none"]):
            with self.subTest(words=words):
                done = self.project.deploy(*words)
                self.assertNotIn("hunter2", done.stdout + done.stderr)

    def test_where_docker_fails(self):
        self.fails("all")
        self.every_verb()

    def test_where_docker_fails_and_all_is_shown(self):
        self.fails("all")
        self.every_verb("-v")

    def test_where_nothing_is_done(self):
        for verb in (["-P"], ["redeploy", "-P"], ["rollback", "v0"], ["setup", "-P"], ["prune", "all"], ["build", "push"]):
            with self.subTest(verb=verb):
                self.check(*verb, *([] if "rollback" in verb else ["--release", "v1"]), "--dry-run", "-v")
        self.assertEqual(self.hosts.asked(), [])

    def test_at_whichever_step_a_deploy_fails(self):
        for step in ("login", "pull", "inspect", "run", "exec", "tag"):
            with self.subTest(step=step):
                self.fails(step)
                done = self.check("-P", "--release", "v1", "-v")
                # So much is told, and so much of it hidden.
                self.assertEqual(done.returncode, 1, done.stderr[-2000:])
                self.assertGreater(done.stderr.count("[REDACTED]"), 50)
                self.assertIn("KAMAL_ERROR=", (self.project.path / "told-post-deploy-failure").read_text())
                self.assertTrue(any(line.startswith(step) for line in self.hosts.asked()))


if __name__ == "__main__":
    unittest.main()
