"""The recordings: what Kamal did to its hosts, step by step. README.md describes the files."""

import hashlib
import json
import pathlib
import re
import shlex
import tarfile


class Step:
    """One command line of a configuration, with the hosts before and after it."""

    def __init__(self, folder):
        self.folder = folder
        self.configuration = folder.parent.name
        self.name = f"{folder.parent.name}/{folder.name}"
        self.arguments = shlex.split((folder / "cmd.txt").read_text())[1:]
        self.exit_status = int((folder / "exit").read_text())
        self.hosts = sorted(f.name.removesuffix(".files.json") for f in (folder / "hosts").glob("*.files.json"))

    @property
    def was_cut_off(self):
        return self.exit_status == 124

    def docker_before(self, host):
        """The state of the host's Docker; none when it was never touched."""
        file = self.folder / "state-before" / f"{host}.json"
        return json.loads(file.read_text()) if file.exists() else None

    def docker_calls(self, host):
        """(connection, argv) in the order of arrival, containers by name instead of by id."""
        file = self.folder / "hosts" / f"{host}.docker.jsonl"
        if not file.exists():
            return []
        rows = [json.loads(line) for line in file.read_text().splitlines()]
        names = self._names_by_id(host, [row["argv"] for row in rows])
        return [(row["conn"], with_names(row["argv"], names)) for row in rows]

    def files_after(self, host):
        return json.loads((self.folder / "hosts" / f"{host}.files.json").read_text())

    def _names_by_id(self, host, calls):
        state = self.docker_before(host) or {"containers": [], "n": 0}
        names = {without_replacement(c["name"]) for c in state["containers"]}
        for argv in calls:
            names |= {value for word, value in zip(argv, argv[1:]) if word == "--name"}
            names |= {word.split("=", 1)[1] for word in argv if word.startswith("--name=")}
        last = state["n"] + len(calls)
        return {container_id(host, n, i): n for n in names for i in range(1, last + 1)}


def container_id(host, name, number):
    """The id that a fake host gives to its container number `number`."""
    return hashlib.sha256(f"{host}/{name}/{number}".encode()).hexdigest()


def without_replacement(name):
    """`app-web-v1_replaced_0123456789abcdef` was made as `app-web-v1`."""
    return re.sub(r"_replaced_\S+$", "", name)


def with_names(argv, names_by_id):
    """The call with `<NAME>` in place of the short or long id of each known container."""
    short = {full[:12]: name for full, name in names_by_id.items()}

    def name_of(match):
        known = short.get(match[1])
        return f"<{known}>" if known else match[0]

    return [re.sub(r"\b([0-9a-f]{12})(?:[0-9a-f]{52})?\b", name_of, word) for word in argv]


def load(corpus, scratch):
    """Steps by configuration, from a folder or from an archive that is unpacked into `scratch`."""
    corpus = pathlib.Path(corpus)
    if corpus.is_file():
        with tarfile.open(corpus) as archive:
            archive.extractall(scratch)
        corpus = scratch
    configurations = {}
    for project in sorted(corpus.glob("**/project")):
        folder = project.parent
        steps = sorted(f for f in folder.iterdir() if re.match(r"\d\d-", f.name))
        if (folder / "deploy.yml").exists() and steps:
            configurations[folder.name] = [Step(f) for f in steps]
    return configurations
