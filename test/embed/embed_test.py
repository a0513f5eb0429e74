#!/usr/bin/env python3
"""The library as somebody else uses it: examples/embed.cpp, built in the project and against what is installed.

The environment names the example ($EMBED), the build folder ($BUILD), the sources ($SOURCE) and the compiler ($COMPILER,
empty: leave the installed library out).
"""
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from project import Project  # noqa: E402


def run(project, program, *words, **environment):
    return subprocess.run([program, project.path, *words], env={**project.environment, **environment}, text=True,
                          capture_output=True, stdin=subprocess.DEVNULL, timeout=60)


class Embedded(unittest.TestCase):
    def holds(self, program, **environment):
        with Project() as project:
            done = run(project, program, "v7", "--dry-run", **environment)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("== Boot the app\n", done.stdout)
            self.assertIn("127.0.0.2: docker run --detach", done.stdout)
            self.assertTrue(done.stdout.endswith("version v7 is on 2 hosts\n"))
            project.hook("pre-deploy", "echo checking; exit 3")
            done = run(project, program, "v7", **environment)
            self.assertEqual(done.returncode, 4)
            self.assertEqual(done.stderr.splitlines(),
                             ["Hook pre-deploy exited with code 3", "web on 127.0.0.1: untouched",
                              "web on 127.0.0.2: untouched", "jobs on 127.0.0.2: untouched"])
            self.assertEqual(done.stdout, "hook: checking\n")

    def test_the_example_deploys_with_events_of_its_own(self):
        self.holds(os.environ["EMBED"])

    @unittest.skipUnless(os.environ.get("COMPILER"), "a library with sanitizers cannot be loaded by a program without")
    def test_the_example_builds_against_what_is_installed(self):
        with tempfile.TemporaryDirectory() as root:
            subprocess.run(["meson", "install", "--no-rebuild", "--quiet", "-C", os.environ["BUILD"], "--destdir", root],
                           check=True, stdout=subprocess.DEVNULL)
            found = next(pathlib.Path(root).rglob("wheels.pc")).parent
            environment = {**os.environ, "PKG_CONFIG_PATH": str(found), "PKG_CONFIG_SYSROOT_DIR": root}
            flags = subprocess.run(["pkg-config", "--cflags", "--libs", "wheels"], env=environment, text=True,
                                   capture_output=True, check=True).stdout
            program = os.path.join(root, "embed")
            subprocess.run([*shlex.split(os.environ["COMPILER"]), "-std=c++20", "-o", program,
                            os.path.join(os.environ["SOURCE"], "examples/embed.cpp"), *shlex.split(flags)], check=True)
            self.holds(program, LD_LIBRARY_PATH=str(found.parent))


if __name__ == "__main__":
    unittest.main()
