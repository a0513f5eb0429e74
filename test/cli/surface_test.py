#!/usr/bin/env python3
"""Nothing that Kamal 2.12 or wheels' own command line has is missing: every verb with its flags, by their help."""
import re
import subprocess
import unittest

from project import WHEELS

# Of every verb: Kamal's, then wheels'.
COMMON = """
    --verbose -v --quiet -q --version --primary -p --hosts -h --roles -r --config-file -c --destination -d --skip-hooks -H
    --lock-wait --lock-wait-timeout --lock-wait-interval --help
    --dry-run --playground --release --config --host --role
"""

LOGS = "--since -s --lines -n --grep -g --grep-options --follow -f --skip-timestamps -T --tail"
BUILDS = "--skip-push -P --no-cache"
YES = "--confirmed -y --confirm"
ACCOUNT = "--skip-local -L --skip-remote -R"
VAULT = "--adapter -a --account --from"

# Kamal's verbs by group, with the flags of each; then those that wheels spells in another way.
VERBS = {
    "": {
        "setup": BUILDS, "deploy": BUILDS, "redeploy": BUILDS, "rollback": "", "details": "", "audit": "--tail", "config": "", "docs": "",
        "init": "--bundle --service --image --registry-username --force", "remove": YES, "upgrade": f"{YES} --rolling", "version": "",
        "help": "", "bootstrap": "", "exec": "", "fetch-secrets": VAULT, "extract-secrets": "--from", "print-secrets": "",
    },
    "app": {
        "boot": "", "start": "", "stop": "", "details": "", "exec": "--interactive -i --reuse --env -e --detach --raw", "containers": "",
        "images": "", "stale_containers": "--stop -s", "logs": f"{LOGS} --container-id --container", "live": "",
        "maintenance": "--drain-timeout --message", "remove": YES, "version": "", "remove_container": "", "remove_containers": "",
        "remove_images": "", "remove_app_directories": "",
    },
    "accessory": {
        "boot": "", "reboot": "", "start": "", "stop": "", "restart": "", "details": "", "exec": "--interactive -i --reuse --raw", "logs": LOGS,
        "remove": YES, "upgrade": f"{YES} --rolling", "upload": "", "directories": "", "pull_image": "", "remove_container": "",
        "remove_image": "", "remove_service_directory": "",
    },
    "build": {
        "deliver": "--output --no-cache", "push": "--output --no-cache", "pull": "", "create": "", "remove": "", "details": "",
        "dev": "--output --no-cache",
    },
    "proxy": {
        "boot": "",
        "boot_config": "--publish --publish-host-ip --http-port --https-port --log-max-size --registry --repository --image-version "
                       "--metrics-port --debug --docker-options",
        "reboot": f"{YES} --rolling", "start": "", "stop": "", "restart": "", "details": "", "logs": LOGS, "remove": "--force", "upgrade": "",
        "remove_container": "", "remove_image": "", "remove_proxy_directory": "",
    },
    "lock": {"status": "", "acquire": "--message -m", "release": ""},
    "prune": {"all": "--keep", "images": "", "containers": "--retain --keep"},
    "registry": {"setup": ACCOUNT, "remove": ACCOUNT, "login": ACCOUNT, "logout": ACCOUNT},
    "secrets": {"fetch": VAULT, "extract": "", "print": ""},
    "playground": {"up": "--base", "status": "", "image": "", "break": "", "mend": "", "run": "--base --junit", "down": "--all"},
    "server": {"exec": "--interactive -i --raw", "bootstrap": ""},
}  # fmt: skip

# Taken, and not shown: what Kamal hides, and a spelling that few use.
UNSHOWN = [["secrets", "fetch", "--inline", "--help"], ["details", "--configPath=config/deploy.yml", "--help"],
           ["build", "push", "--no-no-cache", "--help"], ["proxy", "boot_config", "--no-publish", "--help"]]  # fmt: skip


def run(*words):
    return subprocess.run([WHEELS, "deploy", *words], capture_output=True, text=True, check=False, timeout=30)


def flags_of(text):
    """What the lists of flags have, by the beginnings of their lines."""
    found = set()
    for line in text.splitlines():
        if re.match(r" +-", line):
            found.update(re.findall(r"(?<![\w-])--?[a-zA-Z][\w-]*", re.split(r"(?<=\S) {2,}", line.strip())[0]))
    return found


class Surface(unittest.TestCase):
    def test_every_verb_has_every_flag(self):
        for group, verbs in VERBS.items():
            for verb, flags in verbs.items():
                words = [word for word in (group, verb) if word]
                with self.subTest(verb=" ".join(words)):
                    done = run(*words, "--help") if verb != "help" else run("help")
                    self.assertEqual((done.returncode, done.stderr), (0, ""))
                    self.assertEqual({*COMMON.split(), *flags.split()} - flags_of(done.stdout), set())

    def test_help_lists_every_group(self):
        listed = run("help").stdout
        for group in filter(None, VERBS):
            self.assertRegex(listed, rf"(?m)^  {group} ")

    def test_what_is_not_shown_is_taken(self):
        for words in UNSHOWN:
            with self.subTest(words):
                self.assertEqual(run(*words).returncode, 0)


if __name__ == "__main__":
    unittest.main()
