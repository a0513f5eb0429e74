"""Runs a program and says what it took. For the benchmarks."""
import dataclasses
import os
import statistics
import subprocess
import time


@dataclasses.dataclass
class Cost:
    wall: float  # seconds
    cpu: float   # seconds, user and system, of the program and all its children
    rss: float   # megabytes, of the largest process


def run(argv, log, **options):
    """The program's cost. Ends the benchmark, with the end of its output, when it fails."""
    with open(log, "wb") as out:
        started = time.monotonic()
        child = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, **options)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.monotonic() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        with open(log, encoding="utf-8", errors="replace") as text:
            raise SystemExit(f"{' '.join(argv)} ended with {child.returncode}:\n" + "".join(text.readlines()[-30:]))
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def median(costs):
    return Cost(*(statistics.median(getattr(cost, field.name) for cost in costs) for field in dataclasses.fields(Cost)))


def spread(costs):
    return f"{min(cost.wall for cost in costs):.2f}-{max(cost.wall for cost in costs):.2f}"
