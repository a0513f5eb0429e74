"""The C interface (wheels.h), as ctypes sees it."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
from typing import Any

ABI_VERSION = 1

EventFunction = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(ctypes.c_char), ctypes.c_size_t)


def _load() -> ctypes.CDLL:
    name = os.environ.get("WHEELS_LIBRARY") or ctypes.util.find_library("wheels") or "libwheels.so.0.1"
    try:
        library = ctypes.CDLL(name)
    except OSError as error:
        raise ImportError(f"libwheels cannot be loaded ({error}); install it, or name it in WHEELS_LIBRARY") from error
    if library.wheels_abi_version() < ABI_VERSION:
        raise ImportError(f"{name} is older than this package: its ABI is {library.wheels_abi_version()}, not {ABI_VERSION}")
    return library


def _declare(library: ctypes.CDLL) -> ctypes.CDLL:
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    out = ctypes.POINTER(ctypes.c_void_p)
    functions: dict[str, tuple[Any, list[Any]]] = {
        "wheels_version": (text, []),
        "wheels_load": (pointer, [text, EventFunction, pointer, out]),
        "wheels_project_free": (None, [pointer]),
        "wheels_project_cancel": (None, [pointer]),
        "wheels_project_config": (pointer, [pointer, out]),
        "wheels_plan": (pointer, [pointer, text, out]),
        "wheels_start": (pointer, [pointer, text, EventFunction, pointer, out]),
        "wheels_run_wait": (ctypes.c_int, [pointer, ctypes.c_int64]),
        "wheels_run_finish": (pointer, [pointer, out]),
        "wheels_run_cancel": (None, [pointer]),
        "wheels_run_free": (None, [pointer]),
        "wheels_exec": (pointer, [pointer, text, text, out]),
        "wheels_error_json": (text, [pointer]),
        "wheels_error_free": (None, [pointer]),
        "wheels_string_free": (None, [pointer]),
    }
    for name, (result, arguments) in functions.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
    return library


lib = _declare(_load())


def take_text(place: ctypes.c_void_p) -> str | None:
    """The text that a function left there; it is given back."""
    if not place.value:
        return None
    try:
        return ctypes.string_at(place.value).decode()
    finally:
        lib.wheels_string_free(place)


def take_error(error: int | None) -> str | None:
    """What is known of an error, as JSON; it is given back."""
    if not error:
        return None
    try:
        return str(lib.wheels_error_json(error).decode())
    finally:
        lib.wheels_error_free(error)
