"""Projects."""

from __future__ import annotations

import os
from types import TracebackType
from typing import Any, Callable, Dict, Mapping, Sequence, cast

from ._calls import Event, Report
from ._core import Core, HostResult
from ._encoding import encoded, filtered, text
from ._errors import Error
from ._library import lib
from ._run import Run, status_in


def version() -> str:
    """Of the library that is loaded."""
    return str(lib.wheels_version().decode())


class Project:
    """A loaded project: `directory` with its config/deploy.yml, or `settings` with the same keys in place of the file.

    Raises ConfigError with every mistake, or UsageError. `environment` replaces that of this process. `deadline_ms` is for
    the loading, which runs the commands of the secrets files. `on_event` hears that, exec() and run_hook(); a Run has
    events of its own. Methods may be called from any thread, but nothing that waits from on_event. Ctrl-C stops what waits,
    and is raised when that has ended.

    A forked child has to load a project of its own. Its copy of this one can do nothing, and does nothing.
    """

    def __init__(
        self,
        directory: str | os.PathLike[str] = ".",
        *,
        config_file: str | None = None,
        settings: Mapping[str, Any] | None = None,
        secrets: Mapping[str, str] | None = None,
        destination: str | None = None,
        version: str | None = None,
        environment: Mapping[str, str] | None = None,
        home: str | None = None,
        user: str | None = None,
        builds: bool | None = None,
        to_connect: bool | None = None,
        skip_hooks: bool | None = None,
        deadline_ms: int | None = None,
        on_event: Callable[[Event], None] | None = None,
    ) -> None:
        options = encoded(
            "options",
            {
                "directory": directory,
                "config_file": config_file,
                "settings": settings,
                "secrets": secrets,
                "destination": destination,
                "version": version,
                "environment": environment,
                "home": home,
                "user": user,
                "builds": builds,
                "to_connect": to_connect,
                "skip_hooks": skip_hooks,
                "deadline_ms": deadline_ms,
            },
        )
        self._core = Core(on_event)
        self._core.load(options).wait()

    def start(self, verb: str, **request: Any) -> Run:
        """Begins a run: a verb of the command line by its whole name (`app boot`), and what it wants to know (see
        wheels_start in wheels.h): hosts, roles, version, skip_push, dry_run, lock_wait, deadline_ms, …"""
        return Run(self._core, encoded("request", {"verb": verb, **request}))

    def run(self, verb: str, **request: Any) -> Report:
        """The same, and waits. Ctrl-C stops the run and waits for its end; again, it ends at once."""
        self._core.refuse_here()
        return self.start(verb, **request)._call.wait(tells=True)

    def deploy(self, **request: Any) -> Report:
        return self.run("deploy", **request)

    def redeploy(self, **request: Any) -> Report:
        return self.run("redeploy", **request)

    def setup(self, **request: Any) -> Report:
        return self.run("setup", **request)

    def rollback(self, **request: Any) -> Report:
        """To `version`; without one to the version before."""
        return self.run("rollback", **request)

    def status(self, **request: Any) -> dict[str, Any]:
        """What runs where, and who holds the deploy lock; hosts that cannot be asked are in it, with the reason."""
        try:
            return cast(Dict[str, Any], self.run("status", **request)["status"])
        except Error as error:
            return status_in(error)

    def plan(self, verb: str = "deploy", **request: Any) -> list[dict[str, Any]]:
        """What a run would do, phase by phase; connects to nobody."""
        return self._core.plan(encoded("request", {"verb": verb, **request})).wait()

    def exec(
        self,
        command: str,
        *,
        hosts: Sequence[str] | None = None,
        roles: Sequence[str] | None = None,
        primary: bool = False,
        deadline_ms: int | None = None,
    ) -> list[HostResult]:
        """Runs a command line on hosts, and waits for all of them; with `deadline_ms` no longer than that."""
        return self._core.exec(text("the command", command), filtered(hosts, roles, primary, deadline_ms)).wait()

    def run_hook(
        self,
        name: str,
        *,
        command: str = "deploy",
        hosts: Sequence[str] | None = None,
        roles: Sequence[str] | None = None,
        primary: bool = False,
        deadline_ms: int | None = None,
    ) -> bool:
        """Runs one hook, as a run of `command` on these hosts would. False: there is none of that name. Raises HookFailed."""
        return self._core.run_hook(text("the name", name), text("the command", command), filtered(hosts, roles, primary, deadline_ms)).wait()

    @property
    def config(self) -> dict[str, Any]:
        """The merged configuration, without secrets."""
        return self._core.config()

    def close(self) -> None:
        """Stops what is under way and waits for its end; Ctrl-C stops it once more. Nothing can be done with it after
        that."""
        self._core.close().wait()

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
