"""Runs."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from concurrent.futures import Future
from typing import Any, AsyncIterator, Callable, Dict, Generator, Iterator, cast

from ._calls import Call, Event, Report, heard_by, refuse_on_thread_of
from ._core import Core
from ._errors import Cancelled, Error
from ._library import lib
from ._process import OfThisProcess


#: For who asks late. A run that is followed for ever, as logs are, is not kept for ever.
MOST_KEPT = 50_000


class _Reader:
    def __init__(self, at: int) -> None:
        self.at = at  #: How many events there were before the next one that it gets.


class Events(OfThisProcess):
    """What has happened so far. Every reader gets all of it: of more than MOST_KEPT the last, and what has come since it
    began to read."""

    def __init__(self, project: object) -> None:
        self._project = project
        self._kept: deque[Event] = deque()
        self._gone = 0
        self._ended = False
        self._changed = threading.Condition()
        self._readers: list[_Reader] = []
        self._wakers: list[Callable[[], object]] = []
        super().__init__()

    def add(self, event: Event) -> None:
        with self._changed:
            self._kept.append(event)
            while len(self._kept) > MOST_KEPT and all(reader.at > self._gone for reader in self._readers):
                self._kept.popleft()
                self._gone += 1
            self._wake()

    def end(self) -> None:
        with self._changed:
            self._ended = True
            self._wake()

    def _wake(self) -> None:
        self._changed.notify_all()
        for waker in self._wakers:
            waker()

    def _begin(self) -> _Reader:
        with self._changed:
            reader = _Reader(self._gone)
            self._readers.append(reader)
        return reader

    def _stop(self, reader: _Reader) -> None:
        with self._changed:
            if reader in self._readers:
                self._readers.remove(reader)

    def _new(self, reader: _Reader) -> list[Event]:
        """Some of what it has not read, with the lock held."""
        at = reader.at - self._gone
        # Not by islice(), which walks there; near its ends a deque is quick.
        new = [self._kept[place] for place in range(at, min(at + 1000, len(self._kept)))]
        reader.at += len(new)
        return new

    def forget(self) -> None:
        self._changed = threading.Condition()
        self._ended = True
        self._readers = []
        self._wakers = []

    def __iter__(self) -> Iterator[Event]:
        reader = self._begin()
        try:
            while True:
                with self._changed:
                    new = self._new(reader)
                    if not new and not self._ended:
                        refuse_on_thread_of(self._project)
                        self._changed.wait()
                        continue
                if not new:
                    return
                yield from new
        finally:
            self._stop(reader)

    async def __aiter__(self) -> AsyncIterator[Event]:
        loop = asyncio.get_running_loop()
        more = asyncio.Event()

        def waker() -> None:
            try:
                loop.call_soon_threadsafe(more.set)
            except RuntimeError:
                pass  # the loop is closed: nobody reads any more

        reader = self._begin()
        with self._changed:
            self._wakers.append(waker)
        try:
            while True:
                more.clear()
                with self._changed:
                    new, ended = self._new(reader), self._ended
                for event in new:
                    yield event
                if ended and not new:
                    return
                if not new:
                    await more.wait()
        finally:
            self._stop(reader)
            with self._changed:
                if waker in self._wakers:
                    self._wakers.remove(waker)


class Run:
    """A run that is under way; it keeps its project until its end. Its methods may be called from any thread."""

    def __init__(self, core: Core, request: bytes) -> None:
        self._project = core.token
        self._happened = happened = Events(core.token)
        hears = heard_by(happened.add, core.token)
        begun: Future[None] = Future()
        self._call: Call[Report] = core.begin(
            lib.wheels_start, request, hears, None, result=lambda report: report, begun=begun
        )
        self._call.outcome.add_done_callback(lambda _: happened.end())
        self._call.wait(begun)

    def cancel(self) -> None:
        """Stops it: the failure path runs (release of the lock, failure hook), then it raises Cancelled. A second
        call ends that too. Does nothing after its end."""
        self._call.stop()

    @property
    def ended(self) -> bool:
        return self._call.outcome.done()

    def result(self, timeout: float | None = None) -> Report:
        """Waits for its end, at most `timeout` seconds (concurrent.futures.TimeoutError). Raises Error, with the
        report as far as the run had come. Ctrl-C stops the wait, and not the run: leaving the `with` of the project does."""
        if not self.ended:
            refuse_on_thread_of(self._project)
        try:
            return self._call.outcome.result(timeout)
        finally:
            del self

    def events(self) -> Iterator[Event]:
        """What happens, from the beginning to the end of the run; also for who asks later, or twice. Who reads it looks
        on: to leave it, by Ctrl-C too, stops nothing."""
        return iter(self._happened)

    def __aiter__(self) -> AsyncIterator[Event]:
        return self._happened.__aiter__()

    def __await__(self) -> Generator[Any, None, Report]:
        return self._call.awaited().__await__()


def status_in(error: Error) -> dict[str, Any]:
    """Hosts that cannot be asked are in it; they are an error, too."""
    if isinstance(error, Cancelled) or not error.report or not error.report.get("status"):
        raise error
    return cast(Dict[str, Any], error.report["status"])
