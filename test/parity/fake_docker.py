"""A Docker daemon without containers: it answers from a small state and remembers every call."""

import hashlib
import json
import os
import re
import threading
import time

from go_template import TemplateError, render
from recordings import container_id, without_replacement

FLAGS = {
    "--all", "-a", "--detach", "-d", "--follow", "-f", "--force", "--init", "--interactive", "-i", "--latest", "-l",
    "--no-trunc", "--password-stdin", "--privileged", "--publish-all", "-P", "--quiet", "-q", "--read-only", "--rm",
    "--timestamps", "--tty", "-t",
}  # fmt: skip
NOW = "2026-01-01T00:00:00Z"


class Refusal(Exception):
    def __init__(self, message, status=1):
        super().__init__(message)
        self.status = status


class Options:
    """The options of a call, by name, and its other words."""

    def __init__(self, words, flags=FLAGS, ends_at_first_word=False):
        self.values = {}
        self.words = []
        words = list(words)
        while words:
            word = words.pop(0)
            if not word.startswith("-") or word == "-":
                self.words.append(word)
                if ends_at_first_word:
                    self.words += words
                    return
            elif word.startswith("--") and "=" in word:
                self._add(*word.split("=", 1))
            elif word in flags:
                self._add(word, True)
            elif re.fullmatch("-[a-z]{2,}", word) and all("-" + letter in flags for letter in word[1:]):
                for letter in word[1:]:
                    self._add("-" + letter, True)
            else:
                self._add(word, words.pop(0) if words else "")

    def _add(self, name, value):
        self.values.setdefault(name, []).append(value)

    def has(self, *names):
        return any(name in self.values for name in names)

    def all(self, *names):
        return [value for name in names for value in self.values.get(name, [])]

    def last(self, *names):
        return (self.all(*names) or [None])[-1]


# The one recorded service with capital letters, which the name of an image cannot have.
CAPITALS = {"my-app_1": "My-App_1"}


def service_of(image):
    name = re.split("[:@]", image.rsplit("/", 1)[-1])[0]
    return CAPITALS.get(name, name)


def image_id(image):
    return hashlib.sha256(b"image of " + image.rsplit(":", 1)[-1].encode()).hexdigest()


class FakeDocker:
    def __init__(self, host, state=None, mirror=None):
        self.host = host
        self.mirror = mirror
        self.calls = []  # (connection, argv)
        self._lock = threading.Lock()
        state = state or {}
        self.containers = state.get("containers", [])
        self.images = state.get("images", {})
        self.networks = state.get("networks", ["bridge"])
        self.builders = state.get("builders", [])
        self.contexts = state.get("contexts", {})
        self.count = state.get("n", 0)
        self.failures = state.get("fail", [])
        self.health_check_takes = 0  # seconds, of kamal-proxy's deploy
        self.names_by_id = {c["id"]: without_replacement(c["name"]) for c in self.containers}

    def call(self, argv, connection="", directory="."):
        """(exit status, stdout, stderr) of `docker ARGV…` run in `directory`."""
        status, out, err = self._answer(argv, connection, directory)
        if status == 0 and "kamal-proxy deploy" in " ".join(argv):
            time.sleep(self.health_check_takes)
        return status, out, err

    def _answer(self, argv, connection, directory):
        with self._lock:
            self.calls.append((connection, argv))
            self._out, self._err = [], []
            try:
                for pattern, status, message in self.failures:
                    if re.search(pattern, " ".join(argv)):
                        raise Refusal(message, status)
                self._run(argv, directory)
                status = 0
            except Refusal as refusal:
                self._err.append(str(refusal))
                status = refusal.status
            except TemplateError as error:
                self._err.append(f"template: {error}")
                status = 1
            return status, "".join(f"{line}\n" for line in self._out), "".join(f"{line}\n" for line in self._err)

    def _run(self, argv, directory):
        kind, rest = "", list(argv)
        if len(rest) > 1 and rest[0] in ("container", "image", "network", "context", "buildx"):
            kind = rest.pop(0)
        verb = rest.pop(0) if rest else "--help"
        action = getattr(self, f"_{kind}_{verb}".replace("-", "_"), None) or getattr(self, f"_any_{verb}", None)
        if kind == "" and verb in ("-v", "--version"):
            self._say("Docker version 28.2.2, build e6534b4")
        elif action is None:
            raise Refusal(f"docker: '{' '.join(argv[:2])}' is not a docker command.")
        else:
            self._directory = directory
            action(rest)

    def _say(self, line):
        self._out.append(line)

    # The daemon and its registry

    def _any_version(self, _):
        self._say("Client:\n Version: 28.2.2\nServer:\n Version: 28.2.2")

    def _any_login(self, _):
        self._say("Login Succeeded")

    def _any_logout(self, words):
        self._say(f"Removing login credentials for {words[0] if words else 'https://index.docker.io/v1/'}")

    def _any_info(self, words):
        if "Architecture" in words[-1]:
            return self._say("x86_64")
        if not self.mirror:
            raise Refusal("template: :1:2: executing \"\" at <index .RegistryConfig.Mirrors 0>: error calling index: "
                          "reflect: slice index out of range")
        self._say(render(Options(words).last("--format", "-f"), {"RegistryConfig": {"Mirrors": [self.mirror]}}))

    # Contexts: how the client reaches other daemons

    def _context_ls(self, _):
        self._say("NAME        DESCRIPTION   DOCKER ENDPOINT   ERROR")

    def _context_create(self, words):
        options = Options(words)
        name = options.words[0]
        if name in self.contexts:
            raise Refusal(f'context "{name}" already exists')
        self.contexts[name] = options.last("--docker").removeprefix("host=")
        self._say(name)

    def _context_rm(self, words):
        if self.contexts.pop(words[0], None) is None:
            raise Refusal(f'context "{words[0]}": context not found')

    def _context_inspect(self, words):
        options = Options(words)
        host = self.contexts.get(options.words[0])
        if host is None:
            raise Refusal(f'context "{options.words[0]}": context not found')
        self._say(render(options.last("--format"), {"Endpoints": {"docker": {"Host": host}}}))

    def _any_volume(self, _):
        pass

    # Images

    def _any_pull(self, words):
        image = words[-1]
        self.images[image] = {"service": service_of(image)}
        self._say(f"Status: Downloaded newer image for {image}\n{image}")

    def _image_rm(self, words):
        options = Options(words)
        for image in options.words:
            if self.images.pop(image, None):
                self._say(f"Untagged: {image}")
                continue
            message = f"Error response from daemon: No such image: {image}"
            if not options.has("--force", "-f"):
                raise Refusal(message)
            self._err.append(message)

    _any_rmi = _image_rm

    def _any_tag(self, words):
        source, target = words
        if source not in self.images:
            raise Refusal(f"Error response from daemon: No such image: {source}")
        self.images[target] = dict(self.images[source], of=source)

    def _image_ls(self, words):
        options = Options(words)
        format_ = options.last("--format")
        if not format_ and not options.has("-q", "--quiet"):
            self._say("REPOSITORY   TAG   IMAGE ID   CREATED   SIZE")
        for image in [i for i in self.images if self._image_matches(i, options)]:
            repository, tag = image.rsplit(":", 1)
            full_id = image_id(self.images[image].get("of", image))
            row = {"ID": full_id[:12], "Repository": repository, "Tag": tag, "Size": "1.99MB", "Digest": "<none>"}
            if options.has("-q", "--quiet"):
                self._say(f"sha256:{full_id}" if options.has("--no-trunc") else full_id[:12])
            else:
                self._say(render(format_ or "{{.Repository}}   {{.Tag}}   {{.ID}}   1 minute ago   {{.Size}}", row))

    _any_images = _image_ls

    def _image_matches(self, image, options):
        if options.words and image.rsplit(":", 1)[0] != options.words[0]:
            return False
        known = {f"reference={image}", f"label=service={self.images[image]['service']}"}
        return all(wanted in known for wanted in options.all("--filter", "-f"))

    def _image_prune(self, words):
        options = Options(words)
        used = {c["image"] for c in self.containers}
        for image in list(self.images) if options.has("--all", "-a") else []:
            labels = {f"label=service={self.images[image]['service']}"}
            if service_of(image) == "kamal-proxy":
                labels.add("label=org.opencontainers.image.title=kamal-proxy")
            if image not in used and all(wanted in labels for wanted in options.all("--filter")):
                del self.images[image]
                self._say(f"untagged: {image}")
        self._say("Total reclaimed space: 0B")

    def _any_push(self, words):
        self._say(f"The push refers to repository [{words[-1].rsplit(':', 1)[0]}]")

    def _any_pack(self, words):
        self._say("===> DONE" if words[0] == "build" else f"Inspecting builder: '{words[-1]}'")

    # Networks

    def _network_create(self, words):
        name = Options(words).words[-1]
        if name in self.networks:
            raise Refusal(f"Error response from daemon: network with name {name} already exists")
        self.networks.append(name)
        self._say(hashlib.sha256(name.encode()).hexdigest())

    def _network_ls(self, _):
        self._out += self.networks

    def _network_inspect(self, words):
        for name in Options(words).words:
            if name not in self.networks:
                raise Refusal(f"Error response from daemon: network {name} not found")
            self._say(name)

    # Containers

    def _find(self, name_or_id):
        for container in self.containers:
            if container["name"] == name_or_id or len(name_or_id) > 5 and container["id"].startswith(name_or_id):
                return container
        raise Refusal(f"Error response from daemon: No such container: {name_or_id}")

    def _add(self, name, image, labels, status, command):
        self.count += 1
        container = {"id": container_id(self.host, name, self.count), "name": name, "image": image, "labels": labels,
                     "status": status, "cmd": command}  # fmt: skip
        self.containers.append(container)
        self.names_by_id[container["id"]] = name
        self._say(container["id"])

    def _any_run(self, words):
        options = Options(words, ends_at_first_word=True)
        name = options.last("--name") or f"nameless{self.count}"
        if not options.words:
            raise Refusal('"docker run" requires at least 1 argument.', 125)
        image, *command = options.words
        if any(c["name"] == name for c in self.containers):
            raise Refusal(f'docker: Error response from daemon: Conflict. The container name "/{name}" is already in '
                          "use.", 125)  # fmt: skip
        for file in options.all("--env-file"):
            if not os.path.exists(os.path.join(self._directory, file)):
                raise Refusal(f"docker: open {file}: no such file or directory", 125)
        labels = dict((label.split("=", 1) + [""])[:2] for label in options.all("--label"))
        if service_of(image) == "kamal-proxy":
            labels["org.opencontainers.image.title"] = "kamal-proxy"
        else:
            labels.setdefault("service", service_of(image))
        self.images.setdefault(image, {"service": service_of(image)})
        if options.has("--rm"):
            self.count += 1
            self._say(f"ran: {' '.join(command)}")
        else:
            self._add(name, image, labels, "running", command)

    def _any_create(self, words):
        options = Options(words, ends_at_first_word=True)
        image = options.words[0]
        self._add(options.last("--name"), image, {"service": service_of(image)}, "created", [])

    _container_create = _any_create

    def _any_start(self, words):
        for name in Options(words).words:
            self._find(name)["status"] = "running"
            self._say(name)

    def _any_stop(self, words):
        # Like the recorder's: it took `-t` for a flag and `30` for a container, and so stopped nothing. What Kamal
        # did afterwards was recorded with such containers still running.
        options = Options(words)
        if not options.words:
            raise Refusal('"docker stop" requires at least 1 argument.')
        for name in options.words:
            self._find(name)["status"] = "exited"
            self._say(name)

    def _any_rm(self, words):
        for name in Options(words).words:
            self.containers.remove(self._find(name))
            self._say(name)

    def _any_rename(self, words):
        self._find(words[0])["name"] = words[1]

    def _any_cp(self, words):
        """Copies one file, which tells its version, out of a container."""
        source, target = Options(words, flags={"-L"}).words
        container = self._find(source.split(":")[0])
        version = container["image"].rsplit(":", 1)[-1]
        with open(os.path.join(self._directory, target, f"asset-{version}.txt"), "w") as file:
            file.write(f"{source}\n")

    def _any_exec(self, words):
        options = Options(words, ends_at_first_word=True)
        container = self._find(options.words[0])
        if container["status"] != "running":
            raise Refusal(f"Error response from daemon: container {container['id']} is not running")
        if options.words[1:2] != ["kamal-proxy"]:
            self._say(f"executed: {' '.join(options.words[1:])}")

    def _any_logs(self, words):
        options = Options(words)
        container = self._find(options.words[0] if options.words else "")
        for line in (1, 2):
            self._say(f"{NOW + ' ' if options.has('--timestamps') else ''}log line {line} of {container['name']}")

    def _container_prune(self, words):
        options = Options(words)
        for container in [c for c in self.containers if c["status"] != "running"]:
            if self._matches(container, options.all("--filter")):
                self.containers.remove(container)
                self._say(container["id"])
        self._say("Total reclaimed space: 0B")

    def _any_ps(self, words):
        options = Options(words)
        filters = options.all("--filter", "-f")
        everything = options.has("-a", "--all", "-l", "--latest") or any(f.startswith("status=") for f in filters)
        found = [c for c in reversed(self.containers) if everything or c["status"] == "running"]
        found = [c for c in found if self._matches(c, filters)]
        if options.has("-l", "--latest"):
            found = found[:1]
        format_ = options.last("--format")
        if not format_ and not options.has("-q", "--quiet"):
            self._say("CONTAINER ID   IMAGE   COMMAND   CREATED   STATUS   PORTS   NAMES")
        for container in found:
            if options.has("-q", "--quiet"):
                self._say(container["id"] if options.has("--no-trunc") else container["id"][:12])
            else:
                format_ = format_ or "{{.ID}}   {{.Image}}   {{.Command}}   {{.RunningFor}}   {{.Status}}      {{.Names}}"
                self._say(render(format_.removeprefix("table "), summary(container), container["labels"]))

    _any_ls = _any_ps

    def _matches(self, container, filters):
        wanted = {}
        for entry in filters:
            key, value = entry.split("=", 1)
            wanted.setdefault(key, []).append(value)
        if not all(has_label(container, label) for label in wanted.pop("label", [])):
            return False
        tests = {
            "name": lambda pattern: re.search(pattern, container["name"]),
            "status": lambda status: status == container["status"],
            "ancestor": lambda image: image and (image == container["image"] or image_id(container["image"]).startswith(image)),
        }  # fmt: skip
        return all(any(tests[key](value) for value in values) for key, values in wanted.items())

    def _any_inspect(self, words, kinds=("container", "image")):
        options = Options(words, flags=FLAGS - {"-f"})
        found = [self._details(name, kinds) for name in options.words]
        format_ = options.last("--format", "-f")
        if format_:
            self._out += [render(format_, details) for details in found]
        else:
            self._say(json.dumps(found, indent=4))

    def _container_inspect(self, words):
        self._any_inspect(words, ("container",))

    def _image_inspect(self, words):
        self._any_inspect(words, ("image",))

    def _details(self, name, kinds):
        if "container" in kinds:
            try:
                return container_details(self._find(name))
            except Refusal:
                pass
        if "image" in kinds and name in self.images:
            image = self.images[name]
            return {"Id": "sha256:" + image_id(image.get("of", name)), "RepoTags": [name],
                    "Config": {"Labels": {"service": image["service"]}}}  # fmt: skip
        raise Refusal(f"Error: No such object: {name}")

    # Buildx

    def _buildx_version(self, _):
        self._say("github.com/docker/buildx v0.24.0 fake")

    def _buildx_ls(self, _):
        self._say("NAME/NODE     DRIVER/ENDPOINT   STATUS    BUILDKIT   PLATFORMS")

    def _buildx_inspect(self, words):
        name = (Options(words).words or ["default"])[0]
        if name != "default" and name not in self.builders:
            raise Refusal(f'ERROR: no builder "{name}" found')
        self._say(f"Name: {name}")
        for context in self.contexts:  # Kamal names them after their builder
            if context.startswith(name):
                self._say(f"Endpoint: {context}")

    def _buildx_create(self, words):
        options = Options(words, flags={"--append"})
        # The build cloud's builder is called after its endpoint.
        name = options.last("--name") or "-".join([options.last("--driver"), *options.words]).replace("/", "-")
        # The recorder's took one that is there for a new one, which the real buildx refuses.
        self.builders = [*(builder for builder in self.builders if builder != name), name]

    def _buildx_rm(self, words):
        if words[0] not in self.builders:
            raise Refusal(f'ERROR: no builder "{words[0]}" found')
        self.builders.remove(words[0])

    def _buildx_build(self, _):
        self._say("#1 DONE 0.0s")


def has_label(container, wanted):
    key, equals, value = wanted.partition("=")
    return key in container["labels"] and (not equals or container["labels"][key] == value)


def summary(container):
    """What `docker ps --format` knows of it."""
    status = {"running": "Up 1 minute", "exited": "Exited (0) 1 minute ago"}.get(container["status"], "Created")
    return {"ID": container["id"][:12], "Names": container["name"], "Image": container["image"], "Status": status,
            "State": container["status"], "Command": f'"{" ".join(container["cmd"])}"', "RunningFor": "1 minute ago",
            "Ports": "", "Networks": "kamal", "CreatedAt": "2026-01-01 00:00:00 +0000 UTC",
            "Labels": ",".join(f"{k}={v}" for k, v in container["labels"].items())}  # fmt: skip


def container_details(container):
    """What `docker inspect` knows of it."""
    return {"Id": container["id"], "Name": "/" + container["name"], "Created": NOW,
            "Image": "sha256:" + image_id(container["image"]), "RestartCount": 0,
            "State": {"Status": container["status"], "Running": container["status"] == "running", "Health": None,
                      "ExitCode": 0, "StartedAt": NOW},
            "Config": {"Image": container["image"], "Labels": container["labels"], "Env": []},
            "NetworkSettings": {"Networks": {"kamal": {}}}}  # fmt: skip
