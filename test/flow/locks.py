"""The deploy lock: who holds it, who waits, who goes away empty-handed."""
import threading
import time

import flow_case
from flow_case import FlowCase


class Locks(FlowCase):
    def test_a_held_lock_is_shown_and_nothing_is_pulled(self):
        project = self.project("v1")
        project.hook("post-deploy-failure", 'printf "%s" "$KAMAL_ERROR" >told')
        self.ended(0, project.run("lock", "acquire", "--message", "moving the database", "--version=v0"))

        ended = project.deploy("v1")

        self.ended(3, ended)
        for word in ("Flow Tester", "moving the database"):
            self.assertIn(word, ended.text)
            self.assertIn(word, project.read("told"))
        pulled = flow_case.HOSTS.on_each(f"docker images -q {flow_case.HOSTS.env['FLEET_REGISTRY']}/{project.service}")
        self.assertEqual(["", "", ""], pulled)
        status = project.run("lock", "status")
        self.ended(0, status)
        self.assertIn("moving the database", status.text)
        self.ended(0, project.run("lock", "release"))
        self.deployed(project, "v1")

    def test_details_that_cannot_be_decoded_are_shown_as_they_are(self):
        project = self.project("v1")
        flow_case.HOSTS.run(1, f"mkdir -p .kamal/lock-{project.service} && echo '?? by hand ??' >.kamal/lock-{project.service}/details")

        ended = project.deploy("v1")

        self.ended(3, ended)
        self.assertIn("?? by hand ??", ended.text)

    def held_by_a_deploy(self, project):
        """A lock as a deploy takes it."""
        self.ended(0, project.run("lock", "acquire", "--message", "Automatic deploy lock", "--version=v0"))

    def test_who_waits_gets_the_lock_when_it_is_free(self):
        project = self.project("v1")
        self.held_by_a_deploy(project)
        releasing = threading.Timer(2, lambda: flow_case.HOSTS.run(1, f"rm -r .kamal/lock-{project.service}"))
        releasing.start()
        self.addCleanup(releasing.join)

        ended = project.deploy("v1", "--lock-wait", "--lock-wait-interval=1")

        self.ended(0, ended)
        self.assertGreater(ended.seconds, 2)
        self.assertIn("the deploy lock is held", ended.text)
        self.serves(project, "v1")

    def test_who_waits_in_vain_says_so(self):
        project = self.project("v1")
        self.held_by_a_deploy(project)
        started = time.monotonic()

        ended = project.deploy("v1", "--lock-wait", "--lock-wait-timeout=2", "--lock-wait-interval=1")

        self.ended(3, ended)
        self.assertLess(time.monotonic() - started, 10)
        self.assertIn("timed out", ended.text.lower())

    def test_nobody_waits_for_a_lock_that_was_taken_by_hand(self):
        project = self.project("v1")
        self.ended(0, project.run("lock", "acquire", "--message", "on holiday", "--version=v0"))
        started = time.monotonic()

        ended = project.deploy("v1", "--lock-wait")

        self.ended(3, ended)
        self.assertLess(time.monotonic() - started, 10)
        self.assertIn("on holiday", ended.text)
