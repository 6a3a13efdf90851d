"""What one request may cost: time of a processor for its queries, and help with wrong spellings; knows no request.

The thread that answers a request has its budget. What is asked beside any request costs what it costs.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf
from threading import local
from time import thread_time


@dataclass
class Budget:
    """Until when queries may take, in time of the thread; how often help is left; whether nobody waits any more."""

    until: float = inf
    helps: float = inf
    is_departed: Callable[[], bool] = bool

    @property
    def is_spent(self) -> bool:
        """Whether queries must end."""
        return thread_time() > self.until or self.is_departed()


class _Thread(local):
    budget: Budget | None = None


_thread = _Thread()


def current() -> Budget | None:
    """Return the budget of what this thread answers; None where that is no request."""
    return _thread.budget


@contextmanager
def spending(seconds: float | None, helps: float = inf, is_departed: Callable[[], bool] = bool) -> Iterator[Budget]:
    """Answer with so much time from now on, and so much help, until `is_departed`; without `seconds`, in any time."""
    before = _thread.budget
    _thread.budget = budget = Budget(inf if seconds is None else thread_time() + seconds, helps, is_departed)
    try:
        yield budget
    finally:
        _thread.budget = before


@contextmanager
def share(part: float) -> Iterator[Budget]:
    """Leave what follows no more than a part of the time that is left to the request."""
    budget = _thread.budget or Budget()
    now, until = thread_time(), budget.until
    budget.until = now + part * (until - now)
    try:
        yield budget
    finally:
        budget.until = until


def may_help(times: int = 1) -> bool:
    """Whether help is still to be had; what costs more counts so many times."""
    budget = _thread.budget
    if not budget:
        return True
    budget.helps -= times
    return budget.helps >= 0
