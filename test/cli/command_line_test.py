#!/usr/bin/env python3
"""What can be asked for, and what is said to what makes no sense."""
import os
import subprocess
import unittest

from project import DEPLOY_YML, Project

VERBS = ["deploy", "redeploy", "rollback", "details", "audit", "config", "lock status", "lock acquire", "lock release",
         "registry setup", "registry login", "registry logout", "registry remove", "docs", "version"]


class Help(unittest.TestCase):
    def setUp(self):
        self.project = Project()
        self.addCleanup(self.project.__exit__)

    def test_every_verb_has_help_on_standard_output(self):
        for verb in VERBS:
            for words in ([*verb.split(), "--help"], ["help", *verb.split()]):
                with self.subTest(words=words):
                    done = self.project.deploy(*words)
                    self.assertEqual((done.returncode, done.stderr), (0, ""))
                    self.assertTrue(done.stdout.startswith(f"Usage: wheels deploy {verb}"), done.stdout)
                    self.assertIn("--destination NAME", done.stdout)

    def test_the_list_of_verbs_is_complete(self):
        done = self.project.deploy("--help")
        for verb in VERBS:
            self.assertIn(f"\n  {verb}", done.stdout)

    def test_without_words_it_says_what_there_is(self):
        for words in ([], ["--help"], ["help"], ["-h"]):
            done = self.project.run(*words)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            self.assertIn("Usage: wheels deploy [VERB] [FLAGS]", done.stdout)

    def test_help_needs_no_project(self):
        (self.project.path / "config/deploy.yml").unlink()
        self.assertEqual(self.project.deploy("rollback", "--help").returncode, 0)

    def test_a_group_lists_its_verbs(self):
        done = self.project.deploy("lock", "--help")
        self.assertEqual(done.returncode, 0)
        self.assertIn("lock acquire", done.stdout)

    def test_the_documentation_is_built_in(self):
        self.assertIn("\nhooks\n", self.project.deploy("docs").stdout)
        self.assertIn("KAMAL_HOSTS", self.project.deploy("docs", "hooks").stdout)
        ssh = self.project.deploy("docs", "ssh").stdout  # the keys of that name, and the page
        self.assertIn("key_data", ssh)
        self.assertIn("\n# Connections to hosts\n", ssh)
        self.assertIn("# ", self.project.deploy("docs", "deploy-flow").stdout)
        self.assertIn("app_port: 3000", self.project.deploy("docs", "proxy").stdout)
        self.assertIn("dotenv", self.project.deploy("docs", "secrets").stdout)
        self.assertIn("\n    accessory\n", self.project.deploy("docs").stdout)
        self.assertIn("Did you mean `wheels deploy docs proxy`?", self.project.deploy("docs", "proxi").stderr)
        wrong = self.project.deploy("docs", "deploy-flw")
        self.assertEqual(wrong.returncode, 2)
        self.assertIn("Did you mean `wheels deploy docs deploy-flow`?", wrong.stderr)


class Refusals(unittest.TestCase):
    def setUp(self):
        self.project = Project()
        self.addCleanup(self.project.__exit__)

    def refused(self, *words):
        done = self.project.run(*words)
        self.assertEqual((done.returncode, done.stdout), (2, ""), done)
        return done.stderr

    def test_an_unknown_verb_is_refused_with_the_nearest_one(self):
        self.assertEqual(self.refused("deploy", "rolback", "v1"),
                         "Error: there is no verb rolback\nHint: Did you mean `wheels deploy rollback`?\n")

    def test_an_unknown_flag_is_refused_with_the_nearest_one(self):
        self.assertEqual(self.refused("deploy", "--destnation=x"),
                         "Error: unknown flag --destnation\nHint: Did you mean --destination?\n")

    def test_an_unknown_command_is_refused_with_the_nearest_one(self):
        self.assertEqual(self.refused("delpoy"), "Error: there is no command delpoy\nHint: Did you mean `wheels deploy`?\n")
        self.assertEqual(self.refused("rollback", "v1"),
                         "Error: there is no command rollback\nHint: It is a part of deploy: `wheels deploy rollback`.\n")

    def test_a_value_is_never_taken_from_a_following_flag(self):
        self.project.hook("pre-deploy", "touch went-live")
        self.assertIn("--release needs a value", self.refused("deploy", "--release", "--dry-run"))
        self.assertFalse((self.project.path / "went-live").exists())

    def test_an_empty_or_unmatched_filter_never_means_everywhere(self):
        self.project.hook("pre-deploy", "touch went-live")
        self.assertIn("the value of --hosts is empty", self.refused("deploy", "--hosts", ""))
        self.assertIn("the list of --hosts is empty", self.refused("deploy", "--hosts", ",", "--release", "v1"))
        self.assertIn("No --hosts match for 10.9.9.9", self.refused("deploy", "--hosts", "10.9.9.9", "--release", "v1"))
        self.assertIn("No --roles match for wbe", self.refused("deploy", "-r", "wbe", "--release", "v1"))
        self.assertFalse((self.project.path / "went-live").exists())

    def test_all_accessories_are_meant_by_all_alone(self):
        for verb in ("remove", "boot", "details"):
            self.assertIn("`all` stands for every accessory", self.refused("deploy", "accessory", verb, "all", "dbb", "--version=v1"))

    def test_what_a_terminal_would_obey_is_not_repeated(self):
        self.assertIn("there is no verb ?[31mred", self.refused("deploy", "\x1b[31mred"))

    def test_a_lock_is_not_taken_without_a_reason(self):
        self.assertIn("lock acquire needs --message", self.refused("deploy", "lock", "acquire"))


class Configuration(unittest.TestCase):
    def setUp(self):
        self.project = Project()
        self.addCleanup(self.project.__exit__)

    def test_every_problem_has_a_line_with_its_place(self):
        self.project.write("config/deploy.yml", DEPLOY_YML.replace("service: shop\n", "service: shop\nservise: shop\n")
                           .replace("  port: 1\n", "  port: none\n"))
        done = self.project.deploy("--release", "v1")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        lines = done.stderr.splitlines()
        self.assertEqual(lines[0], "Error: 2 problems in the configuration")
        self.assertRegex(lines[1], r"^config/deploy\.yml:2:1: .*servise.*service")
        self.assertRegex(lines[2], r"^config/deploy\.yml:\d+:\d+: ssh/port: ")

    def test_a_missing_file_is_named(self):
        done = self.project.deploy("-c", "config/other.yml", "--release", "v1")
        self.assertEqual(done.returncode, 2)
        self.assertIn("config/other.yml", done.stderr)

    def test_a_version_has_to_come_from_somewhere(self):
        done = self.project.deploy("-P")
        self.assertEqual(done.returncode, 2)
        self.assertIn("--release", done.stderr)

    def test_the_version_comes_from_the_flag_then_from_the_environment(self):
        self.project.environment["VERSION"] = "from-environment"
        self.assertIn(":version: from-environment\n", self.project.deploy("config").stdout)
        self.assertIn(":version: from-flag\n", self.project.deploy("config", "--version=from-flag").stdout)

    def test_the_merged_configuration_is_shown_without_secrets(self):
        self.project.write("config/deploy.staging.yml", "service: shop-staging\n")
        done = self.project.deploy("config", "-d", "staging", "--release", "v1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(":service_with_version: shop-staging-v1\n", done.stdout)
        self.assertIn(":primary_host: 127.0.0.1\n:version: v1\n", done.stdout)
        self.assertNotIn("hunter2", done.stdout + done.stderr)

    def test_a_hook_that_is_not_executable_is_a_problem_of_the_configuration(self):
        self.project.hook("pre-deploy", "true").chmod(0o644)
        done = self.project.deploy("-P", "--release", "v1")
        self.assertEqual(done.returncode, 2)
        self.assertIn("run `chmod +x .kamal/hooks/pre-deploy`\n", done.stderr)
        self.assertRegex(done.stderr, r"\n\.kamal/hooks/pre-deploy: .*not executable")


class Version(unittest.TestCase):
    def test_it_is_told_in_a_moment(self):
        with Project() as project:
            # Time of the processor: how long the others of a busy machine are at work says nothing about us.
            spent = []
            for _ in range(20):
                process = project.popen("deploy", "version", stdout=subprocess.DEVNULL)
                _, status, used = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
                process.stderr.close()
                self.assertEqual(process.returncode, 0)
                spent.append(used.ru_utime + used.ru_stime)
            self.assertLess(min(spent), 0.010 if not sanitized(project) else 0.5)

    def test_it_names_ours_and_kamals(self):
        with Project() as project:
            for words in (["deploy", "version"], ["version"], ["--version"]):
                self.assertRegex(project.run(*words).stdout, r"^wheels \d+\.\d+\.\d+ \(compatible with Kamal \d+\.\d+\.\d+\)\n$")
            self.assertEqual(project.run("version", "--json").stdout, project.run("deploy", "version", "--json").stdout)
            self.assertEqual(project.run("version", "nonsense").returncode, 2)


def sanitized(project):
    """Whether the program is built with AddressSanitizer, which alone takes longer to start."""
    helped = project.run("deploy", "version", env={**project.environment, "ASAN_OPTIONS": "help=1"})
    return "AddressSanitizer" in helped.stdout + helped.stderr


if __name__ == "__main__":
    unittest.main()
