#!/usr/bin/env python3
"""Real deploys by the real program to three real hosts: flow_test.py WHEELS [unittest options, names]

The hosts come up once, and go when this ends, however it ends. KAMAL_PROXY_BINARY lets them run a real kamal-proxy.
"""
import os
import pathlib
import shutil
import signal
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import flow_case  # noqa: E402
import project  # noqa: E402
from fleet_hosts import Hosts  # noqa: E402

MODULES = ["deploys", "failures", "locks", "registry", "local_registry", "hooks", "builds", "build_verbs", "build_failures",
           "upkeep", "programs", "canary", "doctor", "jumps", "embedded", "beside_kamal"]


class TimedResult(unittest.TextTestResult):
    """Says of every test how long it took, and of a failing one what is wrong as soon as it is known."""

    def startTest(self, test):
        super().startTest(test)
        self.started = time.monotonic()

    def addSuccess(self, test):
        unittest.TestResult.addSuccess(self, test)
        self.stream.writeln(f"ok ({time.monotonic() - self.started:.1f} s)")

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.stream.writeln(self.failures[-1][1])

    def addError(self, test, err):
        super().addError(test, err)
        self.stream.writeln(self.errors[-1][1])

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.stream.writeln((self.failures or self.errors)[-1][1])

    def printErrors(self):
        """They stand above already."""


def main():
    if os.geteuid() != 0 or not shutil.which("dockerd"):
        print("hosts need root and Docker")
        return 77
    project.WHEELS = os.path.abspath(sys.argv[1])
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    loader = unittest.TestLoader()
    options = [word for word in sys.argv[2:] if word.startswith("-")]
    loader.testNamePatterns = [f"*{word}*" for word in sys.argv[2:] if not word.startswith("-")] or None
    tests = loader.loadTestsFromNames(MODULES)
    flow_case.HOSTS = Hosts()
    try:
        print(f"kamal-proxy: {flow_case.HOSTS.env['FLEET_PROXY']}", file=sys.stderr)
        runner = unittest.TextTestRunner(verbosity=2, resultclass=TimedResult, failfast="-f" in options)
        return 0 if runner.run(tests).wasSuccessful() else 1
    finally:
        flow_case.HOSTS.down()


if __name__ == "__main__":
    # Where it is started in the background it is ignored, and what we start would inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main())
