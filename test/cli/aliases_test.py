#!/usr/bin/env python3
"""Aliases of deploy.yml, typed as a person types them."""
import re
import unittest

from project import DEPLOY_YML, Project

ALIASES = """\
aliases:
  guide: docs proxy
  here: config --version v1
  there: here -d staging
  round: and-round
  and-round: round
"""


class Aliases(unittest.TestCase):
    def setUp(self):
        self.project = Project(DEPLOY_YML + ALIASES)
        self.addCleanup(self.project.__exit__)
        self.project.write("config/deploy.staging.yml", "service: rehearsal\naliases:\n  only-there: docs boot\n")

    def test_an_alias_runs_what_it_stands_for(self):
        self.assertEqual(self.project.deploy("guide").stdout, self.project.deploy("docs", "proxy").stdout)
        self.assertIn("rehearsal", self.project.deploy("there").stdout)

    def test_further_words_belong_to_it(self):
        self.assertIn("rehearsal", self.project.deploy("here", "-d", "staging").stdout)
        self.assertIn("rehearsal", self.project.deploy("-d", "staging", "here").stdout)
        self.assertIn("does not take boot", self.project.deploy("guide", "boot").stderr)

    def test_flags_say_which_files_have_the_aliases(self):
        self.assertEqual(self.project.deploy("only-there").returncode, 2)
        self.assertEqual(self.project.deploy("only-there", "-d", "staging").returncode, 0)
        self.project.write("other.yml", DEPLOY_YML + "aliases: {elsewhere: version}\n")
        self.assertEqual(self.project.deploy("elsewhere", "-c", "other.yml").returncode, 0)
        self.assertEqual(self.project.deploy("elsewhere").returncode, 2)

    def test_help_shows_them_and_what_they_stand_for(self):
        self.assertRegex(self.project.deploy("--help").stdout, r"\n  guide +docs proxy\n")
        self.assertRegex(self.project.deploy("--help", "-d", "staging").stdout, r"\n  only-there +docs boot\n")
        self.assertTrue(self.project.deploy("help", "guide").stdout.startswith("Usage: wheels deploy docs"))
        self.assertTrue(self.project.deploy("guide", "--help").stdout.startswith("Usage: wheels deploy docs"))

    def test_a_typing_error_is_told_the_alias_that_is_close(self):
        done = self.project.deploy("guid")
        self.assertEqual(done.stderr, "Error: there is no verb guid\nHint: Did you mean `wheels deploy guide`?\n")

    def test_what_goes_round_is_refused(self):
        done = self.project.deploy("round")
        self.assertEqual(done.returncode, 2)
        self.assertIn("round, and-round, round", done.stderr)

    def test_no_secrets_file_is_read_to_find_an_alias(self):
        self.project.write(".kamal/secrets", "REGISTRY_PASSWORD=$(touch ran)\nDATABASE_PASSWORD=$(touch ran)\n")
        self.project.deploy("guide")
        self.project.deploy("--help")
        self.assertFalse((self.project.path / "ran").exists())

    def test_a_broken_deploy_yml_is_named_where_an_alias_may_be_meant(self):
        self.project.write("config/deploy.yml", "a: [\n")
        done = self.project.deploy("guide")
        self.assertEqual(done.returncode, 2)
        self.assertIn("there is no verb guide\nHint: If an alias is meant: deploy.yml cannot be read.", done.stderr)
        self.assertEqual(self.project.deploy("--help").returncode, 0)

    def test_no_alias_hides_a_verb_without_a_word(self):
        verbs = {name for name in re.findall(r"^  ([a-z][a-z-]*)", self.project.deploy("--help").stdout, re.MULTILINE)}
        self.assertIn("rollback", verbs)
        for verb in verbs - {"guide", "here", "there", "round", "and-round"}:
            with self.subTest(verb=verb):
                self.project.write("config/deploy.yml", DEPLOY_YML + f"aliases:\n  {verb}: details\n")
                done = self.project.deploy("config", "--version", "v1")
                said = "conflicts with a built-in command" if done.returncode else "comes before this alias"
                self.assertIn(said, done.stderr)


if __name__ == "__main__":
    unittest.main()
