"""Fixtures: whatever is wrong in them is said, all at once, with file and line and what would be right."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from api.curation import validate, yaml_reader
from api.curation.diagnostics import InvalidFixtures
from api.kinds import RESOURCES
from tests.conftest import built

Edit = Callable[[Path], object]


def faults(folder: Path) -> list[str]:
    with pytest.raises(InvalidFixtures) as invalid:
        validate.load_valid(folder, RESOURCES)
    return [str(fault).replace(f"{folder}/", "") for fault in invalid.value.faults]


def put(file: str, old: str, new: str) -> Edit:
    def edit(folder: Path) -> None:
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), "utf-8")

    return edit


def write(file: str, content: bytes) -> Edit:
    return lambda folder: (folder / file).write_bytes(content)


BROOK = "actors/ada-brook.yaml"
VANE = "actors/tom-vane.yaml"
SAYS = "statements/gazette-2020-05-12.yaml"
COURIER = "statements/courier-2020-05.yaml"
MEETING = "meetings/lunden-2020-05-11.yaml"

BOARD = "identifiers:\n  - scheme: register-of-boards\n    id: HB-7\n"

THIRD = """\
  - summary: About 3,500.
    held_by:
      - courier-2020-05
    facts:
      - islanders-gone
"""

CASES = {
    "broken syntax": (put(BROOK, "name: Ada", "name: 'Ada"), "actors/ada-brook.yaml:"),
    "doubled key": (
        put(BROOK, "type: person", "type: person\ntype: state"),
        f"{BROOK}:5:1: type: stands twice",
    ),
    "unknown key": (
        put(BROOK, "aliases:", "alises:"),
        f"{BROOK}:6:1: alises: is not a field here; did you mean aliases?",
    ),
    "entry without a number": (
        put(BROOK, "evidence:\n", "evidence:\n  - source: gazette-2020-05-12\n    start: Brook\n    part: entry\n"),
        "evidence[0].entry: is missing; write the number of the entry",
    ),
    "number without an entry": (
        put(BROOK, "evidence:\n", "evidence:\n  - source: gazette-2020-05-12\n    start: Brook\n    entry: '7'\n"),
        "evidence[0].entry: '7' needs the part entry, or no_entry",
    ),
    "entry with last words": (
        put(
            BROOK,
            "evidence:\n",
            "evidence:\n  - source: gazette-2020-05-12\n    start: B\n    end: Ada\n    part: entry\n    entry: '7'\n",
        ),
        "evidence[0].end: 'Ada' is not for entries; write the whole name as start",
    ),
    "unknown key deep down": (
        put(BROOK, "  - role: envoy", "  - role: envoy\n    since: 2011"),
        f"{BROOK}:10:5: offices[0].since: is not a field here; known are start_date, end_date, role, organization, "
        "source",
    ),
    "missing key": (put(BROOK, "type: person\n", ""), f"{BROOK}:1:1: type: is missing"),
    "empty value": (put(BROOK, "name: Ada Brook", "name:"), f"{BROOK}:5:6: name: is empty; write a value"),
    "text for list": (
        put(BROOK, "aliases:\n  - Ms Brook", "aliases: Ms Brook"),
        f"{BROOK}:6:10: aliases: 'Ms Brook' is a text; write a list",
    ),
    "text for mapping": (
        put(BROOK, "  - role: envoy", "  - envoy\n  - role: envoy"),
        f"{BROOK}:9:5: offices[0]: is not a mapping",
    ),
    "wrong type": (put(BROOK, "type: person", "type: persn"), "did you mean person?"),
    "computed key": (
        put(BROOK, "type: person", "type: person\nkind: actors"),
        f"{BROOK}:5:1: kind: is not a field",
    ),
    "white space around a choice": (
        put(BROOK, "type: person", 'type: "person "'),
        f"{BROOK}:4:7: type: 'person ' has white space at an end; write person",
    ),
    "white space around a reference": (
        put(VANE, "  - ada-brook", '  - " ada-brook"'),
        "different_from[0]: ' ada-brook' has white space at an end; write ada-brook",
    ),
    "a line end behind a date": (
        put(COURIER, '  date: "[..2020-05-11]"', "  date: |\n    2020-05-11"),
        "date: '2020-05-11\\n' has white space at an end; write 2020-05-11",
    ),
    "an id between white space": (put(BROOK, "id: ada-brook", 'id: "ada-brook "'), "write ada-brook"),
    "two lines": (put(BROOK, "name: Ada Brook", 'name: "Ada\\nBrook"'), "name: holds the unprintable character U+000A"),
    "wrong date": (
        put(BROOK, '"[..2020-05-12]"', "May 2020"),
        f"{BROOK}:12:17: offices[0].start_date: 'May 2020' is not an EDTF date; write 2020-05",
    ),
    "end before start": (
        put(MEETING, "end_date: 2020-05-11", "end_date: 2020-05-10"),
        "meetings/lunden-2020-05-11.yaml:17:11: end_date: '2020-05-10' is before start_date '2020-05-11'",
    ),
    "dangling reference": (
        put(SAYS, "speaker: ada-brook", "speaker: ada-brok"),
        f"{SAYS}:3:12: brook-listens: speaker: no record of actors has the id 'ada-brok'; did you mean ada-brook?",
    ),
    "reference to the wrong kind": (
        put(SAYS, "meeting: lunden-2020-05-11", "meeting: norland"),
        "meeting: no record of meetings has the id 'norland'; add it, or correct the id",
    ),
    "reference to itself": (
        put(BROOK, "  - norland\n", "  - ada-brook\n"),
        f"{BROOK}:15:5: member_of[0]: 'ada-brook' is this record itself",
    ),
    "no evidence": (
        lambda folder: write(BROOK, (folder / BROOK).read_bytes().partition(b"evidence:")[0])(folder),
        f"{BROOK}:1:1: evidence: is missing",
    ),
    "passage not locked": (
        put(BROOK, '"the Norland envoy', '"the envoy'),
        f"{BROOK}:18:12: evidence[0].start: the passage from 'the envoy, Ada Brook' is not locked; run crisis",
    ),
    "a passage that no evidence names": (
        put(BROOK, '"the Norland envoy', '"the envoy'),
        "no evidence names the passage",
    ),
    "quote not in passage": (
        put(SAYS, "we shall listen", "we shall not listen"),
        f"{SAYS}:7:10: brook-listens: quote: 'We came to listen - and we shall not listen' does not stand",
    ),
    "quote in other case": (
        put(SAYS, "We came to listen -", "we came to listen -"),
        "quote: 'we came to listen - and",
    ),
    "figure not as written": (
        put("figures/gazette-2020-05-12.yaml", '"Some 4,000 people"', '"Some 5,000 people"'),
        "as_written: 'Some 5,000 people' does not stand",
    ),
    "evidence for an unknown field": (
        put(COURIER, "- summary", "- sumary"),
        "board-announces-talks: evidence[0].fields[1]: 'sumary' is not a field of statements; did you mean summary?",
    ),
    "value without evidence": (
        put(COURIER, "        - date\n", ""),
        "statements/courier-2020-05.yaml:6:9: board-announces-talks: date: no passage supports '[..2020-05-11]'; name",
    ),
    "said quote": (
        put(
            "meetings/lunden-2020-05-11.yaml",
            "      status: planned",
            "      status: planned\n      topics:\n        - x",
        ),
        "evidence[0].said.topics: has one value only; write a record of its own",
    ),
    "said verbatim": (
        put(
            "statements/courier-2020-05.yaml",
            '      end: "it said"',
            '      end: "it said"\n      said:\n        quote: Never said',
        ),
        "evidence[1].said.quote: has one value only",
    ),
    "said before it began": (
        put(MEETING, "      status: planned", "      status: planned\n      end_date: 2019"),
        "end_date: as known on 2020-05-11, '2019' is before start_date '2020-05-11'",
    ),
    "succeeded by itself": (
        put(
            "statements/courier-2020-05.yaml",
            "superseded_by: board-announces-talks",
            "superseded_by: board-promises-boats",
        ),
        "withdrawn.superseded_by: 'board-promises-boats' was withdrawn itself; name what stands",
    ),
    "said of an unknown field": (
        put(MEETING, "      status: planned", "      state: planned"),
        "meetings/lunden-2020-05-11.yaml:30:7: evidence[0].said.state: is not a field here; did you mean status?",
    ),
    "said of no field at all": (
        put(MEETING, "      status: planned", "      weather: fair"),
        "evidence[0].said.weather: is not a field here; known are start_date, end_date, id, former_ids, withdrawn, "
        "topics, status_note, evidence, name, status, duration, place, participants, agenda, outcome",
    ),
    "said with a wrong value": (
        put(MEETING, "      status: planned", "      status: plan"),
        "meetings/lunden-2020-05-11.yaml:30:15: evidence[0].said.status: 'plan' is not one of planned, held",
    ),
    "said without values": (
        put("actors/skerry.yaml", "    said:\n      name: Skerry\n", "    said: Skerry\n"),
        "evidence[1].said: 'Skerry' is a text; write a mapping of fields to the values they had",
    ),
    "said with a dangling reference": (
        put(MEETING, "        - actor: norland", "        - actor: norlan"),
        "evidence[0].said.participants[1].actor: no record of actors has the id 'norlan'; did you mean norland?",
    ),
    "known before it can be told": (
        put(MEETING, "      status: planned\n", ""),
        "meetings/lunden-2020-05-11.yaml:3:9: status: is not carried by anything known on 2020-05-11",
    ),
    "value with a comma": (
        put("figures/gazette-2020-05-12.yaml", "unit: people", 'unit: "people, in all"'),
        "unit: 'people, in all' holds a comma, which joins values of a filter; leave it out",
    ),
    "quoted without a quote": (
        put(SAYS, "type: reported", "type: quoted"),
        "board-counts-departures: type: is quoted, but there is no quote",
    ),
    "quote without quoted": (put(SAYS, "type: quoted", "type: reported"), "type: is reported, but there is a quote"),
    "bounds out of order": (
        put("figures/gazette-2020-05-12.yaml", "value_min: 3000.5", "value_min: 5000"),
        "islanders-gone: value: 3500 is out of order",
    ),
    "qualifier of nothing": (
        put("figures/gazette-2020-05-12.yaml", "  value: 4000\n", ""),
        "four-thousand-left: qualifier: 'about' qualifies no value",
    ),
    "half a place": (
        put(MEETING, "  longitude: 13\n", ""),
        "place.latitude: stands alone; give both latitude and longitude, or none",
    ),
    "relation to itself": (
        put("relations/gazette-2020-05-12.yaml", "object: ferrymen", "object: norland"),
        "norland-supports-ferrymen: object: 'norland' is the subject itself",
    ),
    "one account": (
        lambda folder: put("questions/how-many-left.yaml", THIRD, "")(folder),
        "questions/how-many-left.yaml:3:1: accounts: holds one account; a question has at least two",
    ),
    "empty dataset": (
        write("dataset.yaml", b"# nothing\n"),
        "dataset.yaml:1:1: is not a mapping; write the fields title",
    ),
    "dataset without a day": (
        put("dataset.yaml", "revised: 2020-06-01", "revised: ../2020-06-01"),
        "dataset.yaml:4:10: revised: '../2020-06-01' is not a single day",
    ),
    "lock that is not UTF-8": (write("evidence.lock", b"\xff\xfe\n"), "evidence.lock:1:1: is not a line of a lock"),
    "lock of depth": (write("evidence.lock", b"[" * 100_000), "evidence.lock:1:1: is not a line of a lock"),
    "yaml name in evidence": (
        put(SAYS, '      end: "told reporters"', '      end: "told reporters"\n      supports: []'),
        "evidence[0].supports: is not a field here",
    ),
    "reference to what was withdrawn": (
        put(SAYS, "in_reply_to: brook-listens", "in_reply_to: board-promises-ferries"),
        "in_reply_to: 'board-promises-ferries' was withdrawn on 2020-05-20; refer to board-announces-talks",
    ),
    "reference to what was withdrawn for good": (
        put(SAYS, "in_reply_to: brook-listens", "in_reply_to: board-promises-boats"),
        "in_reply_to: 'board-promises-boats' was withdrawn on 2020-05-21; leave it out",
    ),
    "unknown successor": (
        put(COURIER, "superseded_by: board-announces-talks", "superseded_by: board-announce"),
        "withdrawn.superseded_by: no record has the id 'board-announce'; did you mean board-announces-talks?",
    ),
    "former id in use": (
        put(BROOK, "  - ada-broke\n", "  - norland\n"),
        "former_ids[0]: 'norland' is taken; an id is never used again",
    ),
    "an identifier of another": (
        put("actors/norland.yaml", "evidence:", f"{BOARD}evidence:"),
        "actors/norland.yaml:8:9: identifiers[0].id: register-of-boards HB-7 is 'harbour-board' already; correct it",
    ),
    "file name differs": (
        lambda folder: (folder / BROOK).rename(folder / "actors/ada.yaml"),
        "actors/ada.yaml:1:5: id: 'ada-brook' differs from the name of the file; write 'ada'",
    ),
    "list not named by a source": (
        lambda folder: (folder / SAYS).rename(folder / "statements/gazette.yaml"),
        "statements/gazette.yaml:1:1: holds a list, but no source has the id 'gazette'",
    ),
    "id taken by another kind": (
        put(SAYS, "- id: brook-listens", "- id: norland"),
        f"{SAYS}:1:7: norland: id: 'norland' is taken by actors/norland.yaml:1:5; choose another",
    ),
    "other text than was locked": (
        put("sources/courier-2020-05.yaml", "text_sha256: aa", "text_sha256: bb"),
        "the passage was locked against another text of 'courier-2020-05'",
    ),
    "not UTF-8": (write(BROOK, b"id: a\nname: \xff\n"), f"{BROOK}:2:7: is not UTF-8; save the file as UTF-8"),
    "no record": (write(BROOK, b"just text\n"), f"{BROOK}:1:1: holds no record"),
    "empty list": (write(SAYS, b"[]\n"), f"{SAYS}:1:1: holds no record"),
    "list of texts": (write(SAYS, b"- just text\n"), f"{SAYS}:1:3: is not a mapping; write the fields id,"),
    "unknown kind": (lambda folder: (folder / "actor").mkdir(), "actor:1:1: belongs to no kind; did you mean actors?"),
    "stray file": (write("actors/notes.txt", b""), "actors/notes.txt:1:1: is not a fixture; name it <id>.yaml"),
    "link out of the tree": (
        lambda folder: (folder / "actors/hosts.yaml").symlink_to("/etc/hosts"),
        "actors/hosts.yaml:1:1: is a link that leads out of the folder; put the file itself here",
    ),
    "address that runs": (
        put("sources/gazette-2020-05-12.yaml", "source_url: http", "source_url: javascript:http"),
        "source_url: 'javascript:",
    ),
    "no dataset": (lambda folder: (folder / "dataset.yaml").unlink(), "dataset.yaml:1:1: is missing; write title"),
    "faulty dataset": (
        put("dataset.yaml", "title:", "titel:"),
        "dataset.yaml:1:1: titel: is not a field here; did you mean title?",
    ),
    "broken dataset": (write("dataset.yaml", b"title: 'x\n"), "dataset.yaml:1:8: is not YAML"),
    "broken lock": (write("evidence.lock", b"{}\n"), "evidence.lock:1:1: is not a line of a lock"),
    "unlocked source": (
        lambda folder: put("sources/courier-2020-05.yaml", "text_sha256: ", "license: ")(folder),
        "the passage was locked against another text of 'courier-2020-05'",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_fault_names_file_line_and_what_would_be_right(sample: Path, case: str) -> None:
    edit, expected = CASES[case]
    edit(sample)
    found = faults(sample)
    assert any(expected in fault for fault in found), found


def imported(sample: Path) -> list[str]:
    """Move all facts of the sample into one NDJSON file, and return its lines."""
    lines = []
    for resource in RESOURCES:
        for file in sorted((sample / resource.name).iterdir()):
            value = yaml_reader.parse(file.read_text("utf-8"), file.name).value
            records = value if isinstance(value, list) else [value]
            lines += [json.dumps({"kind": resource.name, **record}) for record in records]
            file.unlink()
    (sample / "imported").mkdir()
    write("imported/all.ndjson", "\n".join(lines).encode())(sample)
    return lines


def test_what_was_imported_is_built_like_what_was_written(sample: Path, tmp_path: Path) -> None:
    written = built(sample, tmp_path / "written")
    imported(sample)
    assert built(sample, tmp_path / "imported").read_bytes() == written.read_bytes()


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b'{"kind": "actors", "id"', "is not JSON at column 24: Expecting ':' delimiter; write one object on a line"),
        ("{'name': 'é'}".encode(), "is not JSON at column 2: Expecting property name enclosed in double quotes"),
        ('{"name": "é'.encode() + b"\xff", "is not UTF-8"),
        (b"[" * 100_000, "is nested too deep"),
        (b"[]", "is not an object; write the fields of a record, and its kind"),
        (b'{"id": "a"}', "has no kind; kinds are actors,"),
        (b'{"id": "a", "kind": "actor"}', "has the kind 'actor', which is none; did you mean actors?"),
        (b'{"kind": 5, "id": NaN}', "has NaN, which is no number; leave the key out"),
        (b'{"id": "a", "name": {"id": 1}, "id": "b"}', "has 'id' twice; keep one"),
        (b'{"id": ["a", {}, null]}', "has null, true or false at 'id'; leave the key out"),
    ],
)
def test_a_line_that_is_no_record_is_told_by_its_number(sample: Path, line: bytes, what: str) -> None:
    lines = imported(sample)
    write("imported/all.ndjson", "\n".join(lines).encode() + b"\n" + line)(sample)
    [fault] = faults(sample)
    assert fault.startswith(f"imported/all.ndjson:{len(lines) + 1}:1: ") and what in fault


def test_a_fault_of_an_imported_record_names_its_line(sample: Path) -> None:
    lines = imported(sample)
    spoilt = [line.replace('"type": "person"', '"type": "persn"') for line in lines]
    number = next(number for number, line in enumerate(spoilt, 1) if "persn" in line)
    write("imported/all.ndjson", "\n".join(spoilt).encode())(sample)
    assert f"imported/all.ndjson:{number}:1: type: 'persn' is not one of" in faults(sample)[0]


def test_a_fault_in_a_line_names_the_field_however_deep(sample: Path) -> None:
    lines = imported(sample)
    record = {"kind": "actors", "id": "tim", "name": "Tim", "tipe": "x"}
    with (sample / "imported/all.ndjson").open("a") as file:
        file.write("\n" + json.dumps({**record, "evidence": [{"source": "zeitung", "start": 1}]}))
    told = [fault.split(": ")[:2] for fault in faults(sample)]
    place = f"imported/all.ndjson:{len(lines) + 1}:1"
    assert [place, "tipe"] in told and [place, "type"] in told and [place, "evidence[0].source"] in told


def test_a_stray_file_among_the_imported_is_refused(sample: Path) -> None:
    imported(sample)
    write("imported/notes.txt", b"")(sample)
    assert faults(sample) == ["imported/notes.txt:1:1: is not a fixture; name it <name>.ndjson"]


def test_all_faults_are_told_at_once(sample: Path) -> None:
    put(BROOK, "type: person", "type: persn")(sample)
    put(SAYS, "meeting: lunden-2020-05-11", "meeting: nowhere")(sample)
    put(SAYS, "we shall listen", "we shall not listen")(sample)
    put("dataset.yaml", "license: CC0-1.0\n", "")(sample)
    assert len(faults(sample)) == 4


def test_a_faulty_record_is_not_missed_by_those_that_refer_to_it(sample: Path) -> None:
    put(BROOK, "type: person", "type: persn")(sample)
    assert len(faults(sample)) == 1


def test_a_source_that_is_none_is_told_once_and_not_by_its_passages(sample: Path) -> None:
    put(SAYS, "    - source: gazette-2020-05-12\n", "    - source: gazette-2020-05-21\n")(sample)
    assert [fault.partition("evidence[")[2] for fault in faults(sample)] == [
        "0].source: no record of sources has the id 'gazette-2020-05-21'; did you mean gazette-2020-05-12?"
    ]


def test_an_unreadable_file_does_not_make_others_look_wrong(sample: Path) -> None:
    put(BROOK, "name: Ada", "name: 'Ada")(sample)
    assert len(faults(sample)) == 1


def test_two_faults_of_one_record_are_told_at_once(sample: Path) -> None:
    put(MEETING, "name: Ferry talks in Lunden", "nmae: Ferry talks")(sample)
    put(MEETING, "end_date: 2020-05-11", "end_date: 2020-05-10")(sample)
    assert len(faults(sample)) == 3


def test_hidden_files_are_left_alone(sample: Path) -> None:
    (sample / ".editor").touch()
    (sample / "actors/.ada-brook.yaml.swp").touch()
    assert validate.load_valid(sample, RESOURCES).records


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidFixtures, match="1 faults"):
        validate.load_valid(tmp_path / "nothing", RESOURCES)


def test_a_folder_without_records_is_refused(tmp_path: Path, sample: Path) -> None:
    (sample / "dataset.yaml").rename(tmp_path / "dataset.yaml")
    for kind in sample.iterdir():
        if kind.is_dir():
            for file in kind.iterdir():
                file.unlink()
    (tmp_path / "dataset.yaml").rename(sample / "dataset.yaml")
    (sample / "evidence.lock").unlink()
    assert faults(sample) == [f"{sample}:1:1: holds no records; write one, as CONTRIBUTING.md shows"]


def test_the_order_of_keys_says_nothing(sample: Path, tmp_path: Path) -> None:
    before = built(sample, tmp_path / "before").read_bytes()
    put(MEETING, "status: planned\n      participants:", "participants:")(sample)
    put(MEETING, "          role: envoys\n", "          role: envoys\n      status: planned\n")(sample)
    put(BROOK, "name: Ada Brook\n", "")(sample)
    put(BROOK, "id: ada-brook\n", "name: Ada Brook\nid: ada-brook\n")(sample)
    assert built(sample, tmp_path / "after").read_bytes() == before
