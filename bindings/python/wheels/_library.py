"""The C interface (wheels.h), as ctypes sees it."""

from __future__ import annotations

import ctypes
import os
import sys
from typing import Any

#: What this package is made for. Before 1.0 each minor version may change the interface, and the library's name with it.
SERIES = "0.1"
ABI_VERSION = 2

EventFunction = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(ctypes.c_char), ctypes.c_size_t)


def _load() -> ctypes.CDLL:
    # Not by ctypes.util.find_library(), which takes a library of any version.
    name = os.environ.get("WHEELS_LIBRARY") or (
        f"libwheels.{SERIES}.dylib" if sys.platform == "darwin" else f"libwheels.so.{SERIES}"
    )
    try:
        library = ctypes.CDLL(name)
    except OSError as error:
        raise ImportError(f"libwheels cannot be loaded ({error}); install it, or name it in WHEELS_LIBRARY") from error
    try:
        library.wheels_version.restype = ctypes.c_char_p
        version, abi = library.wheels_version().decode(), library.wheels_abi_version()
    except AttributeError as error:
        raise ImportError(f"{name} is not the library of wheels deploy ({error})") from error
    if version.split(".")[:2] != SERIES.split("."):
        raise ImportError(f"{name} is version {version}, and this package is for {SERIES}")
    if abi < ABI_VERSION:
        raise ImportError(f"{name} is older than this package: its ABI is {abi}, not {ABI_VERSION}")
    return library


def _declare(library: ctypes.CDLL) -> ctypes.CDLL:
    pointer, text = ctypes.c_void_p, ctypes.c_char_p
    out = ctypes.POINTER(ctypes.c_void_p)
    functions: dict[str, tuple[Any, list[Any]]] = {
        "wheels_version": (text, []),
        "wheels_load_start": (pointer, [text, EventFunction, pointer, out]),
        "wheels_load_finish": (pointer, [pointer]),
        "wheels_project_free": (None, [pointer]),
        "wheels_project_cancel": (None, [pointer]),
        "wheels_project_config": (pointer, [pointer, out]),
        "wheels_plan_start": (pointer, [pointer, text, out]),
        "wheels_start": (pointer, [pointer, text, EventFunction, pointer, out]),
        "wheels_run_finish": (pointer, [pointer, out]),
        "wheels_run_cancel": (None, [pointer]),
        "wheels_run_free": (None, [pointer]),
        "wheels_exec_start": (pointer, [pointer, text, text, out]),
        "wheels_hook_start": (pointer, [pointer, text, text, text, out]),
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
