"""What belongs to this process alone: the library's threads are not there in a child that was forked."""

from __future__ import annotations

import itertools
import os
import weakref

from ._errors import UsageError, usage


class OfThisProcess:
    """Something that a forked child has to take for gone: its threads are the parent's, and its locks may be held by them."""

    def __init__(self) -> None:
        everything[next(_numbers)] = self

    def forget(self) -> None:
        """In the child, whose only thread this is. Takes no lock."""
        raise NotImplementedError


_numbers = itertools.count()
#: By weak references; valuerefs() is one step, so that other threads may come and go.
everything: weakref.WeakValueDictionary[int, OfThisProcess] = weakref.WeakValueDictionary()


def elsewhere() -> UsageError:
    return usage("it belongs to the process that this one was forked from", "Load a project of its own in each process.")


def _in_the_child() -> None:
    for reference in everything.valuerefs():
        each = reference()
        if each is not None:
            each.forget()


os.register_at_fork(after_in_child=_in_the_child)
