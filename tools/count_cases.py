#!/usr/bin/env python3
"""Counts the test cases of a Meson run: count_cases.py testlog.json [--failed]

A test program of doctest, Python's unittest or TAP counts as the cases that it names in its output, any other as one.
A TAP case that is marked as one to come counts as failed when it passes, and else not at all.
The last line is `N passed, N failed[, N skipped]`, or with --failed the number of the failed ones alone. Ends with 1 when
one failed, or when there was none at all.
"""
import json
import pathlib
import re
import sys

DOCTEST = re.compile(r"\[doctest\] test cases:\s+(\d+) \|\s+(\d+) passed \|\s+(\d+) failed \|\s+(\d+) skipped")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
TAP = re.compile(r"^(not )?ok \d+\b(.*)$", re.MULTILINE)
UNITTEST = re.compile(r"^Ran (\d+) tests? in .*\n+(?:OK|FAILED)(?: \((.*)\))?", re.MULTILINE)


def cases_of(test):
    """(passed, failed, skipped) of one line of the log."""
    output = COLOUR.sub("", test.get("stdout", "") + "\n" + test.get("stderr", ""))
    passed = failed = skipped = 0
    found = False
    for _, good, bad, left_out in DOCTEST.findall(output):
        found = True
        # Cases that a filter left out are run by nobody's wish; a skipped one says so by itself.
        passed, failed = passed + int(good), failed + int(bad)
    for ran, details in UNITTEST.findall(output):
        found = True
        counts = dict(re.findall(r"(\w+)=(\d+)", details or ""))
        bad = int(counts.get("failures", 0)) + int(counts.get("errors", 0))
        left_out = int(counts.get("skipped", 0))
        passed, failed, skipped = passed + max(int(ran) - bad - left_out, 0), failed + bad, skipped + left_out
    for failing, rest in TAP.findall(output):
        found = True
        if bool(failing) == ("# TODO" in rest):
            passed += not failing  # what is yet to come counts neither way while it fails
        else:
            failed += 1
    if test["result"] == "SKIP":
        return passed, failed, max(skipped, 1)
    if test["result"] not in ("OK", "EXPECTEDFAIL"):
        # A crash or a timeout may come before any case could be counted as failed.
        return passed, max(failed, 1), skipped
    return (passed, failed, skipped) if found else (1, 0, 0)


def main():
    log = pathlib.Path(sys.argv[1])
    tests = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    passed, failed, skipped = (sum(column) for column in zip((0, 0, 0), *map(cases_of, tests)))
    if "--failed" in sys.argv:
        print(failed)
    else:
        print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or not tests else 0


if __name__ == "__main__":
    sys.exit(main())
