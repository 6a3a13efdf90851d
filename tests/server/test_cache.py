"""The cache: never fuller than its room, and never emptied by what is asked for once."""

from hypothesis import given
from hypothesis import strategies as st

from api.server.cache import ResponseCache


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 12), st.integers(0, 40))), st.integers(0, 300))
def test_it_is_never_fuller_than_its_room_and_gives_what_was_put(steps: list[tuple[bool, int, int]], room: int) -> None:
    memory: ResponseCache[int] = ResponseCache(room)
    sizes: dict[int, int] = {}
    for puts, key, size in steps:
        if puts:
            memory.put(key, key * 7, sizes.setdefault(key, size))
        else:
            assert memory.get(key) in (None, key * 7)
        assert 0 <= memory.used <= room
        assert len(memory) <= len(sizes)


def test_what_is_asked_for_once_pushes_out_nothing_that_is_asked_for_again() -> None:
    memory: ResponseCache[str] = ResponseCache(10_000)
    for key in range(20):
        memory.put(key, "asked for again", 100)
        assert memory.get(key)
    for key in range(1_000, 101_000):
        memory.put(key, "asked for once", 100)
    assert all(memory.get(key) for key in range(20))
    assert memory.used <= 10_000


def test_what_has_not_been_asked_for_longest_goes_first() -> None:
    memory: ResponseCache[int] = ResponseCache(1_000)
    for key in range(10):
        memory.put(key, key, 40)
    assert [key for key in range(10) if key in memory._trial.kept] == [5, 6, 7, 8, 9]


def test_what_is_too_large_is_not_kept() -> None:
    memory: ResponseCache[int] = ResponseCache(1_000)
    memory.put("large", 1, 51)
    memory.put("small", 2, 50)
    assert (memory.get("large"), memory.get("small")) == (None, 2)
    nothing: ResponseCache[int] = ResponseCache(0)
    nothing.put("any", 1, 1)
    assert nothing.get("any") is None and len(nothing) == 0
