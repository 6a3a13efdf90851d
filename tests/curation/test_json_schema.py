"""What editors are told of fixture files is what the checker accepts, as far as one field can tell."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator, ValidationError, validators

from api import cli
from api.curation import json_schema, reader, validate
from api.kinds import RESOURCES
from tests.conftest import FIXTURES, SAMPLE
from tests.editing import BROOK, put
from tests.mistakes import CASES


def pattern(_: object, shape: str, value: object, __: object) -> Iterator[ValidationError]:
    """Search as editors do (ECMA 262): `$` is the end, and not before a line end there."""
    if isinstance(value, str) and not re.search(shape.replace("$", r"\Z"), value):
        yield ValidationError(f"{value!r} is not like {shape}")


Validator = validators.extend(Draft7Validator, {"pattern": pattern})
SCHEMAS = {
    name: Validator(schema) for name, schema in json_schema.file_schemas(reader.kinds_of(FIXTURES, RESOURCES)).items()
}

#: What no single field shows: rules between fields, between records, and between records and files or texts.
ONLY_THE_CHECKER_KNOWS = {
    "doubled key",
    "term that is there",
    "verb without a plural",
    "sentence of a noun",
    "term given twice",
    "entry without a number",
    "number without an entry",
    "entry with last words",
    "end before start",
    "dangling reference",
    "reference to the wrong kind",
    "reference to itself",
    "passage not locked",
    "a passage that no evidence names",
    "quote not in passage",
    "quote in other case",
    "figure not as written",
    "evidence for an unknown field",
    "value without evidence",
    "said before it began",
    "succeeded by itself",
    "said with a dangling reference",
    "known before it can be told",
    "value with a comma",
    "quoted without a quote",
    "quote without quoted",
    "bounds out of order",
    "row 14: a publisher that is known later",
    "row 4: a number with the point of thousands",
    "row 5: another number than is written",
    "qualifier of nothing",
    "half a place",
    "relation to itself",
    "reference to what was withdrawn",
    "reference to what was withdrawn for good",
    "unknown successor",
    "former id in use",
    "an identifier of another",
    "file name differs",
    "list not named by a source",
    "id taken by another kind",
    "other text than was locked",
    "unlocked source",
}
#: What is wrong with no value that an editor shows: with files, and with what is not YAML.
OF_FILES = {"lock that is not UTF-8", "lock of depth", "broken lock", "unknown kind", "stray file", "no dataset"}


class Core(yaml.SafeLoader):
    """YAML as version 1.2 reads it, and editors with it: `NO` is a text, and so is a date."""

    yaml_implicit_resolvers = {}


for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)


def refused(file: Path) -> list[str]:
    """Return what an editor marks in a file; all of it where it is no YAML."""
    name = "dataset" if file.name == "dataset.yaml" else file.parent.name
    try:
        value: Any = yaml.load(file.read_bytes(), Loader=Core)  # noqa: S506 - it is a SafeLoader
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        return [str(error)]
    return [error.message for error in SCHEMAS[name].iter_errors(value)]


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_and_describes_every_field(name: str) -> None:
    schema = SCHEMAS[name].schema
    Draft7Validator.check_schema(schema)
    record = schema.get("definitions", {}).get("record", schema)
    assert all(field["description"].endswith((".", ")")) for field in record["properties"].values())


@pytest.mark.parametrize("folder", [FIXTURES, SAMPLE / "fixtures"], ids=["shipped", "sample"])
def test_what_the_checker_accepts_no_editor_marks(folder: Path) -> None:
    for file in folder.rglob("*.yaml"):
        assert not refused(file), file


@pytest.mark.parametrize("name", ['" Ada Brook  "', "|\n  Ada Brook\n", ">\n\n  Ada\n  Brook\n"])
def test_white_space_around_a_text_is_dropped_and_no_editor_marks_it(sample: Path, name: str) -> None:
    put(BROOK, "name: Ada Brook", f"name: {name}")(sample)
    dataset = validate.load_valid(sample, RESOURCES)
    assert dataset.by_id["ada-brook"].data["name"] == "Ada Brook" and not refused(sample / BROOK)


@pytest.mark.parametrize("case", sorted(set(CASES) - OF_FILES))
def test_what_the_checker_refuses_an_editor_marks_if_one_field_shows_it(sample: Path, case: str) -> None:
    before = {file: file.read_bytes() for file in sample.rglob("*.yaml")}
    CASES[case][0](sample)
    changed = [file for file in sample.rglob("*.yaml") if before.get(file) != file.read_bytes()]
    assert any(map(refused, changed)) == (case not in ONLY_THE_CHECKER_KNOWS)


def test_the_schemas_in_the_repository_are_those_of_the_declarations(tmp_path: Path) -> None:
    assert cli.main(["schema", "--output", str(tmp_path)]) == 0
    for folder in (tmp_path, FIXTURES / ".schemas"):
        found = {file.name: json.loads(file.read_text("utf-8")) for file in folder.iterdir()}
        assert found == {f"{name}.json": validator.schema for name, validator in SCHEMAS.items()}, "run make fmt"
