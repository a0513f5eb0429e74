#!/usr/bin/env python3
"""image.py PROGRAM LICENCES TAG OUTPUT.tar: a container image that holds the static program and that text, as `docker load`
reads it.

The same as packaging/Dockerfile makes, but without Docker, and always the same bytes: its time is $SOURCE_DATE_EPOCH.
"""
import datetime
import hashlib
import io
import json
import os
import pathlib
import platform
import sys
import tarfile


def tar(files):
    """Of {name: (bytes, mode)}; the same input gives the same bytes."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, (content, mode) in sorted(files.items()):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode, entry.mtime = len(content), mode, int(os.environ["SOURCE_DATE_EPOCH"])
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def main():
    program, licences, tag, output = sys.argv[1:]
    layer = tar({"wheels": (pathlib.Path(program).read_bytes(), 0o755), "licences.txt": (pathlib.Path(licences).read_bytes(), 0o644)})
    made = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)
    config = {
        "architecture": {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine()),
        "os": "linux", "created": made.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "config": {"Entrypoint": ["/wheels"], "Cmd": ["help"], "WorkingDir": "/project", "Env": ["HOME=/root"]},
        "rootfs": {"type": "layers", "diff_ids": ["sha256:" + hashlib.sha256(layer).hexdigest()]},
        "history": [{"created": made.strftime("%Y-%m-%dT%H:%M:%SZ"), "created_by": "packaging/image.py"}],
    }
    manifest = [{"Config": "config.json", "RepoTags": [tag], "Layers": ["layer.tar"]}]
    pathlib.Path(output).write_bytes(tar({
        "config.json": (json.dumps(config).encode(), 0o644), "layer.tar": (layer, 0o644),
        "manifest.json": (json.dumps(manifest).encode(), 0o644)}))


if __name__ == "__main__":
    main()
