"""What the tests of the Python package share: $WHEELS_LIBRARY names the library, and the package is the one of this tree."""
import contextlib
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PACKAGE = HERE.parents[1] / "bindings/python"
sys.path.insert(0, str(PACKAGE))
import wheels  # noqa: E402
import wheels.aio  # noqa: E402


def settings(**more):
    return {"service": "shop", "image": "acme/shop", "servers": ["127.0.0.1"], "ssh": {"port": 1, "config": False},
            "registry": {"username": "acme", "password": ["REGISTRY_PASSWORD"]}, "builder": {"arch": "amd64"}, **more}


def options(**keys):
    return {"directory": "/nonexistent", "settings": settings(**keys), "secrets": {"REGISTRY_PASSWORD": "hush-hush"},
            "version": "v2", "environment": {"PATH": os.environ["PATH"]}, "home": "/nonexistent"}


def project(on_event=None, directory="/nonexistent", **keys):
    return wheels.Project(**{**options(**keys), "directory": directory}, on_event=on_event)


@contextlib.contextmanager
def folder(**hooks):
    """Of a project; `_` in the names of its hooks is `-`. They run in it."""
    with tempfile.TemporaryDirectory() as name:
        path = pathlib.Path(name)
        for hook, words in hooks.items():
            file = path / ".kamal/hooks" / hook.replace("_", "-")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"#!/bin/sh\ncd {path}\n{words}\n")
            file.chmod(0o755)
        yield path


def python(script):
    """An interpreter that runs it, and has this module."""
    return subprocess.Popen([sys.executable, "-c", script], cwd=HERE, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def until(truth):
    deadline = time.monotonic() + 30
    while not truth():
        if time.monotonic() > deadline:
            raise AssertionError("it does not come true")
        time.sleep(0.02)


class Silent:
    """A host that takes connections and says nothing."""

    def __enter__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        return self.server.getsockname()[1]

    def __exit__(self, *_):
        self.server.close()
