#!/usr/bin/env python3
"""docs/hooks.md, row by row, by the built program: real hooks, hosts that are reached by SSH and have a scripted Docker."""
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "cli"))
from hosts import Hosts  # noqa: E402
from project import DEPLOY_YML, SECRETS, Project  # noqa: E402

DEPLOY = ("-P", "--release", "abc1234")
PAGE_VARIABLES = "KAMAL_VERSION KAMAL_HOSTS KAMAL_PERFORMER KAMAL_DESTINATION KAMAL_RUNTIME KAMAL_ERROR".split()
KAMAL_VARIABLES = ("KAMAL_RECORDED_AT KAMAL_SERVICE KAMAL_SERVICE_VERSION KAMAL_COMMAND KAMAL_SUBCOMMAND KAMAL_ROLES "
                   "KAMAL_ROLE KAMAL_LOCK").split()
IGNORED = "(ignored — surfacing the original deploy error)"

POST_DEPLOY = r'''#!/usr/bin/env bash
set -euo pipefail
curl -sS -X POST "$SLACK_WEBHOOK_URL" \
  -H 'Content-Type: application/json' \
  -d "$(cat <<EOF
{
"text": "Deployed \`${KAMAL_VERSION}\` to \`${KAMAL_HOSTS}\` in ${KAMAL_RUNTIME}s by ${KAMAL_PERFORMER}"
}
EOF
)"
'''
PRE_DEPLOY = r'''#!/usr/bin/env bash
set -euo pipefail
if ! curl -sf --max-time 5 https://staging.example.com/up > /dev/null; then
echo "Staging is down; refusing to deploy" >&2
exit 1
fi
'''
POST_DEPLOY_FAILURE = r'''#!/usr/bin/env bash
curl -sS -X POST https://events.pagerduty.com/v2/enqueue \
  -H 'Content-Type: application/json' \
  -d "$(cat <<EOF
{
"routing_key": "${PAGERDUTY_KEY}",
"event_action": "trigger",
"payload": {
"summary": "Deploy of ${KAMAL_VERSION} failed: ${KAMAL_ERROR}",
"severity": "error",
"source": "wheels deploy"
}
}
EOF
)" || true
'''
# Keeps the last argument, the body, and answers what the test wants.
CURL = '#!/bin/sh\nfor body; do :; done\nprintf %s "$body" >curl-body\nexit ${CURL_STATUS:-0}\n'


class HookCase(unittest.TestCase):
    """Nobody listens at the hosts' port: a deploy fails at once, after pre-deploy."""

    port = 1

    def setUp(self):
        self.project = Project(DEPLOY_YML.replace("port: 1", f"port: {self.port}"))
        self.addCleanup(self.project.__exit__)
        self.project.write("bin/curl", CURL, 0o755)
        self.project.environment["PATH"] = f"{self.project.path}/bin:{os.environ['PATH']}"

    def add_settings(self, text):
        file = self.project.path / "config/deploy.yml"
        file.write_text(file.read_text() + text)

    def file(self, name):
        return (self.project.path / name).read_text()

    def exists(self, name):
        return (self.project.path / name).exists()

    def hook_lines(self, done, hook):
        return [line.split("] ", 1)[1] for line in done.stderr.split("\n") if line.startswith(f"[hook:{hook}] ")]

    def dump(self, *hooks):
        for hook in hooks:
            self.project.hook(hook, f"env -0 >env-{hook}; echo {hook} >>ran")

    def block(self, hook):
        pairs = dict(item.split("=", 1) for item in self.file(f"env-{hook}").split("\0") if item)
        return {name: value for name, value in pairs.items() if name.startswith("KAMAL_")}

    def interrupt_in(self, hook, number):
        """Deploys, and sends the signal once the hook has begun."""
        process = self.project.popen("deploy", *DEPLOY)
        for _ in range(600):
            if self.exists("ready"):
                break
            time.sleep(0.05)
        started = time.monotonic()
        process.send_signal(number)
        err = process.communicate(timeout=40)[1].decode()
        return process.returncode, err, time.monotonic() - started


class Refusals(HookCase):
    def test_a_refusing_pre_deploy_ends_with_4_and_runs_nothing_else(self):
        self.dump("post-deploy", "post-deploy-failure")
        self.project.hook("pre-deploy", "echo no >&2; exit 3")
        done = self.project.deploy(*DEPLOY)
        self.assertEqual(done.returncode, 4)
        self.assertIn("[hook:pre-deploy] no\n", done.stderr)
        self.assertIn("Hook pre-deploy exited with code 3", done.stderr)
        self.assertFalse(self.exists("ran"))

    def test_pre_deploy_runs_before_a_host_is_asked_and_post_deploy_failure_after_that(self):
        self.dump("pre-deploy", "post-deploy", "post-deploy-failure")
        done = self.project.deploy(*DEPLOY)
        self.assertEqual(done.returncode, 5)
        self.assertEqual(self.file("ran"), "pre-deploy\npost-deploy-failure\n")

    def test_a_failing_failure_hook_is_logged_in_these_words_and_changes_nothing(self):
        self.project.hook("post-deploy-failure", "exit 9")
        done = self.project.deploy(*DEPLOY)
        self.assertEqual(done.returncode, 5)
        self.assertIn(f"\n[hook:post-deploy-failure] Hook post-deploy-failure exited with code 9 {IGNORED}\n", done.stderr)

    def test_the_variables_of_an_event_are_exactly_those_of_the_page(self):
        for name in PAGE_VARIABLES + KAMAL_VARIABLES:
            self.project.environment[name] = "of an outer deploy"
        self.project.environment["KAMAL_LOCK"] = "false"
        self.project.environment["KAMAL_REGISTRY_PASSWORD"] = "passes"
        self.project.environment["FREE"] = "a b\nc"
        self.dump("pre-deploy", "post-deploy-failure")
        self.project.deploy(*DEPLOY)
        expected = {"KAMAL_VERSION": "abc1234", "KAMAL_HOSTS": "127.0.0.1,127.0.0.2", "KAMAL_PERFORMER": "tester",
                    "KAMAL_DESTINATION": "", "KAMAL_REGISTRY_PASSWORD": "passes"}
        self.assertEqual(self.block("pre-deploy"), expected)
        failed = self.block("post-deploy-failure")
        self.assertRegex(failed.pop("KAMAL_RUNTIME"), r"^\d+$")
        self.assertRegex(failed.pop("KAMAL_ERROR"), r"^connect on 127\.0\.0\.1: .*refused")
        self.assertEqual(failed, expected)
        self.assertIn("FREE=a b\nc\0", self.file("env-pre-deploy"))

    def test_filters_destination_and_git_show_in_the_variables(self):
        self.project.write("config/deploy.staging.yml", "servers: {web: [127.0.0.2, 127.0.0.1, 127.0.0.2]}\n")
        self.project.write(".kamal/secrets.staging", SECRETS)
        self.project.write("gitconfig", '[user]\n\tname = "Jane Doe"\n\temail = jane@example.com\n')
        self.project.environment["GIT_CONFIG_GLOBAL"] = str(self.project.path / "gitconfig")
        self.dump("pre-deploy")
        self.project.deploy(*DEPLOY, "-d", "staging")
        block = self.block("pre-deploy")
        self.assertEqual((block["KAMAL_HOSTS"], block["KAMAL_DESTINATION"], block["KAMAL_PERFORMER"]),
                         ("127.0.0.2,127.0.0.1", "staging", "Jane Doe"))
        self.project.deploy(*DEPLOY, "-h", "127.0.0.2")
        self.assertEqual(self.block("pre-deploy")["KAMAL_HOSTS"], "127.0.0.2")

    def test_what_git_says_on_its_error_stream_is_not_the_performer(self):
        self.project.write("bin/git", "#!/bin/sh\necho 'warning: odd' >&2\n[ \"$2\" = user.name ] && echo Jane\nexit 0\n", 0o755)
        self.dump("pre-deploy")
        self.project.deploy(*DEPLOY)
        self.assertEqual(self.block("pre-deploy")["KAMAL_PERFORMER"], "Jane")

    def test_hooks_env_kamal_gives_kamals_block_and_the_secrets_as_well(self):
        self.add_settings("x-wheels: {hooks_env: kamal}\n")
        self.dump("pre-deploy", "post-deploy-failure")
        self.project.deploy(*DEPLOY, "-r", "web")
        block = self.block("pre-deploy")
        self.assertRegex(block.pop("KAMAL_RECORDED_AT"), r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
        self.assertEqual(block, {
            "KAMAL_VERSION": "abc1234", "KAMAL_HOSTS": "127.0.0.1,127.0.0.2", "KAMAL_PERFORMER": "tester", "KAMAL_DESTINATION": "",
            "KAMAL_SERVICE": "shop", "KAMAL_SERVICE_VERSION": "shop@abc1234", "KAMAL_COMMAND": "deploy", "KAMAL_ROLES": "web",
            "KAMAL_LOCK": "false"})
        self.assertIn("DATABASE_PASSWORD=hunter2-database\0", self.file("env-pre-deploy"))
        self.assertNotIn("DATABASE_PASSWORD", self.file("env-post-deploy-failure"))
        self.assertEqual(self.block("post-deploy-failure")["KAMAL_SERVICE"], "shop")

    def test_without_hooks_env_no_secret_gets_into_the_three_hooks(self):
        self.dump("pre-deploy")
        self.project.deploy(*DEPLOY)
        self.assertNotIn("hunter2", self.file("env-pre-deploy"))

    def test_kamals_own_hooks_have_kamals_block(self):
        self.dump("pre-connect")
        self.project.deploy(*DEPLOY)
        self.assertEqual(self.block("pre-connect")["KAMAL_SERVICE"], "shop")
        self.assertIn("DATABASE_PASSWORD=hunter2-database\0", self.file("env-pre-connect"))

    def test_a_secret_in_a_hooks_output_is_redacted(self):
        self.project.hook("pre-deploy", "printf 'the password is hunter2-'; printf 'database!\\n'; exit 1")
        done = self.project.deploy(*DEPLOY)
        self.assertIn("[hook:pre-deploy] the password is [REDACTED]!\n", done.stderr)
        self.assertNotIn("hunter2-database", done.stderr)

    def test_hooks_run_in_the_current_directory_also_with_a_configuration_elsewhere(self):
        self.project.write("elsewhere/deploy.yml", self.file("config/deploy.yml"))
        self.project.hook("pre-deploy", "pwd -P >where; exit 1")
        self.project.deploy(*DEPLOY, "-c", "elsewhere/deploy.yml")
        self.assertEqual(self.file("where").strip(), os.path.realpath(self.project.path))

    def test_a_hook_that_is_not_executable_is_refused_before_anything_starts(self):
        self.dump("pre-connect")
        for hook in ("pre-deploy", "post-deploy"):
            self.project.write(f".kamal/hooks/{hook}", "#!/bin/sh\n", 0o644)
        done = self.project.deploy(*DEPLOY)
        self.assertEqual(done.returncode, 2)
        for hook in ("pre-deploy", "post-deploy"):
            self.assertIn(f".kamal/hooks/{hook}: is not executable; run `chmod +x .kamal/hooks/{hook}`", done.stderr)
        self.assertFalse(self.exists("ran"))
        self.assertEqual(self.project.deploy(*DEPLOY, "--skip-hooks").returncode, 5)

    def test_a_failure_hook_that_is_not_executable_is_logged_and_ignored(self):
        self.project.write(".kamal/hooks/post-deploy-failure", "#!/bin/sh\n", 0o644)
        done = self.project.deploy(*DEPLOY)
        self.assertEqual(done.returncode, 5)
        self.assertIn("[hook:post-deploy-failure] Hook post-deploy-failure is not executable; run "
                      f"`chmod +x .kamal/hooks/post-deploy-failure` {IGNORED}\n", done.stderr)

    def test_a_directory_and_a_link_to_nothing_are_no_hooks_but_are_not_skipped(self):
        (self.project.path / ".kamal/hooks/pre-deploy").mkdir(parents=True)
        (self.project.path / ".kamal/hooks/post-deploy").symlink_to("nowhere")
        done = self.project.deploy(*DEPLOY)
        self.assertEqual(done.returncode, 2)
        self.assertIn(".kamal/hooks/pre-deploy: is a directory, not a hook", done.stderr)
        self.assertIn(".kamal/hooks/post-deploy: is a link to a file that is not there", done.stderr)

    def test_a_hook_whose_interpreter_is_missing_counts_as_refusing(self):
        self.dump("post-deploy-failure")
        self.project.write(".kamal/hooks/pre-deploy", "#!/no/such/shell\n", 0o755)
        done = self.project.deploy(*DEPLOY)
        self.assertEqual(done.returncode, 4)
        self.assertIn("Hook pre-deploy failed: .kamal/hooks/pre-deploy cannot be started: no such interpreter: /no/such/shell", done.stderr)
        self.assertFalse(self.exists("ran"))

    def test_a_hook_that_a_signal_ends_says_which(self):
        self.project.hook("pre-deploy", "kill -KILL $$")
        done = self.project.deploy(*DEPLOY)
        self.assertEqual(done.returncode, 4)
        self.assertIn("Hook pre-deploy killed by signal 9 (SIGKILL)", done.stderr)

    def test_a_hook_that_takes_too_long_is_ended(self):
        self.add_settings("x-wheels: {hooks_timeout: 1}\n")
        self.project.hook("pre-deploy", "sleep 1000")
        done = self.project.deploy(*DEPLOY)
        self.assertEqual(done.returncode, 4)
        self.assertIn("Hook pre-deploy timed out after 1 s", done.stderr)

    def test_a_background_process_that_holds_the_output_does_not_hold_the_deploy(self):
        self.project.hook("pre-deploy", "sleep 1000 & echo $! >sleeper; echo said; exit 1")
        started = time.monotonic()
        done = self.project.deploy(*DEPLOY)
        self.addCleanup(os.kill, int(self.file("sleeper")), signal.SIGKILL)
        self.assertLess(time.monotonic() - started, 20)
        self.assertEqual(self.hook_lines(done, "pre-deploy"), ["said"])

    def test_every_byte_and_a_line_of_any_length_arrives_with_one_prefix(self):
        (self.project.path / "bytes").write_bytes(bytes(range(256)) + b"\n" + b"x" * 3000000 + b"\nlast")
        self.project.hook("pre-deploy", "cat bytes; exit 1")
        said = self.project.popen("deploy", *DEPLOY).communicate(timeout=60)[1]
        self.assertIn(b"[hook:pre-deploy] " + bytes(range(11)) + b"[hook:pre-deploy] " + bytes(range(11, 256)) + b"\n[hook:pre-deploy] "
                      + b"x" * 3000000 + b"\n[hook:pre-deploy] last\n", said)

    def test_a_hundred_megabytes_in_one_line_need_no_memory(self):
        little, much = self.peak_memory("10M"), self.peak_memory("100M")
        self.assertLess(much - little, 30000)

    def peak_memory(self, size):
        """Kilobytes of the program whose hook prints one line of that size."""
        self.project.hook("pre-deploy", f"head -c {size} /dev/zero; echo; grep VmHWM /proc/$PPID/status >memory; exit 1")
        # A sanitizer keeps what was freed for a while, which is its memory and not ours.
        environment = {**self.project.environment,
                       "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=1:thread_local_quarantine_size_kb=64"}
        process = self.project.popen("deploy", *DEPLOY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
        self.assertEqual(process.wait(timeout=60), 4)
        return int(self.file("memory").split()[1])

    def test_a_hook_has_nothing_to_read_no_terminal_no_descriptor_of_ours_and_its_own_group(self):
        # Listed by a command without a pipe or a redirection, for which the shell would have descriptors of its own.
        self.project.hook("pre-deploy", "readlink /proc/$$/fd/0; ls /proc/$$/fd; echo $$; "
                                        "cut -d' ' -f5 /proc/$$/stat; (: </dev/tty) 2>/dev/null || echo none; exit 1")
        inherited = os.open("/dev/null", os.O_RDONLY)
        self.addCleanup(os.close, inherited)
        done = self.project.deploy(*DEPLOY, pass_fds=(inherited,))
        null, *descriptors, pid, group, terminal = self.hook_lines(done, "pre-deploy")
        self.assertEqual((null, group, terminal), ("/dev/null", pid, "none"))
        self.assertLessEqual(set(descriptors), {"0", "1", "2", "10"})  # 10: dash reads the script from it

    def test_quiet_and_hooks_output_hide_what_does_not_fail(self):
        self.project.hook("pre-deploy", "echo fine")
        self.project.hook("post-deploy-failure", "echo paged; exit 1")
        self.assertIn("[hook:pre-deploy] fine", self.project.deploy(*DEPLOY).stderr)
        self.add_settings("hooks_output: quiet\n")
        done = self.project.deploy(*DEPLOY)
        self.assertNotIn("fine", done.stderr)
        self.assertIn("[hook:post-deploy-failure] paged\n", done.stderr)
        self.assertIn("[hook:pre-deploy] fine", self.project.deploy(*DEPLOY, "-v").stderr)

    def test_skip_hooks_skips_all_of_them(self):
        self.dump("pre-connect", "pre-deploy", "post-deploy", "post-deploy-failure")
        self.assertEqual(self.project.deploy(*DEPLOY, "-H").returncode, 5)
        self.assertFalse(self.exists("ran"))

    def test_hooks_path_is_where_hooks_are(self):
        self.add_settings("hooks_path: ops/hooks\n")
        self.project.write("ops/hooks/pre-deploy", "#!/bin/sh\necho here; exit 1\n", 0o755)
        self.assertEqual(self.hook_lines(self.project.deploy(*DEPLOY), "pre-deploy"), ["here"])

    def test_a_dry_run_names_each_hook_with_its_variables_and_runs_none(self):
        self.add_settings("x-wheels: {hooks_env: kamal}\n")
        self.dump("pre-deploy", "post-deploy", "post-deploy-failure")
        done = self.project.deploy(*DEPLOY, "--dry-run")
        self.assertEqual(done.returncode, 0)
        self.assertFalse(self.exists("ran"))
        for words in (".kamal/hooks/pre-deploy", "KAMAL_VERSION=abc1234", "KAMAL_HOSTS=127.0.0.1,127.0.0.2", ".kamal/hooks/post-deploy",
                      "KAMAL_RUNTIME=<seconds>", "KAMAL_ERROR=<error message>", ".kamal/hooks/post-deploy-failure  # if the deploy fails"):
            self.assertIn(words, done.stdout)
        self.assertNotIn("hunter2", done.stdout + done.stderr)

    def test_an_interruption_of_pre_deploy_counts_as_its_refusal(self):
        self.dump("post-deploy-failure")
        self.project.hook("pre-deploy", "trap 'echo bye; exit 0' TERM; touch ready; while :; do sleep 0.02; done")
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            (self.project.path / "ready").unlink(missing_ok=True)
            code, err, _ = self.interrupt_in("pre-deploy", number)
            self.assertEqual(code, status)
            self.assertIn("[hook:pre-deploy] bye\n", err)
        self.assertFalse(self.exists("ran"))

    def test_a_hook_that_ignores_sigterm_is_killed_five_seconds_later(self):
        self.project.hook("pre-deploy", "trap '' TERM; touch ready; while :; do sleep 0.02; done")
        code, _, took = self.interrupt_in("pre-deploy", signal.SIGTERM)
        self.assertEqual(code, 143)
        self.assertGreater(took, 4.5)
        self.assertLess(took, 20)

    def test_a_parent_that_ignores_sigchld_does_not_disturb(self):
        self.project.hook("pre-deploy", "exit 3")
        ignore = lambda: signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # noqa: E731
        done = self.project.deploy(*DEPLOY, preexec_fn=ignore)
        self.assertEqual(done.returncode, 4)
        self.assertIn("Hook pre-deploy exited with code 3", done.stderr)

    def test_the_pages_pre_deploy_refuses_when_staging_is_down(self):
        self.project.write(".kamal/hooks/pre-deploy", PRE_DEPLOY, 0o755)
        self.project.environment["CURL_STATUS"] = "22"
        done = self.project.deploy(*DEPLOY)
        self.assertEqual(done.returncode, 4)
        self.assertEqual(self.hook_lines(done, "pre-deploy"), ["Staging is down; refusing to deploy"])
        self.project.environment["CURL_STATUS"] = "0"
        self.assertEqual(self.project.deploy(*DEPLOY).returncode, 5)

    def test_the_pages_manual_invocation_works(self):
        self.project.write(".kamal/hooks/post-deploy", "#!/usr/bin/env bash\nenv | grep ^KAMAL_\n", 0o755)
        command = ("KAMAL_VERSION=abc1234 \\\nKAMAL_HOSTS=192.0.2.10 \\\nKAMAL_RUNTIME=42 \\\nKAMAL_PERFORMER=$USER \\\n"
                   "./.kamal/hooks/post-deploy")
        done = subprocess.run(["bash", "-c", command], cwd=self.project.path, env=self.project.environment, capture_output=True,
                              text=True, check=True)
        self.assertEqual(sorted(done.stdout.split("\n"))[1:], [
            "KAMAL_HOSTS=192.0.2.10", "KAMAL_PERFORMER=tester", "KAMAL_RUNTIME=42", "KAMAL_VERSION=abc1234"])


class OnHosts(HookCase):
    @classmethod
    def setUpClass(cls):
        cls.hosts = Hosts()
        cls.addClassCleanup(cls.hosts.close)
        cls.port = cls.hosts.port

    def setUp(self):
        super().setUp()
        self.hosts.forget()
        self.hosts.let_in(self.project)
        self.project.environment["USER"] = "tester"
        self.add_settings("proxy: {app_port: 80}\nreadiness_delay: 0\n")

    def test_a_refusing_pre_deploy_leaves_the_hosts_alone(self):
        self.project.hook("pre-deploy", "exit 1")
        self.assertEqual(self.project.deploy(*DEPLOY).returncode, 4)
        self.assertEqual(self.hosts.asked(), [])
        self.assertFalse(any(self.hosts.path.glob("*/.kamal")))

    def test_a_deploy_that_succeeds_runs_pre_and_post_deploy_once(self):
        self.dump("pre-deploy", "post-deploy", "post-deploy-failure")
        done = self.project.deploy(*DEPLOY)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.file("ran"), "pre-deploy\npost-deploy\n")
        block = self.block("post-deploy")
        self.assertRegex(block.pop("KAMAL_RUNTIME"), r"^\d+$")
        self.assertEqual(block, {"KAMAL_VERSION": "abc1234", "KAMAL_HOSTS": "127.0.0.1,127.0.0.2", "KAMAL_PERFORMER": "tester",
                                 "KAMAL_DESTINATION": ""})
        self.assertFalse(self.hosts.locked())

    def test_a_failing_post_deploy_fails_the_deploy_afterwards_and_tells_the_failure_hook(self):
        self.project.hook("post-deploy", "echo smoke >&2; exit 3")
        self.dump("post-deploy-failure")
        done = self.project.deploy(*DEPLOY)
        self.assertEqual(done.returncode, 4)
        self.assertEqual(self.block("post-deploy-failure")["KAMAL_ERROR"], "Hook post-deploy exited with code 3")
        self.assertEqual(self.file("ran"), "post-deploy-failure\n")
        self.assertFalse(self.hosts.locked())

    def test_kamals_hooks_run_around_the_boot_and_the_lock_is_told_to_them(self):
        self.dump("pre-connect", "pre-app-boot", "post-app-boot")
        self.assertEqual(self.project.deploy(*DEPLOY).returncode, 0)
        self.assertEqual(self.file("ran"), "pre-connect\npre-app-boot\npost-app-boot\n")
        self.assertEqual(self.block("pre-connect")["KAMAL_LOCK"], "false")
        self.assertEqual(self.block("pre-app-boot")["KAMAL_LOCK"], "true")

    def test_the_pages_hooks_put_everything_into_json(self):
        self.hosts.set("pull-fails")
        self.project.environment.update(PAGERDUTY_KEY="key", SLACK_WEBHOOK_URL="https://hooks.example.com")
        self.project.write(".kamal/hooks/post-deploy-failure", POST_DEPLOY_FAILURE, 0o755)
        self.project.write(".kamal/hooks/post-deploy", POST_DEPLOY, 0o755)
        self.assertEqual(self.project.deploy(*DEPLOY).returncode, 1)
        summary = json.loads(self.file("curl-body"))["payload"]["summary"]
        self.assertRegex(summary, r"^Deploy of abc1234 failed: pull image on 127\.0\.0\.1: .*manifest for 'shop' not found / denied")
        self.assertEqual(json.loads(self.file("curl-body"))["routing_key"], "key")

        self.hosts.forget()
        self.assertEqual(self.project.deploy(*DEPLOY).returncode, 0)
        text = json.loads(self.file("curl-body"))["text"]
        self.assertRegex(text, r"^Deployed `abc1234` to `127\.0\.0\.1,127\.0\.0\.2` in \d+s by tester$")

    def test_env_grep_shows_what_a_hook_gets(self):
        self.project.write(".kamal/hooks/post-deploy", "#!/usr/bin/env bash\nenv | grep ^KAMAL_\n", 0o755)
        done = self.project.deploy(*DEPLOY)
        names = sorted(line.split("=")[0] for line in self.hook_lines(done, "post-deploy"))
        self.assertEqual(names, sorted(PAGE_VARIABLES[:5]))

    def test_an_interruption_on_the_hosts_releases_the_lock_and_tells_the_failure_hook(self):
        self.hosts.set("pull-hangs")
        self.dump("post-deploy-failure")
        process = self.project.popen("deploy", *DEPLOY)
        self.hosts.wait_for("pulling")
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=40)
        self.assertLess(time.monotonic() - started, 30)
        self.assertEqual(process.returncode, 143)
        self.assertRegex(self.block("post-deploy-failure")["KAMAL_ERROR"], "^interrupted by SIGTERM")
        self.assertFalse(self.hosts.locked())

    def test_an_interrupted_post_deploy_is_told_to_the_failure_hook(self):
        self.project.hook("post-deploy", "echo post-deploy >>ran; touch ready; exec sleep 1000")
        self.dump("post-deploy-failure")
        code, _, took = self.interrupt_in("post-deploy", signal.SIGINT)
        self.assertEqual(code, 130)
        self.assertLess(took, 20)
        self.assertEqual(self.file("ran"), "post-deploy\npost-deploy-failure\n")
        self.assertEqual(self.block("post-deploy-failure")["KAMAL_ERROR"], "interrupted by SIGINT (hook post-deploy)")
        self.assertFalse(self.hosts.locked())

    def test_a_second_signal_kills_a_hook_that_does_not_end(self):
        self.project.hook("pre-app-boot", "trap '' TERM; touch ready; while :; do sleep 0.02; done")
        self.dump("post-deploy-failure")
        process = self.project.popen("deploy", *DEPLOY)
        for _ in range(600):
            if self.exists("ready"):
                break
            time.sleep(0.05)
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=40)
        self.assertLess(time.monotonic() - started, 4)
        self.assertEqual(process.returncode, 143)
        self.assertFalse(self.exists("ran"))
        self.assertFalse(self.hosts.locked())

    def test_a_second_signal_ends_a_failure_hook_that_does_not_end(self):
        self.hosts.set("pull-fails")
        self.project.hook("post-deploy-failure", "trap '' TERM; touch ready; while :; do sleep 0.02; done")
        process = self.project.popen("deploy", *DEPLOY)
        for _ in range(600):
            if self.exists("ready"):
                break
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        time.sleep(0.05)
        self.assertIsNone(process.poll())
        started = time.monotonic()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=40)
        self.assertLess(time.monotonic() - started, 4)
        self.assertEqual(process.returncode, 1)
        self.assertFalse(self.hosts.locked())

    def test_a_held_lock_runs_the_failure_hook(self):
        self.dump("post-deploy-failure")
        self.assertEqual(self.project.deploy("lock", "acquire", "-m", "maintenance", "--release", "v1").returncode, 0)
        done = self.project.deploy(*DEPLOY)
        self.assertEqual(done.returncode, 3)
        self.assertTrue(re.search("maintenance", self.block("post-deploy-failure")["KAMAL_ERROR"]))
        self.assertTrue(self.hosts.locked())


if __name__ == "__main__":
    unittest.main()
