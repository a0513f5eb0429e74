#!/usr/bin/env python3
"""examples/embed.cpp, built in the project. $EMBED is the program."""
import os
import sys
import unittest

import embedding


class Embedded(unittest.TestCase):
    def test_the_example_deploys_with_events_of_its_own(self):
        with embedding.project() as project:
            done = embedding.run(project, os.environ["EMBED"], "--dry-run")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("== Boot the app\n", done.stdout)
            self.assertIn("127.0.0.2: docker run --detach", done.stdout)
            self.assertTrue(done.stdout.endswith("version v7 is on 2 hosts\n"))

    def test_a_hook_that_refuses_is_an_error_with_the_report(self):
        with embedding.project() as project:
            project.hook("pre-deploy", "echo checking; exit 3")
            done = embedding.run(project, os.environ["EMBED"])
            self.assertEqual(done.returncode, 4)
            self.assertEqual(done.stderr.splitlines(),
                             ["Hook pre-deploy exited with code 3", "web on 127.0.0.1: untouched",
                              "web on 127.0.0.2: untouched", "jobs on 127.0.0.2: untouched"])
            self.assertEqual(done.stdout, "hook: checking\n")


if __name__ == "__main__":
    unittest.main()
