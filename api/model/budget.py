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
    """Until when queries may take, in time of the thread; how often help is left; whether nobody waits any more.

    What other processes spent for the thread, `elsewhere`, counts as its time.
    """

    until: float = inf
    helps: float = inf
    is_departed: Callable[[], bool] = bool
    elsewhere: float = 0


class _Thread(local):
    budget: Budget | None = None


_thread = _Thread()


def is_over() -> bool:
    """Whether queries of this thread must end; never where it answers no request."""
    budget = _thread.budget
    return bool(budget and (left() < 0 or budget.is_departed()))


def left() -> float:
    """Return how many seconds queries of this thread may yet take; without end where it answers no request."""
    budget = _thread.budget
    return budget.until - budget.elsewhere - thread_time() if budget else inf


def spend(seconds: float) -> None:
    """Take what another process spent for this thread from its time."""
    if _thread.budget:
        _thread.budget.elsewhere += seconds


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
    now, until = thread_time() + budget.elsewhere, budget.until
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
