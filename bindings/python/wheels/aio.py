"""The same for asyncio: what waits is awaited there.

    import wheels.aio

    async with wheels.aio.load("/srv/shop") as project:
        run = project.start("deploy", version="v3", skip_push=True)
        async for event in run:
            print(event)
        report = await run
        results = await project.exec("uptime", deadline_ms=10_000)

A task that is cancelled stops what it awaits, and that alone, and ends when that has ended; one that reads the events of a
run looks on, and stops nothing. on_event is called on the loop.
"""

from __future__ import annotations

import asyncio
import os
from types import TracebackType
from typing import TYPE_CHECKING, Any, Callable, Dict, Generator, Mapping, Sequence, TypedDict, cast

from ._calls import Event, Report, checked
from ._core import Core, HostResult
from ._encoding import encoded, filtered, text
from ._errors import Error
from ._run import Run, status_in

if TYPE_CHECKING:
    from typing_extensions import Unpack

__all__ = ["LoadOptions", "Loading", "Project", "load"]


class LoadOptions(TypedDict, total=False):
    """Of wheels.Project."""

    config_file: str | None
    settings: Mapping[str, Any] | None
    secrets: Mapping[str, str] | None
    destination: str | None
    version: str | None
    environment: Mapping[str, str] | None
    home: str | None
    user: str | None
    builds: bool | None
    to_connect: bool | None
    skip_hooks: bool | None
    deadline_ms: int | None


class Project:
    """wheels.Project for asyncio; load() makes it."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def start(self, verb: str, **request: Any) -> Run:
        """As wheels.Project.start(), and does not wait: a Run is awaited, and has its events by `async for`."""
        return Run(self._core, encoded("request", {"verb": verb, **request}))

    async def run(self, verb: str, **request: Any) -> Report:
        return await self.start(verb, **request)

    async def deploy(self, **request: Any) -> Report:
        return await self.run("deploy", **request)

    async def redeploy(self, **request: Any) -> Report:
        return await self.run("redeploy", **request)

    async def setup(self, **request: Any) -> Report:
        return await self.run("setup", **request)

    async def rollback(self, **request: Any) -> Report:
        return await self.run("rollback", **request)

    async def status(self, **request: Any) -> dict[str, Any]:
        try:
            return cast(Dict[str, Any], (await self.run("status", **request))["status"])
        except Error as error:
            return status_in(error)

    async def plan(self, verb: str = "deploy", **request: Any) -> list[dict[str, Any]]:
        return await self._core.plan(encoded("request", {"verb": verb, **request})).awaited()

    async def exec(
        self,
        command: str,
        *,
        hosts: Sequence[str] | None = None,
        roles: Sequence[str] | None = None,
        primary: bool = False,
        deadline_ms: int | None = None,
    ) -> list[HostResult]:
        return await self._core.exec(text("the command", command), filtered(hosts, roles, primary, deadline_ms)).awaited()

    async def run_hook(
        self,
        name: str,
        *,
        command: str = "deploy",
        hosts: Sequence[str] | None = None,
        roles: Sequence[str] | None = None,
        primary: bool = False,
        deadline_ms: int | None = None,
    ) -> bool:
        return await self._core.run_hook(text("the name", name), text("the command", command), filtered(hosts, roles, primary, deadline_ms)).awaited()

    @property
    def config(self) -> dict[str, Any]:
        return self._core.config()

    async def close(self) -> None:
        await self._core.close().awaited()

    async def __aenter__(self) -> Project:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()


class Loading:
    """A project, once it is awaited; or for the time of an `async with`."""

    def __init__(self, options: bytes, on_event: Callable[[Event], object] | None) -> None:
        self._options = options
        self._on_event = checked(on_event)
        self._project: Project | None = None

    def __await__(self) -> Generator[Any, None, Project]:
        return self._load().__await__()

    async def _load(self) -> Project:
        core = Core(_on_loop(self._on_event) if self._on_event is not None else None)
        await core.load(self._options).awaited()
        return Project(core)

    async def __aenter__(self) -> Project:
        self._project = await self._load()
        return self._project

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._project is not None:
            await self._project.close()


def load(
    directory: str | os.PathLike[str] = ".",
    *,
    on_event: Callable[[Event], object] | None = None,
    **options: Unpack[LoadOptions],
) -> Loading:
    """Loads a project, as wheels.Project does: `project = await load(…)`, or `async with load(…) as project`."""
    return Loading(encoded("options", {"directory": directory, **options}), on_event)


def _on_loop(function: Callable[[Event], object]) -> Callable[[Event], object]:
    loop = asyncio.get_running_loop()

    def on_event(event: Event) -> None:
        try:
            loop.call_soon_threadsafe(function, event)
        except RuntimeError:
            pass  # the loop is closed: nobody listens any more

    return on_event
