"""The lock: what the texts prove, and that nothing passes that they do not."""

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from api.curation import evidence_lock, validate
from api.curation.diagnostics import InvalidFixtures
from api.kinds import RESOURCES
from tests.conftest import SAMPLE
from tests.editing import BROOK, edit, relocked

GAZETTE = "sources/gazette-2020-05-12.yaml"


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A copy of the sample's texts, to be changed."""
    shutil.copytree(SAMPLE / "texts", tmp_path / "texts")
    return tmp_path / "texts"


def faults(sample: Path, articles: Path) -> list[str]:
    with pytest.raises(InvalidFixtures) as faulty:
        relocked(sample, evidence_lock.read_texts(articles))
    return [str(fault).replace(f"{sample}/", "") for fault in faulty.value.faults]


def test_the_texts_prove_the_lock_that_is_there(sample: Path, articles: Path) -> None:
    proven = relocked(sample, evidence_lock.read_texts(articles))
    assert evidence_lock.lock_text(proven) == (sample / "evidence.lock").read_text("utf-8")


def test_a_lock_says_where_each_passage_stands(sample: Path, articles: Path) -> None:
    text = (articles / "gazette.txt").read_text("utf-8")
    proven = relocked(sample, evidence_lock.read_texts(articles))
    name = ("gazette-2020-05-12", "We came to listen", "told reporters")
    found = proven[name, sha256(text.encode()).hexdigest()]
    assert text[found.begin : found.stop].startswith("We came to listen")
    assert text[found.begin : found.stop].endswith("told reporters")
    assert len(found.verbatim) == 1


def test_a_broken_lock_is_written_anew(sample: Path, articles: Path) -> None:
    right = (sample / "evidence.lock").read_text("utf-8")
    (sample / "evidence.lock").write_text("broken\n")
    assert evidence_lock.lock_text(relocked(sample, evidence_lock.read_texts(articles))) == right


def test_a_text_that_is_not_there_keeps_what_was_locked(sample: Path, articles: Path) -> None:
    (articles / "courier.txt").unlink()
    proven = relocked(sample, evidence_lock.read_texts(articles))
    assert evidence_lock.lock_text(proven) == (sample / "evidence.lock").read_text("utf-8")


def test_new_evidence_needs_its_text(sample: Path, articles: Path) -> None:
    (articles / "courier.txt").unlink()
    edit(sample / "actors/the-courier.yaml", "over ferries", "over the ferries")
    [fault] = faults(sample, articles)
    assert (
        "the text of 'courier-2020-05', with the digest aa7807e97b73…, is not among the texts; add it to the folder"
        in fault
    )


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ((BROOK, "the Norland envoy", "the Norland envoi"), "the words 'the Norland envoi, Ada Brook' do not stand"),
        ((BROOK, "told reporters", "told nobody"), "the words 'told nobody' do not stand in the text after"),
        ((BROOK, "the Norland envoy, Ada Brook", "Norland"), "stands 2 times in the text"),
        (("actors/ferrymen.yaml", "Norland has backed the Ferrymen", "the Ferrymen"), None),
        (("actors/ferrymen.yaml", "Norland has backed the Ferrymen", "Ferrymen"), "has 8 characters; give at least 12"),
        (
            ("figures/gazette-2020-05-12.yaml", '"Some 4,000 people"', '"Some 4"'),
            "does not stand in the record's passages",
        ),
        (
            ("statements/courier-2020-05.yaml", "be left behind", "be left behind now"),
            "does not stand in the record's passages",
        ),
        ((GAZETTE, "text_sha256", "license"), "has no text_sha256; give it the digest of its text"),
    ],
)
def test_what_the_texts_do_not_prove_is_refused(
    sample: Path, articles: Path, change: tuple[str, str, str], what: str | None
) -> None:
    file, old, new = change
    edit(sample / file, old, new)
    if what is None:
        assert relocked(sample, evidence_lock.read_texts(articles))
    else:
        assert any(what in fault for fault in faults(sample, articles))


def test_faults_of_fixtures_and_texts_are_told_together(sample: Path, articles: Path) -> None:
    edit(sample / BROOK, "type: person", "type: persn")
    edit(sample / "actors/tom-vane.yaml", "whose owner is Tom Vane", "whose owner was Tom Vane")
    assert len(faults(sample, articles)) == 2


def test_faults_of_fixtures_alone_are_told_too(sample: Path, articles: Path) -> None:
    edit(sample / BROOK, "type: person", "type: persn")
    assert len(faults(sample, articles)) == 1


def test_files_that_are_no_texts_are_passed_over(sample: Path, articles: Path) -> None:
    (articles / "picture.jpg").write_bytes(b"\xff\xd8\xff")
    assert relocked(sample, evidence_lock.read_texts(articles))


def test_the_shipped_evidence_stands_in_the_texts(texts: Path) -> None:
    fixtures = Path(__file__).parents[2] / "fixtures"
    proven = relocked(fixtures, evidence_lock.read_texts(texts))
    assert evidence_lock.lock_text(proven) == (fixtures / "evidence.lock").read_text("utf-8")


def test_no_passage_of_the_shipped_evidence_runs_over_page_furniture(texts: Path) -> None:
    by_digest = evidence_lock.read_texts(texts)
    for line in (Path(__file__).parents[2] / "fixtures/evidence.lock").read_text("utf-8").splitlines():
        locked = json.loads(line)
        if locked.get("entry"):
            continue
        words = by_digest[locked["text_sha256"]][locked["begin"] : locked["stop"]]
        assert "http" not in words or words.startswith("https://www.themoscowtimes.com/"), words
        assert "Photo:" not in words.removesuffix(":") and "/2025/" not in words, words
        assert "\n\n" not in words or len(words) <= 110, f"no heading, and more than one paragraph: {words}"


def list_text() -> str:
    return '7,"VANE, Tomas",-0- \r\n11,"NORTH QUAY",-0- \r\n\x1a'


@pytest.fixture
def listed(sample: Path, articles: Path) -> Path:
    """The sample with a list among its sources."""
    (articles / "2020-06").mkdir()
    (articles / "2020-06/list.csv").write_bytes(list_text().encode())
    digest = sha256(list_text().encode()).hexdigest()
    source = {"kind": "sources", "id": "register-2020-06", "title": "Register", "publisher": "norland", "type": "list"}
    source |= {"published": "2020-06", "language": "en", "text_sha256": digest}
    (sample / "imported").mkdir()
    (sample / "imported/register.ndjson").write_text(json.dumps(source) + "\n", "utf-8")
    return sample


def cite(sample: Path, **passage: str) -> None:
    evidence = [{"source": "register-2020-06", **passage}]
    actor = {"kind": "actors", "id": "vane", "type": "person", "name": "Tomas Vane", "evidence": evidence}
    with (sample / "imported/register.ndjson").open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(actor) + "\n")


@pytest.mark.parametrize(
    ("passage", "begin", "words"),
    [
        ({"part": "entry", "entry": "11", "start": "NORTH QUAY"}, 26, "NORTH QUAY"),
        ({"part": "no_entry", "entry": "12", "start": "NORTH QUAY"}, 0, ""),
    ],
)
def test_an_entry_is_found_by_its_number_and_so_is_that_there_is_none(
    listed: Path, articles: Path, passage: dict[str, str], begin: int, words: str
) -> None:
    cite(listed, **passage)
    proven = relocked(listed, evidence_lock.read_texts(articles))
    [found] = [one for (name, _), one in proven.items() if name[0] == "register-2020-06"]
    assert (found.begin, list_text()[found.begin : found.stop]) == (begin, words)
    (listed / "evidence.lock").write_text(evidence_lock.lock_text(proven), "utf-8")
    assert validate.load_valid(listed, RESOURCES).records


@pytest.mark.parametrize(
    ("passage", "what"),
    [
        ({"part": "entry", "entry": "12", "start": "NORTH QUAY"}, "has no entry 12; correct the number"),
        ({"part": "no_entry", "entry": "11", "start": "NORTH QUAY"}, "has the entry 11; it is not gone"),
        ({"part": "entry", "entry": "11", "start": "SOUTH QUAY"}, "is named 'NORTH QUAY'; write that"),
        ({"source": "gazette-2020-05-12", "part": "entry", "entry": "11", "start": "X"}, "the text is no list: line 1"),
    ],
)
def test_what_a_list_does_not_say_is_refused(listed: Path, articles: Path, passage: dict[str, str], what: str) -> None:
    cite(listed, **passage)
    assert any(what in fault for fault in faults(listed, articles))


def test_an_entry_may_not_become_one_that_is_gone_behind_the_lock(listed: Path, articles: Path) -> None:
    cite(listed, part="entry", entry="11", start="NORTH QUAY")
    proven = relocked(listed, evidence_lock.read_texts(articles))
    (listed / "evidence.lock").write_text(evidence_lock.lock_text(proven), "utf-8")
    edit(listed / "imported/register.ndjson", '"part": "entry"', '"part": "no_entry"')
    with pytest.raises(InvalidFixtures) as faulty:
        validate.load_valid(listed, RESOURCES)
    assert "the passage from 'NORTH QUAY' is not locked" in str(faulty.value.faults[-1])


def test_row_3_a_quote_that_is_printed_without_quotation_marks_is_refused_with_its_place(
    sample: Path, articles: Path
) -> None:
    edit(sample / "statements/courier-2020-05.yaml", "Nobody will be left behind...", "About 3,500 islanders")
    edit(sample / "statements/courier-2020-05.yaml", 'start: "Nobody will"', 'start: "About 3,500 islanders"')
    [fault] = faults(sample, articles)
    assert fault == (
        "statements/courier-2020-05.yaml:6:10: board-announces-talks: quote: the words stand without quotation marks "
        "in line 3 of the text of 'courier-2020-05'; tell it in your own words, as reported; or, of a text that is "
        "all speech, write the type: transcript, speech, letter, declaration, post, video"
    )


@pytest.mark.parametrize("type", ["transcript", "speech", "letter", "declaration", "post", "video"])
def test_row_3_a_source_that_is_speech_as_a_whole_says_so_once(sample: Path, articles: Path, type: str) -> None:
    edit(sample / "statements/courier-2020-05.yaml", "Nobody will be left behind...", "About 3,500 islanders")
    edit(sample / "statements/courier-2020-05.yaml", 'start: "Nobody will"', 'start: "About 3,500 islanders"')
    edit(sample / "sources/courier-2020-05.yaml", "type: news", f"type: {type}")
    assert relocked(sample, evidence_lock.read_texts(articles))
