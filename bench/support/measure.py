"""Runs a program and says what it took. For the benchmarks."""
import dataclasses
import os
import signal
import statistics
import subprocess
import sys
import threading
import time



def end(*_):
    """Ended from outside, a benchmark still takes down what it has made, and is not disturbed in that."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    sys.exit(143)


signal.signal(signal.SIGTERM, end)


@dataclasses.dataclass
class Cost:
    wall: float  # seconds
    cpu: float   # seconds, user and system, of the program and all its children
    rss: float   # megabytes at the peak, of the program itself


class Peak(threading.Thread):
    """Watches the memory of a process. What wait4 tells of it would be no less than this Python's, from which it forked."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.status, self.kilobytes, self.ended = f"/proc/{pid}/status", 0, threading.Event()

    def run(self):
        while not self.ended.wait(0.01):
            try:
                with open(self.status, encoding="ascii") as text:
                    self.kilobytes = next((int(line.split()[1]) for line in text if line.startswith("VmHWM:")), self.kilobytes)
            except OSError:
                return


def run(argv, log, **options):
    """The program's cost. Ends the benchmark, with the end of its output, when it fails."""
    with open(log, "wb") as out:
        started = time.monotonic()
        child = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, **options)
        peak = Peak(child.pid)
        peak.start()
        _, status, used = os.wait4(child.pid, 0)
        wall = time.monotonic() - started
        peak.ended.set()
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        with open(log, encoding="utf-8", errors="replace") as text:
            raise SystemExit(f"{' '.join(argv)} ended with {child.returncode}:\n" + "".join(text.readlines()[-30:]))
    return Cost(wall, used.ru_utime + used.ru_stime, peak.kilobytes / 1024)


def median(costs):
    return Cost(*(statistics.median(getattr(cost, field.name) for cost in costs) for field in dataclasses.fields(Cost)))


def spread(costs):
    return f"{min(cost.wall for cost in costs):.2f}-{max(cost.wall for cost in costs):.2f}"
