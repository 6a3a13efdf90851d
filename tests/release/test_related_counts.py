"""The facts that belong to a record are counted for any day, without a version of the record for each."""

import json

from hypothesis import given
from hypothesis import strategies as st

from api.release.related_counts import counts_text, with_facts

DAYS = st.integers(1, 28).map(lambda day: f"2020-02-{day:02}")
SPANS = st.lists(st.tuples(DAYS, st.none() | DAYS))


@given(st.dictionaries(st.sampled_from(["events", "statements"]), SPANS), DAYS)
def test_on_any_day_a_document_counts_what_then_belonged_to_its_record(
    spans: dict[str, list[tuple[str, str | None]]], day: str
) -> None:
    spans = {
        kind: [(begin, end) for begin, end in found if end is None or begin <= end] for kind, found in spans.items()
    }
    days = {kind: ([begin for begin, _ in found], [end for _, end in found if end]) for kind, found in spans.items()}
    counts = counts_text({kind: f"/v1/{kind}?actor=ada" for kind in spans}, days)
    shown = json.loads(with_facts(b'{"id":"ada","facts":[{"kind":"old"}],"name":"Ada"}', counts, day))
    then = {
        kind: sum(begin <= day and (end is None or day < end) for begin, end in found) for kind, found in spans.items()
    }
    assert {entry["kind"]: entry["count"] for entry in shown["facts"]} == {kind: n for kind, n in then.items() if n}
    assert list(shown) == ["id", "facts", "name"]


def test_a_text_that_speaks_of_facts_stays_as_it_is() -> None:
    document = {"title": 'They said "facts":[] and left', "facts": []}
    text = json.dumps(document, separators=(",", ":")).encode()
    assert json.loads(with_facts(text, counts_text({}, {}), "2020-02-02")) == document
    counts = counts_text({"events": "/v1/events?actor=ada"}, {"events": (["2020-02-01"], [])})
    shown = json.loads(with_facts(text, counts, "2020-02-02"))
    assert shown["title"] == document["title"]
    assert shown["facts"] == [{"kind": "events", "count": 1, "url": "/v1/events?actor=ada"}]
