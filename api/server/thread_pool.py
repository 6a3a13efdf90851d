"""A few threads that call functions for an event loop, so that it need not wait; each client's work has its turn."""

import asyncio
from collections import deque
from collections.abc import Callable
from threading import Condition, Thread
from typing import Any, Generic, TypeVar
from weakref import finalize

Result = TypeVar("Result")
Item = TypeVar("Item")
#: A loop, what waits in it, and what is to be called, with its arguments.
_Task = tuple[asyncio.AbstractEventLoop, asyncio.Future[Any], Callable[..., Any], tuple[Any, ...]]


class FairQueue(Generic[Item]):
    """Work that waits: it is taken from each client in turn, and of one client in the order in which it came.

    Long work is taken only where nothing else waits.
    """

    def __init__(self) -> None:
        self._ready = Condition()
        #: Of each client what waits, the client whose turn is next first: short work, and long work.
        self._short: dict[str, deque[Item]] = {}
        self._long: dict[str, deque[Item]] = {}

    def put(self, client: str, item: Item, *, long: bool = False) -> None:
        """Let a client's work wait."""
        with self._ready:
            (self._long if long else self._short).setdefault(client, deque()).append(item)
            self._ready.notify()

    def take(self) -> Item:
        """Return the work whose turn it is, as soon as there is any."""
        with self._ready:
            while not (waiting := self._short or self._long):
                self._ready.wait()
            client = next(iter(waiting))
            items = waiting.pop(client)
            if len(items) > 1:
                waiting[client] = items
            return items.popleft()


class ThreadPool:
    """Threads that call functions in turn; they end with this object.

    A call costs less than with `concurrent.futures`, which has a chain of callbacks for each.
    """

    def __init__(self, number: int, name: str) -> None:
        self._tasks: FairQueue[_Task | None] = FairQueue()
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
    while task := tasks.take():
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


def _end(tasks: FairQueue[_Task | None], number: int) -> None:
    for _ in range(number):
        tasks.put("", None, long=True)


def _settle(waiting: "asyncio.Future[Any]", settle: Callable[[Any], None], given: Any) -> None:
    if not waiting.done():
        settle(given)
