#!/usr/bin/env python3
"""The Python package, without any host: $WHEELS_LIBRARY names the library. test/flow/embedded.py deploys with it."""
import asyncio
import pathlib
import signal
import subprocess
import sys
import threading
import time
import unittest

from shop import Silent, project, wheels


class Binding(unittest.TestCase):
    def test_the_library_is_the_one_of_this_tree(self):
        self.assertRegex(wheels.version(), r"^\d+\.\d+\.\d+$")

    def test_what_is_wrong_with_a_configuration_is_an_exception_with_every_problem(self):
        with self.assertRaises(wheels.ConfigError) as caught:
            project(servers=None, nonsense=1)
        told = " ".join(f"{problem['key']}: {problem['text']}" for problem in caught.exception.problems)
        self.assertIn("nonsense", told)
        self.assertIn("servers: ", told)
        self.assertTrue(all(problem["file"] == "settings" for problem in caught.exception.problems))

    def test_a_call_that_makes_no_sense_names_what(self):
        with project() as shop:
            for words, told in [({"verb": "deplyo"}, "deplyo"), ({"verb": "deploy", "skip_psuh": True}, "skip_psuh"),
                                ({"verb": "deploy", "hosts": []}, "hosts"), ({"verb": "deploy", "hosts": ["nowhere"]}, "nowhere")]:
                with self.assertRaises(wheels.UsageError) as caught:
                    shop.run(**words)
                self.assertIn(told, caught.exception.message)
            for command in ["", " ", "echo a\0b"]:
                with self.assertRaises(wheels.UsageError):
                    shop.exec(command)

    def test_a_plan_has_phases_and_no_secret(self):
        with project() as shop:
            phases = shop.plan(skip_push=True)
        self.assertIn("Boot the app", [phase["title"] for phase in phases])
        self.assertNotIn("hush-hush", str(phases))

    def test_a_run_that_fails_raises_with_the_report_and_its_events_end(self):
        with project() as shop:
            run = shop.start("deploy", skip_push=True)
            events = list(run.events())
            with self.assertRaises(wheels.Error) as caught:
                run.result()
            self.assertEqual(events, list(run.events()))
        self.assertEqual("connect", caught.exception.kind)
        self.assertEqual(["127.0.0.1"], [failure["host"] for failure in caught.exception.failures])
        self.assertEqual("v2", caught.exception.report["version"])
        self.assertEqual({"host_failed"}, {event["event"] for event in events} & {"host_failed"})

    def test_another_thread_stops_a_run(self):
        with Silent() as port, project(ssh={"port": port, "config": False}) as shop:
            run = shop.start("details")
            threading.Timer(0.3, run.cancel).start()
            with self.assertRaises(wheels.Cancelled):
                run.result(timeout=20)
            run.cancel()

    def test_a_deadline_stops_a_run(self):
        with Silent() as port, project(ssh={"port": port, "config": False}) as shop:
            with self.assertRaises(wheels.Error) as caught:
                shop.run("details", deadline_ms=300)
            self.assertEqual("timed_out", caught.exception.kind)

    def test_closing_a_project_stops_what_is_under_way(self):
        with Silent() as port:
            shop = project(ssh={"port": port, "config": False})
            run = shop.start("details")
            shop.close()
            with self.assertRaises(wheels.Cancelled):
                run.result(timeout=1)
            with self.assertRaises(wheels.UsageError):
                shop.start("details")
            shop.close()

    def test_a_command_on_a_host_that_cannot_be_reached_is_a_result(self):
        with project() as shop:
            result, = shop.exec("uptime")
        self.assertEqual(("127.0.0.1", -1), (result.host, result.status))
        self.assertIn("127.0.0.1", result.trouble)

    def test_runs_are_awaited_and_a_cancelled_task_stops_its_run(self):
        async def main():
            with Silent() as port, project(ssh={"port": port, "config": False}) as shop, project() as other:
                stuck = asyncio.ensure_future(shop.start("details"))
                with self.assertRaises(wheels.Error) as caught:
                    await other.start("details")
                self.assertEqual("connect", caught.exception.kind)
                began = time.monotonic()
                stuck.cancel()
                with self.assertRaises(asyncio.CancelledError):
                    await stuck
                self.assertLess(time.monotonic() - began, 20)
                return [event async for event in other.start("details", dry_run=True)]

        kinds = {event["event"] for event in asyncio.run(main())}
        self.assertIn("planned", kinds)

    def test_a_run_keeps_its_project_and_the_interpreter_ends_it(self):
        with Silent() as port:
            script = ("import shop, gc; run = shop.project(ssh={'port': %d, 'config': False}).start('details'); "
                      "gc.collect(); print(run.ended)" % port)
            done = subprocess.run([sys.executable, "-c", script], cwd=pathlib.Path(__file__).parent, text=True,
                                  capture_output=True, timeout=60)
        self.assertEqual((0, "False\n", ""), (done.returncode, done.stdout, done.stderr))

    def test_ctrl_c_stops_a_call_that_waits(self):
        with Silent() as port:
            script = ("import shop; shop = shop.project(ssh={'port': %d, 'config': False}); "
                      "print('asks', flush=True); shop.exec('uptime')" % port)
            done = subprocess.Popen([sys.executable, "-c", script], cwd=pathlib.Path(__file__).parent, text=True,
                                    stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            self.assertEqual("asks\n", done.stdout.readline())
            time.sleep(0.5)
            done.send_signal(signal.SIGINT)
            _, said = done.communicate(timeout=30)
        self.assertTrue(said.rstrip().endswith("KeyboardInterrupt"), said)

    def test_many_runs_at_once(self):
        with project() as shop:
            runs = [shop.start("deploy", skip_push=True, dry_run=True) for _ in range(50)]
            self.assertEqual({"v2"}, {run.result(timeout=60)["version"] for run in runs})


if __name__ == "__main__":
    unittest.main()
