"""What goes to the library, as JSON."""

from __future__ import annotations

import json
import math
import os
from typing import Any, Mapping, Sequence

from ._errors import usage


def encoded(what: str, values: Mapping[str, Any]) -> bytes:
    """What is None is left out. Raises UsageError, which names the key, where the library could only say that it is no JSON."""
    try:
        given = {key: _plain(value, f"{what}: {key}") for key, value in values.items() if value is not None}
        return json.dumps(given, allow_nan=False).encode()
    except RecursionError:
        raise usage(f"{what}: it is nested too deep, or in itself") from None


def filtered(hosts: Sequence[str] | None, roles: Sequence[str] | None, primary: bool, deadline_ms: int | None) -> bytes:
    """Which hosts, and for how long."""
    return encoded("filter", {"hosts": hosts, "roles": roles, "primary": primary, "deadline_ms": deadline_ms})


def text(what: str, value: str) -> bytes:
    """One that ends at its end, and not before."""
    if not isinstance(value, str):
        raise usage(f"{what} should be a text, and is of the type {type(value).__name__}")
    if "\0" in value:
        raise usage(f"{what} holds a null byte")
    return _utf8(what, value)


def _plain(value: Any, place: str) -> Any:
    """The same of what json.dumps() takes. os.environ, for one, is a mapping and no dict."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if not -(2**63) <= value < 2**64:
            raise usage(f"{place}: is a number that is too large")
        return value
    if isinstance(value, str):
        _utf8(place, value)
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise usage(f"{place}: should be a number, and is {value}")
        return value
    if isinstance(value, os.PathLike):
        return _plain(os.fspath(value), place)
    if isinstance(value, Mapping):
        named: dict[str, Any] = {}
        for key, each in value.items():
            name, at = _key(key, place), f"{place}.{_shown(key)}"
            if name in named:
                raise usage(f"{at}: is there as a number and as a text", "Leave one of them out.")
            named[name] = _plain(each, at)
        return named
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray, memoryview)):
        return [_plain(each, f"{place}[{at}]") for at, each in enumerate(value)]
    raise usage(f"{place}: should be plain data, and is of the type {type(value).__name__}")


def _key(key: Any, place: str) -> str:
    if isinstance(key, int) and not isinstance(key, bool):
        return str(key)
    if not isinstance(key, str):
        raise usage(f"{place}: should have texts for keys, and one is of the type {type(key).__name__}")
    _utf8(f"{place}: the name `{_shown(key)}`", key)
    return key


def _utf8(place: str, value: str) -> bytes:
    try:
        return value.encode()
    except UnicodeEncodeError:
        raise usage(f"{place}: is not UTF-8") from None


def _shown(key: object) -> str:
    return str(key).encode(errors="backslashreplace").decode()
