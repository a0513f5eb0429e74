"""Builds that fail: who is told what, and that no host hears of it."""
import re
import signal
import time

import flow_case
from build_case import BuildCase


class FailingBuilds(BuildCase):
    def failing(self, project):
        """Hooks that say that they ran, and what they were told."""
        for hook in ("pre-deploy", "post-deploy"):
            project.hook(hook, 'touch "seen-$(basename "$0")"')
        project.hook("post-deploy-failure", 'printf "%s" "$KAMAL_ERROR" >seen-failure')
        project.commit("Hooks")
        self.before = flow_case.HOSTS.connections()
        return project

    def failed(self, project, ended, status, *words, hook=True):
        """No host was touched, and only the failure hook ran, if any."""
        self.ended(status, ended)
        for word in words:
            self.assertIn(word, ended.text)
        self.untouched(self.before)
        self.assertFalse(project.has("seen-pre-deploy") or project.has("seen-post-deploy"))
        self.assertEqual(hook, project.has("seen-failure"))
        self.unlocked(project)

    def test_a_command_of_the_dockerfile_that_fails_ends_the_deploy_with_its_words(self):
        project = self.failing(self.build_project())
        project.write_dockerfile("one", "RUN echo compiling; echo app.c:7: missing semicolon >&2; exit 3")
        project.commit("It does not build")

        ended = project.run()

        self.failed(project, ended, 1, "app.c:7: missing semicolon", "build the image")
        self.assertIn("exit code: 3", project.read("seen-failure"))
        self.assertNotIn("\n", project.read("seen-failure"))
        self.assertTrue(any(re.fullmatch(r"#\d+ [\d.]+ app.c:7: missing semicolon", line) for line in self.built(ended)))
        self.assertEqual([], flow_case.HOSTS.tags(project.service))

    def test_a_missing_dockerfile_is_told_before_anything_starts(self):
        project = self.failing(self.build_project({"dockerfile": "docker/Dockerfile.prod"}))
        project.hook("pre-connect", "touch seen-pre-connect")

        ended = project.run()

        self.failed(project, ended, 2, "docker/Dockerfile.prod", "builder/dockerfile", "--skip-push", hook=False)
        self.assertFalse(project.has("seen-pre-connect"))

    def test_a_dockerfile_that_is_not_committed_is_told_by_its_name(self):
        project = self.failing(self.build_project({"dockerfile": "Dockerfile.new"}))
        project.write("Dockerfile.new", "FROM scratch\n")

        ended = project.run()

        self.failed(project, ended, 1, "Dockerfile.new", "not committed")

    def test_a_repository_that_git_will_not_read_is_no_folder_to_build_as_it_lies(self):
        project = self.failing(self.build_project())
        stranger = {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1"}

        without_version = project.run(env=stranger)
        self.failed(project, without_version, 2, "dubious ownership", "safe.directory", "--release", hook=False)

        ended = project.run("--version=v1", env=stranger)
        self.failed(project, ended, 1, "git cannot read the repository at", "dubious ownership", "context: .")

    def test_a_pre_build_hook_that_refuses_stops_before_the_build(self):
        project = self.failing(self.build_project())
        project.hook("pre-build", "echo the branch is behind; exit 7")

        ended = project.run()

        self.failed(project, ended, 4, "[hook:pre-build] the branch is behind", "code 7", hook=False)
        self.assertEqual([], self.built(ended))

    def test_a_docker_that_does_not_run_is_told(self):
        project = self.failing(self.build_project())

        nowhere = {"DOCKER_HOST": "unix:///nowhere/docker.sock"}

        # A newer docker logs in without its daemon, and fails because the test's registry has no certificate.
        self.failed(project, project.run(env=nowhere), 1, "log in to the registry: exit status 1")

        ended = project.run("build", "dev", env=nowhere)
        self.ended(1, ended)
        self.assertIn("Cannot connect to the Docker daemon at unix:///nowhere/docker.sock", ended.text)

    def test_a_machine_without_docker_is_told_what_to_do(self):
        project = self.failing(self.build_project())
        with self.path_without("docker") as path:
            ended = project.run(env={"PATH": path})

        self.failed(project, ended, 1, "docker", "buildx", "--skip-push")

    def test_a_docker_without_buildx_is_told_what_to_do(self):
        project = self.failing(self.build_project())

        ended = project.run(env={"DOCKER_CONFIG": str(project.folder / "seen-no-plugins")})

        self.failed(project, ended, 1, "buildx", "--skip-push")

    def test_a_wrong_password_ends_the_deploy_before_the_build(self):
        project = self.failing(self.build_project())
        project.write(".kamal/secrets", "REGISTRY_PASSWORD=wrong-one\n")

        ended = project.run()

        self.failed(project, ended, 1, "log in to the registry")
        self.assertEqual([], self.built(ended))
        self.assertNotIn("wrong-one", ended.text)

    def test_an_interruption_ends_the_build_and_runs_the_failure_hook(self):
        for number, status in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            with self.subTest(number.name):
                project = self.failing(self.build_project())
                project.write_dockerfile("slow", "RUN echo begun; sleep 60")
                project.commit("It takes its time")
                process = project.start()
                text = b""
                for line in process.stdout:
                    text += line
                    if line.rstrip().endswith(b" begun"):
                        break
                started = time.monotonic()
                process.send_signal(number)

                ended = project.end(process, started, limit=60)

                ended.text = text.decode() + ended.text
                self.failed(project, ended, status)
                self.assertLess(ended.seconds, 15)
                self.assertIn("interrupted", project.read("seen-failure"))
                self.assertEqual([], flow_case.HOSTS.tags(project.service))
