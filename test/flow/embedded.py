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
    def options(self, project, version):
        return {"directory": project.folder, "version": version, "environment": project.environment(),
                "home": flow_case.HOSTS.env["FLEET_HOME"], "user": "root"}

    def loaded(self, project, version):
        import wheels
        shop = wheels.Project(**self.options(project, version))
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

    def test_programs_and_logs_are_heard_as_events(self):
        project = self.project("v1")
        self.deployed(project, "v1")
        shop = self.loaded(project, "v1")

        def heard(verb, **request):
            run = shop.start(verb, **request)
            events = list(run.events())
            self.assertEqual({"program_started", "program_output", "program_finished"},
                             {event["event"] for event in events if event["event"].startswith("program_")}, verb)
            self.assertEqual({0}, {event["status"] for event in events if event["event"] == "program_finished"}, verb)
            run.result()
            return [(event["host"], event["text"]) for event in events if event["event"] == "program_output"]

        addresses = flow_case.HOSTS.addresses
        self.assertEqual(sorted((host, "hello") for host in addresses), sorted(heard("server exec", command="echo hello")))
        self.assertEqual(3, [text for _, text in heard("app exec", command="env", reuse=True)].count("APP_VERSION=v1"))
        self.assertIn((addresses[0], "GREETING=hi"),
                      heard("app exec", command="env", env={"GREETING": "hi"}, hosts=[addresses[0]]))
        self.assertEqual({addresses[0]}, {host for host, _ in heard("proxy logs", lines=3, hosts=[addresses[0]])})
        self.assertEqual(3, len(heard("app logs", lines=1, skip_timestamps=True)))
        self.assertLessEqual(set(addresses), {checkup["host"] for checkup in shop.run("doctor")["checkups"]})

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
        with self.assertRaises(wheels.Cancelled) as caught:
            run.result(timeout=60)
        thread.join()
        self.assertEqual("cancelled", caught.exception.kind)
        self.assertIn("cancelled by the program", project.read("failure"))
        self.assertEqual({"pulled"}, {role["state"] for role in caught.exception.report["roles"]})
        self.unlocked(project)
        self.serves(project, "v1")

    def test_two_services_at_once_in_one_event_loop(self):
        import wheels.aio
        one, other = self.project("v1"), self.project("v1")

        async def ship(project):
            async with wheels.aio.load(**self.options(project, "v1")) as shop:
                report = await shop.deploy(skip_push=True)
                status, answers = await asyncio.gather(shop.status(), shop.exec("echo hello"))
                return report["version"], {role["version"] for role in status["roles"]}, [each.out for each in answers]

        async def ship_both():
            return await asyncio.gather(ship(one), ship(other))

        self.assertEqual([("v1", {"v1"}, ["hello\n"] * 3)] * 2, asyncio.run(ship_both()))
        self.serves(one, "v1")
        self.serves(other, "v1")
