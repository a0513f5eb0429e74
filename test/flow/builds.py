"""Real builds: by buildx in a real Docker, pushed to a real registry, deployed to real hosts."""
import re
import time

import flow_case
from build_case import BuildCase


class Builds(BuildCase):
    def test_a_deploy_builds_what_is_committed_pushes_it_and_rolls_it_out(self):
        project = self.build_project()
        for hook in ("pre-connect", "pre-build", "pre-deploy", "post-deploy"):
            project.hook(hook, 'echo "$(basename "$0") $KAMAL_VERSION $KAMAL_HOSTS $KAMAL_COMMAND" >>seen-hooks')
        project.commit("Hooks")
        version = project.commit_id()

        ended = project.run()

        self.ended(0, ended)
        self.says(project, "one", version)
        self.assertEqual({version, "latest"}, set(flow_case.HOSTS.tags(project.service)))
        hosts = ",".join(project.keys["servers"]["web"])
        self.assertEqual([f"pre-connect {version} {hosts} deploy", f"pre-build {version} {hosts} deploy",
                          f"pre-deploy {version} {hosts} ", f"post-deploy {version} {hosts} "],
                         project.read("seen-hooks").splitlines())
        self.assertTrue(any("ADD rootfs.tar" in line for line in self.built(ended)), ended.text)
        self.assertNotIn("not committed", ended.text)
        self.assertNotIn(flow_case.HOSTS.env["FLEET_REGISTRY_PASSWORD"], ended.text)

        project.write_dockerfile("two")
        project.commit("It says two")
        self.ended(0, project.run())

        self.says(project, "two", project.commit_id())
        self.assertEqual({version, project.commit_id(), "latest"}, set(flow_case.HOSTS.tags(project.service)))

    def test_a_build_is_shown_while_it_runs(self):
        project = self.build_project()
        project.write_dockerfile("slow", "RUN echo begun; sleep 3; echo done")
        project.commit("It takes its time")
        process = project.start("build", "push")
        seen = {}

        for line in process.stdout:
            for word in (b"begun", b"done"):
                if line.rstrip().endswith(b" " + word):
                    seen[word] = time.monotonic()

        self.assertEqual(0, process.wait(20))
        process.stdout.close()
        self.assertGreater(seen[b"done"] - seen[b"begun"], 2)

    def test_what_is_not_committed_stays_out_of_a_clone(self):
        project = self.build_project()
        version = project.commit_id()
        project.write_dockerfile("two")
        project.write("new.txt", "new")

        ended = project.run()

        self.ended(0, ended)
        self.says(project, "one", version)
        self.assertIn("without what is not committed: M Dockerfile, ?? new.txt", ended.text)

    def test_a_context_of_its_own_is_built_as_it_lies_there_and_the_version_says_so(self):
        project = self.build_project({"context": "."})
        commit = project.commit_id()
        project.write_dockerfile("two")

        ended = project.run()

        self.ended(0, ended)
        tags = set(flow_case.HOSTS.tags(project.service)) - {"latest"}
        self.assertEqual(1, len(tags), tags)
        version = tags.pop()
        self.assertRegex(version, f"^{commit}_uncommitted_[0-9a-f]{{16}}$")
        self.says(project, "two", version)
        self.assertIn("Building with what is not committed: M Dockerfile", ended.text)

    def test_without_a_build_a_dirty_tree_deploys_the_commit(self):
        project = self.build_project({"context": "."})
        version = project.commit_id()
        self.ended(0, project.run("build", "push"))
        project.write_dockerfile("two")

        self.ended(0, project.run("--skip-push"))

        self.says(project, "one", version)

    def test_a_project_in_a_folder_of_its_repository_is_built_from_there(self):
        project = self.build_project()
        project.move_into("services/web app")

        ended = project.run()

        self.ended(0, ended)
        self.says(project, "one", project.commit_id())

    def test_arguments_secrets_and_the_target_arrive_in_the_build(self):
        arguments = {"PLAIN": "3.3", "ODD": 'a "b" \\c\\ $HOME `id` \'d\' # e', "EMPTY": "", "WORDS": "grüße 🚢"}
        secret = "s3cr$t \"quoted\" `id` 'too'"
        project = self.build_project({"args": arguments, "secrets": ["TOKEN"], "target": "app"})
        project.write("token", secret)
        project.write(".kamal/secrets", project.read(".kamal/secrets") + "TOKEN=$(cat token)\n")
        project.write(".gitignore", project.read(".gitignore") + "/token\n")
        project.write_dockerfile("one", *(f"ARG {name}" for name in arguments), "RUN env >/www-args",
                                 "RUN --mount=type=secret,id=TOKEN wc -c </run/secrets/TOKEN >/secret-size",
                                 "RUN --mount=type=secret,id=TOKEN echo the secret is $(cat /run/secrets/TOKEN)")
        project.write("Dockerfile", project.read("Dockerfile") + "\nFROM app AS other\nRUN false\n")
        project.commit("It takes arguments")

        ended = project.run("build", "push")

        self.ended(0, ended)
        seen = project.files_of(project.commit_id(), "/www-args", "/secret-size")
        arrived = dict(line.split("=", 1) for line in seen["/www-args"].splitlines() if "=" in line)
        self.assertEqual(arguments, {name: arrived.get(name, "") for name in arguments})
        self.assertEqual(str(len(secret)), seen["/secret-size"].strip())
        self.assertNotIn(secret, ended.text)
        self.assertIn("the secret is [REDACTED]", ended.text)

    def test_the_cache_is_used_unless_told_otherwise(self):
        project = self.build_project()
        project.write_dockerfile("one", "RUN head -c 16 /dev/urandom >/id; echo made anew")
        project.commit("Every build is another one")

        texts = [project.run("build", "push", *words) for words in ([], [], ["--no-cache"])]

        for ended in texts:
            self.ended(0, ended)
        self.assertEqual([True, False, True], [any(re.fullmatch(r"#\d+ [\d.]+ made anew", line) for line in self.built(ended))
                                               for ended in texts])
