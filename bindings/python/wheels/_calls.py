"""Calls of the library that take long."""

from __future__ import annotations

import asyncio
import ctypes
import json
import threading
from concurrent.futures import Future
from typing import Any, Callable, Dict, Generic, TypeVar

from ._errors import made_of, usage
from ._library import EventFunction, take_error
from ._process import OfThisProcess, elsewhere

T = TypeVar("T")

#: As wheels/json.hpp has it: `{"event": "phase_started", "title": "Boot the app"}`.
Event = Dict[str, Any]
#: How a run went: `version`, `hosts`, `roles`, `failures`, `answers`, `took_ms`, …
Report = Dict[str, Any]


def raise_of(error: int | None, report: Report | None = None) -> None:
    details = take_error(error)
    if details is not None:
        raise made_of(details, report)


_speaking = threading.local()


def heard_by(function: Callable[[Event], object], project: object) -> Any:
    """For the library to call, as long as it is kept. `project` stands for whose thread that is."""

    def on_event(_user: Any, text: Any, length: int) -> None:
        _speaking.project = project
        try:
            function(json.loads(ctypes.string_at(text, length)))
        finally:
            _speaking.project = None

    return EventFunction(on_event)


def checked(on_event: Callable[[Event], object] | None) -> Callable[[Event], object] | None:
    """Before anything has begun: from the library's thread nobody would hear that it cannot be called."""
    if on_event is not None and not callable(on_event):
        raise usage(f"on_event should be callable, and is of the type {type(on_event).__name__}")
    return on_event


def refuse_on_thread_of(project: object) -> None:
    """Who waits on the thread that the work needs, waits for ever."""
    if getattr(_speaking, "project", None) is project:
        raise usage("this was called from on_event, on whose thread the project works", "Call it from another thread.")


class Stop(OfThisProcess):
    """Asks the library to stop something: from any thread, also before it has begun, and after its end."""

    def __init__(self, function: Callable[[ctypes.c_void_p], object]) -> None:
        self._function = function
        # A handler of signals may come in while its thread holds it.
        self._lock = threading.RLock()
        self._handle: ctypes.c_void_p | None = None
        self._asked = 0
        super().__init__()

    def __call__(self) -> None:
        with self._lock:
            self._asked += 1
            if self._handle:
                self._function(self._handle)

    def begins(self, handle: ctypes.c_void_p) -> None:
        with self._lock:
            self._handle = handle
            for _ in range(self._asked):
                self._function(handle)

    def ends(self) -> None:
        """The handle may go."""
        with self._lock:
            self._handle = None

    def forget(self) -> None:
        self._lock = threading.RLock()
        self._handle = None


class Call(OfThisProcess, Generic[T]):
    """A call of the library, in a thread of its own: whoever waits for it hears Ctrl-C or is a task of asyncio. Then it is
    stopped, and waited for."""

    def __init__(self, work: Callable[[], T], stop: Callable[[], object]) -> None:
        self._stop = stop
        self.stops = 0  #: how often it was asked to
        self.given_up = False
        self.outcome: Future[T] = Future()
        self._lock = threading.RLock()
        self._claimed = False
        self._ended = False
        self._thread: threading.Thread | None = threading.Thread(
            target=self._do, args=(work,), name="wheels", daemon=True
        )
        super().__init__()

    def begin(self) -> None:
        with self._lock:
            thread, self._thread = self._thread, None
            if thread is None:
                return
            try:
                thread.start()
            except RuntimeError:
                self.give_up("there is no thread for it")
                raise

    def stop(self) -> None:
        self.stops += 1
        self._stop()

    def give_up(self, reason: str) -> bool:
        """Never begins it. False: it has begun."""
        if not self._claim():
            return False
        self._thread = None
        self.given_up = True
        self.outcome.set_exception(usage(reason))
        return True

    def wait(self, until: Future[Any] | None = None, *, tells: bool = False) -> T:
        """Begins it, and waits for its end; with `until` for that, unless it is interrupted. `tells`: an Error says already
        that it was."""
        awaited: Future[Any] = until or self.outcome
        pressed = heard = 0
        try:
            while True:
                try:
                    self.begin()
                    while heard < pressed:
                        heard += 1
                        self.stop()
                    error = awaited.exception()
                    break
                except KeyboardInterrupt:
                    if self.give_up("it was interrupted before it had begun"):
                        raise
                    pressed += 1
                    awaited = self.outcome
            if pressed and not (tells and error):
                raise KeyboardInterrupt from error
            return awaited.result()  # type: ignore[no-any-return]
        finally:
            # The error has this frame in its traceback, and is not to keep itself by it.
            del self, until, awaited
            error = None

    async def awaited(self) -> T:
        self.begin()
        ended = asyncio.wrap_future(self.outcome)
        try:
            return await asyncio.shield(ended)
        except asyncio.CancelledError:
            # Who waits is told when it has ended, and not before.
            self.stop()
            while not ended.done():
                try:
                    await asyncio.shield(ended)
                except asyncio.CancelledError:
                    self.stop()
                except Exception:
                    break
            raise
        finally:
            del self, ended

    def forget(self) -> None:
        self._lock = threading.RLock()
        self._claimed = True
        if not self._ended:
            self._ended = True
            self.outcome = Future()
            self.outcome.set_exception(elsewhere())

    def _claim(self) -> bool:
        with self._lock:
            free, self._claimed = not self._claimed, True
        return free

    def _do(self, work: Callable[[], T]) -> None:
        if not self._claim():
            return
        try:
            self.outcome.set_result(work())
        except BaseException as error:
            self.outcome.set_exception(error)
        self._ended = True
        del self, work
