"""A few threads that call functions for an event loop, so that it need not wait; each client's work has its turn."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

Result = TypeVar("Result")
#: What waits for a call, and what is to be called.
_Call = tuple[asyncio.Future[Any], Callable[[], Any]]


class ThreadPool:
    """Threads that call functions; they end with this object. It is for one event loop at a time.

    Work is taken from each client in turn, and of one client in the order in which it came. Long work is taken only
    where nothing else waits. Where there are several threads, one client cannot have them all: whoever else comes need
    not wait for its work to end.
    """

    def __init__(self, number: int, name: str) -> None:
        self._executor = ThreadPoolExecutor(number, name)
        self._free, self._most = number, max(1, number - 1)
        #: How much of each client's work was taken and is not done.
        self._taken: Counter[str] = Counter()
        #: Of each client what waits, the client whose turn is next first: short work, and long work.
        self._waiting: tuple[dict[str, deque[_Call]], ...] = ({}, {})

    def call(
        self, client: str, function: Callable[..., Result], *arguments: Any, long: bool = False
    ) -> asyncio.Future[Result]:
        """Have a function called on a thread for a client; what is awaited is its result, or the error that it raises.

        Where nobody awaits it any more when its turn comes, it is not called.
        """
        result: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting[long].setdefault(client, deque()).append((result, partial(function, *arguments)))
        self._take()
        return result

    def _take(self) -> None:
        """Begin the work whose turn it is, as long as a thread is free."""
        while self._free and (turn := next(self._turns(), None)):
            client, waiting = turn
            calls = waiting.pop(client)
            result, function = calls.popleft()
            if calls:
                waiting[client] = calls
            if not result.done():
                self._free -= 1
                self._taken[client] += 1
                self._executor.submit(function).add_done_callback(partial(self._tell, client, result))

    def _turns(self) -> Iterator[tuple[str, dict[str, deque[_Call]]]]:
        """Yield the clients whose turn it may be, each with where its work waits."""
        for waiting in self._waiting:
            yield from ((client, waiting) for client in waiting if self._taken[client] < self._most)

    def _tell(self, client: str, result: asyncio.Future[Any], work: Future[Any]) -> None:
        """Tell the loop, from a thread, that work is done."""
        if not (loop := result.get_loop()).is_closed():
            loop.call_soon_threadsafe(self._done, client, result, work)

    def _done(self, client: str, result: asyncio.Future[Any], work: Future[Any]) -> None:
        self._free += 1
        self._taken -= Counter([client])  # who has nothing in work is forgotten
        if not result.done():
            error = work.exception()
            result.set_exception(error) if error else result.set_result(work.result())
        self._take()
