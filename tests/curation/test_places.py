"""Row 9 of the cases of curating: sources of every type, and the page or the time of a passage in them."""

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pytest
from citeproc.source.json import CiteProcJSON

from api.curation import evidence_lock, validate
from api.curation.diagnostics import InvalidFixtures
from api.kinds import RESOURCES
from api.kinds.sources import TYPES
from api.model.passage_link import link
from tests.conftest import SAMPLE, built, checked_app
from tests.contract import CheckedClient
from tests.editing import VANE, edit, relocked

WORDS = "#:~:text=We%20have%20waited"
SPOKEN = "The owner is Tom Vane, and nobody else; we have waited long enough.\n"
VIDEO = "https://www.youtube.com/watch?v=invented"
COPY = "https://archive.example/2020/"


@pytest.mark.parametrize(
    ("url", "page", "time", "right"),
    [
        ("https://a.example/report.pdf", "17", None, "#page=17"),
        ("https://a.example/Report.PDF?v=2", "17", None, "#page=17"),
        ("https://a.example/report.pdf", "xii", None, WORDS),
        ("https://a.example/report.pdf", None, None, WORDS),
        ("https://a.example/report", "17", None, WORDS),
        ("https://a.example/talk.mp4", None, "0:12:30", "#t=750"),
        ("https://a.example/talk.OGG?v=2", None, "1:00:05", "#t=3605"),
        ("https://a.example/talk", None, "12:30", WORDS),
        ("https://vimeo.com/1234", None, "12:30", "#t=750s"),
        ("https://player.vimeo.com/video/1234", None, "12:30", "#t=750s"),
        ("https://vimeo.com/about", None, "12:30", WORDS),
        ("https://www.youtube.com/live/abc", None, "12:30", f"?t=750s{WORDS}"),
        ("https://www.youtube.com/@someone", None, "12:30", WORDS),
        (VIDEO, None, "0:05", f"&t=5s{WORDS}"),
        (f"https://archive.example/2020/{VIDEO}", None, "12:30", WORDS),
        ("https://youtube.com.evil.example/watch?v=a", None, "12:30", WORDS),
    ],
)
def test_a_link_leads_to_the_place_where_the_web_can(url: str, page: str | None, time: str | None, right: str) -> None:
    assert link(url, "We have waited", None, page, time) == url + right


def test_a_time_that_an_address_has_gives_way() -> None:
    address = link("https://youtu.be/abc?t=3&list=d", "We", None, None, "12:30")
    assert address == "https://youtu.be/abc?list=d&t=750s#:~:text=We"


@pytest.fixture
def placed(sample: Path) -> Path:
    """The sample with a video and the PDF of a book, and a passage of each."""
    edit(sample / "sources/courier-2020-05.yaml", "type: news", "type: book\nsource_url: https://a.example/b.pdf")
    edit(sample / "actors/the-courier.yaml", 'ferries"', 'ferries"\n    page: "17"')
    video = {"id": "talk-2020-05-20", "title": "A talk", "publisher": "the-gazette", "type": "video"}
    video |= {"published": "2020-05-20", "language": "en", "source_url": VIDEO, "archive_url": f"{COPY}{VIDEO}"}
    video |= {"text_sha256": sha256(SPOKEN.encode()).hexdigest()}
    (sample / "sources/talk-2020-05-20.yaml").write_text(json.dumps(video), "utf-8")
    more = 'Vane"\n  - source: talk-2020-05-20\n    start: "The owner is Tom Vane"\n    time: "0:12:30"'
    edit(sample / VANE, 'Vane"', more)
    return sample


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """The texts of the sample and of the talk."""
    shutil.copytree(SAMPLE / "texts", tmp_path / "texts")
    (tmp_path / "texts/talk.txt").write_text(SPOKEN, "utf-8")
    return tmp_path / "texts"


@pytest.fixture
def client(placed: Path, texts: Path, tmp_path: Path) -> CheckedClient:
    """A client of the sample with places."""
    proven = relocked(placed, evidence_lock.read_texts(texts))
    (placed / "evidence.lock").write_text(evidence_lock.lock_text(proven), "utf-8")
    client = checked_app(built(placed, tmp_path / "releases")).test_client()
    assert isinstance(client, CheckedClient)
    return client


def test_the_place_is_in_every_form(client: CheckedClient) -> None:
    spoken = client.get("/v1/actors/tom-vane").json["evidence"][1]
    words = "#:~:text=The%20owner%20is%20Tom%20Vane"
    assert spoken["time"] == "0:12:30" and "page" not in spoken
    assert spoken["link"] == f"{VIDEO}&t=750s{words}"
    assert spoken["archive_link"] == f"{COPY}{VIDEO}{words}"
    assert "time 0:12:30)" in client.get("/v1/actors/tom-vane").json["citation"]
    printed = client.get("/v1/actors/the-courier").json
    assert (
        printed["evidence"][0]["page"] == "17" and printed["evidence"][0]["link"] == "https://a.example/b.pdf#page=17"
    )
    assert printed["citation"].endswith("9 and 11 May 2020, page 17).")
    page = client.get("/v1/actors/tom-vane.html").get_data(as_text=True)
    assert " At 0:12:30." in page and "&amp;t=750s#" in page and ">Play the sentence" in page
    assert f'<a href="{spoken["archive_link"]}">an archived copy' in page
    assert " Page 17." in client.get("/v1/actors/the-courier.html").get_data(as_text=True)
    told = client.get("/v1/actors/tom-vane.md").get_data(as_text=True)
    assert f"]({spoken['link']}) ([archived]({spoken['archive_link']}))" in told and "(time: 0:12:30)" in told
    assert "(page: 17)" in client.get("/v1/actors/the-courier.md").get_data(as_text=True)
    assert "an archived copy</a>" in client.get("/v1/sources/talk-2020-05-20.html").get_data(as_text=True)


def test_a_source_is_an_entry_of_its_own_type(client: CheckedClient) -> None:
    [item] = json.loads(client.get("/v1/sources/talk-2020-05-20.csl").data)
    assert (item["type"], item["URL"], item["publisher"]) == ("motion_picture", VIDEO, "The Gazette")
    assert item["issued"] == {"date-parts": [[2020, 5, 20]]} and item["archive_location"] == f"{COPY}{VIDEO}"
    [book] = json.loads(client.get("/v1/sources/courier-2020-05.csl").data)
    assert book["type"] == "book" and book["issued"] == {"date-parts": [[2020, 5, 9], [2020, 5, 11]]}
    assert list(CiteProcJSON([item, book])) == ["talk-2020-05-20", "courier-2020-05"]
    assert "date = {2020-05-09/2020-05-11}" in client.get("/v1/sources/courier-2020-05.bib").get_data(as_text=True)


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('"0:12:30"', "750", "time: '750' is not a time code; write hours, minutes and seconds, such as 0:12:30"),
        ('"0:12:30"', '"0:75:30"', "time: '0:75:30' is not a time code"),
        ('time: "0:12:30"', "page: p.17", "page: 'p.17' is not a page; write its number or label alone"),
        ('time: "0:12:30"', "page: xii", "page: 'talk-2020-05-20' is of the type video, which has no page; write time"),
        ("talk-2020-05-20", "gazette-2020-05-12", "time: 'gazette-2020-05-12' is of the type news, which has no time"),
    ],
)
def test_a_place_that_no_such_source_has_is_refused(placed: Path, old: str, new: str, what: str) -> None:
    edit(placed / VANE, old, new)
    with pytest.raises(InvalidFixtures) as faulty:
        validate.load_unlocked(placed, RESOURCES)
    [fault] = faulty.value.faults
    assert f"{VANE}:" in str(fault) and f"evidence[1].{what}" in str(fault)


@pytest.mark.parametrize("type", TYPES)
def test_every_type_says_in_one_sentence_what_it_is(type: str) -> None:
    assert TYPES[type].count(".") == 1 and TYPES[type].endswith(".")
