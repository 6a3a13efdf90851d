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
        return await asyncio.gather(*(threads.call("one", pow, number, 2) for number in range(500)))

    assert asyncio.run(main()) == [number**2 for number in range(500)]


def test_one_thread_calls_in_order() -> None:
    order: list[int] = []

    async def main() -> None:
        threads = ThreadPool(1, "one")
        await asyncio.gather(*(threads.call("one", order.append, number) for number in range(500)))

    asyncio.run(main())
    assert order == list(range(500))


def begun(works: list[tuple[str, str, bool]]) -> list[str]:
    """Return the order in which a thread begins works, each of a client, long or not, that came all at once."""
    order: list[str] = []

    async def main() -> None:
        threads, ready = ThreadPool(1, "turns"), threading.Event()
        held = threads.call("held", ready.wait, 10)
        calls = [threads.call(client, order.append, name, long=long) for client, name, long in works]
        ready.set()
        await asyncio.gather(held, *calls)

    asyncio.run(main())
    return order


def test_each_client_has_its_turn_and_long_work_waits_for_all_else() -> None:
    short = [(name[0], name, False) for name in ("a1", "a2", "a3", "b1", "c1", "b2")]
    works = [("c", "long c1", True), *short, ("a", "long a1", True)]
    assert begun(works) == ["a1", "b1", "c1", "a2", "b2", "a3", "long c1", "long a1"]


def test_who_comes_late_waits_for_no_more_than_a_turn_of_the_others() -> None:
    works = [*(("greedy", f"greedy {number}", False) for number in range(1_000)), ("modest", "modest", False)]
    assert begun(works)[:2] == ["greedy 0", "modest"]


def test_of_one_client_the_next_work_waits_until_the_one_before_is_done() -> None:
    order: list[str] = []
    busy: set[str] = set()
    ends = {name: threading.Event() for name in ("a1", "a2", "a3", "b1", "long c1")}

    def work(name: str) -> None:
        order.append(name)
        assert name[0] not in busy
        busy.add(name[0])
        ends[name].wait(10)
        busy.remove(name[0])

    async def main() -> None:
        threads = ThreadPool(2, "waiting")
        calls = [threads.call(name[0], work, name) for name in ("a1", "a2", "a3", "b1")]
        calls.append(threads.call("c", work, "long c1", long=True))
        for ended, begun in (("b1", 2), ("long c1", 3), ("a1", 3), ("a2", 4), ("a3", 5)):
            await asyncio.to_thread(eventually, lambda begun=begun: len(order) == begun)
            ends[ended].set()
            await asyncio.sleep(0.05)
        await asyncio.gather(*calls)

    asyncio.run(main())
    assert set(order[:2]) == {"a1", "b1"} and order[2:] == ["long c1", "a2", "a3"]


def test_one_client_cannot_have_all_threads() -> None:
    """Row 3 of what servers tried: who asks for dear things lets others wait for none of them."""
    ends = threading.Event()

    async def main() -> bool:
        threads = ThreadPool(3, "shared")
        greedy = [threads.call("greedy", ends.wait, 10) for _ in range(9)]
        modest = await asyncio.wait_for(threads.call("modest", len, "abc"), 5) == 3
        ends.set()
        return modest and all(await asyncio.gather(*greedy))

    assert asyncio.run(main())


def test_what_nobody_awaits_when_its_turn_comes_is_not_called() -> None:
    called: list[int] = []

    async def main() -> None:
        threads = ThreadPool(1, "dropped")
        first = threads.call("one", time.sleep, 0.05)
        dropped, kept = threads.call("one", called.append, 1), threads.call("one", called.append, 2)
        dropped.cancel()
        await asyncio.gather(first, kept)

    asyncio.run(main())
    assert called == [2]


def test_what_is_raised_comes_to_who_waits_and_the_thread_goes_on() -> None:
    def broken(error: BaseException) -> None:
        raise error

    async def main() -> int:
        threads = ThreadPool(1, "broken")
        for error in (ValueError("broken"), SystemExit(3)):
            with pytest.raises(type(error), match=str(error)):
                await threads.call("one", broken, error)
        return await threads.call("one", len, "abc")

    assert asyncio.run(main()) == 3


def test_a_result_that_nobody_waits_for_any_more_is_dropped() -> None:
    async def main() -> int:
        threads = ThreadPool(1, "slow")
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(threads.call("one", time.sleep, 0.2), 0.01)
        return await threads.call("one", len, "abc")

    assert asyncio.run(main()) == 3


def test_the_loop_goes_on_meanwhile() -> None:
    async def main() -> bool:
        threads, go = ThreadPool(1, "waiting"), threading.Event()
        waiting = threads.call("one", go.wait, 10)
        await asyncio.sleep(0)
        go.set()
        return await waiting

    assert asyncio.run(main())


def test_they_end_when_nobody_can_ask_them_any_more() -> None:
    async def main() -> None:
        threads = ThreadPool(2, "ending")
        await asyncio.gather(*(threads.call(client, time.sleep, 0.1) for client in ("one", "two")))
        assert called("ending") == {"ending_0", "ending_1"}

    asyncio.run(main())
    gc.collect()
    eventually(lambda: not called("ending"))
