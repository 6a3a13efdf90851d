"""A few threads that call functions for an event loop, so that it need not wait; each client's work has its turn."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterator
from threading import Condition, Thread
from typing import Any, Generic, TypeVar
from weakref import finalize

Result = TypeVar("Result")
Item = TypeVar("Item")
#: A loop, what waits in it, and what is to be called, with its arguments.
_Task = tuple[asyncio.AbstractEventLoop, asyncio.Future[Any], Callable[..., Any], tuple[Any, ...]]


class FairQueue(Generic[Item]):
    """Work that waits: it is taken from each client in turn, and of one client in the order in which it came.

    Long work is taken only where nothing else waits. Of one client, no more than `most` is in work at once.
    """

    def __init__(self, most: int = 1) -> None:
        self._ready = Condition()
        self._most = most
        #: How much of each client's work was taken and is not done.
        self._taken: Counter[str] = Counter()
        #: Of each client what waits, the client whose turn is next first: short work, and long work.
        self._short: dict[str, deque[Item]] = {}
        self._long: dict[str, deque[Item]] = {}

    def put(self, client: str, item: Item, *, long: bool = False) -> None:
        """Let a client's work wait."""
        with self._ready:
            (self._long if long else self._short).setdefault(client, deque()).append(item)
            self._ready.notify()

    def take(self, before: str | None = None) -> tuple[str, Item]:
        """Return the work whose turn it is, as soon as there is any, with its client; that of `before` is done."""
        with self._ready:
            if before is not None:
                self._taken -= Counter([before])  # who has nothing in work is forgotten
            while not (turn := next(self._turns(), None)):
                self._ready.wait()
            client, waiting = turn
            items = waiting.pop(client)
            if len(items) > 1:
                waiting[client] = items
            self._taken[client] += 1
            return client, items.popleft()

    def _turns(self) -> Iterator[tuple[str, dict[str, deque[Item]]]]:
        """Yield the clients whose turn it may be, each with where its work waits."""
        for waiting in (self._short, self._long):
            yield from ((client, waiting) for client in waiting if self._taken[client] < self._most)


class ThreadPool:
    """Threads that call functions in turn; they end with this object.

    Where there are several, one client cannot have them all: whoever else comes need not wait for its work to end.
    A call costs less than with `concurrent.futures`, which has a chain of callbacks for each.
    """

    def __init__(self, number: int, name: str) -> None:
        self._tasks: FairQueue[_Task | None] = FairQueue(max(1, number - 1))
        for index in range(number):
            Thread(target=_work, args=(self._tasks,), name=f"{name}_{index}", daemon=True).start()
        finalize(self, _end, self._tasks, number)

    def call(
        self, client: str, function: Callable[..., Result], *arguments: Any, long: bool = False
    ) -> "asyncio.Future[Result]":
        """Have a function called on a thread for a client; what is awaited is its result, or the error that it raises.

        Where nobody awaits it any more when its turn comes, it is not called.
        """
        loop = asyncio.get_running_loop()
        result: asyncio.Future[Result] = loop.create_future()
        self._tasks.put(client, (loop, result, function, arguments), long=long)
        return result


def _work(tasks: FairQueue[_Task | None]) -> None:
    client, task = tasks.take()
    while task:
        loop, waiting, function, arguments = task
        settle: Callable[[Any], None] = waiting.set_result
        given: Any = None
        if not waiting.cancelled():
            try:
                given = function(*arguments)
            except BaseException as error:  # whatever it is, it is for who asked
                settle, given = waiting.set_exception, error
            if not loop.is_closed():
                loop.call_soon_threadsafe(_settle, waiting, settle, given)
        del task, waiting, function, arguments, settle, given
        client, task = tasks.take(client)


def _end(tasks: FairQueue[_Task | None], number: int) -> None:
    for index in range(number):
        tasks.put(f"end {index}", None, long=True)


def _settle(waiting: "asyncio.Future[Any]", settle: Callable[[Any], None], given: Any) -> None:
    if not waiting.done():
        settle(given)
