"""Row 18 of the cases of curating: words that print has divided, and files that are no texts."""

import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from api import cli
from api.curation import evidence_lock, source_texts
from api.curation.passage_finder import find_passage
from api.model.normalization import NormalizedText, normalize
from api.model.passages import NotLocated, locate, occurrences
from tests.conftest import SAMPLE
from tests.editing import edit, relocked

DIVIDED = NormalizedText(
    "The talks are a nego\u00adtia\u00adtion on fer-\r\n  ries, said the US-\nNorland envoy, "
    "and the first-\nclass cabins of old."
)


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        ("a negotiation on ferries", "a negotiation on ferries"),
        ("a negotia\u00adtion on fer- ries", "a negotiation on ferries"),
        ("negotiation on fer-ries, said", "negotiation on fer-ries, said"),
        ("the US-Norland envoy", "the US-Norland envoy"),
        ("the US- Norland envoy", "the US-Norland envoy"),
        ("the first-class cabins", "the first-class cabins"),
        ("the firstclass cabins", "the firstclass cabins"),
        ("a nego\u00adtia\u00adtion on fer-\r\n  ries", "a negotiation on ferries"),
    ],
)
def test_soft_hyphens_and_words_over_a_line_end_are_found_however_they_are_given(words: str, printed: str) -> None:
    found = find_passage(DIVIDED, words)
    assert (found.start, found.end) == (printed, None)
    assert locate(DIVIDED, words, None) == found.passage
    assert "\u00ad" not in found.as_yaml("any")


@pytest.mark.parametrize(
    "words", ["ries, said the US", "Norland envoy, and", "negotiation on fer", "the firstclas", "talks -are a"]
)
def test_no_part_of_a_divided_word_is_found_by_itself(words: str) -> None:
    with pytest.raises(NotLocated, match="do not stand in the text"):
        locate(DIVIDED, words, None)


def test_only_a_line_end_divides_words() -> None:
    text = NormalizedText("two- and three-year terms, 1914-\n18, met -\nagain")
    assert text.text == "two- and three-year terms, 1914- 18, met - again"
    assert not list(occurrences(text.text, "twoand threeyear"))


def test_a_quote_may_run_over_a_line_end() -> None:
    assert list(occurrences(normalize("“We nego-\ntiate for fer-\nries,” she"), normalize("We negotiate for ferries")))


PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
HTML = b"\n<!DOCTYPE html>\n<html><body><p>Norland has backed the Ferrymen</p></body></html>\n"


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("a.pdf", PDF, "is a PDF; convert it to text, for example by: pdftotext FILE.pdf FILE.txt"),
        ("a.html", HTML, "is HTML; convert it to text, for example by: w3m -dump FILE.html > FILE.txt"),
    ],
)
def test_a_pdf_or_html_given_as_text_is_told_how_to_convert_it(
    sample: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, what: str
) -> None:
    texts = sample.parent / "texts"
    shutil.copytree(SAMPLE / "texts", texts)
    (texts / name).write_bytes(content)
    fixtures = ["--fixtures", str(sample)]
    assert cli.main(["passage", str(texts / name), "Norland has backed the Ferrymen", *fixtures]) == 1
    assert f"{name} {what}" in capsys.readouterr().err
    source = sample / "sources/courier-2020-05.yaml"
    [old] = [line for line in source.read_text("utf-8").splitlines() if line.startswith("text_sha256")]
    edit(source, old, f"text_sha256: {sha256(content).hexdigest()}")
    assert cli.main(["lock", "--texts", str(texts), *fixtures]) == 1
    assert f".start: the text of the source {what}" in capsys.readouterr().err


def test_a_text_that_speaks_of_html_is_a_text() -> None:
    source_texts.refuse_other_forms(b"He said <html> is old. %PDF-", "it")
    assert relocked(SAMPLE / "fixtures", evidence_lock.read_texts(SAMPLE / "texts"))
