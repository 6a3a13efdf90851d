"""Quotes that mark what they change: each change is told, and nothing that says the contrary is found."""

import pytest

from api.model.marked_quotes import MarkedQuote
from api.model.word_runs import WordRuns


def changes(text: str, quote: str) -> list[tuple[str | None, int]] | None:
    marked = MarkedQuote(quote)
    found = marked.found_in(WordRuns(text)) if marked.is_marked else None
    return found and [tuple(change) for change in found[2]]


@pytest.mark.parametrize(
    ("text", "negation"),
    [
        ("We hope that they failed to reach the town", "failed to"),
        ("We said that they refused to open the border", "refused to"),
        ("We said we donít think it works", "donít"),
        ("We said we didnt think it works", "didnt"),
        ("Wir werden das keineswegs so hinnehmen", "keineswegs"),
        ("Vi sagde at vi ikke vil gå med", "ikke"),
        ("Noi am spus că nu vom pleca acum", "nu"),
        ("Dijo que apenas hemos podido entrar aquí", "apenas"),
        ("Mi azt mondtuk hogy nem megyünk el innen", "nem"),
        ("Kami hari ini tidak menerima tentara asing", "tidak"),
        ("Chúng tôi hôm nay không chấp nhận can thiệp", "không"),
        ("Нам сегодня никаких ультиматумов от них надо", "никаких"),
        ("نحن نقول اليوم ولن نقبل التدخل العسكري", "ولن"),
        ("نحن نقول اليوم فلا نقبل التدخل العسكري", "فلا"),
        ("אמרנו היום שלא נקבל את ההתערבות", "שלא"),
        ("אמרנו שהוא אינו הנשיא החוקי", "אינו"),
        ("ما امروز گفتیم نمی‌خواهیم جنگ در منطقه باشد", "نمی‌خواهیم"),
        ("われわれは軍事介入ではなく対話を求める", "ではなく"),
        ("우리는 전쟁이 아닌 대화를 원한다고 말했다", "아닌"),
        ("เราอย่ายอมรับการแทรกแซงทางทหาร", "อย่า"),
        ("我们今天拒绝接受军事干预", "拒绝"),
    ],
)
def test_no_mark_stands_for_a_negation(text: str, negation: str) -> None:
    before, _, behind = text.partition(negation)
    assert changes(text, f"{before}… {behind}") is None
    assert changes(text, f"{before}[…] {behind}") is None
    assert changes(text.replace(negation, " "), f"{before}[{negation}] {behind}") is None
    assert changes(text, f"{before}[now] {behind}") is None


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("This was a catastrophe", "This [not] [really] was a catastrophe"),
        ("I can do it alone", "I can[’t] do it alone"),
        ("he left with delay", "he left with[out] delay"),
        ("They revoked 340 visas", "They revoked 340 [thousand] visas"),
        ("They revoked 340 visas", "They revoked 340[,000] visas"),
        ("They revoked 34 visas", "They revoked 34[0] visas"),
        ("They revoked 40 visas", "They revoked [3]40 visas"),
        ("about 3 people left", "about 3 [percent of] people left"),
        ("The voting is not closed", "The voting is [closed]"),
        ("We do not recognize the regime", "[We do] recognize the regime"),
        ("to cross the border into Brazil", "to cross the border into [Ecuador]"),
        ("Maduro did that", "[Guaido] did that"),
        ("It was in March of 2018", "It was in March [of 2019]"),
    ],
)
def test_no_bracket_makes_another_number_or_the_contrary(text: str, quote: str) -> None:
    assert changes(text, quote) is None


@pytest.mark.parametrize(
    ("quote", "right"),
    [
        ("We came here [to Rome]", [("to Rome", 0)]),
        ("[In March] We came here", [("In March", 0)]),
        ("[The envoys] go on", [("The envoys", 0)]),
        ("we go on by [train] 3 [long] hours", [("train", 0), ("long", 0)]),
        ("on by 3 hours [by way of] [Bogota]", [("by way of Bogota", 0)]),
    ],
)
def test_what_an_end_of_a_sentence_leaves_room_for_is_told(quote: str, right: list[tuple[str | None, int]]) -> None:
    assert changes("We came here. Today we go on by 3 hours.", quote) == right
