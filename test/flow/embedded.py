"""Deploys from Python, by the library instead of the program."""
import asyncio
import os
import pathlib
import sys
import threading
import unittest

import flow_case
from fleet_hosts import Load
from flow_case import FlowCase

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bindings/python"))


@unittest.skipUnless(os.environ.get("WHEELS_LIBRARY"), "WHEELS_LIBRARY names no library that Python could load")
class Embedded(FlowCase):
    def loaded(self, project, version):
        import wheels
        shop = wheels.Project(project.folder, version=version, environment=project.environment(),
                              home=flow_case.HOSTS.env["FLEET_HOME"], user="root")
        self.addCleanup(shop.close)
        return shop

    def test_it_deploys_asks_and_rolls_back_without_a_lost_request(self):
        project = self.project("v1", "v2")
        self.deployed(project, "v1")
        shop = self.loaded(project, "v2")

        with Load(flow_case.HOSTS, project.host) as load:
            run = shop.start("deploy", skip_push=True)
            titles = [event["title"] for event in run.events() if event["event"] == "phase_started"]
            report = run.result()

        self.assertEqual({}, load.errors)
        self.assertIn("Boot the app", titles)
        self.assertEqual({"old_stopped"}, {role["state"] for role in report["roles"]})
        self.assertEqual({"v1"}, {role["old_version"] for role in report["roles"]})
        self.serves(project, "v2")
        self.assertEqual({"v2"}, {role["version"] for role in shop.status()["roles"]})
        self.assertEqual([(0, "hello\n")] * 3, [(each.status, each.out) for each in shop.exec("echo hello")])
        self.assertEqual("v1", shop.rollback()["version"])
        self.serves(project, "v1")

    def test_another_thread_cancels_it_in_the_middle_and_the_lock_goes_back(self):
        import wheels
        project = self.project("v1", "v2")
        project.hook("post-deploy-failure", 'echo "$KAMAL_ERROR" > failure')
        self.deployed(project, "v1")
        project.hook("pre-app-boot", "touch booting; sleep 30")
        shop = self.loaded(project, "v2")

        run = shop.start("deploy", skip_push=True)

        def cancel_when_it_boots():
            self.until(lambda: project.has("booting"))
            run.cancel()

        thread = threading.Thread(target=cancel_when_it_boots)
        thread.start()
        with self.assertRaises(wheels.Interrupted) as caught:
            run.result(timeout=60)
        thread.join()
        self.assertEqual("interrupted_int", caught.exception.kind)
        self.assertIn("interrupted by SIGINT", project.read("failure"))
        self.assertEqual({"pulled"}, {role["state"] for role in caught.exception.report["roles"]})
        self.unlocked(project)
        self.serves(project, "v1")

    def test_two_services_at_once_in_one_event_loop(self):
        one, other = self.project("v1"), self.project("v1")
        shops = [self.loaded(one, "v1"), self.loaded(other, "v1")]

        async def ship():
            return await asyncio.gather(*(shop.start("deploy", skip_push=True) for shop in shops))

        reports = asyncio.run(ship())

        self.assertEqual(["v1", "v1"], [report["version"] for report in reports])
        self.serves(one, "v1")
        self.serves(other, "v1")
