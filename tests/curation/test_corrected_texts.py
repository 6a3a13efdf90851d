"""Row 11 of the cases of curating, its last part: each day has that text of an article which it had."""

import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from api import cli
from api.curation import validate
from api.curation.diagnostics import InvalidFixtures
from api.curation.evidence_lock import lock_text, read_texts
from api.curation.source_texts import others, printed_on, printing
from api.kinds import RESOURCES
from tests.conftest import SAMPLE, built, checked_app
from tests.contract import CheckedClient
from tests.editing import GAZETTE, VANE, edit, relocked

OLD = (SAMPLE / "texts/gazette.txt").read_text("utf-8")
NEW = OLD.replace("Tom Vane.", "Tom Vance, a Norlander.").replace("on Monday. ", "on Tuesday. ")
BEFORE, AFTER = (sha256(text.encode()).hexdigest() for text in (OLD, NEW))
EVE, DAY = "2020-05-14", "2020-05-15"
CORRECTION = {"date": DAY, "replaced_sha256": BEFORE, "note": "The name of the owner."}
RELATION, SHIPPING = "relations/gazette-2020-05-12.yaml", "actors/skerry-shipping.yaml"
SPELT = f"""evidence:
  - source: gazette-2020-05-12
    start: "whose owner is Tom Vane"
    printed_until: {DAY}
    fields:
      - type
      - name
    said:
      name: Tom Vane
  - source: gazette-2020-05-12
    start: "Tom Vance, a Norlander"
    printed_since: {DAY}
    fields:
      - name
"""


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """The texts of the sample, and that of the article when it was corrected."""
    shutil.copytree(SAMPLE / "texts", tmp_path / "texts")
    (tmp_path / "texts/corrected.txt").write_text(NEW, "utf-8")
    return tmp_path / "texts"


@pytest.fixture
def corrected(sample: Path) -> Path:
    """The sample, with an article that was corrected: it had misspelt a name."""
    written = "".join(f"  {'- ' if key == 'date' else '  '}{key}: {value}\n" for key, value in CORRECTION.items())
    edit(sample / GAZETTE, f"text_sha256: {BEFORE}\n", f"text_sha256: {AFTER}\ncorrections:\n{written}")
    edit(sample / SHIPPING, 'end: "Tom Vane"', f'end: "Tom Vane"\n    printed_until: {DAY}')
    edit(sample / RELATION, 'owner is Tom Vane"', f'owner is Tom Vane"\n      printed_until: {DAY}')
    head = (sample / VANE).read_text("utf-8").partition("evidence:\n")[0].replace("name: Tom Vane", "name: Tom Vance")
    (sample / VANE).write_text(head + SPELT, "utf-8")
    return sample


def lock(folder: Path, texts: Path, *more: str) -> int:
    return cli.main(["lock", "--fixtures", str(folder), "--texts", str(texts), *more])


def faults(folder: Path, texts: Path) -> list[str]:
    with pytest.raises(InvalidFixtures) as faulty:
        relocked(folder, read_texts(texts))
    return [str(fault) for fault in faulty.value.faults]


@pytest.fixture
def client(corrected: Path, texts: Path, tmp_path: Path) -> CheckedClient:
    """A client of the sample with the corrected article."""
    assert lock(corrected, texts) == 0
    client = checked_app(built(corrected, tmp_path / "releases")).test_client()
    assert isinstance(client, CheckedClient)
    return client


def test_a_source_has_the_text_of_each_day(client: CheckedClient) -> None:
    now, then = (client.get(f"/v1/sources/gazette-2020-05-12{day}").json for day in ("", f"?as_of={EVE}"))
    assert (now["text_sha256"], now["corrections"]) == (AFTER, [CORRECTION])
    assert then["text_sha256"] == BEFORE and "corrections" not in then
    first, second = client.get("/v1/sources/gazette-2020-05-12/history").json["data"]
    assert [change["field"] for change in second["changes"]] == ["text_sha256", "corrections"]
    assert second["known_from"] == DAY and not second["sources"] and first["sources"]
    page = client.get("/v1/sources/gazette-2020-05-12.html").get_data(as_text=True)
    assert BEFORE in page and AFTER in page and "The name of the owner." in page


def test_a_passage_of_the_corrected_text_is_known_since_the_correction(client: CheckedClient) -> None:
    now, then = (client.get(f"/v1/actors/tom-vane{day}").json for day in ("", f"?as_of={EVE}"))
    assert (then["name"], now["name"]) == ("Tom Vane", "Tom Vance")
    assert [entry["start"] for entry in then["evidence"]] == ["whose owner is Tom Vane"]
    assert DAY not in str(then), "a correction to come shows nowhere"
    assert [entry.get("printed_until") for entry in now["evidence"]] == [DAY, None]
    assert [entry.get("printed_since") for entry in now["evidence"]] == [None, DAY]
    [_, second] = client.get("/v1/actors/tom-vane/history").json["data"]
    assert second["known_from"] == DAY and [one["id"] for one in second["sources"]] == ["gazette-2020-05-12"]
    assert client.get(f"/v1/actors?q=Vance&as_of={EVE}").json["total"] == 0
    assert client.get("/v1/actors?q=Vance").json["total"] == 1
    page = client.get("/v1/actors/tom-vane.html").get_data(as_text=True)
    for said in ("No longer printed", "Printed"):
        assert f' {said} since the correction of <time datetime="{DAY}">15 May 2020</time>.' in page
    assert f"(printed_until: {DAY}" in client.get("/v1/actors/tom-vane.md").get_data(as_text=True)


def test_the_lock_holds_what_each_text_prints(corrected: Path, texts: Path) -> None:
    assert lock(corrected, texts) == 0
    proven = {(name[1], digest) for name, digest in relocked(corrected, read_texts(texts))}
    assert ("whose owner is Tom Vane", BEFORE) in proven and ("whose owner is Tom Vane", AFTER) not in proven
    assert ("Tom Vance, a Norlander", AFTER) in proven and ("Tom Vance, a Norlander", BEFORE) not in proven
    assert {("We came to listen", BEFORE), ("We came to listen", AFTER)} <= proven
    assert cli.main(["check", "--fixtures", str(corrected)]) == 0
    for file in ("gazette.txt", "corrected.txt"):  # what was proven is kept, whichever text is not there
        (texts / file).rename(texts.parent / file)
        assert lock(corrected, texts) == 0 and cli.main(["check", "--fixtures", str(corrected)]) == 0
        (texts.parent / file).rename(texts / file)
    assert lock(corrected, texts, "--check") == 0


def test_the_lock_says_which_day_to_write(corrected: Path, texts: Path) -> None:
    edit(corrected / RELATION, f"\n      printed_until: {DAY}", "")
    edit(corrected / VANE, f"\n    printed_since: {DAY}", "")
    as_another = "; or, as another text of 'gazette-2020-05-12' has the words, write"
    brought, gone = faults(corrected, texts)
    assert f"{VANE}:" in brought and brought.endswith(f"copy them as printed{as_another} printed_since: {DAY}")
    assert f"{RELATION}:" in gone and gone.endswith(f"copy them as printed{as_another} printed_until: {DAY}")
    edit(corrected / VANE, "Tom Vance, a", "Nobody Vance, a")
    assert faults(corrected, texts)[0].endswith("copy them as printed")


def test_words_that_differ_between_the_same_ends_are_told(corrected: Path, texts: Path) -> None:
    named = 'start: "and the Isle of"\n    end: "We came to"\n    fields:\n      - name\n'
    words = f"  - source: gazette-2020-05-12\n    {named}"
    (corrected / VANE).write_text((corrected / VANE).read_text("utf-8") + words, "utf-8")
    [fault] = faults(corrected, texts)
    assert "the words from 'and the Isle of' differ in the texts of 'gazette-2020-05-12'; write printed_since" in fault


@pytest.mark.parametrize(
    ("file", "old", "new", "what"),
    [
        (GAZETTE, f"date: {DAY}", "date: 2020-05-12", "corrections[0].date: '2020-05-12' is not after 2020-05-12"),
        (GAZETTE, f"text_sha256: {AFTER}\n", "", "text_sha256: is missing; write the digest of the corrected text"),
        (
            VANE,
            f"printed_since: {DAY}",
            "printed_since: 2020-05-16",
            f"is no day of a correction of 'gazette-2020-05-12'; write {DAY}",
        ),
        (
            VANE,
            f"printed_since: {DAY}",
            f"printed_since: {DAY}\n    printed_until: {DAY}",
            f"'{DAY}' is not after printed_since",
        ),
        (
            "actors/the-courier.yaml",
            'ferries"',
            f'ferries"\n    printed_until: {DAY}',
            "is no day of a correction of 'courier-2020-05'; leave it out, or add it to corrections there",
        ),
    ],
)
def test_a_day_that_no_correction_has_is_refused(corrected: Path, file: str, old: str, new: str, what: str) -> None:
    edit(corrected / file, old, new)
    with pytest.raises(InvalidFixtures) as faulty:
        validate.load_unlocked(corrected, RESOURCES)
    assert any(f"{file}:" in str(fault) and what in str(fault) for fault in faulty.value.faults)


def test_passage_finds_the_source_of_either_text(
    corrected: Path, texts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for file in ("gazette.txt", "corrected.txt"):
        words = "Norland has backed the Ferrymen"
        assert cli.main(["passage", str(texts / file), words, "--fixtures", str(corrected)]) == 0
        assert "source: gazette-2020-05-12" in capsys.readouterr().out


def test_a_text_that_was_corrected_twice_has_three() -> None:
    days = ("2020-06-01", "2020-07-01")
    twice = [{"date": day, "replaced_sha256": digest} for day, digest in zip(days, "ab", strict=True)]
    source = {"text_sha256": "c", "corrections": twice}
    assert printing(source, {}) == ["a", "b", "c"]
    assert printing(source, {"printed_since": days[0]}) == ["b", "c"]
    assert printing(source, {"printed_since": days[0], "printed_until": days[1]}) == ["b"]
    assert dict(others(source, "c")) == {"b": f"printed_until: {days[1]}", "a": f"printed_until: {days[0]}"}
    assert next(others(source, "a")) == ("b", f"printed_since: {days[0]}")
    assert printed_on(source, "2020-06-30") == {"text_sha256": "b", "corrections": twice[:1]}


def test_the_lock_of_one_text_is_as_before(sample: Path) -> None:
    assert lock_text(relocked(sample, read_texts(SAMPLE / "texts"))) == (sample / "evidence.lock").read_text("utf-8")
