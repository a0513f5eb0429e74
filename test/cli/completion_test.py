#!/usr/bin/env python3
"""Completion in real shells, and the manual page as man shows it."""
import os
import os
import shutil
import subprocess
import unittest

from project import DEPLOY_YML, WHEELS, Project

MORE = "aliases: {running: details}\n"

# Calls the function as readline does, and prints what it would offer.
BASH = """\
eval "$("$WHEELS" completion bash)"
COMP_LINE=$1 COMP_POINT=${#1} COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
_wheels
printf '%s\\n' "${COMPREPLY[@]}"
"""


class Completion(unittest.TestCase):
    def setUp(self):
        self.project = Project(DEPLOY_YML + MORE)
        self.addCleanup(self.project.__exit__)
        self.project.write("config/deploy.staging.yml", "")
        self.project.environment["WHEELS"] = WHEELS

    def shell(self, *words):
        done = subprocess.run(words, cwd=self.project.path, env=self.project.environment, capture_output=True, text=True,
                              check=False, timeout=60)
        self.assertEqual(done.stderr, "")
        return done.stdout.split("\n")[:-1]

    def in_bash(self, line):
        return self.shell("bash", "--norc", "-c", BASH, "bash", line)

    def test_bash(self):
        for typed, offered in [
                (f"{WHEELS} dep", ["deploy"]),
                (f"{WHEELS} deploy roll", ["rollback"]),
                (f"{WHEELS} deploy run", ["running"]),
                (f"{WHEELS} deploy lock ", ["status", "acquire", "release"]),
                (f"{WHEELS} deploy -d ", ["staging"]),
                (f"{WHEELS} deploy --destination=s", ["staging"]),  # bash takes the rest for a word of its own
                (f"{WHEELS} deploy -r web,j", ["web,jobs"]),
                (f"{WHEELS} deploy details --hosts 127.0.0.2", ["127.0.0.2"]),
                (f"{WHEELS} deploy nonsense ", [""])]:
            with self.subTest(typed=typed):
                self.assertEqual(self.in_bash(typed), offered)

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not here")
    def test_zsh_takes_the_script(self):
        self.assertEqual(self.shell("zsh", "-fc", 'autoload -U compinit; compinit -u -D; eval "$("$WHEELS" completion zsh)"; '
                                    'print ${_comps[wheels]}'), ["_wheels"])

    @unittest.skipUnless(shutil.which("fish"), "fish is not here")
    def test_fish(self):
        self.assertEqual(self.shell("fish", "--no-config", "-c", '$WHEELS completion fish | source; '
                                    'set -x PATH (dirname $WHEELS) $PATH; complete -C "wheels deploy -d "'), ["staging"])

    @unittest.skipUnless(shutil.which("zsh"), "zsh is not here")
    def test_zsh_takes_it_as_a_function_from_a_folder_too(self):
        # Outside of a widget the helpers of zsh's completion do nothing; what counts is that they are got to.
        self.project.write("functions/_wheels", self.project.run("completion", "zsh").stdout)
        self.assertEqual(self.shell("zsh", "-fc", "fpath=($PWD/functions $fpath); autoload -U compinit; compinit -u -D; "
                                                  "_describe() { print -l $candidates }; words=($WHEELS deploy -d ''); "
                                                  "CURRENT=4; PREFIX=; $_comps[wheels]"), ["staging"])

    def test_a_shell_that_nobody_knows_is_refused(self):
        for words in ([], ["tcsh"], ["bash", "zsh"]):
            done = self.project.run("completion", *words)
            self.assertEqual((done.returncode, done.stdout), (2, ""))
            self.assertIn("completion needs a shell: bash, zsh, fish", done.stderr)

    def test_who_takes_it_for_a_verb_of_deploy_is_told_where_it_is(self):
        self.assertIn("Hint: It is a command of its own: `wheels completion`.", self.project.deploy("completion", "bash").stderr)
        self.assertIn("Hint: It is a command of its own: `wheels man`.", self.project.deploy("man").stderr)

    def test_it_is_silent_and_runs_nothing_whatever_deploy_yml_holds(self):
        self.project.write(".kamal/secrets", "REGISTRY_PASSWORD=$(touch ran)\n")
        for text in ("", "a: [", "servers: 3\n", "- 1\n", "service: ${REGISTRY_PASSWORD}\nservers: [\"a b\", \"x\\ny\"]\n"):
            with self.subTest(text=text):
                self.project.write("config/deploy.yml", text)
                for words in (["-h", ""], ["-d", "nowhere", "-r", ""], [""], []):
                    done = self.project.run("completion", "--words", "deploy", *words)
                    self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertFalse((self.project.path / "ran").exists())


class ManPage(unittest.TestCase):
    def setUp(self):
        self.project = Project()
        self.addCleanup(self.project.__exit__)
        self.page = self.project.run("man").stdout

    def test_it_has_every_verb_with_its_flags_and_examples(self):
        self.assertIn('.SS "lock acquire"\n', self.page)
        self.assertIn("\\fB\\-\\-message\\fR \\fITEXT\\fR", self.page)
        self.assertIn("wheels deploy lock acquire \\-m \\(aqdatabase maintenance\\(aq\n", self.page)

    def test_any_formatter_can_read_it(self):
        self.assertTrue(self.page.isascii(), [line for line in self.page.split("\n") if not line.isascii()])

    @unittest.skipUnless(shutil.which("groff"), "groff is not here")
    def test_groff_has_nothing_to_say_against_it(self):
        done = subprocess.run(["groff", "-man", "-Tascii", "-ww", "-z"], input=self.page, text=True,
                              capture_output=True, check=False, env={**os.environ, "LC_ALL": "C.UTF-8"})
        self.assertEqual((done.returncode, done.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
