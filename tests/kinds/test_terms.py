"""Row 10 of the cases of curating: what a data set adds to open lists reaches everything, and nobody edits Python."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from api import cli
from api.curation import reader, validate
from api.curation.diagnostics import InvalidFixtures
from api.kinds import RESOURCES
from api.kinds.relations import PREDICATES
from api.model.terms import with_terms
from api.server.reload import Reloader
from api.web.app import create_app
from api.web.openapi import document
from api.web.request import Request
from tests.conftest import SAMPLE, built
from tests.contract import assert_problem
from tests.editing import GAZETTE, edit

STANDS = "relations/gazette-2020-05-12.yaml"
ROW = "brook-ferries,ada-brook,ferries_for,norland,gazette-2020-05-12,Ada Brook\n"
TERMS = """\
terms:
  - of: relations.predicate
    id: ferries_for
    label: ferries for
    plural: ferry for
    description: The subject runs the boats of the object.
  - of: relations.predicate
    id: keeps_afloat
    label: keeps afloat
    plural: keep afloat
    description: The subject is what keeps the object from sinking.
    sentence: "{keeps|keep} {object} afloat"
    sentence_with_issue: "{keeps|keep} {object} afloat by {issue}"
  - of: actors.type
    id: guild
    label: guild of the Isle
    plural: guilds of the Isle
    description: Those of one trade.
  - of: sources.type
    id: leaflet
    label: leaflet
    description: A sheet that is handed out.
"""


def with_own(folder: Path) -> Path:
    """Add terms to a data set, and use them."""
    (folder / "dataset.yaml").write_text((folder / "dataset.yaml").read_text("utf-8") + TERMS, "utf-8")
    edit(folder / STANDS, "predicate: supports", "predicate: ferries_for")
    edit(folder / STANDS, "predicate: owns", "predicate: keeps_afloat")
    edit(folder / "actors/ferrymen.yaml", "type: group", "type: guild")
    edit(folder / GAZETTE, "type: news", "type: leaflet")
    return folder


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the sample with terms of its own."""
    folder = tmp_path_factory.mktemp("own")
    for file in (SAMPLE / "fixtures").rglob("*.*"):
        copy = folder / "fixtures" / file.relative_to(SAMPLE / "fixtures")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes())
    return built(with_own(folder / "fixtures"), folder / "releases")


@pytest.fixture
def own(release: Path) -> FlaskClient:
    return create_app(release, RESOURCES).test_client()


def test_the_commands_of_a_curator_know_them(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fixtures = ["--fixtures", str(with_own(sample))]
    assert cli.main(["check", *fixtures]) == 0
    assert cli.main(["schema", *fixtures, "--output", str(sample / ".schemas")]) == 0
    schema = json.loads((sample / ".schemas/actors.json").read_text("utf-8"))
    type = schema["definitions"]["record"]["properties"]["type"]
    assert (type["enum"][-1], type["enumDescriptions"][-1]) == ("guild", "Those of one trade.")
    assert cli.main(["fmt", *fixtures]) == 0 and cli.main(["check", *fixtures]) == 0
    ends = ["--id", "vane-ferries", "--subject", "tom-vane", "--object", "norland", "--source", "gazette-2020-05-12"]
    assert cli.main(["new", "relations", *ends, "--predicate", "ferries_fo", *fixtures]) == 2
    assert "did you mean ferries_for? Or add it to terms in dataset.yaml" in capsys.readouterr().err
    assert cli.main(["new", "relations", *ends, "--predicate", "ferries_for", *fixtures]) == 0
    sheet = sample / "relations.csv"
    sheet.write_text("id,subject,predicate,object,evidence.1.source,evidence.1.start\n" + ROW, "utf-8")
    assert cli.main(["import", "csv", str(sheet), *fixtures]) == 0
    capsys.readouterr()
    assert cli.main(["openapi", *fixtures]) == 0
    assert re.search(r"linked_to,\s+ferries_for,\s+keeps_afloat\]", capsys.readouterr().out)


def test_names_say_them(own: FlaskClient) -> None:
    listed = own.get("/v1/relations?sort=predicate").json
    assert listed and [one["name"] for one in listed["data"]] == [
        "Norland ferries for Ferrymen",
        "Tom Vane keeps Skerry Shipping afloat by the whole company",
    ]


def test_filters_take_them_and_facets_have_their_labels(own: FlaskClient) -> None:
    listed: Any = own.get("/v1/relations?predicate=ferries_for&facets=predicate").json
    assert [one["predicate"] for one in listed["data"]] == ["ferries_for"]
    labels = {one["value"]: one["label"] for one in listed["facets"]["predicate"]}
    assert labels == {"ferries_for": "Ferries for", "keeps_afloat": "Keeps afloat"}
    assert_problem(own.get("/v1/relations?predicate=ferries_fo"), 400, "did you mean ferries_for?")
    assert own.get("/v1/sources.ndjson?type=leaflet").get_data(as_text=True).count('"type":"leaflet"') == 1
    assert own.get("/v1/actors.csv?type=guild&fields=type").get_data(as_text=True).split() == ['"type"', '"guild"']


def test_the_contract_has_them_and_holds(own: FlaskClient) -> None:
    contract: Any = own.get("/openapi.json").json
    schemas = contract["components"]["schemas"]
    assert schemas["RelationPredicate"]["enum"] == [*PREDICATES, "ferries_for", "keeps_afloat"]
    assert schemas["SourceType"]["enum"][-1] == "leaflet"
    for kind, name in (("relations", "Relation"), ("actors", "Actor"), ("sources", "Source")):
        found: Any = own.get(f"/v1/{kind}").json
        shape = {"$ref": f"#/components/schemas/{name}Page", "components": contract["components"]}
        Draft202012Validator(shape).validate(found)


def test_the_vocabulary_tells_them_from_those_of_every_data_set(own: FlaskClient) -> None:
    lists: Any = own.get("/v1/vocabulary").json
    found = {one["name"]: {value["value"]: value for value in one["values"]} for one in lists["data"]}
    assert found["actors.type"]["guild"] == {
        "value": "guild",
        "label": "Guild of the Isle",
        "plural": "guilds of the Isle",
        "description": "Those of one trade.",
        "own": True,
    }
    assert found["sources.type"]["leaflet"]["plural"] is None
    heads = found["relations.predicate"]["heads"]
    assert (heads["label"], heads["plural"], heads["own"]) == ("Heads", "head", False)


def test_readers_see_their_labels(own: FlaskClient) -> None:
    page = own.get("/v1/actors/ferrymen.html").get_data(as_text=True)
    assert '<data value="guild">Guild of the Isle</data>' in page and ">ferries for<" in page
    assert "Type: Guild of the Isle" in own.get("/v1/actors.html?type=guild").get_data(as_text=True)
    assert "guilds of the Isle" in own.get("/v1/vocabulary.html").get_data(as_text=True)
    assert "- Type: guild of the Isle (`guild`)" in own.get("/v1/actors/ferrymen.md").get_data(as_text=True)


def test_a_swap_brings_the_terms_of_the_new_release(release: Path, tmp_path: Path) -> None:
    folder = tmp_path / "releases"
    first = built(SAMPLE / "fixtures", folder)
    reloader = Reloader(folder / "current", RESOURCES)
    before = reloader.next()
    fixtures = release.parents[1] / "fixtures"
    second = built(fixtures, folder)
    after = reloader.next()
    assert before and after and first != second
    for path in ("/openapi.json", "/openapi.yaml", "/v1/vocabulary"):
        assert b"keeps_afloat" not in before(Request("GET", path)).body
        assert b"keeps_afloat" in after(Request("GET", path)).body
        kept = after(Request("GET", f"/releases/{first.stem}{path}"))
        assert kept.status == 200 and b"keeps_afloat" not in kept.body


def test_the_same_terms_give_the_same_kinds_and_none_those_of_the_program() -> None:
    own = reader.kinds_of(SAMPLE / "fixtures", RESOURCES)
    assert own == RESOURCES
    terms: Any = {"terms": [{"of": "actors.type", "id": "guild", "label": "guild", "description": "A guild."}]}
    once = with_terms(RESOURCES, terms)
    assert with_terms(RESOURCES, terms) == once == with_terms(once, terms) != RESOURCES
    assert document.document(with_terms(once, {})) == document.document(RESOURCES) != document.document(once)


def test_a_wrong_term_is_refused_and_brings_no_other_fault(sample: Path) -> None:
    about = with_own(sample) / "dataset.yaml"
    edit(about, "description: Those of one trade.", "descripton: Those of one trade.")
    with pytest.raises(InvalidFixtures) as refused:
        validate.load_valid(sample, RESOURCES)
    assert [str(fault).partition("dataset.yaml:")[2] for fault in refused.value.faults] == [
        "18:5: terms[2].description: is missing; write it",
        "22:5: terms[2].descripton: is not a field here; did you mean description?",
    ]
    edit(about, "label: guild", "label: 'guild")
    with pytest.raises(InvalidFixtures) as refused:
        validate.load_valid(sample, RESOURCES)
    assert [fault.what.partition(":")[0] for fault in refused.value.faults] == ["is not YAML"]
