#!/usr/bin/env python3
"""Makes container images and puts them into a registry, without Docker and in a fraction of a second.

  image.py app --registry R [--user U] [--kind ok|unhealthy|crash] [--service S] [--repository N] VERSION...
  image.py proxy --registry R --repository N BINARY TAG      an image whose program is a kamal-proxy
  image.py archive --registry R --repository N FILE.tar TAG  what `docker save` wrote

The password is read from FLEET_REGISTRY_PASSWORD.
"""
import argparse
import base64
import gzip
import hashlib
import http.client
import io
import json
import os
import pathlib
import platform
import signal
import tarfile
import time

FOLDER = pathlib.Path(__file__).resolve().parent
APPLETS = "sh httpd sleep cat echo env ls mkdir printf test true false kill id head grep wget".split()
MEDIA = "application/vnd.docker."


def layer(files, links, folders):
    """A tar of {path: (bytes, mode)}, {path: target} and {path: (mode, owner)}; the same input gives the same bytes."""
    parents = {str(p) for path in [*files, *links, *folders] for p in pathlib.PurePosixPath(path).parents if str(p) != "."}
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for path in sorted(parents | set(folders)):
            entry = tarfile.TarInfo(path)
            entry.type = tarfile.DIRTYPE
            entry.mode, entry.uid = folders.get(path, (0o755, 0))
            entry.gid = entry.uid
            tar.addfile(entry)
        for path, (content, mode) in sorted(files.items()):
            entry = tarfile.TarInfo(path)
            entry.size, entry.mode = len(content), mode
            tar.addfile(entry, io.BytesIO(content))
        for path, target in sorted(links.items()):
            entry = tarfile.TarInfo(path)
            entry.type, entry.linkname = tarfile.SYMTYPE, target
            tar.addfile(entry)
    return packed.getvalue()


def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()


def image_config(layers, config):
    arch = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    return {"architecture": arch, "os": "linux", "created": "2024-01-01T00:00:00Z", "config": config,
            "rootfs": {"type": "layers", "diff_ids": [digest(data) for data in layers]}}


class Registry:
    """One repository of a registry, over its HTTP interface."""

    def __init__(self, address, repository, user):
        self.repository = repository
        self.headers = {}
        if user:
            login = f"{user}:{os.environ['FLEET_REGISTRY_PASSWORD']}".encode()
            self.headers["Authorization"] = "Basic " + base64.b64encode(login).decode()
        self.connection = http.client.HTTPConnection(address, timeout=10)
        self.wait()

    def wait(self):
        """It may have been started a moment ago."""
        deadline = time.monotonic() + 10
        while True:
            try:
                return self.request("GET", "/v2/", {200})
            except ConnectionError:
                if time.monotonic() > deadline:
                    raise
                self.connection.close()
                time.sleep(0.05)

    def request(self, method, path, expected, body=None, kind=None):
        headers = {**self.headers, **({"Content-Type": kind} if kind else {})}
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        if answer.status not in expected:
            raise SystemExit(f"image.py: {method} {path}: {answer.status} {text.decode(errors='replace')}")
        return answer

    def put_blob(self, data):
        path = f"/v2/{self.repository}/blobs/"
        if self.request("HEAD", path + digest(data), {200, 404}).status == 404:
            location = self.request("POST", path + "uploads/", {202}).headers["Location"]
            separator = "&" if "?" in location else "?"
            self.request("PUT", f"{location}{separator}digest={digest(data)}", {201}, data, "application/octet-stream")
        return {"size": len(data), "digest": digest(data)}

    def put_image(self, tag, config, layers):
        """`config` as bytes, because its digest is the image's id; the layers are not compressed."""
        packed = [gzip.compress(data, 1, mtime=0) for data in layers]
        manifest = {
            "schemaVersion": 2, "mediaType": MEDIA + "distribution.manifest.v2+json",
            "config": {"mediaType": MEDIA + "container.image.v1+json", **self.put_blob(config)},
            "layers": [{"mediaType": MEDIA + "image.rootfs.diff.tar.gzip", **self.put_blob(data)} for data in packed]}
        self.request("PUT", f"/v2/{self.repository}/manifests/{tag}", {201}, json.dumps(manifest), manifest["mediaType"])


def app_image(version, kind, service):
    files = {"bin/busybox": (pathlib.Path("/bin/busybox").read_bytes(), 0o755),
             "app/start": ((FOLDER / "app/start").read_bytes(), 0o755),
             "app/worker": ((FOLDER / "app/worker").read_bytes(), 0o755),
             "assets/app.css": (f"/* {version} */\n".encode(), 0o644),
             "etc/passwd": (b"root:x:0:0:root:/:/bin/sh\n", 0o644)}
    for script in (FOLDER / "app/cgi-bin").iterdir():
        files[f"www/cgi-bin/{script.name}"] = (script.read_bytes(), 0o755)
    layers = [layer(files, {f"bin/{applet}": "busybox" for applet in APPLETS}, {"tmp": (0o1777, 0)})]
    return layers, {"Cmd": ["/app/start"], "ExposedPorts": {"80/tcp": {}}, "Labels": {"service": service},
                    "Env": ["PATH=/bin", f"APP_VERSION={version}", f"APP_KIND={kind}"]}


def proxy_image(binary):
    """As the real one: the program as an unprivileged user, whose state folder becomes a volume."""
    owner = 1001
    files = {"usr/local/bin/kamal-proxy": (pathlib.Path(binary).read_bytes(), 0o755),
             "etc/passwd": (f"root:x:0:0::/:/bin/sh\nkamal-proxy:x:{owner}:{owner}::/home/kamal-proxy:/bin/sh\n".encode(), 0o644),
             "etc/group": (f"root:x:0:\nkamal-proxy:x:{owner}:\n".encode(), 0o644)}
    folders = {"tmp": (0o1777, 0), **{path: (0o755, owner) for path in (
        "home/kamal-proxy", "home/kamal-proxy/.config", "home/kamal-proxy/.config/kamal-proxy")}}
    return [layer(files, {}, folders)], {
        "Cmd": ["kamal-proxy", "run"], "ExposedPorts": {"80/tcp": {}, "443/tcp": {}}, "User": "kamal-proxy:kamal-proxy",
        "WorkingDir": "/home/kamal-proxy", "Labels": {"org.opencontainers.image.title": "kamal-proxy"},
        "Env": ["PATH=/usr/local/bin", "HOME=/home/kamal-proxy"]}


def saved_image(file):
    with tarfile.open(file) as tar:
        def read(name):
            return tar.extractfile(name).read()
        entry = json.loads(read("manifest.json"))[0]
        layers = [read(name) for name in entry["Layers"]]
        return [gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data for data in layers], read(entry["Config"])


def archive(name, layers, config):
    """What `docker load` reads: an image of the name, with a tag."""
    files = {"config.json": json.dumps(image_config(layers, config)).encode(),
             **{f"{number}.tar": data for number, data in enumerate(layers)}}
    entry = {"Config": "config.json", "RepoTags": [name], "Layers": [f"{number}.tar" for number in range(len(layers))]}
    return layer({path: (data, 0o644) for path, data in {**files, "manifest.json": json.dumps([entry]).encode()}.items()}, {}, {})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["app", "proxy", "archive"])
    parser.add_argument("--registry", required=True)
    parser.add_argument("--user")
    parser.add_argument("--repository", default="app")
    parser.add_argument("--kind", default="ok", choices=["ok", "unhealthy", "crash"])
    parser.add_argument("--service", default="app")
    parser.add_argument("names", nargs="+")
    given = parser.parse_args()
    registry = Registry(given.registry, given.repository, given.user)
    if given.what == "app":
        for version in given.names:
            layers, config = app_image(version, given.kind, given.service)
            registry.put_image(version, json.dumps(image_config(layers, config)).encode(), layers)
    else:
        source, tag = given.names
        if given.what == "proxy":
            layers, config = proxy_image(source)
            registry.put_image(tag, json.dumps(image_config(layers, config)).encode(), layers)
        else:
            layers, config = saved_image(source)
            registry.put_image(tag, config, layers)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    main()
