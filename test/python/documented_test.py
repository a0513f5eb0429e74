#!/usr/bin/env python3
"""The Python that is shown, word for word: it runs, dry and on a project of this machine, and has the types that it should."""
import asyncio
import inspect
import pathlib
import re
import shutil
import subprocess
import tempfile
import textwrap
import unittest
import unittest.mock

from shop import PACKAGE, folder, settings, wheels

SOURCE = PACKAGE.parents[1]


def examples():
    """Where it is, and what."""
    found = {}
    for page in [SOURCE / "docs/embedding.md", PACKAGE / "README.md"]:
        for number, block in enumerate(re.findall(r"^```python\n(.*?)^```$", page.read_text(), re.DOTALL | re.MULTILINE)):
            found[f"{page.stem}_{number}"] = block
    for module in [wheels]:
        # What is indented, in the middle of the words.
        found[module.__name__.replace(".", "_")] = textwrap.dedent(
            "\n".join(line for line in inspect.getdoc(module).splitlines() if not line or line.startswith("    ")))
    return found


def as_file(block):
    """Those of asyncio stand in a function of their own."""
    if not re.search(r"^ *(await|async) |[=(] *await ", block, re.MULTILINE):
        return f"import wheels\n\n{block}"
    return f"import asyncio\nimport wheels\nimport wheels.aio\n\nasync def main() -> None:\n{textwrap.indent(block, '    ')}\n\nasyncio.run(main())\n"


class Documented(unittest.TestCase):
    def test_it_runs(self):
        load, encoded = wheels.Project.__init__, wheels._project.encoded

        def dry(what, values):
            return encoded(what, {**values, "dry_run": True} if what == "request" else values)

        for place, block in examples().items():
            with self.subTest(place), folder() as path, unittest.mock.patch("builtins.print"):
                def local(self, directory, **given):
                    load(self, path, settings=settings(), secrets={"REGISTRY_PASSWORD": "hush"}, environment={}, **given)

                with unittest.mock.patch.object(wheels.Project, "__init__", local), \
                        unittest.mock.patch.object(wheels._project, "encoded", dry):
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
