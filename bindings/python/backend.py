"""Makes the packages of pip (PEP 517), out of Python alone: to install this, nothing has to be downloaded.

The same files give the same bytes. What has a time in it has that of $SOURCE_DATE_EPOCH, or always the same.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import os
import pathlib
import re
import tarfile
import time
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
# tomllib is not there before Python 3.11; what is read here is one line with one text.
PROJECT = dict(re.findall(r'^([a-z-]+) = "(.*)"$', (HERE / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE))
NAME = f"{PROJECT['name'].replace('-', '_')}-{PROJECT['version']}"
DIST_INFO = f"{NAME}.dist-info"
EARLIEST = 315532800  # 1980, where the time of a zip file begins

WHEEL = """\
Wheel-Version: 1.0
Generator: wheels-deploy
Root-Is-Purelib: true
Tag: py3-none-any
"""


def _metadata() -> bytes:
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    return f"""\
Metadata-Version: 2.1
Name: {PROJECT['name']}
Version: {PROJECT['version']}
Summary: {PROJECT['description']}
License: MIT
License-File: LICENSE
Requires-Python: {PROJECT['requires-python']}
Description-Content-Type: text/markdown

{readme}""".encode()


def _package() -> dict[str, bytes]:
    files = [*(HERE / "wheels").glob("*.py"), HERE / "wheels/py.typed"]
    return {path.relative_to(HERE).as_posix(): path.read_bytes() for path in sorted(files)}


def _time() -> int:
    return max(EARLIEST, int(os.environ.get("SOURCE_DATE_EPOCH", EARLIEST)))


def _record(files: dict[str, bytes]) -> bytes:
    lines = []
    for name, content in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
        lines.append(f"{name},sha256={digest},{len(content)}\n")
    return "".join([*lines, f"{DIST_INFO}/RECORD,,\n"]).encode()


def build_wheel(
    wheel_directory: str, config_settings: object = None, metadata_directory: str | None = None
) -> str:
    files = {
        **_package(),
        f"{DIST_INFO}/LICENSE": (HERE / "LICENSE").read_bytes(),
        f"{DIST_INFO}/METADATA": _metadata(),
        f"{DIST_INFO}/WHEEL": WHEEL.encode(),
    }
    files[f"{DIST_INFO}/RECORD"] = _record(files)
    made = f"{NAME}-py3-none-any.whl"
    # Not compressed: every version of zlib does that in its own way, and this is small.
    with zipfile.ZipFile(pathlib.Path(wheel_directory, made), "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, time.gmtime(_time())[:6])
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, content)
    return made


def build_sdist(sdist_directory: str, config_settings: object = None) -> str:
    files = _package()
    for name in ("pyproject.toml", "backend.py", "README.md", "LICENSE"):
        files[name] = (HERE / name).read_bytes()
    files["PKG-INFO"] = _metadata()
    made = f"{NAME}.tar.gz"
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(f"{NAME}/{name}")
            entry.size, entry.mode, entry.mtime = len(content), 0o644, _time()
            archive.addfile(entry, io.BytesIO(content))
    pathlib.Path(sdist_directory, made).write_bytes(gzip.compress(packed.getvalue(), mtime=0))
    return made
