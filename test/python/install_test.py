#!/usr/bin/env python3
"""The Python package as pip installs it: without a network, and without anything that is not there."""
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile

from shop import PACKAGE, wheels

OFFLINE = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INDEX": "1", "PIP_NO_CACHE_DIR": "1", "PIP_CONFIG_FILE": os.devnull}


def call(*command, **environment):
    environment = {**os.environ, **OFFLINE, **environment}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run([str(word) for word in command], env=environment, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=300)
    if done.returncode != 0:
        raise AssertionError(f"{command}\n{done.stdout}")
    return done.stdout


def made(hook, folder, source=PACKAGE, **environment):
    """The file that a hook of the backend has made, as pip calls it: in the folder of the package."""
    script = f"import backend, os; print(backend.{hook}({str(folder)!r}))"
    done = subprocess.run([sys.executable, "-B", "-c", script], cwd=source, env={**os.environ, **environment}, text=True,
                          stdout=subprocess.PIPE, check=True)
    return pathlib.Path(folder, done.stdout.strip())


class Installed(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder, True)

    def test_pip_installs_it_from_the_sources_and_from_what_is_made_of_them(self):
        call(sys.executable, "-m", "venv", self.folder / "venv")
        python = self.folder / "venv/bin/python"
        for what in [PACKAGE, made("build_wheel", self.folder), made("build_sdist", self.folder)]:
            call(python, "-m", "pip", "install", "--force-reinstall", "--no-index", what)
            said = call(python, "-c", "import wheels; print(wheels.__file__, wheels.version())")
            self.assertIn(str(self.folder / "venv/lib"), said)
            self.assertIn(wheels.version(), said)
        shown = call(python, "-m", "pip", "show", "--files", "wheels-deploy")
        for file in ["wheels/py.typed", "wheels/_core.py", "LICENSE"]:
            self.assertIn(file, shown)
        call(python, "-m", "pip", "check")

    def test_the_same_sources_give_the_same_bytes(self):
        other = self.folder / "elsewhere"
        shutil.copytree(PACKAGE, other, ignore=shutil.ignore_patterns("__pycache__"))
        for path in other.rglob("*"):
            os.utime(path, (1, 1))
        for hook in ("build_wheel", "build_sdist"):
            packed = []
            for source in (PACKAGE, other):
                (self.folder / f"{hook}-{len(packed)}").mkdir()
                packed.append(made(hook, self.folder / f"{hook}-{len(packed)}", source, SOURCE_DATE_EPOCH="1700000000"))
            self.assertEqual(packed[0].read_bytes(), packed[1].read_bytes())

    def test_everything_is_in_them(self):
        modules = {f"wheels/{path.name}" for path in (PACKAGE / "wheels").iterdir() if path.is_file()}
        info = f"wheels_deploy-{wheels.version()}.dist-info"
        wheel, sources = made("build_wheel", self.folder), made("build_sdist", self.folder)
        with zipfile.ZipFile(wheel) as archive:
            self.assertEqual(modules | {f"{info}/{name}" for name in ("LICENSE", "METADATA", "WHEEL", "RECORD")},
                             set(archive.namelist()))
            self.assertIn("Description-Content-Type: text/markdown\n\n# wheels-deploy\n", archive.read(f"{info}/METADATA").decode())
            self.assertTrue(archive.read(f"{info}/LICENSE").startswith(b"MIT License"))
        with tarfile.open(sources) as archive:
            self.assertEqual(modules | {"pyproject.toml", "backend.py", "README.md", "LICENSE", "PKG-INFO"},
                             {name.partition("/")[2] for name in archive.getnames()})


if __name__ == "__main__":
    unittest.main()
