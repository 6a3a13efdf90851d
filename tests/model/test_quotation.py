"""Quotation marks: of every national form, and what is none."""

import pytest

from api.model.quotation import is_within_marks

TEXT = """He said: "We came," he added, "to listen." And so.

«Nous venons», dit-il. „Wir kommen“, sagte er. »Wir gehen«, rief er. ”Vi kommer”, sa han. 「我们来」他说。

‘We don’t know,’ she said. « Ils viennent » encore. “A ‘small’ thing” it was. 他说"我们走"了。

—No vinimos —dijo.

“First part of it

“second part.” After that. ארה"ב אמר "שלום לך" סוף
"""


def stands_quoted(words: str) -> bool:
    begin = TEXT.index(words)
    return is_within_marks(TEXT, begin, begin + len(words))


QUOTED = (
    "We came|to listen|Nous|Wir kommen|Wir gehen|Vi kommer|我们来|We don’t know|Ils viennent|A ‘small’ thing|我们走"
)
BARE = 'he added|We came," he added, "to listen|And so|dit-il|sagte|sa han|他说|she said|encore|it was|After|אמר|סוף'


@pytest.mark.parametrize(
    "words", [*QUOTED.split("|"), "No vinimos", "First part", "second part", "First part of it\n\n“second", "שלום לך"]
)
def test_row_3_words_stand_within_marks_of_any_national_form(words: str) -> None:
    assert stands_quoted(words)


@pytest.mark.parametrize("words", BARE.split("|"))
def test_row_3_words_beside_marks_are_no_quotation(words: str) -> None:
    assert not stands_quoted(words)
