"""Threads for an event loop: each call is made, in its order, and its result or error comes to who waits for it."""

import asyncio
import gc
import threading
import time

import pytest

from api.server.thread_pool import ThreadPool
from tests.serving import eventually


def called(*names: str) -> set[str]:
    """Return the names of the threads that run, of those that begin with one of some names."""
    return {thread.name for thread in threading.enumerate() if thread.name.startswith(names)}


def test_each_result_comes_to_who_waits_for_it() -> None:
    async def main() -> list[int]:
        threads = ThreadPool(3, "many")
        return await asyncio.gather(*(threads.call(pow, number, 2) for number in range(500)))

    assert asyncio.run(main()) == [number**2 for number in range(500)]


def test_one_thread_calls_in_order() -> None:
    order: list[int] = []

    async def main() -> None:
        threads = ThreadPool(1, "one")
        await asyncio.gather(*(threads.call(order.append, number) for number in range(500)))

    asyncio.run(main())
    assert order == list(range(500))


def test_what_is_raised_comes_to_who_waits_and_the_thread_goes_on() -> None:
    def broken(error: BaseException) -> None:
        raise error

    async def main() -> int:
        threads = ThreadPool(1, "broken")
        for error in (ValueError("broken"), SystemExit(3)):
            with pytest.raises(type(error), match=str(error)):
                await threads.call(broken, error)
        return await threads.call(len, "abc")

    assert asyncio.run(main()) == 3


def test_a_result_that_nobody_waits_for_any_more_is_dropped() -> None:
    async def main() -> int:
        threads = ThreadPool(1, "slow")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(threads.call(time.sleep, 0.2), 0.01)
        return await threads.call(len, "abc")

    assert asyncio.run(main()) == 3


def test_the_loop_goes_on_meanwhile() -> None:
    async def main() -> bool:
        threads, go = ThreadPool(1, "waiting"), threading.Event()
        waiting = threads.call(go.wait, 10)
        await asyncio.sleep(0)
        go.set()
        return await waiting

    assert asyncio.run(main())


def test_they_end_when_nobody_can_ask_them_any_more() -> None:
    async def main() -> None:
        threads = ThreadPool(2, "ending")
        await threads.call(len, "")
        assert called("ending") == {"ending_0", "ending_1"}

    asyncio.run(main())
    gc.collect()
    eventually(lambda: not called("ending"))
