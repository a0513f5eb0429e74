"""A project of the library: its handle, and what is under way with it."""

from __future__ import annotations

import _thread
import atexit
import concurrent.futures
import ctypes
import json
import threading
import weakref
from dataclasses import dataclass, fields
from typing import Any, Callable, Dict, TypeVar, cast

from ._calls import Call, Event, Stop, checked, heard_by, raise_of, refuse_on_thread_of
from ._errors import UsageError, made_of, usage
from ._library import lib, take_error, take_text
from ._process import OfThisProcess, elsewhere, everything

T = TypeVar("T")


@dataclass(frozen=True)
class HostResult:
    """What a program answered that was run on one host."""

    host: str
    status: int  #: 128 + signal when a signal ended it; -1: nobody knows, see `trouble`
    out: str
    err: str
    trouble: str


_host_result = [field.name for field in fields(HostResult)]


class Core(OfThisProcess):
    """Its handle goes when nothing is under way with it any more, and not before."""

    def __init__(self, on_event: Callable[[Event], object] | None) -> None:
        #: Stands for us where a reference to us would keep us.
        self.token = object()
        self._lock = threading.RLock()
        self._handle = ctypes.c_void_p()
        self._forked = False
        self._calls: list[weakref.ref[Call[Any]]] = []
        self._closing: Call[None] | None = None
        # Kept by us alone, so that a project goes with who hears it.
        self._hears = heard_by(checked(on_event) or (lambda event: None), self.token)
        super().__init__()

    def load(self, options: bytes) -> Call[None]:
        stop = Stop(lib.wheels_project_cancel)

        def work() -> None:
            handle = ctypes.c_void_p()
            try:
                raise_of(lib.wheels_load_start(options, self._hears, None, ctypes.byref(handle)))
                stop.begins(handle)
                raise_of(lib.wheels_load_finish(handle))
            except BaseException:
                stop.ends()
                lib.wheels_project_free(handle)
                raise
            stop.ends()
            self._handle = handle

        with self._lock:
            return self._listed(Call(work, stop))

    def refuse_here(self) -> None:
        refuse_on_thread_of(self.token)

    def _call(self, work: Callable[[ctypes.c_void_p], T], stop: Stop) -> Call[T]:
        """One that has not begun. `work` gets the handle, which is there until its end."""
        with self._lock:
            if not self._handle or self._closing is not None:
                raise self._refusal()
            return self._listed(Call(lambda: work(self._handle), stop))

    def begin(
        self,
        function: Any,
        *arguments: Any,
        result: Callable[[Any], T],
        begun: concurrent.futures.Future[None] | None = None,
    ) -> Call[T]:
        """A call of a function that begins a run of the library, and waits for its end; so it is stopped alone."""
        stop = Stop(lib.wheels_run_cancel)

        def work(project: ctypes.c_void_p) -> T:
            run, text = ctypes.c_void_p(), ctypes.c_void_p()
            try:
                try:
                    raise_of(function(project, *arguments, ctypes.byref(run)))
                except BaseException as reason:
                    if begun is not None:
                        begun.set_exception(reason)
                    raise
                stop.begins(run)
                if begun is not None:
                    begun.set_result(None)
                error = take_error(lib.wheels_run_finish(run, ctypes.byref(text)))
                answer = json.loads(take_text(text) or "null")
            finally:
                stop.ends()
                lib.wheels_run_free(run)
            if error is not None:
                raise made_of(error, answer)
            return result(answer)

        return self._call(work, stop)

    def plan(self, request: bytes) -> Call[list[dict[str, Any]]]:
        self.refuse_here()
        return self.begin(lib.wheels_plan_start, request, result=lambda plan: plan["phases"])

    def exec(self, command: bytes, filter: bytes) -> Call[list[HostResult]]:
        def results(answer: Any) -> list[HostResult]:
            return [HostResult(**{name: each[name] for name in _host_result}) for each in answer]

        self.refuse_here()
        return self.begin(lib.wheels_exec_start, command, filter, result=results)

    def run_hook(self, name: bytes, command: bytes, filter: bytes) -> Call[bool]:
        self.refuse_here()
        return self.begin(lib.wheels_hook_start, name, command, filter, result=lambda answer: answer["ran"])

    def config(self) -> dict[str, Any]:
        text = ctypes.c_void_p()
        with self._lock:
            if not self._handle:
                raise self._refusal()
            raise_of(lib.wheels_project_config(self._handle, ctypes.byref(text)))
        return cast(Dict[str, Any], json.loads(take_text(text) or "{}"))

    def close(self) -> Call[None]:
        """Stops what is under way, waits for its end and gives the handle back. Everybody who closes it waits for the same."""
        self.refuse_here()
        with self._lock:
            if self._closing is None or self._closing.given_up:
                self._closing = Call(self._end, self._stop_all)
            return self._closing

    def close_at_exit(self) -> None:
        """The same in this thread, as there may be no new ones any more."""
        closing = self.close()
        if closing.give_up("the interpreter closes it"):
            self._until_done(self._end)
        self._until_done(lambda: concurrent.futures.wait([closing.outcome]))

    def _until_done(self, work: Callable[[], object]) -> None:
        while True:
            try:
                work()
                return
            except KeyboardInterrupt:
                self._stop_all()

    def _end(self) -> None:
        calls = self._under_way()
        for call in calls:
            # Who was asked before is not to be hurried.
            if not call.give_up("the project is closed") and not call.stops:
                call.stop()
        concurrent.futures.wait([call.outcome for call in calls])
        with self._lock:
            handle, self._handle = self._handle, ctypes.c_void_p()
        lib.wheels_project_free(handle)

    def _stop_all(self) -> None:
        for call in self._under_way():
            call.stop()

    def _under_way(self) -> list[Call[Any]]:
        with self._lock:
            calls = [reference() for reference in self._calls]
        return [call for call in calls if call is not None and not call.outcome.done()]

    def _listed(self, call: Call[T]) -> Call[T]:
        self._calls = [weakref.ref(each) for each in (*self._under_way(), call)]
        return call

    def _refusal(self) -> UsageError:
        return elsewhere() if self._forked else usage("the project is closed")

    def forget(self) -> None:
        self._lock = threading.RLock()
        self._handle = ctypes.c_void_p()
        self._calls = []
        self._closing = None
        self._forked = True

    def __del__(self) -> None:
        # Nothing is under way: that would keep us.
        handle = getattr(self, "_handle", None)
        if handle:
            _free(handle, self._hears)


_being_freed: set[concurrent.futures.Future[None]] = set()


def _free(handle: ctypes.c_void_p, hears: Any) -> None:
    """In another thread: the collector may have borrowed this one from anybody, with the locks of threading."""
    done: concurrent.futures.Future[None] = concurrent.futures.Future()

    def free() -> None:
        lib.wheels_project_free(handle)
        _being_freed.discard(done)
        done.set_result(None)

    _being_freed.add(done)
    try:
        _thread.start_new_thread(free, ())
    except RuntimeError:
        free()


def _close_all() -> None:
    # Nobody may be called any more when the interpreter goes; and a deploy is not to be left in the middle.
    for reference in everything.valuerefs():
        each = reference()
        if isinstance(each, Core):
            each.close_at_exit()
    concurrent.futures.wait(list(_being_freed))


atexit.register(_close_all)
