"""What lies on a pile is read back as it was put there, in whatever order it is asked for."""

import tracemalloc
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from api.curation import reader
from api.curation.pile import Pile
from api.kinds import RESOURCES
from bench.build import written

TEXTS = st.text(st.characters())
VALUES = st.recursive(
    st.none() | TEXTS | st.integers() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)


@given(st.lists(VALUES, max_size=5))
def test_what_was_put_is_read_back(values: list[object]) -> None:
    pile = Pile()
    places = [pile.add(value) for value in values]
    assert [pile.at(place) for place in reversed(places)] == values[::-1]
    assert places == sorted(set(places))


def test_a_value_can_be_read_between_two_that_are_put() -> None:
    pile = Pile()
    first = pile.add({"a": "\ud800 Ä"})
    assert pile.at(first) == {"a": "\ud800 Ä"}
    second = pile.add(["b"])
    assert [pile.at(second), pile.at(first)] == [["b"], {"a": "\ud800 Ä"}]


def test_an_imported_record_takes_little_memory(tmp_path: Path) -> None:
    held = []
    for facts in (100, 400):
        folder = tmp_path / str(facts)
        folder.mkdir()
        written(facts, folder)
        tracemalloc.start()
        dataset, faults = reader.read(folder, RESOURCES)
        held.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()
        assert not faults and len(dataset.records) > facts
    assert (held[1] - held[0]) / 300 < 1000  # bytes; it would be 2,900 with its values
