"""Markdown: a value as text, in no other words than the document has."""

import pytest

from api.model.date_object import date_object
from api.pages.markdown import told


@pytest.mark.parametrize(
    ("date", "text"),
    [("2009", "2009"), ("2009-03-19", "19 March 2009"), ("2009-03", "March 2009 (2009-03)")],
)
def test_a_date_is_told_in_its_notation_where_that_says_more_than_its_words(date: str, text: str) -> None:
    assert told(date_object(date), lambda path: path) == text
