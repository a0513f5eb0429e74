"""The verbs of `build`, by buildx in a real Docker."""
import os

import flow_case
from build_case import BuildCase


class BuildVerbs(BuildCase):
    def test_push_and_pull_are_the_halves_of_deliver(self):
        project = self.build_project()
        repository = f"{flow_case.HOSTS.env['FLEET_REGISTRY']}/{project.service}"
        version = project.commit_id()
        before = flow_case.HOSTS.connections()
        images = f"docker image ls --format '{{{{.Tag}}}}' {repository}"

        self.ended(0, project.run("build", "push"))

        self.untouched(before)
        self.assertEqual({version, "latest"}, set(flow_case.HOSTS.tags(project.service)))
        self.ended(0, project.run("build", "pull"))
        self.assertEqual([version] * 2, [text.strip() for text in flow_case.HOSTS.on_each(images)[:2]])

        project.write_dockerfile("two")
        project.commit("It says two")
        self.ended(0, project.run("build", "deliver"))
        self.assertEqual([{version, project.commit_id()}] * 2, [set(text.split()) for text in flow_case.HOSTS.on_each(images)[:2]])
        self.assertEqual([[], []], flow_case.HOSTS.containers(project.service)[:2])

    def test_deliver_takes_a_destination(self):
        project = self.build_project()
        project.write("config/deploy.staging.yml", "env: {clear: {STAGE: staging}}\n")
        project.write(".kamal/secrets.staging", project.read(".kamal/secrets"))
        project.commit("A destination")

        ended = project.run("build", "deliver", "-d", "staging")

        self.ended(0, ended)
        self.assertEqual({project.commit_id(), "latest-staging"}, set(flow_case.HOSTS.tags(project.service)))

    def test_dev_builds_what_lies_here_and_keeps_it_on_this_machine(self):
        project = self.build_project()
        project.write_dockerfile("two")
        project.write("new.txt", "new")
        before = flow_case.HOSTS.connections()

        ended = project.run("build", "dev")

        self.ended(0, ended)
        tags = project.ask_docker("image", "ls", "--format", "{{.Tag}}", "--filter", f"label=service={project.service}")
        self.assertEqual({project.commit_id() + "-dirty", "latest-dirty"}, set(tags.split()))
        self.assertIn("M Dockerfile, ?? new.txt", ended.text)
        self.assertEqual([], flow_case.HOSTS.tags(project.service))
        self.untouched(before)

    def test_the_docker_driver_has_no_builder_to_make_or_remove(self):
        project = self.build_project()

        for verb in ("create", "remove"):
            ended = project.run("build", verb)
            self.ended(0, ended)
            self.assertIn("no builder of its own" if verb == "remove" else "needs no builder", ended.text)
        details = project.run("build", "details")

        self.ended(0, details)
        self.assertIn("Builder: local", details.text)
        self.assertRegex(details.text, "default.*docker")

    def test_a_builder_in_a_container_is_made_shown_and_removed(self):
        # Its image cannot be pulled here, and is not before the first build.
        project = self.build_project({"driver": "docker-container"})
        name = "kamal-local-docker-container"
        self.addCleanup(project.ask_docker, "buildx", "rm", name)

        self.ended(0, project.run("build", "create"))

        details = project.run("build", "details")
        self.ended(0, details)
        self.assertRegex(details.text, f"{name}.*docker-container")
        self.ended(0, project.run("build", "remove"))
        self.assertNotIn(name, project.ask_docker("buildx", "ls"))

    def test_a_builder_on_another_machine_is_made_where_that_can_be_logged_in_to(self):
        # What it builds with cannot be pulled here: it is made and removed, and builds nothing.
        other = flow_case.HOSTS.addresses[0]
        home = flow_case.HOSTS.env["FLEET_HOME"]
        for user, status in (("root", 0), ("nobody", 5)):
            with self.subTest(user):
                project = self.build_project({"arch": "s390x", "driver": "docker-container", "remote": f"ssh://{user}@{other}"})
                # docker's ssh reads the files of who runs it, wherever HOME is.
                project.write("bin/ssh", f"#!/bin/sh\nexec /usr/bin/ssh -i {home}/.ssh/id_ed25519 "
                                         f'-o UserKnownHostsFile={home}/.ssh/known_hosts "$@"\n', 0o755)
                path = {"PATH": f"{project.folder}/bin:{os.environ['PATH']}"}
                name = f"kamal-remote-ssh---{user}-{other.replace('.', '-')}"
                self.addCleanup(project.ask_docker, "context", "rm", f"{name}-context")
                self.addCleanup(project.ask_docker, "buildx", "rm", name)

                ended = project.run("build", "create", env=path)

                self.ended(status, ended)
                made = name in project.ask_docker("buildx", "ls")
                self.assertEqual(status == 0, made)
                self.assertEqual(made, f"{name}-context" in project.ask_docker("context", "ls"))
                if made:
                    self.assertIn(f"ssh://root@{other}", project.ask_docker("context", "inspect", f"{name}-context"))
                    self.ended(0, project.run("build", "remove", env=path))
                    self.assertNotIn(name, project.ask_docker("buildx", "ls") + project.ask_docker("context", "ls"))
                else:
                    self.assertIn(f"ssh -p 22 nobody@{other} docker version", ended.text)
