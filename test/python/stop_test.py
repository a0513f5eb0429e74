#!/usr/bin/env python3
"""Each call that takes long is stopped alone: by Ctrl-C, by a deadline, and in asyncio with its task."""
import asyncio
import inspect
import signal
import threading
import time
import unittest

from shop import Silent, folder, options, project, python, until, wheels

DEPLOY_YML = """
service: shop
image: acme/shop
servers: [127.0.0.1]
registry: {username: acme, password: [REGISTRY_PASSWORD]}
builder: {arch: amd64}
"""


def slow(path):
    """A project whose secrets take a minute."""
    (path / "config").mkdir()
    (path / "config/deploy.yml").write_text(DEPLOY_YML)
    (path / ".kamal").mkdir(exist_ok=True)
    (path / ".kamal/secrets").write_text(f"REGISTRY_PASSWORD=$(touch {path}/asked; sleep 60; echo hush-hush)\n")
    return {"directory": path, "version": "v2", "home": "/nonexistent"}


class CtrlC(unittest.TestCase):
    def interrupted(self, script, when):
        """What it says then, and in how short a time."""
        done = python(script)
        until(when)
        began = time.monotonic()
        done.send_signal(signal.SIGINT)
        said, told = done.communicate(timeout=50)
        self.assertTrue(told.rstrip().endswith("KeyboardInterrupt"), told)
        self.assertLess(time.monotonic() - began, 15)
        return said

    def test_it_stops_what_is_loaded(self):
        with folder() as path:
            self.interrupted(f"from shop import wheels\nwheels.Project({str(path)!r}, version='v2')",
                             (slow(path)["directory"] / "asked").exists)

    def test_it_stops_a_hook(self):
        with folder(docker_setup="touch ready; sleep 60; touch slept") as path:
            self.interrupted(f"import shop\nshop.project(directory={str(path)!r}).run_hook('docker-setup')",
                             (path / "ready").exists)
            self.assertFalse((path / "slept").exists())

    def test_a_command_that_it_stops_leaves_a_run_alone(self):
        with Silent() as port, folder(docker_setup="touch ready; sleep 60") as path:
            script = f"""
import shop
project = shop.project(directory={str(path)!r}, ssh={{'port': {port}, 'config': False}})
run = project.start('details')
try:
    project.run_hook('docker-setup')
except KeyboardInterrupt:
    try:
        run.result(timeout=1)
    except Exception as error:
        print(type(error).__name__, run.ended)
    raise
"""
            self.assertEqual("TimeoutError False\n", self.interrupted(script, (path / "ready").exists))

    def test_it_stops_a_command_on_hosts(self):
        with Silent() as port:
            done = python("import shop; project = shop.project(ssh={'port': %d, 'config': False}); run = project.start('details')\n"
                          "print('asks', flush=True)\ntry: project.exec('uptime')\nfinally: print(run.ended)" % port)
            self.assertEqual("asks\n", done.stdout.readline())
            time.sleep(0.5)
            done.send_signal(signal.SIGINT)
            said, told = done.communicate(timeout=30)
        self.assertEqual("False\n", said)
        self.assertTrue(told.rstrip().endswith("KeyboardInterrupt"), told)


class Deadlines(unittest.TestCase):
    def test_everything_that_takes_long_can_have_one(self):
        with folder(docker_setup="sleep 60") as path, Silent() as port:
            shop = project(directory=path, ssh={"port": port, "config": False})
            for call in [lambda: shop.exec("uptime", deadline_ms=200), lambda: shop.run_hook("docker-setup", deadline_ms=200),
                         lambda: shop.run("details", deadline_ms=200), lambda: wheels.Project(**slow(path), deadline_ms=200)]:
                with self.assertRaises(wheels.Error) as caught:
                    call()
                self.assertEqual("timed_out", caught.exception.kind)
            shop.close()


class Hooks(unittest.TestCase):
    def test_one_runs_alone_and_says_how_it_went(self):
        with folder(docker_setup='echo "$KAMAL_COMMAND $KAMAL_HOSTS" > told', pre_deploy="exit 3") as path:
            with project(directory=path) as shop:
                self.assertTrue(shop.run_hook("docker-setup", command="setup"))
                self.assertEqual("setup 127.0.0.1\n", (path / "told").read_text())
                self.assertFalse(shop.run_hook("pre-connect"))
                with self.assertRaises(wheels.HookFailed):
                    shop.run_hook("pre-deploy")
                with self.assertRaises(wheels.UsageError):
                    shop.run_hook("pre-deploy\0")


class Asyncio(unittest.IsolatedAsyncioTestCase):
    async def stopped(self, waiting, when):
        """The task is cancelled when that is true, and the loop is never kept."""
        task = asyncio.ensure_future(waiting)
        while not when():
            await asyncio.sleep(0.02)
        began = time.monotonic()
        task.cancel()
        with self.assertRaises(asyncio.CancelledError):
            await task
        self.assertLess(time.monotonic() - began, 15)

    async def test_it_has_what_the_other_has(self):
        async with wheels.aio.load(**options()) as shop:
            self.assertIn("Boot the app", [phase["title"] for phase in await shop.plan(skip_push=True)])
            self.assertEqual("v2", (await shop.deploy(skip_push=True, dry_run=True))["version"])
            status, results = await asyncio.gather(shop.status(), shop.exec("uptime"))
            self.assertIn("127.0.0.1", str(status))
            self.assertEqual([("127.0.0.1", -1)], [(result.host, result.status) for result in results])
            self.assertFalse(await shop.run_hook("pre-connect"))
            self.assertTrue(shop.config)
            with self.assertRaises(wheels.UsageError):
                await shop.run("deplyo")
        with self.assertRaises(wheels.UsageError):
            await shop.plan()
        await shop.close()

    async def test_a_project_can_be_awaited_and_what_is_wrong_with_it_is_raised(self):
        shop = await wheels.aio.load(**options())
        async with shop:
            self.assertTrue(shop.config)
        with self.assertRaises(wheels.ConfigError):
            await wheels.aio.load(**options(nonsense=1))
        with self.assertRaises(wheels.UsageError):
            wheels.aio.load(environment={"A": 1.5, "B": float("inf")})

    async def test_a_task_that_is_cancelled_stops_what_it_waits_for_and_nothing_else(self):
        with folder(docker_setup="touch ready; sleep 60; touch slept") as path, Silent() as port:
            await self.stopped(wheels.aio.load(**slow(path))._load(), (path / "asked").exists)
            given = {**options(ssh={"port": port, "config": False}), "directory": path}
            async with wheels.aio.load(**given) as shop:
                run = shop.start("details")
                began = time.monotonic()
                await self.stopped(shop.exec("uptime"), lambda: time.monotonic() > began + 0.5)
                await self.stopped(shop.run_hook("docker-setup"), (path / "ready").exists)
                self.assertFalse(run.ended)
                run.cancel()
                with self.assertRaises(wheels.Cancelled):
                    await run
            self.assertFalse((path / "slept").exists())

    async def test_closing_waits_for_the_failure_path_and_a_cancelled_one_ends_that(self):
        with folder(post_deploy_failure="touch failing; sleep 60; touch slept") as path, Silent() as port:
            given = {**options(ssh={"port": port, "config": False}), "directory": path}
            shop = await wheels.aio.load(**given)
            run = shop.start("deploy", skip_push=True)
            async for event in run:
                if event["event"] == "phase_started":
                    break
            await self.stopped(shop.close(), (path / "failing").exists)
            self.assertTrue(run.ended)
            self.assertFalse((path / "slept").exists())

    async def test_events_are_heard_on_the_loop_before_their_call_returns(self):
        heard = []
        async with wheels.aio.load(**options(), on_event=lambda event: heard.append(threading.get_ident())) as shop:
            await shop.exec("uptime")
            self.assertEqual({threading.get_ident()}, set(heard))

    async def test_it_is_loaded_with_what_the_other_is_loaded_with(self):
        names = set(inspect.signature(wheels.Project).parameters) - {"directory", "on_event"}
        self.assertEqual(names, set(wheels.aio.LoadOptions.__annotations__))
        methods = {name for name in vars(wheels.Project) if not name.startswith("_")}
        self.assertEqual(methods, {name for name in vars(wheels.aio.Project) if not name.startswith("_")})


if __name__ == "__main__":
    unittest.main()
