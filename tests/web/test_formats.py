"""Formats: NDJSON and CSV hold exactly the records of the JSON walk, and every value survives a spreadsheet."""

import csv
import gzip
import io
import json
import re
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.kinds import RESOURCES
from api.model.cells import neutral, original
from api.model.resource import Resource
from api.release.combined import lists
from api.web import csv_format
from tests.conftest import built, checked_app
from tests.contract import CheckedClient, assert_problem
from tests.declared import all_lists
from tests.outside import program
from tests.through import only_the_app
from tests.walking import ids, links, walk, whole

SHAPES = ("", "&as_of=2019-03-19", "&as_of=2020-05-11", "&sort=-date", "&q=talks", "&topics=talks")
SOFFICE = program("soffice")


def of(resource: Resource, more: str) -> str:
    return f"/v1/{resource.name}?{'q=a&' if resource.name == 'search' and 'q=' not in more else ''}{more.lstrip('&')}"


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def counted(resource: Resource, records: list[dict[str, Any]]) -> str:
    """Return how many records a list says that it has: a search counts no further than to 250."""
    return str(min(len(records), 250) if resource.name == "search" else len(records))


@all_lists
@pytest.mark.parametrize("more", SHAPES)
def test_ndjson_holds_exactly_the_records_of_the_walk(client: CheckedClient, resource: Resource, more: str) -> None:
    if client.get(of(resource, more)).status_code == 400:
        return  # the kind has no such filter or sort, or the release no such word
    records = walk(client, of(resource, f"{more}&limit=7"))
    response = client.get(of(resource, f"{more}&limit=all&format=ndjson"))
    assert response.content_type == "application/x-ndjson"
    assert response.headers["X-Total-Count"] == counted(resource, records)
    assert [json.loads(line) for line in response.get_data(as_text=True).splitlines()] == records


@all_lists
@pytest.mark.parametrize("more", SHAPES)
def test_csv_holds_exactly_the_records_of_the_walk(client: CheckedClient, resource: Resource, more: str) -> None:
    if client.get(of(resource, more)).status_code == 400:
        return
    records = walk(client, of(resource, f"{more}&limit=7"))
    response = client.get(of(resource, f"{more}&limit=all&format=csv&fields=*"))
    assert response.content_type == "text/csv; charset=utf-8; header=present"
    assert response.headers["X-Total-Count"] == counted(resource, records)
    rows = table(response.get_data(as_text=True))
    assert ids(rows) == ids(records)
    for row, record in zip(rows, records, strict=True):
        assert row == flat(record, list(row))


def flat(record: dict[str, Any], headings: list[str]) -> dict[str, str]:
    """Work out the cells of a record from its JSON alone; every value of it must have a heading."""
    cells = {heading: neutral(joined(at(record, heading.split(".")))) for heading in headings}
    for path in single(record, ""):
        assert any(f"{heading}.".startswith(f"{path}.") for heading in headings), path
    return cells


def at(value: Any, steps: list[str]) -> Any:
    if not steps or value is None:
        return value
    if isinstance(value, list):
        if steps[0].isdecimal():
            place = int(steps[0]) - 1
            return at(value[place], steps[1:]) if place < len(value) else None
        return [at(item, steps) for item in value]
    return at(value.get(steps[0]), steps[1:])


def single(value: Any, path: str, said: str = ".said") -> list[str]:
    """Give the heading of every single value of a record."""
    if isinstance(value, dict) and value and not path.endswith(said):
        return [found for name, part in value.items() for found in single(part, f"{path}.{name}" if path else name)]
    if isinstance(value, list) and any(isinstance(part, list) for item in value for part in items(item)):
        return [found for index, item in enumerate(value, 1) for found in single(item, f"{path}.{index}")]
    if isinstance(value, list):
        return sorted({found for item in value for found in single(item, path)})
    return [path]


def items(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else []


def joined(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(joined(item).replace("\\", "\\\\").replace(";", "\\;") for item in value)
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


@all_lists
def test_pages_of_a_table_have_the_same_columns_and_lead_on(client: CheckedClient, resource: Resource) -> None:
    rows: list[dict[str, str]] = []
    headings = set()
    url: str | None = of(resource, "format=csv&limit=3")
    while url:
        response = client.get(url)
        text = response.get_data(as_text=True)
        headings.add(text.partition("\r\n")[0])
        rows += table(text)
        url = links(response).get("next")
    assert ids(rows) == ids(walk(client, of(resource, "limit=200")))
    assert len(headings) == 1


#: The main columns of some lists.
MAIN = {
    "actors": "id url type name description countries offices.organization.name member_of.name",
    "figures": "id url label value value_min value_max qualifier unit period as_written attributed_to.name about.name",
    "sources": "id url title publisher.name authors.name type published source_url archive_url language text_sha256"
    " license",
    "search": "id kind url title actors.name link highlight.field highlight.text",
}


@all_lists
def test_a_table_has_some_dozen_columns_if_none_are_named(client: CheckedClient, resource: Resource) -> None:
    """Row 19 of what clients tried: a hundred columns are no table that anybody reads."""
    every = headings(client, of(resource, "format=csv&fields=*"))
    main = headings(client, of(resource, "format=csv"))
    assert [heading for heading in every if heading in main] == main and 4 <= len(main) <= 20
    assert {"id", "url"} <= set(main) and sum(heading.startswith("evidence.") for heading in main) <= 1
    right = MAIN.get(resource.name, "id").split()
    known = [heading for heading in main if heading.partition(".")[2] not in ("edtf", "earliest", "latest", "label")]
    assert [heading for heading in known if heading in right] == [heading for heading in right if heading in known]
    assert {heading for heading in right if heading not in ("period", "published")} <= set(known)


def test_the_columns_that_are_asked_for_stand_in_the_order_that_is_asked(shipped_client: CheckedClient) -> None:
    asked = "summary,speakers.name,evidence.link,id"
    found = headings(shipped_client, f"/v1/statements.csv?fields={asked}")
    links = [heading for heading in found if heading.startswith("evidence.")]
    assert found == ["summary", "speakers.name", *links, "id"] and links[0] == "evidence.1.link" and len(links) > 1
    assert headings(shipped_client, "/v1/statements.csv?fields=speakers,speakers.name")[:2] == [
        "speakers.id",
        "speakers.kind",
    ]
    assert headings(shipped_client, "/v1/statements.csv?q=talks&fields=highlight,id") == [
        *("highlight.field", "highlight.text", "id"),
    ]


def headings(client: CheckedClient, path: str) -> list[str]:
    """Return the first row of a table."""
    return next(csv.reader(io.StringIO(client.get(path).get_data(as_text=True), newline="")))


def test_excel_gets_a_mark_and_nobody_else(sample_client: CheckedClient) -> None:
    """Row 19: without it, a spreadsheet shows GuaidÃ³."""
    plain = sample_client.get("/v1/actors.csv?limit=all")
    for path in ("/v1/actors.csv?format=excel&limit=all", "/v1/actors?format=excel&limit=all"):
        marked = sample_client.get(path)
        assert marked.data == b"\xef\xbb\xbf" + plain.data and not plain.data.startswith(b"\xef")
        assert marked.content_type == plain.content_type == "text/csv; charset=utf-8; header=present"
        assert marked.headers["ETag"] != plain.headers["ETag"]
        assert marked.headers["Content-Disposition"].endswith('.csv"')
    link = sample_client.get("/v1/actors.csv?format=excel&limit=2").headers["Link"]
    assert link.startswith("</v1/actors.csv?format=excel&limit=2&after=")


def test_every_field_is_what_a_record_is(sample_client: CheckedClient) -> None:
    assert sample_client.get("/v1/actors?fields=*").data == sample_client.get("/v1/actors").data


def test_the_number_of_columns_tells_nothing_of_later_evidence(shipped_client: CheckedClient) -> None:
    def numbered(day: str) -> int:
        text = shipped_client.get(f"/v1/meetings?format=csv&fields=*&as_of={day}").get_data(as_text=True)
        return sum(heading.endswith(".link") for heading in text.partition("\r\n")[0].replace('"', "").split(","))

    for day in ("2019-02-07", "2019-03-19"):
        known = whole(shipped_client, "meetings", f"&as_of={day}")
        assert numbered(day) == max(len(meeting["evidence"]) for meeting in known)
    assert numbered("2019-02-07") < numbered("2019-03-19")


def test_accept_chooses_and_format_goes_before_it(sample_client: CheckedClient) -> None:
    for accept, format, right in (
        ("text/csv", "", "text/csv"),
        ("application/x-ndjson", "", "application/x-ndjson"),
        ("application/json, text/csv;q=0.5", "", "application/json"),
        ("text/csv, application/json;q=0.5", "", "text/csv"),
        ("image/png, */*;q=0.1", "", "application/json"),
        ("text/html, */*;q=0.1", "", "text/html"),
        ("text/markdown", "", "text/markdown"),
        ("application/json", "?format=csv", "text/csv"),
        ("text/html", "?format=ndjson", "application/x-ndjson"),
    ):
        response = sample_client.get(f"/v1/actors{format}", headers={"Accept": accept})
        assert response.mimetype == right, accept
        assert response.headers["Vary"] == "Accept, Accept-Datetime, Accept-Encoding"
    assert_problem(sample_client.get("/v1/actors?limit=all"), 400, "ask for /v1/actors.ndjson")
    assert sample_client.get("/v1/actors?limit=all", headers={"Accept": "text/csv"}).status_code == 200


def test_a_file_is_named_by_what_it_holds(sample_client: CheckedClient) -> None:
    for path, name in (("/v1/actors?format=csv", "actors"), ("/v1/timeline?format=ndjson&limit=all", "timeline")):
        headers = sample_client.get(path).headers
        ending = path.partition("format=")[2].partition("&")[0]
        assert headers["Content-Disposition"] == f'attachment; filename="{name}-{headers["X-Release"]}.{ending}"'
    assert "Content-Disposition" not in sample_client.get("/v1/actors").headers


@pytest.mark.parametrize("path", ["/v1/actors?format=csv&limit=all", "/v1/dataset", "/v1/dataset?format=json"])
def test_what_comes_in_pieces_is_zipped_where_that_is_accepted(sample_client: CheckedClient, path: str) -> None:
    plain = sample_client.get(path)
    zipped = sample_client.get(path, headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers and zipped.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.data) == plain.data
    assert zipped.data == sample_client.get(path, headers={"Accept-Encoding": "gzip"}).data, "whatever the clock says"
    assert plain.headers["ETag"] != zipped.headers["ETag"]
    for first, accept in ((plain, "identity"), (zipped, "gzip")):
        held = {"If-None-Match": first.headers["ETag"], "Accept-Encoding": accept}
        assert sample_client.get(path, headers=held).status_code == 304


@pytest.mark.parametrize("more", ["", "as_of=2019-03-19", "as_of=2019-03-18", "as_of=2020-05-11"])
def test_the_dataset_is_everything_with_its_licence_first(client: CheckedClient, more: str) -> None:
    records = [record for kind in RESOURCES for record in walk(client, f"/v1/{kind.name}?limit=200&{more}")]
    head, *lines = map(json.loads, client.get(f"/v1/dataset?{more}").get_data(as_text=True).splitlines())
    whole = client.get(f"/v1/dataset?format=json&{more}").json
    assert list(whole) == [*head, "data"]
    assert whole == {**head, "data": records} and lines == records
    index = client.get(f"/v1?{more}").json
    assert (head["license"], head["release"]) == (index["license"], index["release"])
    assert head["counts"] == {kind["kind"]: kind["count"] for kind in index["kinds"]}
    assert head["as_of"] == (more.partition("=")[2] or None)


def test_the_dataset_is_a_file_by_accept_or_by_name(sample_client: CheckedClient) -> None:
    assert sample_client.get("/v1/dataset").mimetype == "application/x-ndjson"
    response = sample_client.get("/v1/dataset", headers={"Accept": "application/json"})
    assert response.mimetype == "application/json" and response.json["data"]
    assert response.headers["Content-Disposition"].endswith(f'crisis-facts-{response.headers["X-Release"]}.json"')
    assert_problem(sample_client.get("/v1/dataset?format=csv"), 400, "format: 'csv' is not one of ndjson, json")
    assert_problem(sample_client.get("/v1/dataset", headers={"Accept": "text/csv"}), 406, "application/x-ndjson")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_a_cell_is_no_formula_and_can_be_read_back(text: str) -> None:
    cell = neutral(text)
    assert original(cell) == text
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_a_text_that_is_no_formula_stays_as_it_is(text: str) -> None:
    if not text.lstrip("'").startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")):
        assert neutral(text) == text


#: Names that a spreadsheet, or a careless reader of commas, would take for something else.
NAMES = [
    "=HYPERLINK(1)",
    "+1",
    "-1",
    "@SUM(A1)",
    "'=x",
    "2019-03-19",
    "0012",
    "1e5",
    "TRUE",
    'say "hi", twice',
    "a; b\\c",
    "Guaidó, 王, \U0001f6a2",
]


@pytest.fixture
def tricky(tmp_path: Path, sample: Path) -> CheckedClient:
    """A client of a release whose actors have tricky aliases."""
    file = sample / "actors/tom-vane.yaml"
    aliases = "".join(f"  - {json.dumps(name, ensure_ascii=False)}\n" for name in NAMES)
    file.write_text(file.read_text("utf-8").replace("different_from:", f"aliases:\n{aliases}different_from:"), "utf-8")
    for number, name in enumerate(NAMES):
        text = f"id: tricky-{number}\ntype: group\nname: {json.dumps(name, ensure_ascii=False)}\nevidence:\n"
        text += '  - source: gazette-2020-05-12\n    start: "whose owner is Tom Vane"\n'
        (sample / f"actors/tricky-{number}.yaml").write_text(text, "utf-8")
    client: CheckedClient = checked_app(built(sample, tmp_path / "releases")).test_client()
    return client


def test_every_value_survives_a_reader_of_csv(tricky: CheckedClient) -> None:
    rows = {row["id"]: row for row in table(tricky.get("/v1/actors?format=csv&fields=*").get_data(as_text=True))}
    for number, name in enumerate(NAMES):
        assert original(rows[f"tricky-{number}"]["name"]) == name
    assert split(original(rows["tom-vane"]["aliases"])) == NAMES


def split(cell: str) -> list[str]:
    """Take a joined list apart, as the reference says."""
    found, item, escaped = [], "", False
    for char in cell:
        if char == ";" and not escaped:
            found.append(item)
            item = ""
        else:
            item += "" if char == "\\" and not escaped else char
        escaped = char == "\\" and not escaped
    return [found[0], *(part.removeprefix(" ") for part in [*found[1:], item])] if found else [item]


@pytest.mark.outside("soffice")
def test_every_value_survives_libreoffice(tricky: CheckedClient, shipped_client: CheckedClient, tmp_path: Path) -> None:
    for name, client, path in (
        ("tricky", tricky, "/v1/actors?format=csv&fields=*"),
        ("statements", shipped_client, "/v1/statements?format=csv&fields=*&limit=all"),
        ("figures", shipped_client, "/v1/figures?format=csv&limit=all"),
    ):
        (tmp_path / f"{name}.csv").write_bytes(client.get(path).data)
    reading = "--infilter=CSV:44,34,76,1,,1033,true"  # comma, mark, UTF-8, line 1, what is quoted is text
    writing = "csv:Text - txt - csv (StarCalc):44,34,76,1,,1033,true"
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    files = [str(file) for file in sorted(tmp_path.glob("*.csv"))]
    command = [str(SOFFICE), profile, "--headless", reading, "--convert-to", writing, "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, *files], check=True, capture_output=True, timeout=240)
    for file in files:
        before, after = Path(file), tmp_path / "out" / Path(file).name
        assert table(after.read_text("utf-8")) == table(before.read_text("utf-8")), file


@only_the_app
def test_a_list_that_is_asked_for_whole_costs_what_its_pages_cost(sample_app: Any) -> None:
    queries: list[str] = []
    store = sample_app.store
    client = sample_app.test_client()
    store.trace(queries.append)
    assert client.get("/v1/actors?format=ndjson&limit=all").status_code == 200
    store.trace(None)
    assert len(queries) == 1


def test_a_search_can_be_taken_along(shipped_client: CheckedClient) -> None:
    rows = table(shipped_client.get(f"/v1/search?q={quote('guaidó')}&format=csv&limit=all").get_data(as_text=True))
    assert "<mark>" in rows[0]["highlight.text"] and list(rows[0])[-2:] == ["highlight.field", "highlight.text"]


def test_every_heading_says_what_stands_under_it() -> None:
    for resource in lists(RESOURCES):
        most = {resource.name: {"evidence": 1, "accounts": 1}}
        for column in csv_format.columns(resource, most, ["*"], marked=True):
            assert column.description.endswith((".", ")")), column


@pytest.mark.parametrize(
    "path",
    [
        "/v1/verify{}?quote=a+meeting+of+minds",
        "/v1/changes{}?since=1900-01-01",
        "/v1/meetings/rome-2019-03-19/accounts{}",
    ],
)
def test_what_is_no_list_of_a_kind_is_as_short_as_text(shipped_client: CheckedClient, path: str) -> None:
    document, text = (shipped_client.get(path.format(form)) for form in (".json", ".md"))
    assert text.mimetype == "text/markdown" and len(text.data) < len(document.data) * 0.7
    urls = {url for url in re.findall(r'"url": ?"(/v1/[^"]+)"', document.text)}
    assert urls and all(f"]({url})" in text.text for url in urls)
    for line in re.findall(r"^- \[.*", text.text, re.MULTILINE):
        assert re.search(r"[.”] \[[^]]+\]\((https://|/v1/sources/)", line), "each has its evidence"


def test_a_text_goes_on_in_text(shipped_client: CheckedClient) -> None:
    [following] = re.findall("Next: <(.*)>", shipped_client.get("/v1/statements.md?limit=20").text)
    assert shipped_client.get(following).mimetype == "text/markdown"
    assert "- Instead: [guaido](/v1/search.md?q=guaido)" in shipped_client.get("/v1/search.md?q=gaido").text
    assert "Russia's **relations** with" in shipped_client.get("/v1/search.md?q=venezuela+relations").text
    total = shipped_client.get("/v1/sanctions").json["total"]
    assert shipped_client.get("/v1/sanctions.md").text.startswith(f"# Sanctions: {total}\n\n- ")
