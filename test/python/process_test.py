#!/usr/bin/env python3
"""A project beside threads, children that are forked, signals and the collector of garbage."""
import atexit
import gc
import os
import signal
import threading
import time
import unittest
import warnings

from shop import Silent, folder, project, python, until, wheels


def threads():
    return len(os.listdir("/proc/self/task"))


class Forked(unittest.TestCase):
    def end_as_a_child(self, shop, run):
        """With the number of the calls that were refused, by way of atexit."""
        signal.alarm(20)
        refused = 0
        for call in [run.result, lambda: shop.exec("uptime"), lambda: shop.config, lambda: shop.start("details")]:
            try:
                call()
            except wheels.UsageError:
                refused += 1
        run.cancel()
        list(run.events())
        atexit._run_exitfuncs()
        shop.close()
        os._exit(refused)

    def test_a_child_leaves_the_run_of_its_parent_alone_and_ends(self):
        with Silent() as port, project(ssh={"port": port, "config": False}) as shop:
            run = shop.start("details")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", DeprecationWarning)  # threads are what this is about
                child = os.fork()
            if child == 0:
                self.end_as_a_child(shop, run)
            ended = []
            until(lambda: ended.extend(os.waitpid(child, os.WNOHANG)) or ended[-2])
            self.assertEqual(4, os.waitstatus_to_exitcode(ended[-1]))
            self.assertFalse(run.ended)
            run.cancel()
            with self.assertRaises(wheels.Cancelled):
                run.result(timeout=20)


class OnEvent(unittest.TestCase):
    def test_what_would_wait_for_the_thread_that_it_is_on_is_refused(self):
        said, allowed = [], []

        def on_event(_event):
            if said:
                return
            allowed.append(shop.config)
            allowed.append(shop.start("deploy", skip_push=True, dry_run=True))
            for call in [shop.close, lambda: shop.exec("uptime"), shop.plan, shop.status, run.result, lambda: list(run.events())]:
                try:
                    call()
                except wheels.UsageError as error:
                    said.append(error.message)
            run.cancel()

        with Silent() as port, project(on_event, ssh={"port": port, "config": False}, servers=["127.0.0.1"]) as shop:
            run = shop.start("details")
            stuck = threading.Thread(target=lambda: self.assertRaises(wheels.Error, shop.exec, "uptime"))
            stuck.start()
            with self.assertRaises(wheels.Cancelled):
                run.result(timeout=20)
            self.assertEqual("v2", allowed[1].result(timeout=20)["version"])
            shop.close()
            stuck.join()
        self.assertEqual(["this was called from on_event, on whose thread the project works"] * 6, said)

    def test_another_project_may_be_used_there(self):
        found = []
        with project() as other, project(lambda event: found or found.append(other.plan(skip_push=True))) as shop:
            shop.exec("uptime")
        self.assertTrue(found[0])


class Garbage(unittest.TestCase):
    class Owner:
        def __init__(self):
            self.shop = project(self.on_event)

        def on_event(self, event):
            pass

    def test_a_project_goes_with_the_owner_that_hears_it(self):
        before = threads()

        for _ in range(10):
            self.Owner().shop.plan(skip_push=True)
        gc.collect()

        until(lambda: threads() <= before + 2)

    def test_a_project_that_nobody_holds_goes_without_the_collector(self):
        gc.disable()
        try:
            before = threads()
            for _ in range(10):
                project().plan(skip_push=True)
                try:
                    project().plan("no such verb")
                except wheels.UsageError:
                    pass
            until(lambda: threads() <= before + 2)
        finally:
            gc.enable()


class CtrlC(unittest.TestCase):
    script = """
import shop
with shop.project(directory={path!r}, ssh={{"port": {port}, "config": False}}) as project:
    run = project.start("deploy", skip_push=True)
    next(event for event in run.events() if event["event"] == "phase_started")
"""

    def test_it_is_heard_while_a_project_is_closed(self):
        with Silent() as port, folder(post_deploy_failure="touch failing; sleep 60; touch slept") as path:
            done = python(self.script.format(path=str(path), port=port))
            until((path / "failing").exists)
            began = time.monotonic()
            done.send_signal(signal.SIGINT)
            said = done.communicate(timeout=50)[1]
        self.assertTrue(said.rstrip().endswith("KeyboardInterrupt"), said)
        self.assertLess(time.monotonic() - began, 15)

    def test_two_threads_that_close_it_wait_for_the_same(self):
        with Silent() as port, folder(post_deploy_failure="touch failing; sleep 1; touch slept") as path:
            shop = project(directory=path, ssh={"port": port, "config": False})
            run = shop.start("deploy", skip_push=True)
            next(event for event in run.events() if event["event"] == "phase_started")
            first = threading.Thread(target=shop.close)
            first.start()
            until((path / "failing").exists)
            shop.close()
            self.assertTrue((path / "slept").exists())
            self.assertTrue(run.ended)
            first.join()

    def test_a_run_that_was_stopped_before_is_not_hurried_by_closing(self):
        with Silent() as port, folder(post_deploy_failure="touch failing; sleep 1; touch slept") as path:
            with project(directory=path, ssh={"port": port, "config": False}) as shop:
                run = shop.start("deploy", skip_push=True)
                next(event for event in run.events() if event["event"] == "phase_started")
                run.cancel()
            self.assertTrue((path / "slept").exists())

    def test_it_stops_status_and_is_an_error_then(self):
        with Silent() as port:
            done = python("import shop; project = shop.project(ssh={'port': %d, 'config': False})\n"
                          "print('asks', flush=True); print(project.status())" % port)
            self.assertEqual("asks\n", done.stdout.readline())
            time.sleep(0.5)
            done.send_signal(signal.SIGINT)
            said = done.communicate(timeout=30)[1]
        self.assertIn("wheels._errors.Cancelled: ", said)


if __name__ == "__main__":
    unittest.main()
