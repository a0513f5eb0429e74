"""What calls raise."""

from __future__ import annotations

import json
from typing import Any


class Error(Exception):
    """Why work stopped. What the C interface tells of it is all here."""

    def __init__(self, details: dict[str, Any], report: dict[str, Any] | None = None) -> None:
        super().__init__(details["message"])
        self.kind: str = details["kind"]  #: e.g. `lock_held`, as wheels/error.hpp has them
        self.message: str = details["message"]
        self.hint: str = details.get("hint", "")  #: how to mend it
        self.exit_status: int = details.get("exit_status", 1)  #: what the command would end with
        self.failures: list[dict[str, Any]] = details.get("failures", [])  #: of each host
        self.problems: list[dict[str, Any]] = details.get("problems", [])  #: of the configuration
        self.report = report  #: how far a run had come; None where it could not begin


class UsageError(Error, ValueError):
    """The call makes no sense."""


class ConfigError(Error):
    """The configuration is wrong; nothing was started."""


class LockHeld(Error):
    """Somebody else holds the deploy lock."""


class HookFailed(Error):
    """A hook refused, failed, timed out or could not be started."""


class Interrupted(Error):
    """The run was cancelled; the failure path has run."""


KINDS = {
    "usage": UsageError,
    "config": ConfigError,
    "lock_held": LockHeld,
    "hook_failed": HookFailed,
    "interrupted_int": Interrupted,
    "interrupted_term": Interrupted,
}


def made_of(text: str, report: dict[str, Any] | None = None) -> Error:
    details = json.loads(text)
    if not details:
        details = {"kind": "internal", "message": "no memory"}
    return KINDS.get(details["kind"], Error)(details, report)
