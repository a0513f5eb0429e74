#!/usr/bin/env python3
"""--dry-run of every verb: shown is what would run on every host; nothing runs and nobody is connected to."""
import re
import unittest

from project import DEPLOY_YML, Project

HOST = re.compile(r"^\[(local|127\.0\.0\.\d)\] (.*)$")
PHASES = ["Connect", "Acquire the deploy lock", "Pull the app image", "Ensure kamal-proxy is running",
          "Stop stale containers", "Boot the app", "Tag the image as latest", "Prune old containers and images",
          "Release the deploy lock"]


class DryRun(unittest.TestCase):
    def setUp(self):
        self.project = Project()
        self.addCleanup(self.project.__exit__)

    def planned(self, *words):
        done = self.project.deploy(*words, "--dry-run", "--release", "v2")
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.splitlines()

    def on(self, host, lines):
        found = (HOST.match(line) for line in lines)
        return [match[2] for match in found if match and match[1] == host]

    def test_the_plan_goes_to_standard_output_phase_by_phase(self):
        lines = self.planned("-P")
        self.assertEqual([line for line in lines if not line.startswith("[")], PHASES)

    def test_every_host_has_its_own_commands(self):
        lines = self.planned("-P")
        first, second = self.on("127.0.0.1", lines), self.on("127.0.0.2", lines)
        self.assertTrue(any(line.startswith("docker run ") and "--name shop-web-v2 " in line for line in first))
        self.assertFalse(any("shop-jobs-v2" in line for line in first))
        self.assertTrue(any(line.startswith("docker run ") and "--name shop-jobs-v2 " in line for line in second))
        self.assertTrue(any("mkdir .kamal/lock-shop" in line for line in first))
        self.assertFalse(any("lock-shop" in line for line in second))

    def test_what_only_a_host_knows_is_a_placeholder_and_says_when(self):
        lines = self.on("127.0.0.1", self.planned("-P"))
        self.assertTrue(any('--target="<container id>:80"' in line for line in lines))
        self.assertTrue(any("<running version>" in line for line in lines))
        self.assertTrue(any(line.endswith("# if there is a container shop-web-v2") for line in lines))

    def test_filters_hold(self):
        lines = self.planned("-P", "--hosts", "*.2", "--roles=jobs")
        self.assertTrue(any("shop-jobs-v2" in line for line in lines))
        self.assertFalse(any("shop-web-v2" in line for line in lines))

    def test_hooks_are_named_with_their_environment_and_not_run(self):
        for name in ("pre-connect", "pre-deploy", "post-deploy"):
            self.project.hook(name, "touch ran")
        hooks = self.on("local", self.planned("-P"))
        self.assertEqual(len(hooks), 3)
        self.assertRegex(hooks[1], r"KAMAL_HOSTS=127\.0\.0\.1,127\.0\.0\.2 .*KAMAL_VERSION=v2 .*\.kamal/hooks/pre-deploy$")
        self.assertIn("KAMAL_RUNTIME=", hooks[2])
        self.assertEqual(self.on("local", self.planned("-P", "-H")), [])
        self.assertFalse((self.project.path / "ran").exists())

    def test_a_redeploy_leaves_proxy_and_pruning_out(self):
        lines = self.planned("redeploy", "-P")
        self.assertNotIn("Ensure kamal-proxy is running", lines)
        self.assertFalse(any("prune" in line for line in lines))
        self.assertIn("Boot the app", lines)

    def test_a_rollback_pulls_nothing(self):
        done = self.project.deploy("rollback", "v0", "--dry-run")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("--name shop-web-v0 ", done.stdout)
        self.assertNotIn("docker pull", done.stdout)

    def test_the_other_verbs_have_one_as_well(self):
        for words, expected in ((["details"], "docker ps"), (["audit"], "tail -n 50"), (["lock", "status"], "lock-shop"),
                                (["lock", "acquire", "-m", "x"], "mkdir .kamal/lock-shop"),
                                (["lock", "release"], "rm -r .kamal/lock-shop"),
                                (["registry", "logout"], "docker logout registry.test:5000"),
                                (["registry", "setup"], "docker login registry.test:5000 -u deployer --password-stdin")):
            with self.subTest(words=words):
                self.assertTrue(any(expected in line for line in self.on("127.0.0.1", self.planned(*words))))

    def test_a_registry_login_names_its_places_and_no_password(self):
        for words, here, hosts in (([], 1, 1), (["-L"], 0, 1), (["-R"], 1, 0)):
            with self.subTest(words=words):
                lines = self.planned("registry", "login", *words)
                self.assertEqual(here, len(self.on("local", lines)))
                for host in ("127.0.0.1", "127.0.0.2"):
                    self.assertEqual(hosts, len(self.on(host, lines)))
                self.assertNotIn("hunter2", "".join(lines))

    def test_details_asks_for_accessories_as_well(self):
        self.project.write("config/deploy.yml", DEPLOY_YML + "accessories:\n  db: {image: mysql, host: 127.0.0.3}\n")
        self.assertEqual(self.on("127.0.0.3", self.planned("details")), ["docker ps --filter label=service=shop-db"])

    def test_it_says_so_and_nobody_is_connected_to(self):
        done = self.project.deploy("-P", "--dry-run", "--release", "v2")
        self.assertIn("Nothing was run: this was a dry run.", done.stderr)
        self.assertNotIn("Failed", done.stderr)


if __name__ == "__main__":
    unittest.main()
