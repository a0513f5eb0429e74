"""Hosts (hosts.py) whose `docker` tells of the app `shop`: what the tests of verbs have in common that look before they act."""
import unittest

from hosts import Hosts
from project import DEPLOY_YML, Project

# id, version, state, when it was made, health
CONTAINERS = (("3", "v3", "running", "2026-01-03T10:00:00Z", "healthy"), ("2", "v2", "exited", "2026-01-02T10:00:00Z", ""),
              ("1", "v1", "exited", "2026-01-01T10:00:00Z", ""))  # fmt: skip
PROXY_LIST = "Service   Host  Path  Target           State    TLS\\nshop-web  *     /     333333333333:80  running  no \\n"


def answers():
    listed = "".join(f"shop/{digit * 12}/shop-web-{version}\\n" for digit, version, *_ in CONTAINERS)
    plain = close = ""
    for digit, version, state, time, health in CONTAINERS:
        line = f"container|{digit * 12}|/shop-web-{version}|sha256:{digit * 64}|acme/shop:{version}|{state}|shop|web|"
        plain += line + "\\n"
        close += f"{line}|{time}|{time}|{health}\\n"
    return f"""\
    "ps -a") printf '{listed}' ;;
    "ps -q") echo 333333333333 ;;
    "inspect --format") case "$3" in *Created*) printf '{close}' ;; *Config*) printf '{plain}' ;; *) echo sha256:{"3" * 64} ;; esac ;;
    "image inspect") echo 'sha256:{"3" * 64}|2026-01-03T09:00:00Z' ;;
    "exec kamal-proxy") case "$*" in *" list") printf '{PROXY_LIST}' ;; esac ;;
"""


class ToldHosts(Hosts):
    def __init__(self):
        super().__init__()
        script = self.path / "docker"
        script.write_text(script.read_text().replace('    "network ls")', answers() + '    "network ls")'))

    def project(self):
        """`web` alone, on both hosts."""
        before, after = DEPLOY_YML.split("  jobs:")
        return Project(before + after.split("bin/jobs\n")[1].replace("port: 1", f"port: {self.port}"))

    def touched(self):
        """What `docker` was told that changes anything."""
        changing = ("run ", "stop ", "rename ", "pull ", "tag ")
        return [line for line in self.asked() if line.startswith(changing) or "kamal-proxy deploy" in line]


class OnToldHosts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.hosts = ToldHosts()
        cls.addClassCleanup(cls.hosts.close)

    def setUp(self):
        self.project = self.hosts.project()
        self.addCleanup(self.project.__exit__)
        self.hosts.forget()
        self.hosts.let_in(self.project)
