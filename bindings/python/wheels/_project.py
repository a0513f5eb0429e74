"""Projects and runs."""

from __future__ import annotations

import asyncio
import atexit
import concurrent.futures
import contextlib
import ctypes
import dataclasses
import json
import os
import threading
import weakref
from dataclasses import dataclass
from types import TracebackType
from typing import Any, AsyncIterator, Callable, Dict, Generator, Iterator, List, Mapping, Sequence, cast

from ._errors import Error, UsageError, made_of
from ._library import EventFunction, lib, take_error, take_text

#: As wheels/json.hpp has it: `{"event": "phase_started", "title": "Boot the app"}`.
Event = Dict[str, Any]
#: How a run went: `version`, `hosts`, `roles`, `failures`, `answers`, `took_ms`, …
Report = Dict[str, Any]


def version() -> str:
    """Of the library that is loaded."""
    return str(lib.wheels_version().decode())


@dataclass(frozen=True)
class HostResult:
    """What a program answered that was run on one host."""

    host: str
    status: int  #: 128 + signal when a signal ended it; -1: nobody knows, see `trouble`
    out: str
    err: str
    trouble: str


def _encoded(values: Mapping[str, Any]) -> bytes:
    given = {key: value for key, value in values.items() if value is not None}
    return json.dumps(given).encode()


def _raise(error: int | None, report: Report | None = None) -> None:
    details = take_error(error)
    if details is not None:
        raise made_of(details, report)


def _hears(function: Callable[[Event], None]) -> Any:
    def on_event(_user: Any, text: Any, length: int) -> None:
        function(json.loads(ctypes.string_at(text, length)))

    return EventFunction(on_event)


#: What the library calls: kept until it does so no more.
_called: dict[int, Any] = {}
_open_projects: weakref.WeakSet[Project] = weakref.WeakSet()


def _close_all() -> None:
    # Nobody may be called any more when the interpreter goes; and a deploy is not to be left in the middle.
    for project in list(_open_projects):
        project.close()


atexit.register(_close_all)


class _Events:
    """What has happened so far. Every reader gets all of it."""

    def __init__(self) -> None:
        self._all: list[Event] = []
        self._ended = False
        self._changed = threading.Condition()
        self._wakers: list[Callable[[], object]] = []

    def add(self, event: Event) -> None:
        with self._changed:
            self._all.append(event)
            self._wake()

    def end(self) -> None:
        with self._changed:
            self._ended = True
            self._wake()

    def _wake(self) -> None:
        self._changed.notify_all()
        for waker in self._wakers:
            waker()

    def __iter__(self) -> Iterator[Event]:
        at = 0
        while True:
            with self._changed:
                self._changed.wait_for(lambda: at < len(self._all) or self._ended)
                if at == len(self._all):
                    return
                event = self._all[at]
            at += 1
            yield event

    async def __aiter__(self) -> AsyncIterator[Event]:
        loop = asyncio.get_running_loop()
        more = asyncio.Event()

        def waker() -> None:
            try:
                loop.call_soon_threadsafe(more.set)
            except RuntimeError:
                pass  # the loop is closed: nobody reads any more

        with self._changed:
            self._wakers.append(waker)
        at = 0
        try:
            while True:
                more.clear()
                with self._changed:
                    new, ended = self._all[at:], self._ended
                at += len(new)
                for event in new:
                    yield event
                if ended and not new:
                    return
                if not new:
                    await more.wait()
        finally:
            with self._changed:
                self._wakers.remove(waker)


class Run:
    """A run that is under way; it keeps its project until its end. Its methods may be called from any thread."""

    def __init__(self, project: Project, request: bytes) -> None:
        self._happened = _Events()
        self._outcome: concurrent.futures.Future[Report] = concurrent.futures.Future()
        self._handle = ctypes.c_void_p()
        self._hears = _hears(self._happened.add)
        self._project: Project | None = project
        _called[id(self._hears)] = self._hears
        try:
            with project._using() as handle:
                _raise(lib.wheels_start(handle, request, self._hears, None, ctypes.byref(self._handle)))
            threading.Thread(target=self._wait_for_it, name="wheels run", daemon=True).start()
        except BaseException:
            if self._handle:
                self._wait_for_it(cancel=True)
            _called.pop(id(self._hears), None)
            raise

    def _wait_for_it(self, cancel: bool = False) -> None:
        if cancel:
            lib.wheels_run_cancel(self._handle)
        text = ctypes.c_void_p()
        details = take_error(lib.wheels_run_finish(self._handle, ctypes.byref(text)))
        report = json.loads(take_text(text) or "null")
        self._happened.end()
        _called.pop(id(self._hears), None)
        self._project = None
        if details is None:
            self._outcome.set_result(report)
        else:
            self._outcome.set_exception(made_of(details, report))

    def cancel(self) -> None:
        """Stops it: the failure path runs (release of the lock, failure hook), then it raises Interrupted. A second
        call ends that too. Does nothing after its end."""
        if not self._outcome.done():
            lib.wheels_run_cancel(self._handle)

    @property
    def ended(self) -> bool:
        return self._outcome.done()

    def result(self, timeout: float | None = None) -> Report:
        """Waits for its end, at most `timeout` seconds (concurrent.futures.TimeoutError). Raises Error, with the
        report as far as the run had come."""
        return self._outcome.result(timeout)

    def events(self) -> Iterator[Event]:
        """What happens, from the beginning to the end of the run; also for who asks later, or twice."""
        return iter(self._happened)

    def __aiter__(self) -> AsyncIterator[Event]:
        return self._happened.__aiter__()

    def __await__(self) -> Generator[Any, None, Report]:
        return self._awaited().__await__()

    async def _awaited(self) -> Report:
        ended = asyncio.wrap_future(self._outcome)
        try:
            return await asyncio.shield(ended)
        except asyncio.CancelledError:
            # Who waits is told when the failure path has run, and not before.
            self.cancel()
            while not ended.done():
                try:
                    await asyncio.shield(ended)
                except asyncio.CancelledError:
                    self.cancel()
                except Exception:
                    break
            raise

    def __del__(self) -> None:
        # The thread holds us as long as it needs the handle.
        if getattr(self, "_handle", None):
            lib.wheels_run_free(self._handle)


class Project:
    """A loaded project: `directory` with its config/deploy.yml, or `settings` with the same keys in place of the file.

    Raises ConfigError with every mistake, or UsageError. `environment` replaces that of this process. `on_event` hears
    what plan() and exec() do; a Run has events of its own. Methods may be called from any thread, but not from on_event.
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
        on_event: Callable[[Event], None] | None = None,
    ) -> None:
        self._handle = ctypes.c_void_p()
        self._idle = threading.Condition()
        self._users = 0
        options = _encoded(
            {
                "directory": os.fspath(directory),
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
            }
        )
        self._hears = _hears(on_event or (lambda event: None))
        _called[id(self._hears)] = self._hears
        try:
            self._waiting(lambda: lib.wheels_load(options, self._hears, None, ctypes.byref(self._handle)))
        except BaseException:
            _called.pop(id(self._hears), None)
            raise
        _open_projects.add(self)

    def start(self, verb: str, **request: Any) -> Run:
        """Begins a run: a verb of the command line by its whole name (`app boot`), and what it wants to know (see
        wheels_start in wheels.h): hosts, roles, version, skip_push, dry_run, lock_wait, deadline_ms, …"""
        return Run(self, _encoded({"verb": verb, **request}))

    def run(self, verb: str, **request: Any) -> Report:
        """The same, and waits. Ctrl-C stops the run and waits for its end; again, it ends at once."""
        run = self.start(verb, **request)
        while True:
            try:
                return run.result()
            except KeyboardInterrupt:
                run.cancel()

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
            report = self.run("status", **request)
        except Error as error:
            if not error.report or not error.report.get("status"):
                raise
            report = error.report
        return cast(Dict[str, Any], report["status"])

    def plan(self, verb: str = "deploy", **request: Any) -> list[dict[str, Any]]:
        """What a run would do, phase by phase; connects to nobody."""
        text = ctypes.c_void_p()
        wanted = _encoded({"verb": verb, **request})
        with self._using() as handle:
            self._waiting(lambda: lib.wheels_plan(handle, wanted, ctypes.byref(text)))
        return cast(List[Dict[str, Any]], json.loads(take_text(text) or "{}")["phases"])

    def exec(
        self, command: str, *, hosts: Sequence[str] | None = None, roles: Sequence[str] | None = None, primary: bool = False
    ) -> list[HostResult]:
        """Runs a command line on hosts, and waits for all of them."""
        if "\0" in command:
            raise UsageError({"kind": "usage", "message": "the command holds a null byte"})
        text = ctypes.c_void_p()
        filter = _encoded({"hosts": hosts, "roles": roles, "primary": primary})
        words = command.encode()
        with self._using() as handle:
            self._waiting(lambda: lib.wheels_exec(handle, words, filter, ctypes.byref(text)))
        fields = [field.name for field in dataclasses.fields(HostResult)]
        return [HostResult(**{name: result[name] for name in fields}) for result in json.loads(take_text(text) or "[]")]

    @property
    def config(self) -> dict[str, Any]:
        """The merged configuration, without secrets."""
        text = ctypes.c_void_p()
        with self._using() as handle:
            _raise(lib.wheels_project_config(handle, ctypes.byref(text)))
        return cast(Dict[str, Any], json.loads(take_text(text) or "{}"))

    def close(self) -> None:
        """Stops what is under way and waits for its end. Nothing can be done with it after that."""
        with self._idle:
            handle, self._handle = self._handle, ctypes.c_void_p()
        if not handle:
            return
        lib.wheels_project_cancel(handle)
        with self._idle:
            self._idle.wait_for(lambda: self._users == 0)
        lib.wheels_project_free(handle)
        _called.pop(id(self._hears), None)

    def __enter__(self) -> Project:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_handle", None):
            self.close()

    @contextlib.contextmanager
    def _using(self) -> Iterator[ctypes.c_void_p]:
        """Keeps close() from taking it away."""
        with self._idle:
            if not self._handle:
                raise UsageError({"kind": "usage", "message": "the project is closed"})
            handle = self._handle
            self._users += 1
        try:
            yield handle
        finally:
            with self._idle:
                self._users -= 1
                self._idle.notify_all()

    def _waiting(self, call: Callable[[], int | None]) -> None:
        """A call that takes long, in a thread of its own: so Ctrl-C is heard here, and stops it."""
        with concurrent.futures.ThreadPoolExecutor(1) as thread:
            done = thread.submit(call)
            interrupted = False
            while True:
                try:
                    error = done.result()
                    break
                except KeyboardInterrupt:
                    interrupted = True
                    if self._handle:
                        lib.wheels_project_cancel(self._handle)
        if interrupted:
            take_error(error)
            raise KeyboardInterrupt
        _raise(error)
