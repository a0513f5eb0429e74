"""What the replay is to expect: the meant differences, and the steps of verbs that are not built yet."""

import fnmatch
import re


class Difference:
    """A line of differences.txt: the steps (a pattern) and the differences (a regular expression) it explains."""

    def __init__(self, line):
        self.text = line
        self.steps, self.pattern = line.split(None, 1)
        self.pattern = re.compile(self.pattern)
        self.used = False

    def explains(self, step, difference):
        if fnmatch.fnmatch(step, self.steps) and self.pattern.search(difference):
            self.used = True
            return True
        return False


def lines_of(file):
    """The lines that say something; a reason follows after two spaces and `#`."""
    lines = []
    for line in file.read_text().splitlines():
        line = line.split("  #")[0].strip()
        if line and not line.startswith("#"):
            lines.append(line)
    return lines


def load_differences(file):
    return [Difference(line) for line in lines_of(file)]


def load_later(file):
    """Names of the steps that are not expected to pass."""
    return set(lines_of(file))
