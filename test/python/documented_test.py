#!/usr/bin/env python3
"""The Python that is shown, word for word: it runs, dry and on a project of this machine, and has the types that it should."""
import inspect
import pathlib
import re
import shutil
import subprocess
import tempfile
import textwrap
import unittest
import unittest.mock

from shop import PACKAGE, folder, options, wheels

SOURCE = PACKAGE.parents[1]


def examples():
    """Where it is, and what."""
    found = {}
    for page in [SOURCE / "docs/embedding.md", PACKAGE / "README.md"]:
        for number, block in enumerate(re.findall(r"^```python\n(.*?)^```$", page.read_text(), re.DOTALL | re.MULTILINE)):
            found[f"{page.stem}_{number}"] = block
    for module in [wheels, wheels.aio]:
        # What is indented, in the middle of the words.
        found[module.__name__.replace(".", "_")] = textwrap.dedent(
            "\n".join(line for line in inspect.getdoc(module).splitlines() if not line or line.startswith("    ")))
    return found


def as_file(block):
    """Those of asyncio stand in a function of their own."""
    if "await " not in block:
        return f"import wheels\n\n{block}"
    return ("import asyncio\nimport wheels\nimport wheels.aio\n\nasync def main() -> None:\n"
            f"{textwrap.indent(block, '    ')}\n\nasyncio.run(main())\n")


class Documented(unittest.TestCase):
    def test_it_runs(self):
        load, load_in_asyncio, encoded = wheels.Project.__init__, wheels.aio.load, wheels._project.encoded

        def dry(what, values):
            return encoded(what, {**values, "dry_run": True} if what == "request" else values)

        for place, block in examples().items():
            with self.subTest(place), folder() as path, unittest.mock.patch("builtins.print"):
                def local(self, directory, **given):
                    load(self, **{**options(), **given, "directory": path})

                def local_in_asyncio(directory, **given):
                    return load_in_asyncio(**{**options(), **given, "directory": path})

                with unittest.mock.patch.object(wheels.Project, "__init__", local), \
                        unittest.mock.patch.object(wheels.aio, "load", local_in_asyncio), \
                        unittest.mock.patch.object(wheels._project, "encoded", dry), \
                        unittest.mock.patch.object(wheels.aio, "encoded", dry):
                    exec(compile(as_file(block), place, "exec"), {"__name__": place})

    @unittest.skipUnless(shutil.which("mypy"), "there is no mypy here")
    def test_the_types_are_right(self):
        with tempfile.TemporaryDirectory() as name:
            files = []
            for place, block in examples().items():
                files.append(pathlib.Path(name) / f"{place}_example.py")
                files[-1].write_text(as_file(block))
            done = subprocess.run(["mypy", "--strict", f"--cache-dir={name}", PACKAGE / "wheels", *files], cwd=PACKAGE, text=True,
                                  capture_output=True, timeout=300)
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
