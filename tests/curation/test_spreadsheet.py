"""Row 20 of the cases of curating: spreadsheets become records in the right files, with faults by row and column."""

import csv
import io
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from api import cli
from api.curation import yaml_reader
from api.curation.new_record import LATER
from api.curation.spreadsheet import SEPARATORS, SheetColumn
from api.kinds import RESOURCES
from api.model import cells
from api.model.resource import Resource
from tests.conftest import SAMPLE
from tests.contract import CheckedClient

KINDS = {kind.name: kind for kind in RESOURCES}
GAZETTE = "gazette-2020-05-12"
HEAD = "id,type,speakers,summary,about,evidence.source,evidence.start,evidence.end"
ROW = f'said-it,reported,ada-brook,"It rains, she says.",norland; skerry,{GAZETTE},Ms Brook would,not resign'

each_kind = pytest.mark.parametrize("kind", RESOURCES, ids=lambda kind: str(kind.name))


def taken(sample: Path, *arguments: str | Path) -> int:
    return cli.main(["import", "csv", *map(str, arguments), "--fixtures", str(sample)])


def written(tmp_path: Path, text: str | bytes, name: str = "statements.csv") -> Path:
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def faults(sample: Path, capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> list[str]:
    """Return what is said of files that are refused, without their folder; nothing was written."""
    before = contents(sample)
    capsys.readouterr()
    assert taken(sample, *arguments) == 1
    assert contents(sample) == before
    *told, last = capsys.readouterr().err.splitlines()
    assert last.endswith("nothing was written")
    return [line.partition(".csv:")[2] for line in told]


def records_of(folder: Path, kind: str) -> list[dict[str, Any]]:
    values = [yaml_reader.parse(file.read_text("utf-8"), "").value for file in sorted((folder / kind).glob("*.yaml"))]
    return [record for value in values for record in (value if isinstance(value, list) else [value])]


def flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the cells of a record, those of lists of texts joined."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from flat(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and isinstance(value[0], dict):
        for number, inner in enumerate(value, 1):
            yield from flat(inner, f"{path}.{number}")
    else:
        yield path, cells.neutral(cells.joined(value) if isinstance(value, list) else value)


def table(rows: Sequence[Mapping[str, str]], separator: str = ",") -> str:
    file = io.StringIO()
    writer = csv.DictWriter(file, dict.fromkeys(key for row in rows for key in row), delimiter=separator)
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def test_every_record_survives_a_spreadsheet_in_every_form(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, separator in enumerate(SEPARATORS.values()):
        folder, files = tmp_path / f"{number}/fixtures", []
        folder.mkdir(parents=True)
        shutil.copy(SAMPLE / "fixtures/dataset.yaml", folder)
        shutil.copy(SAMPLE / "fixtures/evidence.lock", folder)
        kept = {}
        for kind in KINDS:
            standing = [record for record in records_of(SAMPLE / "fixtures", kind) if "withdrawn" not in record]
            kept[kind] = [{key: value for key, value in one.items() if key not in LATER} for one in standing]
            text = table([dict(flat(record)) for record in kept[kind]], separator)
            files.append(written(folder.parent, ("\ufeff" if number else "") + text, f"{kind}.csv"))
        assert taken(folder, *files) == 0
        said = capsys.readouterr()
        assert len(said.out.splitlines()) == len(list(folder.rglob("*.yaml"))) - 1
        for kind, records in kept.items():
            assert sorted(records_of(folder, kind), key=str) == sorted(records, key=str)
        assert cli.main(["lock", "--fixtures", str(folder), "--texts", str(SAMPLE / "texts")]) == 0
        assert cli.main(["check", "--fixtures", str(folder)]) == 0


def test_what_is_written_is_listed_stands_behind_what_was_there_and_passes(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = sample / f"statements/{GAZETTE}.yaml"
    before = file.read_text("utf-8")
    assert taken(sample, written(tmp_path, f"{HEAD}\n# explained,,,\n,,,,,,,\n{ROW}\n")) == 0
    out, err = capsys.readouterr()
    assert (
        out == f"{file}\n"
        and err == "crisis-facts: wrote 1 record; crisis-facts lock --texts DIR proves their evidence\n"
    )
    assert file.read_text("utf-8") == before + (
        "\n- id: said-it\n  type: reported\n  speakers:\n    - ada-brook\n  summary: It rains, she says.\n"
        "  about:\n    - norland\n    - skerry\n  evidence:\n"
        f'    - source: {GAZETTE}\n      start: "Ms Brook would"\n      end: "not resign"\n'
    )
    assert cli.main(["lock", "--fixtures", str(sample), "--texts", str(SAMPLE / "texts")]) == 0
    assert cli.main(["check", "--fixtures", str(sample)]) == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            f"{HEAD}\n{ROW.replace('ada-brook', 'ada-brok')}",
            "2:C: speakers.1: no record of actors has the id 'ada-brok'",
        ),
        (f"{HEAD}\n{ROW.replace('skerry', 'skery')}", "2:E: about.2: no record of actors or"),
        (f"{HEAD}\n{ROW.replace('reported', 'told')}", "2:B: type: 'told' is not one of quoted"),
        (f"{HEAD}\n{ROW.replace('said-it', 'Said it')}", "2:A: id: 'Said it' is not an id"),
        (f"{HEAD}\n{ROW.replace(GAZETTE, '')}", "2:F: evidence.1.source: is missing; write it"),
        (f"{HEAD}\n{ROW.replace(GAZETTE, 'nowhere')}", "2:F: evidence.1.source: no record of sources has the id"),
        (f"{HEAD}\n\n{ROW}\n{ROW}", "4:A: id: 'said-it' is taken by"),
        (f"{HEAD}\n{ROW.replace('said-it', 'ferrymen')}", "2:A: id: 'ferrymen' is taken by"),
        (f"{HEAD},date\n{ROW},12.05.2020", "2:I: date: '12.05.2020' is not"),
        (f"{HEAD}\n{ROW},more", "2:I: 'more' has no heading; write one, or quotation marks around a text with"),
        (
            f"{HEAD.replace('speakers', 'spekers')}\n{ROW}",
            "1:C: 'spekers' is no column of statements; did you mean speakers?",
        ),
        (f"{HEAD},évidence\n{ROW}", "1:I: 'évidence' is no column of statements"),
        (f"{HEAD},evidence.1.start\n{ROW},Ms Brook", "2:I: stands in another column too; keep one of them"),
        (f"{HEAD}\n{ROW.replace('It rains', 'It ' + chr(34) + 'rains')}", "2:1: is not CSV: "),
        (f'{HEAD}\n{ROW}\n"open', "3:1: is not CSV: unexpected end of data; close quotation marks"),
        (f"{HEAD}\n", "2:1: holds no records; write one in each row below the headings"),
        ("", "2:1: holds no records"),
        (
            f"{HEAD}\n{ROW.replace('rains', 'régne')}".encode("cp1252"),
            "2:1: is not UTF-8; save it as CSV UTF-8 (Excel)",
        ),
        (f"{HEAD}\n{ROW}".encode("utf-16"), "1:1: is not UTF-8; save it as CSV UTF-8 (Excel)"),
    ],
)
def test_a_fault_names_row_and_column_and_nothing_is_written(
    sample: Path, tmp_path: Path, text: str | bytes, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    [only] = faults(sample, capsys, written(tmp_path, text))
    assert only.startswith(told)


def test_all_faults_of_all_files_are_told_at_once(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = "id,type,name,evidence.source,evidence.start\nenvoy,persn,,nowhere,The envoy has\n"
    bad = ROW.replace("reported", "told").replace("skerry", "skery")
    files = (written(tmp_path, f"{HEAD}\n{ROW}\n{bad}"), written(tmp_path, other, "actors.csv"))
    told = faults(sample, capsys, *files)
    assert [line.partition(": ")[0] for line in told] == ["2:B", "2:C", "2:D", "3:A", "3:B", "3:E"]


def test_spreadsheets_that_refer_to_each_other_are_taken_together(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    actors = written(
        tmp_path, "id,type,name,evidence.source,evidence.start\npress,media,Press,p-1,of the Press\n", "a.csv"
    )
    said = "id,title,publisher,type,published,language\np-1,A,press,news,2020-05-12,en\n"
    sources = written(tmp_path, said, "sources.csv")
    assert "is named by no kind; say which by --kind, or name it by one" in faults(sample, capsys, actors, sources)[0]
    assert "evidence.1.source: no record of sources" in faults(sample, capsys, actors, "--kind", "actors")[0]
    actors = actors.rename(tmp_path / "actors.csv")
    assert taken(sample, actors, sources) == 0
    assert (sample / "actors/press.yaml").is_file() and (sample / "sources/p-1.yaml").is_file()


def test_a_cell_is_one_line_and_a_quoted_line_break_does_not_shift_rows(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = ROW.replace("It rains, she", "It rains,\r\n she")
    assert faults(sample, capsys, written(tmp_path, f"{HEAD}\n{broken}\n{ROW}"))[0].startswith("3:A: id: 'said-it'")
    assert taken(sample, written(tmp_path, f"{HEAD}\n{broken}\n")) == 0
    assert records_of(sample, "statements")[-1]["summary"] == "It rains, she says."


def test_lists_share_a_cell_or_have_columns_of_their_own(sample: Path, tmp_path: Path) -> None:
    head = "id,type,name,aliases,offices.role,offices.source,offices.organization,evidence.source,evidence.start,"
    head += (
        "identifiers.1.scheme,identifiers.1.id,evidence.2.source,evidence.2.start,evidence.1.said.name,evidence.fields"
    )
    row = (
        f"envoy,person,The Envoy,E\\; N.;Envoy,envoy; chair,{GAZETTE};{GAZETTE},; norland,{GAZETTE},the Norland envoy,"
    )
    row += f"IMO,'-5,{GAZETTE},Ms Brook would,The Clerk,name;type"
    assert taken(sample, written(tmp_path, f"{head}\n{row}\n"), "--kind", "actors") == 0
    [found] = [record for record in records_of(sample, "actors") if record["id"] == "envoy"]
    assert found["aliases"] == ["E; N.", "Envoy"] and found["identifiers"] == [{"scheme": "IMO", "id": "-5"}]
    chair = {"role": "chair", "organization": "norland", "source": GAZETTE}
    assert found["offices"] == [{"role": "envoy", "source": GAZETTE}, chair]
    first, second = found["evidence"]
    assert first["said"] == {"name": "The Clerk"} and first["fields"] == ["name", "type"]
    assert second == {"source": GAZETTE, "start": "Ms Brook would"}


@each_kind
def test_a_template_has_a_column_for_every_value_and_says_what_it_holds(
    kind: Resource, sample: Path, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    for name, separator in SEPARATORS.items():
        assert cli.main(["template", kind.name, "--separator", name]) == 0
        printed = capsysbinary.readouterr().out
        headings, texts = csv.reader(io.StringIO(printed.decode("utf-8-sig"), newline=""), delimiter=separator)
        assert headings[0] == "id" and texts[0].startswith("# The readable id") and len(headings) == len(texts)
        held = {".".join(part for part in heading.split(".") if part != "1") for heading in headings}
        leaves = {path.replace("supports", "fields") for path in kind.leaves if path.partition(".")[0] not in LATER}
        assert held == leaves - {"evidence.said"}
        assert not any(text.startswith(tuple("=+-@")) for text in texts)
        assert taken(sample, written(tmp_path, printed, f"{kind.name}.csv")) == 1
        assert b"2:1: holds no records" in capsysbinary.readouterr().err


@each_kind
def test_the_table_that_the_api_serves_is_read(kind: Resource, sample_client: CheckedClient, tmp_path: Path) -> None:
    served = sample_client.get(f"/v1/{kind.name}.csv?fields=*&limit=all").text
    rows = list(csv.DictReader(io.StringIO(served, newline="")))
    kept = [{key: cell for key, cell in row.items() if not key.endswith(".said")} for row in rows]
    folder = tmp_path / "fixtures"
    shutil.copytree(SAMPLE / "fixtures", folder)
    shutil.rmtree(folder / kind.name)
    assert taken(folder, written(tmp_path, table(kept), f"{kind.name}.csv")) == 0
    before, after = (in_documents(records_of(place, kind.name)) for place in (SAMPLE / "fixtures", folder))
    assert after == {id: record for id, record in before.items() if id in {row["id"] for row in rows}} != {}


def in_documents(records: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return what documents have of records, by their ids; a passage stands there without what it said before."""
    for record in records:
        for name in ("number", "article", "initial", *LATER):
            record.pop(name, None)
        for passage in record.get("evidence", ()):
            passage.pop("said", None)
    return {record["id"]: record for record in records}


def test_columns_have_the_letters_of_spreadsheets() -> None:
    assert [str(SheetColumn(number)) for number in (1, 26, 27, 52, 53, 702, 703)] == "A Z AA AZ BA ZZ AAA".split()
