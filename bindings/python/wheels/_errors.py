"""What calls raise."""

from __future__ import annotations

import json
from typing import Any


class Error(Exception):
    """Why work stopped. What the C interface tells of it is all here; its text has all that a person needs to mend it."""

    def __init__(self, details: dict[str, Any], report: dict[str, Any] | None = None) -> None:
        super().__init__(details["message"])
        self.kind: str = details["kind"]  #: e.g. `lock_held`, as wheels/error.hpp has them
        self.message: str = details["message"]  #: one line
        self.hint: str = details.get("hint", "")  #: how to mend it
        self.exit_status: int = details.get("exit_status", 1)  #: what the command would end with
        self.failures: list[dict[str, Any]] = details.get("failures", [])  #: of each host
        self.problems: list[dict[str, Any]] = details.get("problems", [])  #: of the configuration
        self.report = report  #: how far a run had come; None where it could not begin

    def __str__(self) -> str:
        lines = [self.message]
        if len(self.problems) > 1:
            lines += [_line_of(problem) for problem in self.problems]
        if len(self.failures) > 1:
            lines += [f"{failure['host'] or 'local'}: {failure['message']}" for failure in self.failures]
        hints = dict.fromkeys([self.hint, *(failure["hint"] for failure in self.failures)])
        lines += [f"Hint: {hint}" for hint in hints if hint]
        return "\n".join(_harmless(line) for line in lines)

    def __reduce__(self) -> tuple[Any, ...]:
        # By default it would be made anew of its message alone.
        details = {name: getattr(self, name) for name in ("kind", "message", "hint", "exit_status", "failures", "problems")}
        return type(self), (details, self.report), self.__dict__


class UsageError(Error, ValueError):
    """The call makes no sense."""


class ConfigError(Error):
    """The configuration is wrong; nothing was started."""


class LockHeld(Error):
    """Somebody else holds the deploy lock."""


class HookFailed(Error):
    """A hook refused, failed, timed out or could not be started."""


class Cancelled(Error):
    """The run was cancelled; the failure path has run."""


KINDS = {
    "usage": UsageError,
    "config": ConfigError,
    "lock_held": LockHeld,
    "hook_failed": HookFailed,
    "cancelled": Cancelled,
}


def made_of(text: str, report: dict[str, Any] | None = None) -> Error:
    details = json.loads(text)
    if not details:
        details = {"kind": "internal", "message": "no memory"}
    return KINDS.get(details["kind"], Error)(details, report)


def usage(message: str, hint: str = "") -> UsageError:
    return UsageError({"kind": "usage", "message": message, "hint": hint, "exit_status": 2})


def _line_of(problem: dict[str, Any]) -> str:
    place = ":".join(str(part) for part in (problem["file"], problem["line"], problem["column"]) if part)
    return ": ".join(part for part in (place, problem["key"], problem["text"]) if part)


def _harmless(line: str) -> str:
    # What a host has said may hold what moves a terminal's cursor.
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in line)
