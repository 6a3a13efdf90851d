"""Fields: what a fixture may write, to the character."""

from typing import Any

import pytest
from marshmallow import ValidationError
from marshmallow.fields import Field

from api.model import document_schema
from api.model.fact import Fact
from api.model.fields import (
    Choice,
    Country,
    Day,
    Digest,
    Duration,
    Edtf,
    Language,
    Number,
    Ref,
    Slug,
    Text,
    Texts,
    WebAddress,
)

HELP = "For the test."


@pytest.mark.parametrize(
    ("field", "written", "value"),
    [
        (Text(HELP), "  two words ", "two words"),
        (Slug(HELP), "rome-2019-03-19", "rome-2019-03-19"),
        (Country(HELP), "VE", "VE"),
        (Language(HELP), "es-VE", "es-VE"),
        (Duration(HELP), "PT2H", "PT2H"),
        (Duration(HELP), "P1DT2H30M", "P1DT2H30M"),
        (Digest(HELP), "a" * 64, "a" * 64),
        (WebAddress(HELP), "https://a.example/b?c=d", "https://a.example/b?c=d"),
        (Edtf(HELP), "[..2019-03-19]", "[..2019-03-19]"),
        (Choice(HELP, {"one": "One."}), "one", "one"),
        (Number(HELP), "3000000", 3000000),
        (Number(HELP), "-12.50", -12.5),
        (Number(HELP), "0", 0),
        (Ref(HELP, "actors"), "russia", "russia"),
        (Texts(HELP), ["a", "b"], ["a", "b"]),
    ],
)
def test_what_is_well_written_is_read(field: Field, written: Any, value: Any) -> None:
    assert field.deserialize(written) == value


@pytest.mark.parametrize(
    ("field", "written", "what"),
    [
        (Text(HELP), "", "is empty"),
        (Text(HELP), "a\x00b", "unprintable character U+"),
        (Text(HELP), "a\ud800", "unprintable character U+"),
        (Text(HELP), "a\nb", "unprintable character U+"),
        (Text(HELP), ["a"], "is a list; write one text"),
        (Edtf(HELP), ["..2019-03-19"], "is a list; put a date with brackets in quotation marks"),
        (Text(HELP), {"a": "b"}, "is a mapping; write one text"),
        (Slug(HELP), "Rome", "is not an id"),
        (Slug(HELP), "rome_2019", "is not an id"),
        (Slug(HELP), "-rome", "is not an id"),
        (Slug(HELP), "a" * 101, "longer than 100"),
        (Country(HELP), "Venezuela", "ISO 3166-1"),
        (Country(HELP), "ve", "ISO 3166-1"),
        (Country(HELP), "UK", "is not assigned in ISO 3166-1"),
        (Text(HELP), "a\u202eb", "U+202E"),
        (Text(HELP), "\u200b", "U+200B"),
        (Day(HELP), "../2020-06-01", "is not a single day"),
        (Day(HELP), "2020-06", "is not a single day"),
        (Number(HELP, -90, 90), "955.7", "is not between -90 and 90"),
        (Language(HELP), "English", "BCP 47"),
        (Duration(HELP), "2h", "ISO 8601"),
        (Duration(HELP), "P", "ISO 8601"),
        (Duration(HELP), "PT", "ISO 8601"),
        (Digest(HELP), "A" * 64, "64 hexadecimal digits"),
        (WebAddress(HELP), "javascript:alert(1)", "web address"),
        (WebAddress(HELP), "https://a.example/b#c", "web address"),
        (WebAddress(HELP), "a.example", "web address"),
        (WebAddress(HELP), "https://é..example/b", "web address"),
        (Edtf(HELP), "2019-02-30", "has 28 days"),
        (Choice(HELP, {"held": "Held.", "planned": "Planned."}), "hold", "did you mean held?"),
        (Number(HELP), "1_000", "is not a number"),
        (Number(HELP), "+5", "is not a number"),
        (Number(HELP), "１２", "is not a number"),
        (Number(HELP), "1e6", "is not a number"),
        (Number(HELP), "007", "is not a number"),
        (Number(HELP), "9" * 16, "is not a number"),
        (Number(HELP), ["1"], "is not a number"),
        (Texts(HELP), "a", "write a list, each item in a line that begins with '- ', or all in brackets: [one, a"),
        (Texts(HELP), [], "is empty; write at least one item, or leave the key out"),
        (Texts(HELP), ["a", "b", "a"], "stands in the list twice"),
    ],
)
def test_what_is_not_is_refused_with_what_would_be_right(field: Field, written: Any, what: str) -> None:
    with pytest.raises(ValidationError) as refused:
        field.deserialize(written)
    assert what in str(refused.value)


@pytest.mark.parametrize("field, written", [(Texts(HELP, required=True), []), (Text(HELP, required=True), " ")])
def test_what_is_required_is_never_to_be_left_out(field: Field, written: Any) -> None:
    with pytest.raises(ValidationError, match="is empty; write") as refused:
        field.deserialize(written)
    assert "leave" not in str(refused.value)


def test_a_document_ends_with_the_fields_that_all_facts_have() -> None:
    common = [name for name in Fact().fields if name not in document_schema.FIRST]
    assert list(document_schema.LAST) == [*(name for name in common if name != "citation"), "citation"]
