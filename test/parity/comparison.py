"""What a host has seen of two tools, and where it differs.

Questions do not count: only calls that change something. Nor does what leaves no trace: how often a registry is
logged in to, whether a container is named by its id, the vain start of kamal-proxy before it is run.
"""

import base64
import collections
import re

TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)"
QUESTIONS = {
    "ps", "ls", "inspect", "info", "version", "-v", "--version", "logs", "images", "stats", "top", "volume", "events",
    "wait", "port",
}  # fmt: skip
GROUPED_QUESTIONS = {"ls", "list", "inspect", "df", "info", "version", "du"}  # of network, system, buildx, context
BY_NAME_OR_ID = ("stop", "start", "rm", "rename")


class Places:
    """Where the run under test has its files, to be read as the recordings' placeholders."""

    def __init__(self, root, work, temporary):
        self.root, self.work, self.temporary = str(root), str(work), str(temporary)

    def as_recorded(self, text):
        text = re.sub(r"_replaced_[0-9a-f]{16}", "_replaced_<HEX16>", text)
        text = re.sub(r"(-exec-\S+?)-[0-9a-f]{6}\b", r"\1-<HEX6>", text)
        text = re.sub(TIME, "<TIME>", text)
        text = re.sub(r"\b[0-9a-f]{40}\b", "<COMMIT>", text)
        text = re.sub(r"(?:<TMPDIR>|" + re.escape(self.temporary) + r")/\S+", "<TEMPORARY FILE>", text)
        text = re.sub(re.escape(self.root) + r"/hosts/[0-9.]+|<WORK>/state/[^/]+/[0-9.]+/home", "<HOME>", text)
        return text.replace(self.work, "<WORK>").replace(self.root, "<ROOT>")


def changes_something(argv):
    words = argv[1:] if argv and argv[0] in ("container", "image", "builder") else argv
    if not words or words[0] in QUESTIONS or words[:3] == ["pack", "builder", "inspect"]:
        return False
    if words[0] in ("network", "system", "buildx", "context") and words[1:2] and words[1] in GROUPED_QUESTIONS:
        return False
    return not (words[0] == "exec" and "kamal-proxy" in words and ("list" in words or "version" in words))


def essence(argv, places):
    """The call in one spelling, whatever has no effect on the host left out."""
    words = [places.as_recorded(word) for word in argv]
    for i, word in enumerate(words[1:], 1):
        if words[i - 1] == "--hostname":
            words[i] = re.sub(r"-(?:[0-9a-f]{12}|<HEX12>)$", "-<HEX12>", word)
        # Kamal sends the name alone, and docker takes what the host's environment has; we mean the empty value.
        if words[i - 1] == "--env" and re.fullmatch(r"\w+=\s*", word):
            words[i] = word.partition("=")[0]
    if words[0] == "login":
        return login(words[1:])
    if words[0] == "container" and words[1:2] and words[1] in BY_NAME_OR_ID:
        words = words[1:]
    if words[0] in BY_NAME_OR_ID:
        words = [re.sub(r"_replaced_<HEX16>>$", ">", re.sub(r"^<(.*)>$", r"\1", word)) for word in words]
    return tuple(words)


def login(words):
    """`login` with server, name and password in this order, which may stand in any."""
    given = {}
    words = list(words)
    while words:
        word = words.pop(0)
        if word in ("-u", "--username"):
            given["name"] = words.pop(0)
        elif word in ("-p", "--password"):
            given["password"] = words.pop(0)
        elif not word.startswith("-"):
            given["server"] = word
    return ("login", given.get("server", "the Docker Hub"), given.get("name", ""), given.get("password", ""))


def changes(calls, places):
    """(connection, essence) of the calls that changed something, repeated ones without effect taken out."""
    found, seen = [], set()
    for connection, argv in calls:
        if not changes_something(argv):
            continue
        call = essence(argv, places)
        if call[0] == "login" or call[:2] == ("network", "create"):
            if call in seen:
                continue
            seen.add(call)
        found.append((connection, call))
    if any(call[0] == "run" and "kamal-proxy" in call for _, call in found):
        found = [(c, call) for c, call in found if call[:2] != ("start", "kamal-proxy")]
    return found


def compare_calls(host, recorded, ours):
    """Sentences about the difference of two lists of changes()."""
    wanted = collections.Counter(call for _, call in recorded)
    got = collections.Counter(call for _, call in ours)
    differences = [f"{host} missing: {' '.join(call)}" for call in wanted - got]
    differences += [f"{host} extra:   {' '.join(call)}" for call in got - wanted]
    if not differences:
        our_order = [call for _, call in ours]
        for connection in {c for c, _ in recorded}:
            order = [call for c, call in recorded if c == connection and has_a_place(call)]
            if not is_subsequence(order, our_order):
                differences.append(f"{host} order differs")
                break
    return differences


def has_a_place(call):
    return call[0] != "login" and call[:2] not in (("network", "create"), ("start", "kamal-proxy"))


def is_subsequence(short, long):
    rest = iter(long)
    return all(item in rest for item in short)


def compare_files(host, recorded, ours, places):
    recorded = {entry["path"]: file_facts(entry, places) for entry in recorded}
    ours = {entry["path"]: file_facts(entry, places) for entry in ours}
    return [
        f"{host} file {path}: Kamal {describe(recorded.get(path))}, we {describe(ours.get(path))}"
        for path in sorted(recorded.keys() | ours.keys())
        if recorded.get(path) != ours.get(path)
    ]


def file_facts(entry, places):
    facts = [entry["mode"], entry["uid"]]
    if "content" in entry:
        content = places.as_recorded(readable(entry))
        if entry["path"].endswith("-audit.log"):  # the lines of two roles on one host come in any order
            content = "".join(sorted(content.splitlines(keepends=True)))
        facts += [entry["gid"], content]
    return facts


def readable(entry):
    path, content = entry["path"], entry["content"]
    if "/lock-" in path and path.endswith("/details"):
        try:
            text = base64.b64decode("".join(content.split()), validate=True).decode()
            return f"<B64:{text}>"
        except ValueError:
            return content
    return content


def describe(facts):
    return "has none" if facts is None else repr(facts)[:300]
