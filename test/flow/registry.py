"""The verbs of the registry: who is logged in afterwards, and what is said when an account is refused."""
import base64
import json
import shlex

import fleet_hosts
import flow_case
from flow_case import FlowCase

AUTHS = "cat /root/.docker/config.json 2>/dev/null || true"


class Registry(FlowCase):
    """The docker of this machine is that of host 1, with an account file of its own; `calls` are its arguments."""

    def setUp(self):
        self.registry = flow_case.HOSTS.env["FLEET_REGISTRY"]
        self.password = flow_case.HOSTS.env["FLEET_REGISTRY_PASSWORD"]
        self.service = self.project()
        fleet = shlex.join([str(fleet_hosts.FOLDER / "fleet"), "in", "--name", flow_case.HOSTS.name, "1"])
        self.service.write("bin/docker", f'#!/bin/sh\nprintf "%s\\n" "$*" >>{self.service.folder}/calls\n'
                           f'exec {fleet} env DOCKER_CONFIG=/root/here docker "$@"\n', 0o755)
        flow_case.HOSTS.on_each("rm -rf .docker here")

    def registry_verb(self, *words):
        path = self.service.environment()["PATH"]
        return self.service.run("registry", *words, "--verbose", "--version=v1", env={"PATH": f"{self.service.folder}/bin:{path}"})

    def accounts(self):
        """Who is logged in: this machine, and host by host."""
        texts = [flow_case.HOSTS.run(1, AUTHS.replace(".docker", "here")), *flow_case.HOSTS.on_each(AUTHS)]
        return [self.account(text) for text in texts]

    def account(self, text):
        auths = json.loads(text or "{}").get("auths", {})
        return base64.b64decode(auths[self.registry]["auth"]).decode() if self.registry in auths else None

    def test_a_login_is_everywhere_until_the_logout(self):
        everywhere = [f"{flow_case.HOSTS.env['FLEET_REGISTRY_USER']}:{self.password}"] * 4
        for into, out_of in (("login", "logout"), ("setup", "remove")):
            ended = self.registry_verb(into)
            self.ended(0, ended)
            self.assertEqual(everywhere, self.accounts())
            self.has_line(f"Logged in to {self.registry} on this machine and 3 hosts", ended)
            self.assertNotIn(self.password, ended.text + self.service.read("calls"))

            ended = self.registry_verb(out_of)
            self.ended(0, ended)
            self.assertEqual([None] * 4, self.accounts())
            self.has_line(f"Logged out of {self.registry} on this machine and 3 hosts", ended)

    def test_this_machine_or_the_hosts_can_be_left_out(self):
        before = flow_case.HOSTS.connections()
        self.ended(0, self.registry_verb("login", "-R"))
        self.assertEqual([True, False, False, False], [bool(account) for account in self.accounts()])
        self.assertEqual(before, flow_case.HOSTS.connections())

        self.ended(0, self.registry_verb("logout", "--skip-remote"))
        self.service.write("calls", "")
        self.ended(0, self.registry_verb("login", "--skip-local", "--hosts", flow_case.HOSTS.addresses[2]))
        self.assertEqual([False, False, False, True], [bool(account) for account in self.accounts()])
        self.assertEqual("", self.service.read("calls"))

        ended = self.registry_verb("logout", "-LR")
        self.ended(0, ended)
        self.assertIn("nothing to do", ended.text)
        self.assertTrue(self.accounts()[3])

    def test_a_refused_account_is_told_for_this_machine_first(self):
        self.service.write(".kamal/secrets", "REGISTRY_PASSWORD='not the pass$word'\n")
        before = flow_case.HOSTS.connections()

        ended = self.registry_verb("login")

        self.ended(1, ended)
        self.assertIn("[local] log in to the registry: exit status 1: ", ended.text)
        self.assertIn("unauthorized", ended.text.lower())
        self.assertIn("`registry/password`", ended.text)
        self.assertNotIn("not the pass", ended.text)
        self.assertEqual(before, flow_case.HOSTS.connections())

    def test_a_refused_account_is_told_for_every_host(self):
        self.service.write(".kamal/secrets", "REGISTRY_PASSWORD='not the pass$word'\n")

        ended = self.registry_verb("login", "--skip-local")

        self.ended(1, ended)
        for address in flow_case.HOSTS.addresses:
            self.assertRegex(ended.text, rf"(?m)^\[{address}\] log in to the registry: exit status 1: .*[Uu]nauthorized")
        self.assertNotIn("not the pass", ended.text)
        self.assertEqual([None] * 4, self.accounts())
