#!/usr/bin/env python3
"""A deploy from Python: deploy.py DIRECTORY VERSION [--dry-run]"""
import sys

import wheels


def main() -> int:
    directory, version, *rest = sys.argv[1:]
    try:
        with wheels.Project(directory) as project:
            run = project.start("deploy", version=version, skip_push=True, dry_run="--dry-run" in rest)
            for event in run.events():
                if event["event"] == "phase_started":
                    print(f"== {event['title']}")
            report = run.result()
            print(f"{report['version']} is on {len(report['hosts'])} hosts")
            return 0
    except wheels.Error as error:
        print(error.message, error.hint, sep="\n", file=sys.stderr)
        return error.exit_status


if __name__ == "__main__":
    sys.exit(main())
