"""Records as entries of a bibliography."""

import json
from pathlib import Path

import pytest
from citeproc.source.bibtex import BibTeX
from citeproc.source.json import CiteProcJSON

from tests.contract import CheckedClient


@pytest.mark.parametrize(
    "path",
    ["statements/ryabkov-failed-to-narrow-positions", "actors/sergei-ryabkov", "sources/moscow-times-2019-03-20"],
)
def test_csl_json_is_read_by_a_processor(shipped_client: CheckedClient, path: str) -> None:
    answer = shipped_client.get(f"/v1/{path}.csl")
    assert answer.mimetype == "application/vnd.citationstyles.csl+json"
    read = CiteProcJSON(json.loads(answer.data))
    assert list(read) == [path.partition("/")[2]]
    item = json.loads(answer.data)[0]
    record = shipped_client.get(f"/v1/{path}").json
    assert item["note"] == record["citation"]
    if record["kind"] == "sources":  # it is cited as itself
        assert (item["type"], item["URL"]) == ("article-newspaper", record["source_url"])
        assert item["author"] == [{"literal": one["name"]} for one in record["authors"]]
    else:
        assert (item["type"], item["URL"]) == ("dataset", f"/v1/{path}")
        assert item["version"] == answer.headers["X-Release"]


def test_a_day_stands_in_the_address(shipped_client: CheckedClient) -> None:
    item = json.loads(shipped_client.get("/v1/meetings/rome-2019-03-19.csl?as_of=2019-03-19").data)[0]
    assert item["URL"].endswith("?as_of=2019-03-19")


@pytest.mark.filterwarnings("ignore")  # of fields that the processor does not use
def test_bibtex_is_read(shipped_client: CheckedClient, tmp_path: Path) -> None:
    answer = shipped_client.get(
        "/v1/statements/ryabkov-failed-to-narrow-positions", headers={"Accept": "application/x-bibtex"}
    )
    path = tmp_path / "one.bib"
    path.write_bytes(answer.data)
    entries = BibTeX(str(path))
    assert list(entries) == ["ryabkov-failed-to-narrow-positions"]
    assert "failed to bring the positions closer" in str(entries["ryabkov-failed-to-narrow-positions"]["title"])
