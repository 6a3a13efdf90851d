"""Sanctions lists: what becomes of their entries over time, what never leaves them, and what is refused."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api import cli
from api.curation import evidence_lock
from tests.conftest import ROOT, SAMPLE, checked_app
from tests.published import ADDRESSES, BROOK, GULL, MILL, NAMES, NOTHING, PRIVATE, QUAY, VANE, line, version

Folders = tuple[Path, ...]


@pytest.fixture
def lists(tmp_path: Path) -> Folders:  # in place of the real ones
    """Three versions: of a month, with all files; of a day; and of a day on which two entries have changed."""
    folder = tmp_path / "published"
    return (
        version(folder, "2020-06", [VANE, QUAY, MILL], NAMES, ADDRESSES),
        version(folder, "2021-02-01", [VANE, QUAY, GULL, MILL, BROOK]),
        version(folder, "2021-02-03", [(11, *QUAY[1:3], "TIMBER", QUAY[4]), GULL, MILL, BROOK, (40, *MILL[1:])]),
    )


@pytest.fixture
def bring(sample: Path, tmp_path: Path) -> Callable[..., int]:
    """Import versions beside the sample."""

    def run(*arguments: str | Path) -> int:
        fixed = ["--fixtures", sample, "--output", tmp_path / "out"]
        return cli.main([str(part) for part in ("import", "ofac", *arguments, *fixed)])

    return run


def written(folder: Path) -> dict[str, dict[str, Any]]:
    lines = (folder / "out/imported/ofac.ndjson").read_text("utf-8").splitlines()
    return {record["id"]: record for record in map(json.loads, lines)}


def serve(sample: Path, folder: Path) -> Any:
    fixtures = ["--fixtures", str(sample), "--fixtures", str(folder / "out")]
    assert cli.main(["build", *fixtures, "--releases", str(folder / "releases")]) == 0
    return checked_app(folder / "releases/current").test_client()


def join(sample: Path, name: str, number: int) -> None:
    """Let a curator say which entry an actor is."""
    file = sample / f"actors/{name}.yaml"
    said = f'identifiers:\n  - scheme: OFAC SDN\n    id: "{number}"\nevidence:\n'
    file.write_text(file.read_text("utf-8").replace("evidence:\n", said), "utf-8")


def test_an_entry_becomes_an_actor_and_its_sanctions(bring: Callable[..., int], lists: Folders, tmp_path: Path) -> None:
    assert bring(*lists) == 0
    found = written(tmp_path)
    vane, quay = found["ofac-7"], found["ofac-11"]
    assert (vane["type"], vane["name"], vane["countries"]) == ("person", "Tomas VANE", ["NO"])
    assert vane["aliases"] == ["VANE, Tomas", "VEYNE, Thomas", "THE PILOT"]
    assert vane["weak_aliases"] == ["THE PILOT"]
    assert vane["identifiers"] == [{"scheme": "OFAC SDN", "id": "7"}]
    assert (quay["type"], quay["name"], quay["countries"]) == ("organization", "NORTH QUAY LINES S.A.", ["BS"])
    assert found["ofac-12"]["type"] == "vessel"
    assert "countries" not in found["ofac-20"], "one of two countries is not chosen"
    assert {id for id in found if id.startswith("ofac-11-")} == {"ofac-11-ferries", "ofac-11-timber"}
    assert found["ofac-7-linked-to-11"]["predicate"] == "linked_to"
    assert found["ofac-12-linked-to-7"]["last_seen"] == "2021-02-01", "the one it is linked to is gone by then"


def test_an_unknown_country_counts_as_another_one_and_is_told(
    bring: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = {7: ["Turkey", "Syria"], 11: ["Turkey"], 12: ["Old Ferryland"], 20: ["Old Ferryland", "Syria"]}
    rows = [
        (number, row, NOTHING, NOTHING, name, NOTHING) for number in places for row, name in enumerate(places[number])
    ]
    folder = version(tmp_path, "2020-06", [VANE, QUAY, GULL, MILL], NAMES, rows)
    assert bring(folder) == 0
    found = {id: actor.get("countries") for id, actor in written(tmp_path).items() if actor["kind"] == "actors"}
    assert found == {
        **dict.fromkeys(["ofac-7", "ofac-12", "ofac-20"]),
        "ofac-11": ["TR"],
        "ofac": ["US"],
        "united-states": ["US"],
    }
    assert "countries that are not known, and stand for none: 'Old Ferryland' 2" in capsys.readouterr().err


def test_two_countries_of_a_later_version_take_the_place_of_one(bring: Callable[..., int], tmp_path: Path) -> None:
    rows = [(20, number, NOTHING, NOTHING, name, NOTHING) for number, name in enumerate(("Norway", "Sweden"))]
    entries = [VANE, QUAY, MILL]
    before, after = (version(tmp_path, f"2020-0{month}", entries, NAMES, rows[:month]) for month in (1, 2))
    assert bring(before, after) == 0
    assert "countries" not in written(tmp_path)["ofac-20"]


@pytest.mark.parametrize(
    "printed", ["[FERRIES] [TIMBER]", "FERRIES] [TIMBER", "FERRIES; TIMBER", " [FERRIES][TIMBER] "]
)
def test_programmes_are_read_however_they_are_set_apart(
    bring: Callable[..., int], tmp_path: Path, printed: str
) -> None:
    assert bring(version(tmp_path, "2020-06", [(*MILL[:3], printed, MILL[4])])) == 0
    programs = [record["program"] for record in written(tmp_path).values() if record["kind"] == "sanctions"]
    assert programs == ["FERRIES", "TIMBER"]


@pytest.mark.parametrize(("end", "cut"), [(".", 0), ("", 1)])
def test_remarks_that_go_on_in_a_file_beside_are_read(
    bring: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str], end: str, cut: int
) -> None:
    remarks = "; ".join([PRIVATE] * 20)[: 1000 - len("; Linked To: NORTH ")] + "; Linked To: NORTH "
    vane = (*VANE[:4], remarks)
    more = [(7, f"QUAY LINES S.A.; Linked To: LUNDEN SAWMILL, LTD.; a.k.a. 'THE PILOT'; Linked To: GREY GULL{end}")]
    more += [(20, "a.k.a. 'THE SAW'; Linked To: GREY GULL.")]
    assert bring(version(tmp_path, "2020-06", [vane, QUAY, GULL, MILL], NAMES, ADDRESSES, more)) == 0
    found = written(tmp_path)
    linked = {id for id in found if "-linked-to-" in id}
    right = {
        "ofac-7-linked-to-11",
        "ofac-7-linked-to-20",
        "ofac-7-linked-to-12",
        "ofac-20-linked-to-12",
        "ofac-12-linked-to-7",
    }
    assert linked == (right - {"ofac-7-linked-to-12"} if cut else right)
    assert found["ofac-7"]["weak_aliases"] == ["THE PILOT"] and found["ofac-20"]["weak_aliases"] == ["THE SAW"]
    assert ("1 entry" if cut else "0 entries") in capsys.readouterr().err
    assert "2 rows of sdn_comments.csv" in found["ofac-sdn-2020-06"]["status_note"]


def test_what_was_seen_is_kept_apart_from_what_took_effect(
    bring: Callable[..., int], lists: Folders, tmp_path: Path
) -> None:
    assert bring(*lists) == 0
    found = written(tmp_path)
    gone, moved, kept = found["ofac-7-ferries"], found["ofac-11-ferries"], found["ofac-20-timber"]
    assert (gone["first_seen"], gone["last_seen"], gone["status"]) == ("2020-06", "2021-02-01", "delisted")
    assert gone["listing_date"] == "[..2020-06]" and not {"start_date", "end_date"} & set(gone)
    assert [(entry["source"], entry["part"]) for entry in gone["evidence"]][1:] == [
        ("ofac-sdn-2021-02-01", "entry"),
        ("ofac-sdn-2021-02-03", "no_entry"),
    ]
    assert moved["status"] == "delisted" and moved["evidence"][-1]["part"] == "entry"
    assert moved["status_note"] == "The entry is still on the list, under other programmes."
    assert (kept["first_seen"], kept["last_seen"], kept["status"]) == ("2020-06", "2021-02-03", "in_force")


def test_as_of_gives_what_the_list_said_on_a_day(
    bring: Callable[..., int], lists: Folders, sample: Path, tmp_path: Path
) -> None:
    assert bring(*lists) == 0
    with serve(sample, tmp_path) as client:
        for day, expected in (
            ("2020-06-29", set()),
            ("2020-06-30", {"ofac-7", "ofac-11"}),
            ("2021-02-02", {"ofac-7", "ofac-11", "ofac-12"}),
            ("2021-02-03", {"ofac-12"}),
        ):
            asked = f"/v1/sanctions?program=FERRIES&status=in_force&as_of={day}"
            response = client.get(asked)
            found = response.json["data"] if response.status_code == 200 else []
            assert {sanction["target"]["id"] for sanction in found} == expected, day
        early = client.get("/v1/sanctions/ofac-7-ferries?as_of=2021-02-01").json
        assert (early["status"], early["last_seen"]["edtf"]) == ("in_force", "2021-02-01")
        assert client.get("/v1/sanctions/ofac-7-ferries").json["status"] == "delisted"
        assert client.get("/v1/actors?q=veyne").json["data"][0]["id"] == "ofac-7"


def test_nothing_private_is_written(bring: Callable[..., int], lists: Folders, tmp_path: Path) -> None:
    assert bring(*lists) == 0
    text = "".join(path.read_text("utf-8") for path in (tmp_path / "out").rglob("*") if path.is_file())
    said = re.sub(r'"(text|passage)_sha256": "\w+"|"(begin|stop)": \d+', "", text)
    for word in (
        "DOB",
        "1961",
        "POB",
        "Passport",
        "0012345",
        "880077",
        "55-77",
        "Rope",
        "4410",
        "Quay Street",
        "9912345",
    ):
        assert word not in said, word
    assert "Lunden" not in said and "Skerry" not in said


def test_importing_twice_changes_nothing(bring: Callable[..., int], lists: Folders, tmp_path: Path) -> None:
    assert bring(*lists) == 0
    files = [tmp_path / "out/imported/ofac.ndjson", tmp_path / "out/evidence.lock"]
    before = [file.read_bytes() for file in files]
    assert bring(*reversed(lists)) == 0
    assert [file.read_bytes() for file in files] == before
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["evidence.lock", "imported"]


def test_the_lists_prove_the_lock(bring: Callable[..., int], lists: Folders, tmp_path: Path) -> None:
    assert bring(*lists) == 0
    texts = evidence_lock.read_texts(tmp_path / "published")
    for locked in evidence_lock.read_lock(tmp_path / "out/evidence.lock").values():
        words = texts[locked.text_sha256][locked.begin : locked.stop]
        assert words == (locked.start if locked.part == "entry" else "")


def test_a_byte_order_mark_latin_1_and_names_of_files_in_capitals_are_read(
    bring: Callable[..., int], lists: Folders, tmp_path: Path
) -> None:
    file = lists[0] / "sdn.csv"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"SAWMILL", b"S\xc4GE"))
    for path in list(lists[0].iterdir()):
        path.rename(path.with_name(path.name.upper()))
    assert bring(*lists) == 0
    found = written(tmp_path)
    assert "LUNDEN SÄGE, LTD." in found["ofac-20"]["aliases"] and found["ofac-11"]["countries"] == ["BS"]
    test_the_lists_prove_the_lock(lambda *_: 0, (), tmp_path)


def test_the_locks_of_folders_side_by_side_are_written_together(
    bring: Callable[..., int], sample: Path, lists: Folders, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring(*lists) == 0
    for file in (SAMPLE / "texts").iterdir():
        shutil.copy(file, tmp_path / "published")
    locks = [folder / "evidence.lock" for folder in (sample, tmp_path / "out")]
    right = [set(file.read_text("utf-8").splitlines()) for file in locks]
    command = ["lock", "--fixtures", str(sample), "--fixtures", str(tmp_path / "out"), "--texts"]
    command.append(str(tmp_path / "published"))
    assert cli.main([*command, "--check"]) == 0
    for file in locks:
        file.unlink()
    assert cli.main([*command, "--check"]) == 1
    said = capsys.readouterr().err
    assert all(f"{file}:1:1: is not what the texts prove" in said for file in locks)
    assert cli.main(command) == 0
    assert [set(file.read_text("utf-8").splitlines()) for file in locks] == right


def test_only_the_programmes_that_were_asked_for_are_written(
    bring: Callable[..., int], lists: Folders, tmp_path: Path
) -> None:
    assert bring(*lists, "--program", "FERRIES-*") == 0
    kinds = [record["kind"] for record in written(tmp_path).values()]
    assert sorted(kinds) == ["actors"] * 3 + ["sanctions"] + ["sources"] * 3
    assert bring(*lists, "--program", "ferries-*", "--program", "Tim*") == 0
    assert {"ofac-31", "ofac-20", "ofac-40"} <= set(written(tmp_path))


def test_a_pattern_that_no_programme_is_like_is_told(
    bring: Callable[..., int], lists: Folders, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring(*lists, "--program", "timber", "--program", "FERRY*") == 1
    what = "sdn.csv:1:1: --program: no programme is like 'FERRY*'; there are FERRIES, FERRIES-EO7, TIMBER"
    assert what in capsys.readouterr().err and not (tmp_path / "out").exists()


def test_what_is_curated_is_joined_by_number_and_never_by_name(
    bring: Callable[..., int], lists: Folders, sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring(*lists) == 0
    said = capsys.readouterr().err
    assert (
        "ofac-31, 'Ada Maria BROOK', may be the curated ada-brook; if it is, give that the identifier OFAC SDN 31"
        in said
    )
    join(sample, "ada-brook", 31)
    join(sample, "skerry", 20)
    assert bring(*lists) == 0
    found = written(tmp_path)
    assert "ofac-31" not in found and found["ofac-31-ferries-eo7"]["target"] == "ada-brook"
    said = capsys.readouterr().err
    assert "may be the curated ada-brook" not in said
    assert "actors/skerry.yaml:2:7: skerry: type is 'state', and 'organization' by the list; the curated value" in said
    assert "'LUNDEN SAWMILL, LTD.' by the list; is this the right number?" in said
    assert "4 records joined" not in said and "2 records joined with curated ones, 2 conflicts" in said
    with serve(sample, tmp_path) as client:
        assert client.get("/v1/sanctions?target=ada-brook").json["total"] == 1


def test_a_name_that_comes_back_under_another_number_is_told(
    bring: Callable[..., int], sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    join(sample, "ada-brook", 31)
    again = [(70, *VANE[1:]), (71, "BROOK, Ada", *BROOK[2:]), (72, "BROOK, Ada Maria", *BROOK[2:])]
    folders = [version(tmp_path, "2021-02", [VANE, QUAY, MILL]), version(tmp_path, "2021-03", [QUAY, MILL, *again])]
    assert bring(*folders) == 0
    said = capsys.readouterr().err
    assert (
        "ofac-70, 'Tomas VANE', has the name of ofac-7, and no version has both; "
        "if they are one, write an actor with the identifiers OFAC SDN 7 and 70" in said
    )
    assert "ofac-71, 'Ada BROOK', may be the curated ada-brook; if it is, give that the identifier OFAC SDN 71" in said
    assert "ofac-72" not in said, "a longer name is not that of an actor who has a number"
    assert "ofac-11" not in said and "ofac-20" not in said
    assert bring(*folders[:1]) == 0
    assert "has the name of" not in capsys.readouterr().err


def test_names_of_a_curated_target_are_told_with_what_makes_them_found(
    bring: Callable[..., int], sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    join(sample, "ada-brook", 31)
    names = ((31, 1, "aka", "BROOK, Ada", NOTHING), (31, 2, "aka", "BROOCH, Adela", NOTHING))
    assert bring(version(tmp_path, "2021-02", [BROOK], names)) == 0
    told = re.search(
        r"ada-brook.yaml:6:1: ada-brook: the list also has (.*); add to .* evidence (.*)", capsys.readouterr().err
    )
    assert told and told[1] == "'BROOK, Ada Maria', 'BROOCH, Adela'"
    file = sample / "actors/ada-brook.yaml"
    text = file.read_text("utf-8").replace("aliases:\n", 'aliases:\n  - "BROOCH, Adela"\n')
    file.write_text(text.replace("\nevidence:\n", f"\nevidence:\n  - {told[2]}\n"), "utf-8")
    (sample / "evidence.lock").write_bytes(
        b"".join((folder / "evidence.lock").read_bytes() for folder in (sample, tmp_path / "out"))
    )
    with serve(sample, tmp_path) as client:
        assert "ada-brook" in [actor["id"] for actor in client.get("/v1/actors?q=brooch").json["data"]]


def test_what_is_curated_must_be_known_when_the_list_names_it(
    bring: Callable[..., int], sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    join(sample, "ada-brook", 31)
    assert bring(version(tmp_path, "2019-01", [BROOK])) == 1
    said = capsys.readouterr().err
    assert (
        "'ada-brook' is first known on 2020-05-" in said
        and 'add evidence from then: {"source": "ofac-sdn-2019-01"' in said
    )
    assert list((tmp_path / "out").rglob("*.ndjson")) == []


def test_curated_sanctions_and_sources_are_not_written_again(
    bring: Callable[..., int], lists: Folders, sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring(*lists) == 0
    found = written(tmp_path)
    (sample / "imported").mkdir()
    shared = ("united-states", "ofac", "ofac-sdn-2020-06", "ofac-7", "ofac-11", "ofac-7-linked-to-11", "ofac-7-ferries")
    own = {id: found[id] for id in (*shared, "ofac-sdn-2021-02-01", "ofac-sdn-2021-02-03")}
    own["ofac-7-ferries"] = {**own["ofac-7-ferries"], "status": "lifted"}
    (sample / "imported/own.ndjson").write_text("".join(json.dumps(record) + "\n" for record in own.values()))
    assert bring(*lists) == 0
    assert not set(own) & set(written(tmp_path))
    assert "ofac-7-ferries: status is 'lifted', and 'delisted' by the list" in capsys.readouterr().err
    own["ofac-sdn-2020-06"]["text_sha256"] = "0" * 64
    (sample / "imported/own.ndjson").write_text("".join(json.dumps(record) + "\n" for record in own.values()))
    assert bring(*lists) == 1
    assert "sdn.csv:1:1: is not the text of the curated source 'ofac-sdn-2020-06'" in capsys.readouterr().err


def broken(name: str, content: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(content)


def changed(name: str, old: bytes, new: bytes) -> Callable[[Path], object]:
    def change(folder: Path) -> None:
        content = (folder / name).read_bytes()
        assert old in content
        (folder / name).write_bytes(content.replace(old, new, 1))

    return change


BAD = {
    "empty": (broken("sdn.csv", b""), "sdn.csv:1:1: is empty"),
    "empty beside": (broken("add.csv", b"\x1a"), "add.csv:1:1: is empty"),
    "HTML": (broken("sdn.csv", b"<!DOCTYPE html>\n<html></html>\n"), "sdn.csv:1:1: is HTML"),
    "HTML beside": (broken("alt.csv", b"\n  <html>"), "alt.csv:1:1: does not begin with"),
    "cut in a text": (changed("sdn.csv", MILL[1].encode() + b'"', b"LUNDEN SAW\n"), "sdn.csv:3:1: is cut off"),
    "cut in a row": (changed("sdn.csv", b'"TIMBER",-0- ,-0- ', b'"TIMBER"\r\n'), "sdn.csv:3:1: has 4 columns, where"),
    "cut at the end": (changed("add.csv", b'"Sweden",-0- \r\n', b'"Sweden",'), "add.csv:5:1: is cut off"),
    "a column too many": (changed("alt.csv", b"-0- \r\n", b"-0- ,-0- \r\n"), "alt.csv:1:1: has 6 columns, where"),
    "no number": (changed("sdn.csv", b"20,", b"XX,"), "sdn.csv:3:1: does not begin with the number"),
    "no type": (changed("sdn.csv", b'"individual"', b'"ghost"'), "sdn.csv:1:1: 'ghost' is not a type of an entry"),
    "doubled": (changed("sdn.csv", b"20,", b"11,"), "sdn.csv:3:1: the entry 11 stands twice"),
    "out of order": (changed("sdn.csv", b"20,", b"8,"), "sdn.csv:3:1: the entry 8 stands behind 11"),
    "doubled beside": (changed("add.csv", b"11,3", b"11,2"), "add.csv:3:1: 2 of the entry 11 stands twice"),
    "dangling": (changed("alt.csv", b"11,2", b"12,2"), "alt.csv:2:1: belongs to the entry 12, which sdn.csv has not"),
    "dangling at the end": (changed("add.csv", b"20,5", b"99,5"), "add.csv:5:1: belongs to the entry 99"),
    "of no encoding": (changed("sdn.csv", b"SAWMILL", b"S\x81GE"), "sdn.csv:3:1: is neither UTF-8 nor Latin-1"),
    "a NUL in a name": (
        changed("sdn.csv", b"SAWMILL", b"SAW\0MILL"),
        "sdn.csv:3:1: holds the unprintable character U+0000",
    ),
    "a NUL beside": (changed("alt.csv", b"VEYNE", b"VEY\0NE"), "alt.csv:1:1: holds the unprintable character U+0000"),
    "more behind the end": (
        changed("sdn.csv", b"\x1a", b"\x1a\r\n" + line((50,)).encode()),
        "sdn.csv:4:1: holds the char",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_stops_the_import_and_nobody_is_delisted(
    bring: Callable[..., int], lists: Folders, tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    assert bring(*lists) == 0
    before = {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    spoil, what = BAD[case]
    spoil(lists[0])
    assert bring(*lists) == 1 and bring(*lists, "--force") == 1
    assert what in capsys.readouterr().err
    assert {path: path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file()} == before


def test_a_version_that_has_shrunk_needs_force(
    bring: Callable[..., int], lists: Folders, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    short = version(tmp_path / "published", "2021-03", [QUAY, GULL, MILL])
    assert bring(*lists, short) == 1
    said = capsys.readouterr().err
    assert (
        "2021-03/sdn.csv:3:1: has 3 rows, under 80% of the 5 of 2021-02-03; get the file again, or give --force" in said
    )
    assert not (tmp_path / "out").exists()
    assert bring(*lists, short, "--force") == 0
    assert written(tmp_path)["ofac-31-ferries-eo7"]["status"] == "delisted"


def test_a_number_that_becomes_that_of_another_type_is_a_fault(
    bring: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = version(tmp_path, "2019-01", [MILL]), version(tmp_path, "2021-07", [QUAY, (20, *BROOK[1:])])
    assert bring(before, after) == 1
    said = capsys.readouterr().err
    assert (
        "2021-07/sdn.csv:2:1: the entry 20 is 'BROOK, Ada Maria', of type person, and was 'LUNDEN SAWMILL, LTD.', of"
        in said
    )
    assert not list((tmp_path / "out").rglob("*.ndjson"))
    assert bring(after) == 0 and written(tmp_path)["ofac-20"]["name"] == "Ada Maria BROOK"


@pytest.mark.parametrize(
    ("dates", "what"),
    [
        (["2020-06", "2020-06-05"], "may be older or newer than"),
        (["newest"], "'newest' is not the date of a version; name the folder 2019-03-28, or 2019-03"),
        (["2020-13"], "has no such month"),
    ],
)
def test_the_date_of_a_version_is_never_guessed(
    bring: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str], dates: list[str], what: str
) -> None:
    assert bring(*(version(tmp_path, date, [MILL]) for date in dates)) == 1
    assert what in capsys.readouterr().err


def test_a_folder_without_a_list_is_refused(
    bring: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "2020-06").mkdir()
    assert bring(tmp_path / "2020-06") == 1
    assert "holds no sdn.csv" in capsys.readouterr().err


def test_what_a_curator_wrote_is_never_written_over(
    lists: Folders, sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["import", "ofac", *map(str, lists), "--fixtures", str(sample), "--output", str(sample)]
    assert cli.main(arguments) == 1
    assert "is read and would be written over; give another --output" in capsys.readouterr().err
    assert cli.main([*arguments[:-1], str(SAMPLE / "fixtures")]) == 1
    assert "dataset.yaml:1:1: stands in the folder to write to; name one of its own" in capsys.readouterr().err


def test_faults_of_the_curated_facts_are_told_first(
    bring: Callable[..., int], lists: Folders, sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (sample / "actors/tom-vane.yaml").write_text("id: tom-vane\n")
    assert bring(*lists) == 1
    assert "actors/tom-vane.yaml:1:" in capsys.readouterr().err


def test_an_id_in_two_folders_is_a_fault_with_both_places(
    bring: Callable[..., int], lists: Folders, sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring(*lists) == 0
    file = tmp_path / "out/imported/ofac.ndjson"
    file.write_text(file.read_text().replace('"id": "ofac-40"', '"id": "tom-vane"'))
    assert cli.main(["check", "--fixtures", str(sample), "--fixtures", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert re.search(
        r"out/imported/ofac.ndjson:\d+:\d+: id: 'tom-vane' is taken by .*fixtures/actors/tom-vane.yaml:1:5;", said
    )


def test_a_second_folder_says_nothing_of_the_data_set(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "more").mkdir()
    arguments = ["check", "--fixtures", str(sample), "--fixtures", str(tmp_path / "more")]
    assert cli.main(arguments) == 1
    assert f"{tmp_path}/more:1:1: holds no records" in capsys.readouterr().err
    (tmp_path / "more/dataset.yaml").write_text("title: More\n")
    assert cli.main(arguments) == 1
    assert "more/dataset.yaml:1:1: stands beside another in" in capsys.readouterr().err
    assert cli.main([*arguments[:-1], str(tmp_path / "none")]) == 1
    assert "is not a folder" in capsys.readouterr().err


def test_no_list_is_in_the_repository() -> None:
    assert not [
        path
        for path in ROOT.glob("*/**/*.csv")
        if path.name.lower() in ("sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv") and ".venv" not in path.parts
    ]
