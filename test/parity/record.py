#!/usr/bin/env python3
"""Records what a tool does to its hosts, in the form of the corpus.

    record.py PROJECT STEPS TARGET -- COMMAND…

PROJECT is a project folder, named as the configuration shall be; `<WORK>` in its files is replaced, so a configuration
says `keys: [<WORK>/id_ed25519]`. STEPS is a file with one line of arguments per step. TARGET gets PROJECT's name below
it, with a folder for each step. It needs what replay.py needs.

Between the steps something may happen to a host:

    @ HOST fail PATTERN STATUS MESSAGE    from here on its Docker refuses calls that match the regular expression
    @ HOST heal                           and from here on none any more
    @ HOST docker ARGV...                 somebody else calls its Docker
"""

import base64
import copy
import json
import pathlib
import re
import shlex
import shutil
import sys
import tempfile

import comparison
from fleet import Fleet, files_in
from replay import client_environment, make_project

STEP_LIMIT = 120  # seconds
DOCKER_STATE = ("containers", "images", "networks", "builders", "contexts", "count", "failures")
RECORDED_AS = {"count": "n", "failures": "fail"}


def state_of(daemon):
    return {RECORDED_AS.get(name, name): copy.deepcopy(getattr(daemon, name)) for name in DOCKER_STATE}


def write_json(file, value):
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(value, indent=1))


def record_step(folder, line, command, fleet, project, places):
    for host, daemon in fleet.daemons.items():
        write_json(folder / "state-before" / f"{host}.json", state_of(daemon))
        daemon.calls.clear()
    run = fleet.run([*command, *shlex.split(line)], project, client_environment(), STEP_LIMIT)
    for home in (fleet.root / "hosts").iterdir():
        if home.name not in fleet.daemons:  # somebody was there, but asked nothing of its Docker
            fleet.set_docker(home.name, None)
    (folder / "hosts").mkdir(parents=True, exist_ok=True)
    (folder / "cmd.txt").write_text(f"kamal {line}\n")
    (folder / "exit").write_text(f"{run.returncode}\n")
    (folder / "stdout.txt").write_text(places.as_recorded(run.stdout))
    (folder / "stderr.txt").write_text(places.as_recorded(run.stderr))
    for host, daemon in fleet.daemons.items():
        connections = list(dict.fromkeys(connection for connection, _ in daemon.calls))
        rows = [{"conn": connections.index(c), "argv": placeholders(argv, places)} for c, argv in daemon.calls]
        text = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / "hosts" / f"{host}.docker.jsonl").write_text(text)
        if host != "local":
            write_json(folder / "hosts" / f"{host}.files.json", [file_entry(f, places) for f in files_in(fleet.home(host))])


def happen(fleet, line):
    """A line of STEPS that begins with `@`."""
    _, host, what, *words = shlex.split(line)
    if host not in fleet.daemons:
        fleet.set_docker(host, None)
    daemon = fleet.daemons[host]
    if what == "fail":
        pattern, status, message = words
        daemon.failures.append([pattern, int(status), message])
    elif what == "heal":
        daemon.failures.clear()
    elif what == "docker":
        status, _, err = daemon.call(words)
        if status:
            sys.exit(f"{line}: {err}")
    else:
        sys.exit(f"{line}: nothing of the kind can happen")


def placeholders(argv, places):
    words = [places.as_recorded(word) for word in argv]
    for i, word in enumerate(words[1:], 1):
        if words[i - 1] == "--hostname":
            words[i] = re.sub(r"-[0-9a-f]{12}$", "-<HEX12>", word)
    return words


def file_entry(entry, places):
    if "content" not in entry:
        return entry
    text = places.as_recorded(comparison.readable(entry))
    if text.startswith("<B64:"):  # stays Base64: `details` is read by the steps that follow
        text = base64.b64encode(text[5:-1].encode()).decode() + "\n"
    return dict(entry, content=text)


def main():
    project, steps, target, dashes, *command = sys.argv[1:]
    if dashes != "--":
        sys.exit(__doc__)
    configuration = pathlib.Path(target) / pathlib.Path(project).name
    shutil.copytree(project, configuration / "project")
    shutil.copy(configuration / "project/config/deploy.yml", configuration / "deploy.yml")
    with tempfile.TemporaryDirectory(prefix="parity-") as root, Fleet(root) as fleet:
        places = comparison.Places(root, fleet.work, fleet.temporary)
        fleet.set_docker("local", None)
        in_work = make_project(fleet, configuration, with_hooks=False)
        number = 0
        for line in [line for line in pathlib.Path(steps).read_text().splitlines() if line.strip()]:
            if line.startswith("@"):
                happen(fleet, line)
                continue
            number += 1
            name = re.sub(r"[^a-z0-9]+", "-", line.lower()).strip("-")
            record_step(configuration / f"{number:02}-{name}", line, command, fleet, in_work, places)
            print(f"{number:02} {line}", flush=True)


if __name__ == "__main__":
    main()
