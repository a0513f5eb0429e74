#!/usr/bin/env python3
"""Replays what the real Kamal did and compares what the hosts see. README.md tells more.

    replay.py [option…] -- COMMAND…     e.g. replay.py --show -- build/wheels deploy

Writes TAP: one test per recorded step.
"""

import argparse
import concurrent.futures
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

import comparison
import expectations
import recordings
from fleet import Fleet, files_in, restore

HERE = pathlib.Path(__file__).parent
STEP_LIMIT = 90  # seconds
HOOKS = ["pre-connect", "pre-build", "pre-deploy", "post-deploy", "pre-app-boot", "post-app-boot", "pre-proxy-reboot",
         "post-proxy-reboot", "docker-setup"]  # fmt: skip
NEEDED = ["ip", "nsenter", "setpriv", "unshare", "git", "ssh-keygen", "/usr/sbin/sshd"]
COMMIT_TIME = "2026-01-01T00:00:00Z"


class Result:
    def __init__(self, step, differences, changed, output):
        self.step, self.differences, self.changed, self.output = step, differences, changed, output


def client_environment():
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("KAMAL", "GIT_", "SSH_")) and k != "VERSION"}
    environment.update(GIT_AUTHOR_DATE=COMMIT_TIME, GIT_COMMITTER_DATE=COMMIT_TIME, LC_ALL="C.UTF-8", COLUMNS="200",
                       TERM="dumb", USER="root")  # fmt: skip
    return environment


def confirmation(step):
    """We ask before these, Kamal does not."""
    return ["--confirmed"] if step.arguments[:2] in (["app", "remove"], ["proxy", "remove"]) else []


FOLLOWING = 4  # seconds, until somebody interrupts it


def follows(step):
    return "logs" in step.arguments and "-f" in step.arguments


def make_project(fleet, recorded, with_hooks):
    project = fleet.work / recorded.name
    shutil.copytree(recorded / "project", project)
    for file in [f for f in project.rglob("*") if f.is_file()]:
        file.write_text(file.read_text().replace("<WORK>", str(fleet.work)))
    with open(project / "config/deploy.yml", "a") as file:
        file.write("\nx-wheels: {version: full}\n")  # as Kamal has it without --version
    if with_hooks:
        hooks = project / ".kamal/hooks"
        hooks.mkdir(parents=True, exist_ok=True)
        for name in HOOKS:
            (hooks / name).write_text(f"#!/bin/sh\necho hook {name} says hi\n")
            (hooks / name).chmod(0o755)
    identity = "git init -q; git config user.name 'Bed Deployer'; git config user.email deployer@bed"
    subprocess.run(f"{identity}; git add -A; git commit -qm all", shell=True, check=True, cwd=project,
                   env=dict(client_environment(), HOME=str(fleet.root)))  # fmt: skip
    return project


def replay_configuration(command, steps, verbs):
    """Every step from the state that was recorded before it, so that one wrong step does not spoil the next."""
    with tempfile.TemporaryDirectory(prefix="parity-") as root, Fleet(root) as fleet:
        places = comparison.Places(root, fleet.work, fleet.temporary)
        with_hooks = any((step.folder / "hooks.txt").exists() for step in steps)
        project = make_project(fleet, steps[0].folder.parent, with_hooks)
        files = {}
        results = []
        for step in steps:
            wanted = not step.was_cut_off and (not verbs or step.arguments[0] in verbs)
            if wanted:
                results.append(replay_step(command, step, files, fleet, project, places))
            files.update({host: step.files_after(host) for host in step.hosts})
    return results


def replay_step(command, step, files, fleet, project, places):
    hosts = sorted(files.keys() | set(step.hosts))
    for host in hosts:
        mirror = "http://mirror.test:5000/" if "mirror" in step.configuration else None
        fleet.set_docker(host, step.docker_before(host), mirror)
        restore(fleet.home(host), files.get(host, []))
    fleet.set_docker("local", step.docker_before("local"))
    if any(daemon.failures for daemon in fleet.daemons.values()):
        # The first host of the primary role decides about the other roles. The one that fails was first when Kamal was
        # recorded, and is to be so on a machine under load.
        for daemon in fleet.daemons.values():
            daemon.health_check_takes = 1
    until = ["timeout", "--preserve-status", "--signal=INT", str(FOLLOWING)] if follows(step) else []
    words = [*until, *command, *step.arguments, *confirmation(step)]
    try:
        run = fleet.run(words, project, client_environment(), STEP_LIMIT)
        status, output = run.returncode, run.stdout + run.stderr
        if follows(step) and status == 128 + signal.SIGINT:
            status = 0
    except subprocess.TimeoutExpired:
        status, output = None, f"did not end within {STEP_LIMIT} s"

    differences, changed = [], False
    if (status == 0) != (step.exit_status == 0):
        differences.append(f"exit {status}, Kamal {step.exit_status}: {output[-300:]!r}")
    for host in hosts:
        daemon = fleet.daemons[host]
        ours = [(c, recordings.with_names(argv, daemon.names_by_id)) for c, argv in daemon.calls]
        recorded = comparison.changes(step.docker_calls(host), places)
        differences += comparison.compare_calls(host, recorded, comparison.changes(ours, places))
        before = files.get(host, [])
        after = step.files_after(host) if host in step.hosts else before
        differences += comparison.compare_files(host, after, files_in(fleet.home(host)), places)
        changed |= bool(recorded) or after != before
    recorded = [call for _, call in comparison.changes(step.docker_calls("local"), places)]
    ours = [call for _, call in comparison.changes(fleet.daemons["local"].calls, places)]
    if recorded != ours:
        differences.append(f"local docker: Kamal {recorded}, we {ours}")
    return Result(step, differences, changed or bool(recorded), output)


class Report:
    """TAP on standard output."""

    def __init__(self, differences, later, show):
        self.differences, self.later, self.show = differences, later, show
        self.count = self.failed = self.same = self.explained = self.quiet = self.marked = 0

    def add(self, result):
        name = result.step.name
        left = [d for d in result.differences if not any([e.explains(name, d) for e in self.differences])]
        self.explained += len(result.differences) - len(left)
        self.count += 1
        marked = name in self.later
        # TAP has both senses for us: a step to come that fails is fine, one that passes has to lose its mark.
        title = f"{self.count} - {name} ({' '.join(result.step.arguments)})" + (" # TODO not built yet" if marked else "")
        print(f"{'not ok' if left else 'ok'} {title.replace('#', '', title.count('#') - marked)}")
        for difference in left if self.show or not marked else []:
            print(f"#   {difference if self.show else difference[:500]}")
        if bool(left) != marked:
            self.failed += 1
            # Of a test that speaks TAP, Meson shows only what comes on standard error.
            print(f"{name}: {'; '.join(d[:300] for d in left) or 'passes now, though it is marked in later.txt'}", file=sys.stderr)
        self.marked += marked and bool(left)
        if not left and not marked:
            self.same += result.changed
            self.quiet += not result.changed
        if self.show and left:
            print("".join(f"#   | {line}\n" for line in result.output.splitlines()[-30:]), end="")
        sys.stdout.flush()

    def end(self, everything_was_run):
        for stale in [d for d in self.differences if not d.used] if everything_was_run else []:
            self.count += 1
            self.failed += 1
            print(f"not ok {self.count} - differences.txt explains something that does not happen")
            print(f"#   {stale.text}")
        print(f"1..{self.count}")
        print(f"# {self.same} steps the same, {self.quiet} in which Kamal changed nothing, {self.explained} differences "
              f"meant, {self.marked} steps to come, {self.failed} failed")  # fmt: skip


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", action="append", help="a folder or an archive of recordings; may be repeated")
    parser.add_argument("--only", action="append", default=[], help="configurations that begin with this")
    parser.add_argument("--verbs", default="", help="only steps of these verbs, e.g. 'deploy redeploy'")
    parser.add_argument("--differences", type=pathlib.Path, default=HERE / "differences.txt")
    parser.add_argument("--later", type=pathlib.Path, default=HERE / "later.txt")
    parser.add_argument("--show", action="store_true", help="show all of every difference, and the output")
    parser.add_argument("--jobs", type=int, default=min(4, (os.cpu_count() or 1) + 1))
    parser.add_argument("command", nargs="+")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    missing = [tool for tool in NEEDED if not shutil.which(tool)]
    if os.geteuid() != 0 or missing:
        print(f"1..0 # SKIP needs root{' and ' + ', '.join(missing) if missing else ''}")
        return 0
    command = [os.path.abspath(word) if os.path.exists(word) else word for word in arguments.command]
    verbs = arguments.verbs.split()
    report = Report(expectations.load_differences(arguments.differences), expectations.load_later(arguments.later),
                    arguments.show)  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="parity-corpus-") as scratch:
        configurations = {}
        for corpus in arguments.corpus or sorted(HERE.glob("*.tar.xz")):
            configurations |= recordings.load(corpus, pathlib.Path(scratch) / pathlib.Path(corpus).name)
        chosen = [steps for name, steps in configurations.items()
                  if not arguments.only or name.startswith(tuple(arguments.only))]  # fmt: skip
        chosen.sort(key=len, reverse=True)
        with concurrent.futures.ProcessPoolExecutor(arguments.jobs) as pool:
            running = [pool.submit(replay_configuration, command, steps, verbs) for steps in chosen]
            for done in concurrent.futures.as_completed(running):
                for result in done.result():
                    report.add(result)
    report.end(everything_was_run=not verbs and not arguments.only)
    return 1 if report.failed else 0


if __name__ == "__main__":
    sys.exit(main())
