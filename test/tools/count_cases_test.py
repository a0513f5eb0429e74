#!/usr/bin/env python3
"""That tools/count_cases.py counts cases, and takes no crash for a pass."""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM = pathlib.Path(__file__).resolve().parents[2] / "tools/count_cases.py"
DOCTEST = "[doctest] test cases:  7 |  {} passed | {} failed | 0 skipped\n[doctest] assertions: 9 | 9 passed | 0 failed |\n"


def count(*tests):
    """The last line, and the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder) / "testlog.json"
        log.write_text("".join(json.dumps(test) + "\n" for test in tests))
        ended = subprocess.run([sys.executable, PROGRAM, log], stdout=subprocess.PIPE, text=True, check=False)
    return ended.stdout.strip(), ended.returncode


class CountCases(unittest.TestCase):
    def test_cases_are_counted_by_what_the_programs_say(self):
        cases = [
            ({"result": "OK", "stdout": DOCTEST.format(7, 0)}, "7 passed, 0 failed", 0),
            ({"result": "FAIL", "stdout": DOCTEST.format(5, 2)}, "5 passed, 2 failed", 1),
            ({"result": "OK", "stdout": "\x1b[0;32m" + DOCTEST.format(7, 0)}, "7 passed, 0 failed", 0),
            ({"result": "OK", "stderr": "Ran 9 tests in 1.2s\n\nOK (skipped=2)\n"}, "7 passed, 0 failed, 2 skipped", 0),
            ({"result": "FAIL", "stderr": "Ran 9 tests in 1.2s\n\nFAILED (failures=1, errors=2)\n"}, "6 passed, 3 failed", 1),
            ({"result": "FAIL", "stderr": "Ran 0 tests in 1.2s\n\nFAILED (errors=1)\n"}, "0 passed, 1 failed", 1),
            ({"result": "OK", "stdout": "all is well\n"}, "1 passed, 0 failed", 0),
            ({"result": "OK", "stdout": "ok 1 - a\nnot ok 2 - b # TODO later\nok 3 - c\n1..3\n"}, "2 passed, 0 failed", 0),
            ({"result": "FAIL", "stdout": "ok 1 - a # TODO later\nnot ok 2 - b\n1..2\n"}, "0 passed, 2 failed", 1),
            ({"result": "SKIP", "stdout": "no Docker\n"}, "0 passed, 0 failed, 1 skipped", 0),
        ]
        for test, line, status in cases:
            with self.subTest(test=test):
                self.assertEqual(count(test), (line, status))

    def test_a_program_that_dies_or_hangs_has_failed_even_when_no_case_did(self):
        for result in ("FAIL", "ERROR", "TIMEOUT", "INTERRUPT"):
            with self.subTest(result=result):
                self.assertEqual(count({"result": result, "stdout": ""}), ("0 passed, 1 failed", 1))
                self.assertEqual(count({"result": result, "stdout": DOCTEST.format(7, 0)}), ("7 passed, 1 failed", 1))

    def test_the_programs_add_up(self):
        self.assertEqual(count({"result": "OK", "stdout": DOCTEST.format(7, 0)}, {"result": "OK"},
                               {"result": "SKIP"}), ("8 passed, 0 failed, 1 skipped", 0))

    def test_no_test_at_all_is_a_failure(self):
        self.assertEqual(count(), ("0 passed, 0 failed", 1))


if __name__ == "__main__":
    unittest.main()
