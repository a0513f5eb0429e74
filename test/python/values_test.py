#!/usr/bin/env python3
"""What goes into the library and what comes out of it, and which library that is."""
import copy
import os
import pathlib
import pickle
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import unittest.mock

from shop import PACKAGE, options, project, wheels

SOURCE = PACKAGE.parents[1]
DETAILS = {"kind": "lock_held", "exit_status": 3, "message": "it is locked", "hint": "wait", "failures": [], "problems": []}


class Errors(unittest.TestCase):
    def test_they_can_be_pickled_and_copied(self):
        error = wheels.LockHeld(DETAILS, {"version": "v2"})
        error.noted = "here"
        for other in [copy.copy(error), copy.deepcopy(error), pickle.loads(pickle.dumps(error))]:
            self.assertIs(wheels.LockHeld, type(other))
            self.assertEqual(vars(error), vars(other))
            self.assertEqual(str(error), str(other))

    def test_what_a_person_needs_is_in_their_text(self):
        self.assertEqual("it is locked\nHint: wait", str(wheels.LockHeld(DETAILS)))
        with self.assertRaises(wheels.ConfigError) as caught:
            project(servers=None, nonsense=1)
        told = str(caught.exception).splitlines()
        self.assertEqual(caught.exception.message, told[0])
        self.assertRegex(told[1], "^settings: servers: ")
        self.assertRegex(told[2], "^settings: unknown key: nonsense")

    def test_every_host_and_every_hint_is_in_their_text_without_control_characters(self):
        failures = [{"host": host, "message": f"{host} \x1b[2J is lost", "hint": "look"} for host in ("one", "")]
        error = wheels.Error({**DETAILS, "hint": "", "failures": failures})
        self.assertEqual("it is locked\none: one \\x1b[2J is lost\nlocal:  \\x1b[2J is lost\nHint: look", str(error))


class Arguments(unittest.TestCase):
    def refused(self, told, **given):
        with self.assertRaises(wheels.UsageError) as caught:
            wheels.Project(**{**options(), **given})
        self.assertIn(told, caught.exception.message)
        caught.exception.message.encode()

    def test_a_mapping_does_as_well_as_a_dictionary_and_a_path_as_well_as_a_text(self):
        given = {**options(), "directory": pathlib.Path("/nonexistent"), "environment": os.environ}
        with unittest.mock.patch.dict(os.environ, {"PATH": os.environ["PATH"]}, clear=True):
            wheels.Project(**given).close()

    def test_what_is_no_json_is_named(self):
        self.refused("options: environment.LATIN: is not UTF-8", environment={"LATIN": b"\xff".decode(errors="surrogateescape")})
        self.refused("options: environment: the name `\\udcff`: is not UTF-8", environment={"\udcff": ""})
        self.refused("options: settings.boot.limit: should be a number, and is nan",
                     settings={**options()["settings"], "boot": {"limit": float("nan")}})
        self.refused("options: settings.servers[0]: should be plain data, and is of the type object",
                     settings={**options()["settings"], "servers": [object()]})
        itself = {}
        itself["labels"] = itself
        self.refused("options: it is nested too deep, or in itself", settings=itself)
        self.refused("options: settings.retain_containers: is a number that is too large", settings={"retain_containers": 10**30})
        self.refused("options: environment.1: is there as a number and as a text", environment={1: "a", "1": "b"})
        self.refused("on_event should be callable, and is of the type int", on_event=0)
        with self.assertRaisesRegex(wheels.UsageError, "on_event should be callable"):
            wheels.aio.load(on_event=3, **options())
        with project() as shop:
            for command in (None, b"uptime"):
                with self.assertRaisesRegex(wheels.UsageError, "the command should be a text"):
                    shop.exec(command)
            for call in [lambda: shop.plan(hosts=["\udcff"]), lambda: shop.exec("echo \udcff")]:
                with self.assertRaisesRegex(wheels.UsageError, "is not UTF-8"):
                    call()


class Happened(unittest.TestCase):
    """What a run that never ends has told."""

    def test_of_very_much_the_last_is_kept_and_a_reader_misses_nothing(self):
        with unittest.mock.patch.object(wheels._run, "MOST_KEPT", 10):
            happened = wheels._run.Events(object())
            for number in range(5):
                happened.add({"number": number})
            early = iter(happened)
            self.assertEqual(0, next(early)["number"])
            for number in range(5, 100):
                happened.add({"number": number})
            happened.end()

            self.assertEqual(list(range(1, 100)), [event["number"] for event in early])
            happened.add({"number": 100})
            self.assertEqual(list(range(91, 101)), [event["number"] for event in happened])


FAKE = """
const char *wheels_version(void) { return VERSION; }
int wheels_abi_version(void) { return 1000; }
"""


class Library(unittest.TestCase):
    def imported(self, folder, **environment):
        """What the import says with the libraries of a folder."""
        environment = {**os.environ, "LD_LIBRARY_PATH": str(folder), "PYTHONPATH": str(PACKAGE), **environment}
        if not environment["WHEELS_LIBRARY"]:
            del environment["WHEELS_LIBRARY"]
        done = subprocess.run([sys.executable, "-c", "import wheels; print(wheels.version())"], env=environment, text=True,
                              capture_output=True, timeout=60)
        return done.stdout + done.stderr

    @unittest.skipUnless(shutil.which("cc"), "there is no C compiler here")
    def test_that_of_another_version_is_refused_and_that_of_this_one_is_found(self):
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "fake.c").write_text(FAKE)
            later = folder / "libwheels.so.0.2"
            subprocess.run(["cc", "-shared", "-fPIC", '-DVERSION="0.2.0"', "-Wl,-soname,libwheels.so.0.2", "-o", later,
                            folder / "fake.c"], check=True)
            (folder / "libwheels.so").symlink_to(later)
            self.assertIn("is version 0.2.0, and this package is for 0.1", self.imported(folder, WHEELS_LIBRARY=str(later)))
            self.assertIn("libwheels cannot be loaded", self.imported(folder, WHEELS_LIBRARY=""))
            (folder / "libwheels.so.0.1").symlink_to(os.environ["WHEELS_LIBRARY"])
            self.assertEqual(f"{wheels.version()}\n", self.imported(folder, WHEELS_LIBRARY=""))

    def test_a_library_that_is_another_one_is_refused(self):
        import _ctypes
        self.assertIn("is not the library of wheels deploy", self.imported("", WHEELS_LIBRARY=_ctypes.__file__))

    def test_all_say_the_same_version(self):
        version = re.search(r"^  version: '(.*)'", (SOURCE / "meson.build").read_text(), re.MULTILINE)[1]
        self.assertEqual(version, re.search(r'^version = "(.*)"', (PACKAGE / "pyproject.toml").read_text(), re.MULTILINE)[1])
        self.assertEqual(version.rpartition(".")[0], wheels._library.SERIES)
        self.assertEqual(version, wheels.version())


if __name__ == "__main__":
    unittest.main()
