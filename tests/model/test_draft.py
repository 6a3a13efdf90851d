"""The quotations of a draft: in marks of every nation, in Markdown, each at its place, at a bounded cost."""

from time import process_time

import pytest

from api.model.draft import Draft, is_short


def words(text: str, *, markdown: bool = False) -> list[str]:
    return [one.words for one in Draft(text, markdown=markdown).quotations]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ('He said: “We came to listen,” and "we left".', ["We came to listen,", "we left"]),
        ("„Wir kommen“, sagte er. ‚Einfach so‘ auch.", ["Wir kommen", "Einfach so"]),
        (
            "« Nous venons », dit-il. »Wir gehen«, rief er. ”Vi kommer”, sa han.",
            ["Nous venons", "Wir gehen", "Vi kommer"],
        ),
        ("「我们来」他说。『我们走』قال «نحن هنا»", ["我们来", "我们走", "نحن هنا"]),
        ("“They call it ‘small’ here,” she said.", ["They call it ‘small’ here,"]),
        ("‘We want the workers’ rights kept,’ he said. It’s the ’90s.", ["We want the workers’ rights kept,"]),
        ("It's the dogs' 'new home', he said; 'twas late.", ["new home"]),
        ('A 6" pipe, "as they say".', ["as they say"]),
        ("“First part of it\n\n“and the second.” Then “another”.", ["First part of it", "and the second.", "another"]),
        ("“Left open here.\n\nNothing. “And closed.”", ["Left open here.", "And closed."]),
        (
            "—No vinimos —dijo ella—. Nunca más.\n— Мы не будем, — сказал он.",
            ["No vinimos", ". Nunca más.", "Мы не будем,"],
        ),
        ("“One.”\n— Ada R. Brook", ["One."]),
        ("“One.”\n— Dr. Ada Brook", ["One."]),
        ("“One.”\n— Ada Brook, 2020\n\n– a point of a list", ["One."]),
        ("“We came[1] to¹ lis[^2]ten”", ["We came to listen"]),
        ("``We came,'' he said, ``to 'listen' here.''", ["We came,", "to 'listen' here."]),
        ("The '80s and rock 'n' roll: 'we left', he said of 'em.", ["we left"]),
        ("❝We came❞ ＂to listen＂ ｢我们走｣", ["We came", "to listen", "我们走"]),
    ],
)
def test_quotations_are_found_in_marks_of_every_nation(text: str, right: list[str]) -> None:
    assert words(text) == right


MARKDOWN = """---
title: "not this one"
---
# Talks “fail”

She [told](http://x.example/a_(b) "nor this") us: “we *have*
__failed__ to `print("nor this")` agree”[^1].

```sh
echo "nor this"
```

    echo "nor this"

1. A list
    “is no code”

> All of a block
> is quoted.
>
> Twice.
>
> — Ada Brook

> She said: “This part of the block alone.”

[^1]: See <a title="nor this">“this one”</a>.
[x]: http://x.example "nor this"
"""


def test_markdown_is_read_as_its_readers_see_it() -> None:
    right = ["fail", "we have failed to agree", "is no code", "All of a block is quoted.", "Twice."]
    assert words(MARKDOWN, markdown=True) == [*right, "This part of the block alone.", "this one"]
    assert [one.goes_on for one in Draft(MARKDOWN, markdown=True).quotations] == [False] * 4 + [True] + [False] * 2
    assert "nor this" in words(MARKDOWN)


@pytest.mark.parametrize("markdown", [False, True])
def test_every_place_is_that_of_the_first_letter(markdown: bool) -> None:
    draft = Draft(MARKDOWN, markdown=markdown)
    assert len(draft.prose) == len(MARKDOWN) and draft.prose.count("\n") == MARKDOWN.count("\n")
    for one in draft.quotations:
        line = MARKDOWN.splitlines()[one.line - 1]
        assert line[one.column - 1 :].startswith(one.words.split()[0])


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("&ldquo;We came&rdquo; &quot;to listen&quot; &#8220;here&#x201d; &lsquo;don&rsquo;t&rsquo;", 4),
        ("<q>We came</q> <q class='x'>to listen</q>", 2),
        ("<p>‘*We came*’ and</p><p>'to **listen**'</p>", 2),
        ("A line.<blockquote class='x'><p>We came</p>\n<p>to listen</p><p>— Ada Brook</p></blockquote>", 2),
        ("AT&T; &bogus; &#99999999; “We came<br>to<br/>listen”", 1),
    ],
)
def test_html_within_markdown_is_read_as_its_readers_see_it(text: str, right: int) -> None:
    found = words(text, markdown=True)
    assert len(found) == right and " ".join(found).startswith("We came to listen")
    draft = Draft(text, markdown=True)
    assert len(draft.prose) == len(text)
    assert all(text[one.begin :].startswith(one.words[:3].strip()) for one in draft.quotations)


@pytest.mark.parametrize(
    ("quote", "short"), [("a great mess", False), ("absolute catastrophe", True), ("no, no no", True)]
)
def test_one_or_two_words_are_too_short(quote: str, short: bool) -> None:
    assert is_short(quote) == short


def test_a_letter_says_more_in_some_scripts() -> None:
    assert is_short("我们来") and not is_short("我们已经等得太久了")


@pytest.mark.parametrize(
    "piece",
    [
        '"',
        "“",
        "‘x ",
        "'x ",
        "“a” ",
        "> a\n\n",
        "—a.\n\n",
        "a\n",
        "[a](",
        "<a ",
        "`",
        "<!--",
        "* a\n  ",
        "“\n\n",
        "\n",
        "&quot;",
        "<blockquote>a",
    ],
)
def test_no_draft_costs_much(piece: str) -> None:
    text = (piece * 65_536)[:65_536]
    began = process_time()
    try:
        Draft(text, markdown=True, most=100)
    except ValueError as error:
        assert str(error) == "has more than 100 quotations; give them in parts"
    assert process_time() - began < 0.5
