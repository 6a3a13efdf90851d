"""What is spooled is read back as it was written, in whatever order it is asked for."""

import tracemalloc
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from api.curation import reader
from api.curation.dataset import Spool
from api.kinds import RESOURCES
from bench.build import written

TEXTS = st.text(st.characters())
VALUES = st.recursive(
    st.none() | TEXTS | st.integers() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)


@given(st.lists(VALUES, max_size=5))
def test_what_was_added_is_read_back(values: list[object]) -> None:
    spool = Spool()
    offsets = [spool.add(value) for value in values]
    assert [spool.at(offset) for offset in reversed(offsets)] == values[::-1]
    assert offsets == sorted(set(offsets))


def test_a_value_can_be_read_between_two_that_are_added() -> None:
    spool = Spool()
    first = spool.add({"a": "\ud800 Ä"})
    assert spool.at(first) == {"a": "\ud800 Ä"}
    second = spool.add(["b"])
    assert [spool.at(second), spool.at(first)] == [["b"], {"a": "\ud800 Ä"}]


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
