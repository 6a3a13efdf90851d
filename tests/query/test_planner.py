"""A question takes one way through the house: what its queries need is worked out once, and each file visited once."""

from itertools import groupby
from pathlib import Path

import pytest

from api.kinds import RESOURCES
from api.query.store import Store
from api.web.app import create_app
from bench.visits import made
from tests.through import only_the_app

#: What fits on one page, so that it is its own total.
ASKED = "/v1/statements?speaker=sergei-ryabkov&as_of=2019-03-20"


@only_the_app
def test_a_list_is_found_on_one_way(shipped: Path) -> None:
    assert create_app(shipped, RESOURCES).test_client().get(ASKED).json["next"] is None  # which makes its SQL, too
    files = [file for file, _ in groupby(call.file for call in made(ASKED, shipped))]
    ours = [file for file in files if file.startswith(("query/", "release/"))]
    assert len(files) <= 62
    assert (len(set(ours)) <= 7, len(ours) <= 15) == (True, True), ours


@only_the_app
@pytest.mark.parametrize(
    ("path", "price"),
    [
        ("/v1/statements?speaker=elliott-abrams,sergei-ryabkov", 4),  # both ids at once, their size, a page, the total
        ("/v1/statements?speaker=elliott-abrams&topics=presidency", 5),  # id, terms, two sizes, a page
        ("/v1/statements?facets=speaker,topics&limit=0", 3),  # two facets, and the names of speakers
        ("/v1/meetings?limit=all&format=ndjson", 1),
    ],
)
def test_a_question_costs_few_queries(shipped: Path, path: str, price: int) -> None:
    app = create_app(shipped, RESOURCES)
    store: Store = app.store
    sent: list[str] = []
    store.trace(sent.append)
    assert app.test_client().get(path).get_data()
    store.trace(None)
    assert len(sent) == price, sent
