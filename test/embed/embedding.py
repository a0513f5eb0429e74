"""What the tests of the library share: a project, and a program like examples/embed.cpp that is run in it."""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "cli"))
from project import DEPLOY_YML, Project  # noqa: E402, F401


def project():
    # The command is a child process: the loop of the program that embeds the library waits for it.
    return Project(secrets="REGISTRY_PASSWORD=hunter2-registry\nDATABASE_PASSWORD=$(printf hunter2-%s database)\n")


def run(project, program, *words, **environment):
    return subprocess.run([program, project.path, "v7", *words], env={**project.environment, **environment}, text=True,
                          capture_output=True, stdin=subprocess.DEVNULL, timeout=60)
