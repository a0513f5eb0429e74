"""A project to deploy, and the tool that deploys it."""
import itertools
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time

WHEELS = None  # set by flow_test.py
_numbers = itertools.count(1)


class Ended:
    """How a run ended: its status, all that it wrote (both streams as one), and the seconds that it took."""

    def __init__(self, status, text, seconds):
        self.status, self.text, self.seconds = status, text, seconds


class Project:
    """A folder with a deploy.yml for a service of its own on all hosts; `keys` replace or add keys of deploy.yml."""

    def __init__(self, hosts, **keys):
        self.hosts = hosts
        self.service = f"app{next(_numbers)}"
        self.host = f"{self.service}.test"
        self._folder = tempfile.TemporaryDirectory(prefix="wheels-flow-")
        self.folder = pathlib.Path(self._folder.name)
        self.keys = {
            "service": self.service,
            "image": self.service,
            "servers": {"web": hosts.addresses},
            "registry": {"server": hosts.env["FLEET_REGISTRY"], "username": hosts.env["FLEET_REGISTRY_USER"],
                         "password": ["REGISTRY_PASSWORD"]},
            "builder": {"arch": "amd64"},
            "proxy": {"host": self.host, "app_port": 80, "healthcheck": {"path": "/up", "interval": 1}},
            "deploy_timeout": 30,
            "drain_timeout": 5,
            "readiness_delay": 0,
            **keys,
        }
        self.write_config()
        self.write(".kamal/secrets", f"REGISTRY_PASSWORD='{hosts.env['FLEET_REGISTRY_PASSWORD']}'\n")
        for args in (["init", "-q"], ["config", "user.name", "Flow Tester"], ["config", "user.email", "flow@app.test"],
                     ["commit", "-q", "--allow-empty", "-m", "The app"]):
            subprocess.run(["git", *args], cwd=self.folder, check=True)

    def close(self):
        self.hosts.forget(self.service)
        self._folder.cleanup()

    def write_config(self, **keys):
        self.keys.update(keys)
        self.write("config/deploy.yml", json.dumps(self.keys, indent=2, ensure_ascii=False))  # which is YAML

    def write(self, name, text, mode=0o644):
        file = self.folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode())
        file.chmod(mode)

    def hook(self, name, script):
        self.write(f".kamal/hooks/{name}", f"#!/bin/sh\n{script}\n", 0o755)

    def has(self, name):
        return (self.folder / name).exists()

    def read(self, name):
        return (self.folder / name).read_text()

    def environment(self, **more):
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("KAMAL_")}
        return {**inherited, "HOME": self.hosts.env["FLEET_HOME"], **more}

    def start(self, *words, program=None, env=None):
        argv = program or [WHEELS, "deploy"]
        return subprocess.Popen([*argv, *words], cwd=self.folder, env=self.environment(**(env or {})),
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def run(self, *words, **options):
        """`wheels deploy WORDS…`"""
        started = time.monotonic()
        process = self.start(*words, **options)
        return self.end(process, started)

    @staticmethod
    def end(process, started, limit=150):
        try:
            text, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            text, _ = process.communicate()
            raise AssertionError(f"still running after {limit} s:\n{text.decode(errors='replace')}") from None
        return Ended(process.returncode, text.decode(errors="replace"), time.monotonic() - started)

    def deploy(self, version, *words, verb=(), **options):
        return self.run(*verb, "--skip-push", f"--version={version}", *words, **options)
