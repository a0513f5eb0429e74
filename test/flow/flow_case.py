"""What the flow tests share."""
import time
import unittest

from project import Project

HOSTS = None  # set by flow_test.py


class FlowCase(unittest.TestCase):
    maxDiff = None

    def project(self, *versions, **keys):
        """A project of its own, with versions of its app in the registry."""
        project = Project(HOSTS, **keys)
        self.addCleanup(project.close)
        if versions:
            HOSTS.push(project.service, *versions)
        return project

    def deployed(self, project, version, *words, **options):
        ended = project.deploy(version, *words, **options)
        self.ended(0, ended)
        return ended

    def ended(self, status, ended):
        self.assertEqual(status, ended.status, ended.text)

    def serves(self, project, version, hosts=None):
        """Every host answers, and its one running web container is of the version."""
        running = HOSTS.containers(project.service)
        for number in hosts or HOSTS.numbers:
            answer = HOSTS.get(number, project.host)
            if answer != (200, f"version {version}\n".encode()):
                log = HOSTS.run(number, "docker logs --tail 30 kamal-proxy 2>&1")
                self.fail(f"host {number} answers {answer}; its proxy says:\n{log}")
            web = [name for name in running[number - 1] if name.startswith(f"{project.service}-web-")]
            self.assertEqual([f"{project.service}-web-{version}"], web)

    def unlocked(self, project):
        locks = HOSTS.on_each(f"ls -d .kamal/lock-{project.service} 2>/dev/null || true")
        self.assertEqual(["", "", ""], locks)

    def until(self, condition, limit=30):
        until = time.monotonic() + limit
        while not condition():
            self.assertLess(time.monotonic(), until, "waited in vain")
            time.sleep(0.1)

    def has_line(self, line, ended):
        self.assertIn(line, ended.text.splitlines(), ended.text)
