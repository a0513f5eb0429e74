"""What the tests of real builds share."""
import contextlib
import os
import tempfile
import unittest

import build_project
import flow_case
from build_project import BuildProject
from flow_case import FlowCase

SERVERS = [1, 2]


class BuildCase(FlowCase):
    @classmethod
    def setUpClass(cls):
        if not build_project.find_plugin(flow_case.HOSTS.env["FLEET_HOME"]):
            raise unittest.SkipTest("THERE IS NO BUILDX HERE: install docker's plugin, or let ./dev deps fetch it")

    def build_project(self, builder=None, **keys):
        project = BuildProject(flow_case.HOSTS, builder, **keys)
        self.addCleanup(project.close)
        return project

    def says(self, project, words, version):
        """Both servers run the one version, and what was built says the words."""
        self.assertEqual([[f"{project.service}-web-{version}"]] * 2, flow_case.HOSTS.containers(project.service)[:2])
        for number in SERVERS:
            self.assertEqual((200, f"version {words}\n".encode()), flow_case.HOSTS.get(number, project.host))

    def built(self, ended):
        """The lines of the build, without their prefix."""
        return [line.removeprefix("[build] ") for line in ended.text.splitlines() if line.startswith("[build] ")]

    @contextlib.contextmanager
    def path_without(self, program):
        """A PATH with all programs that there are, but one."""
        with tempfile.TemporaryDirectory(prefix="wheels-flow-") as folder:
            for place in os.environ["PATH"].split(":"):
                for name in os.listdir(place) if os.path.isdir(place) else []:
                    if name != program and not os.path.lexists(f"{folder}/{name}"):
                        os.symlink(f"{place}/{name}", f"{folder}/{name}")
            yield folder

    def untouched(self, before):
        self.assertEqual(before, flow_case.HOSTS.connections())
