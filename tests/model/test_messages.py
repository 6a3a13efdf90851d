"""The nearest right spelling: every single slip leads back, and of equals none is left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.model.messages import did_you_mean, nearest

LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORDS = ["q", "id", "via", "type", "speaker", "on_behalf_of"]


@pytest.mark.parametrize("word", WORDS)
def test_every_slip_of_one_letter_leads_back(word: str) -> None:
    for at in range(len(word) + 1):
        slips = {word[:at] + letter + word[at:] for letter in LETTERS}
        slips |= {word[:at] + letter + word[at + 1 :] for letter in LETTERS}
        slips |= {word[:at] + word[at + 1 :], word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]}
        for slip in slips - {word}:
            assert word in nearest(slip, WORDS), slip


def test_of_equals_none_is_left_out() -> None:
    assert set(nearest("facts", ["fact", "facets", "format"])) == {"fact", "facets"}
    assert did_you_mean("facts", ["fact", "speaker"]) == "; did you mean fact?"
    assert " or " in did_you_mean("facts", ["fact", "facets"])


def test_what_is_far_from_everything_gets_no_hint() -> None:
    assert nearest("zzzzzz", WORDS) == []
    assert did_you_mean("zzzzzz", WORDS) == ""


@given(st.text(max_size=8), st.lists(st.text(max_size=8)), st.integers(1, 3))
def test_only_right_spellings_are_given_each_once(wrong: str, right: list[str], most: int) -> None:
    found = nearest(wrong, right, most)
    assert set(found) <= set(right) and len(set(found)) == len(found)
