"""A tenth kind is one declaration and one entry in a tuple: everything else follows."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.curation import evidence_lock, validate
from api.curation.progress import quiet
from api.kinds import RESOURCES
from api.model.resource import Resource
from api.release import builder
from api.web.app import create_app
from api.web.openapi import document
from tests.conftest import SAMPLE
from tests.contract import assert_problem
from tests.editing import relocked
from tests.papers import CONTRIBUTING, blocks

#: The kind is the one that CONTRIBUTING.md shows, as it stands there.
DECLARATION = next(block for block in blocks(CONTRIBUTING, "python") if "TREATIES" in block)
DECLARED: dict[str, Any] = {"__name__": "treaties"}
exec(compile(DECLARATION, "CONTRIBUTING.md", "exec"), DECLARED)  # noqa: S102 - our own example, to prove it
TREATIES: Resource = DECLARED["TREATIES"]

TEN = (*RESOURCES, TREATIES)

FIXTURE = """\
- id: ferry-treaty
  name: The ferry treaty
  host: norland
  state: signed
  date: 2011
  topics:
    - ferries
  evidence:
    - source: gazette-2020-05-12
      start: "Norland has backed the Ferrymen"
"""


@pytest.fixture
def fixtures(tmp_path: Path) -> Path:
    folder = tmp_path / "fixtures"
    shutil.copytree(SAMPLE / "fixtures", folder)
    (folder / "treaties").mkdir()
    (folder / "treaties/gazette-2020-05-12.yaml").write_text(FIXTURE, "utf-8")
    (folder / "evidence.lock").write_text(
        evidence_lock.lock_text(relocked(folder, evidence_lock.read_texts(SAMPLE / "texts"), TEN)), "utf-8"
    )
    return folder


def test_a_new_kind_is_read_checked_built_served_and_published(fixtures: Path, tmp_path: Path) -> None:
    path = builder.publish(validate.load_valid(fixtures, TEN), TEN, tmp_path / "releases", quiet)
    client = create_app(path, TEN).test_client()
    listed = client.get("/v1/treaties?state=signed&host=norland&date=2011-06&sort=date").json
    assert [treaty["id"] for treaty in listed["data"]] == ["ferry-treaty"]
    assert client.get("/v1/treaties/ferry-treaty").json["host"]["name"] == "Norland"
    assert {"kind": "treaties", "count": 1}.items() <= client.get("/v1").json["kinds"][-1].items()
    assert_problem(client.get("/v1/treaties?stat=signed"), 400, "did you mean state?")
    contract = document.document(TEN)
    assert contract["paths"]["/v1/treaties/{id}"]["get"]["operationId"] == "getTreaty"
    assert contract["components"]["schemas"]["TreatyState"]["enum"] == ["signed", "broken"]


def test_the_label_of_a_label_is_followed(fixtures: Path, tmp_path: Path) -> None:
    path = builder.publish(validate.load_valid(fixtures, TEN), TEN, tmp_path / "releases", quiet)
    question = create_app(path, TEN).test_client().get("/v1/questions/how-many-left").json
    names = [fact["name"] for account in question["accounts"] for fact in account["facts"]]
    assert names[:2] == [
        "People who left the island: Some 4,000 people",
        "Harbour Board: People have left the island.",
    ]


def test_a_kind_takes_one_short_file() -> None:
    assert 20 <= len(DECLARATION.splitlines()) <= 60


def test_a_kind_may_have_a_name_that_sql_has_other_uses_for(fixtures: Path, tmp_path: Path) -> None:
    for name in ("order", "peace-treaties"):
        kinds = (*RESOURCES, replace(TREATIES, name=name))
        (fixtures / "treaties").rename(fixtures / name)
        path = builder.publish(validate.load_valid(fixtures, kinds), kinds, tmp_path / name, quiet)
        (fixtures / name).rename(fixtures / "treaties")
        assert create_app(path, kinds).test_client().get(f"/v1/{name}/ferry-treaty").json["kind"] == name
