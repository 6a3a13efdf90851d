"""Words of a text, and the evidence that names them: whatever `passage` prints, `lock` finds at the same place."""

import os
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api import cli
from api.curation import evidence_lock, yaml_reader
from api.curation.passage_finder import find_passage
from api.model.evidence import Evidence
from api.model.normalization import NormalizedText, normalize_casefold
from api.model.passages import NotLocated, locate, occurrences
from api.model.scripts import least_length
from tests.conftest import SAMPLE
from tests.editing import relocked

GAZETTE = SAMPLE / "texts/gazette.txt"
#: The texts to try windows of: those of the sample, and the real ones where they are at hand.
FOLDERS = [SAMPLE / "texts", *map(Path, filter(None, [os.environ.get("CRISIS_FACTS_TEXTS")]))]
TEXTS = [NormalizedText(text) for folder in FOLDERS for text in evidence_lock.read_texts(folder).values()]


def passage(words: str, *arguments: str | Path, text: Path = GAZETTE) -> int:
    return cli.main(
        ["passage", str(text), *words.split(), "--fixtures", str(SAMPLE / "fixtures"), *map(str, arguments)]
    )


def entry(printed: str) -> dict[str, str]:
    """Read evidence back as `lock` would: as YAML, through its schema."""
    [found] = yaml_reader.parse(printed, "printed").value
    loaded: dict[str, str] = Evidence().load(found)
    return loaded


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("we came to listen - and we SHALL listen", "We came to", "we shall listen"),
        ("The talks lasted an hour", "The talks lasted an hour", None),
        ("the Norland envoy", "the Norland envoy", None),
        ("“We came to listen – and we shall listen,” the Norland envoy, Ada Brook", '"We came to', "envoy, Ada Brook"),
    ],
)
def test_a_passage_is_named_by_as_few_words_as_will_do(words: str, start: str, end: str | None) -> None:
    found = find_passage(NormalizedText(GAZETTE.read_text("utf-8")), words)
    assert (found.start, found.end) == (start, end)
    assert normalize_casefold(found.passage.words) == normalize_casefold(words)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (
            "Some 4,000 people have gone away",
            "ends before 'gone', in line 6: …nd has backed the Ferrymen since 2011. [",
        ),
        ("Some 4,000 people have gone", "ends before 'gone', in line 6: …nd has backed the Ferrymen since 2011. [Some"),
        ("zebras came to listen", "not even the first, 'zebras'"),
        ("Norland", "the words stand 4 times in the text; give more of what is around them:\n  line 3: …"),
        ("Tom Vane", "the words have 8 characters; give at least 12, of line 7: …"),
        ("came to list", "ends before 'list', in line 3"),
        (" ", "do not stand in the text"),
    ],
)
def test_what_cannot_be_named_is_told_with_where_it_stands(words: str, what: str) -> None:
    with pytest.raises(NotLocated) as missing:
        find_passage(NormalizedText(GAZETTE.read_text("utf-8")), words)
    assert what in str(missing.value)


def test_words_that_end_within_a_letter_or_in_what_nobody_sees_are_not_named() -> None:
    with pytest.raises(NotLocated, match="ends before '4'"):
        find_passage(NormalizedText("aaaaaaaaaaaa 4\u0301"), "aaaaaaaaaaaa 4")
    with pytest.raises(NotLocated, match="no evidence can name them"):
        find_passage(NormalizedText("bbbbbbbbbbbb\x01"), "bbbbbbbbbbbb\x01")


def test_each_place_of_doubled_words_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert passage("Norland") == 1
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("[Norland]") == 4 and "line 4: …e to listen" in said.err


def test_the_source_is_the_one_that_has_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert passage("Nobody will be left behind", text=SAMPLE / "texts/courier.txt") == 0
    said = capsys.readouterr()
    assert entry(said.out)["source"] == "courier-2020-05"
    assert f"line 4 of {SAMPLE}/texts/courier.txt: Nobody will be left behind" in said.err


def test_a_text_that_no_source_has_needs_a_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "new.txt"
    text.write_text("An invented sentence, for this test alone.\n", "utf-8")
    assert passage("An invented sentence", text=text) == 1
    assert sha256(text.read_bytes()).hexdigest() in capsys.readouterr().err
    assert passage("An invented sentence", "--source", "new-2020", text=text) == 0
    assert entry(capsys.readouterr().out)["source"] == "new-2020"
    assert passage("An invented sentence", "--source", "courier-2020-05", text=text) == 1
    assert "'courier-2020-05' has another text" in capsys.readouterr().err
    text.write_bytes(b"fine\n\xff")
    assert passage("An invented sentence", text=text) == 1
    assert "new.txt:2 is not UTF-8" in capsys.readouterr().err


def test_a_text_that_two_sources_have_needs_a_name_too(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = (sample / "sources/gazette-2020-05-12.yaml").read_text("utf-8")
    (sample / "sources/gazette-b.yaml").write_text(source.replace("gazette-2020-05-12", "gazette-b"), "utf-8")
    assert cli.main(["passage", str(GAZETTE), "the talks lasted", "--fixtures", str(sample)]) == 1
    assert "2 sources have this text, gazette-2020-05-12, gazette-b; name one by --source" in capsys.readouterr().err


def test_what_is_printed_can_be_pasted_and_locked(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert passage("Some 4,000 people have left the island, a spokesman of the Harbour Board said") == 0
    file = sample / "actors/harbour-board.yaml"
    file.write_text(file.read_text("utf-8") + capsys.readouterr().out, "utf-8")
    proven = relocked(sample, evidence_lock.read_texts(SAMPLE / "texts"))
    assert ("gazette-2020-05-12", "Some 4,000 people", "Harbour Board said") in {name for name, _ in proven}


@settings(max_examples=60)
@given(st.data())
def test_whatever_stands_once_is_named(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    words = text.text.split(" ")
    begin = data.draw(st.integers(0, len(words) - 1))
    wanted = " ".join(words[begin : begin + data.draw(st.integers(1, 40))])
    found = list(occurrences(text.text, wanted))
    if len(wanted) >= least_length(wanted) and len(found) == 1:
        first, last = map(text.origin, found[0])
        assert "\n\n" in text.original[first:last] or find_passage(text, wanted)
    assert_found(text, wanted)


@settings(max_examples=60)
@given(st.data())
def test_whatever_is_named_is_found_at_the_same_place(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    begin = data.draw(st.integers(0, len(text.original) - 1))
    assert_found(text, text.original[begin : begin + data.draw(st.integers(12, 400))])


@settings(max_examples=60)
@given(st.text(alphabet=st.sampled_from('ab4.,-–"“ \n\tﬁé\u0301\u00ad\u00b4…危ำไ。\u0640\u200f')), st.data())
def test_so_it_is_in_texts_of_odd_letters(original: str, data: st.DataObject) -> None:
    begin = data.draw(st.integers(0, len(original)))
    assert_found(NormalizedText(original), original[begin : begin + data.draw(st.integers(12, 40))])


def assert_found(text: NormalizedText, words: str) -> None:
    """What is named is read back from YAML, passes its schema, and is located where the words stand."""
    try:
        found = find_passage(text, words)
    except NotLocated as missing:
        assert str(missing)
        return
    read = entry(found.as_yaml("any-source"))
    passage = locate(text, read["start"], read["end"])
    assert passage == found.passage and normalize_casefold(passage.words) == normalize_casefold(words)


SPEECH = NormalizedText(
    "“Sir,” he replied, “I am here, and here I stay.”\n\nLater he replied to the house that the ferry would not run in "
    "winter, nor in spring, nor as long as he was harbour master, sir. "
    "Later he replied to the house that he had left, sir."
)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("replied to the house that he had left, sir", "replied to the house that he had left, sir", None),
        ("the ferry would not run in winter, nor in spring, nor as long as he", "the ferry would", "long as he"),
        ("nor in spring", "nor in spring", None),
        ("he was harbour master, sir", "he was harbour master, sir", None),
    ],
)
def test_row_16_three_to_five_words_at_each_end_name_a_passage_and_if_not_all_of_it(
    words: str, start: str, end: str | None
) -> None:
    found = find_passage(SPEECH, words)
    assert (found.start, found.end) == (start, end)
