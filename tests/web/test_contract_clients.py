"""The contract in the hands of others: two linters accept it, and the TypeScript types made from it fit real answers.

The tools come from npm (`tests/clients/package.json`) and reach no network when they run.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT
from tests.contract import CONTRACT, CheckedClient, assert_problem
from tests.npm import CLIENTS, run

CONTRACT_FILE = ROOT / "openapi.yaml"
JSON = "application/json"


#: The operations whose good answer is JSON, by their names.
PATHS = {
    operations["get"]["operationId"]: path
    for path, operations in CONTRACT["paths"].items()
    if JSON in operations["get"]["responses"]["200"]["content"]
}


@pytest.mark.outside("npm")
def test_redocly_finds_nothing(tmp_path: Path) -> None:
    assert redocly(CONTRACT_FILE, tmp_path) == ([], 0)


@pytest.mark.outside("npm")
def test_spectral_finds_nothing(tmp_path: Path) -> None:
    assert spectral(CONTRACT_FILE, tmp_path) == []


@pytest.mark.outside("npm")
def test_the_linters_find_what_is_merely_advised_against(tmp_path: Path) -> None:
    components = {**CONTRACT["components"], "schemas": {**CONTRACT["components"]["schemas"], "Unused": {}}}
    file = tmp_path / "openapi.yaml"
    file.write_text(yaml.safe_dump({**CONTRACT, "components": components}), "utf-8")
    assert "no-unused-components #/components/schemas/Unused" in redocly(file, tmp_path)[0]
    assert "oas3-unused-component #/components/schemas/Unused" in spectral(file, tmp_path)


def test_the_linters_take_the_recommended_rules_as_they_are() -> None:
    for file, rules in (("redocly.yaml", "recommended"), ("spectral.yaml", "spectral:oas")):
        assert yaml.safe_load((CLIENTS / file).read_text("utf-8")) == {"extends": [rules]}


@pytest.mark.outside("npm")
def test_the_types_fit_a_real_answer_of_every_operation(shipped_client: CheckedClient, typed: Path) -> None:
    real = answers(shipped_client)
    assert len(real) == len(PATHS) > 25
    constants = [constant(f"{name}Answer", good(name), value) for name, value in real.items()]
    some = "?include=speakers,evidence.source&q=rome&facets=speaker"
    constants.append(constant("some", good("listStatements"), shipped_client.get(f"/v1/statements{some}").json))
    assert compiled(typed, constants) == {}


@pytest.mark.outside("npm")
def test_the_types_fit_a_problem(shipped_client: CheckedClient, typed: Path) -> None:
    problem = assert_problem(shipped_client.get("/v1/statements?spekaer=x&limit=0"), 400, "spekaer")
    refused = 'operations["listStatements"]["responses"]["4XX"]["content"]["application/problem+json"]'
    types = ('components["schemas"]["Problem"]', refused)
    assert compiled(typed, [constant(f"problem{n}", type, problem) for n, type in enumerate(types)]) == {}


@pytest.mark.outside("npm")
def test_the_types_refuse_a_wrong_answer(shipped_client: CheckedClient, typed: Path) -> None:
    record = shipped_client.get("/v1/statements/abrams-no-meeting-of-minds").json
    wrong = {
        "unknownValue": {**record, "type": "rumoured"},
        "unknownKey": {**record, "mood": "grim"},
        "nullValue": {**record, "summary": None},
        "missingKey": {key: value for key, value in record.items() if key != "evidence"},
    }
    type = 'components["schemas"]["Statement"]'
    constants = [constant("right", type, record), *(constant(name, type, value) for name, value in wrong.items())]
    refused = compiled(typed, constants)
    assert set(refused) == set(wrong)
    assert "rumoured" in refused["unknownValue"] and "evidence" in refused["missingKey"]


@pytest.fixture(scope="module")
def typed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the types that openapi-typescript makes of the contract, to be compiled as strictly as can be."""
    folder = tmp_path_factory.mktemp("typed")
    run("openapi-typescript", CONTRACT_FILE, "--output", "contract.ts", folder=folder).check_returncode()
    (folder / "tsconfig.json").write_text(json.dumps({"extends": str(CLIENTS / "tsconfig.json")}), "utf-8")
    return folder


def redocly(contract: Path, folder: Path) -> tuple[list[str], int]:
    """Give what Redocly finds, warnings too, and how many findings it was told to ignore."""
    done = run("redocly", "lint", contract, "--config", CLIENTS / "redocly.yaml", "--format", "json", folder=folder)
    report = json.loads(done.stdout)
    found = [f"{problem['ruleId']} {problem['location'][0]['pointer']}" for problem in report["problems"]]
    return found, report["totals"]["ignored"]


def spectral(contract: Path, folder: Path) -> list[str]:
    """Give what Spectral finds, hints too."""
    quiet = ("--format", "json", "--quiet")
    done = run("spectral", "lint", contract, "--ruleset", CLIENTS / "spectral.yaml", *quiet, folder=folder)
    report = json.loads(done.stdout)
    return [f"{problem['code']} #/{'/'.join(map(str, problem['path']))}" for problem in report]


def compiled(folder: Path, constants: Iterable[str]) -> dict[str, str]:
    """Compile constants, one a line; give the errors by the name of the constant."""
    lines = ['import type { components, operations } from "./contract";', *constants]
    (folder / "answers.ts").write_text("\n".join(lines), "utf-8")
    done = run("tsc", "--project", ".", "--pretty", "false", folder=folder)
    found = re.findall(r"^answers\.ts\((\d+),\d+\): (error (?:.|\n  )+)", done.stdout, re.MULTILINE)
    errors = {lines[int(line) - 1].split()[2].rstrip(":"): message for line, message in found}
    assert bool(errors) == bool(done.returncode), done.stdout
    return errors


def constant(name: str, type: str, value: Any) -> str:
    return f"export const {name}: {type} = {json.dumps(value)};"


def good(operation: str) -> str:
    """Give the type of the good answer of an operation."""
    return f'operations["{operation}"]["responses"][200]["content"]["{JSON}"]'


def answers(client: CheckedClient) -> dict[str, Any]:
    """Ask every operation that answers JSON for what it requires and no more; give what it answers."""
    responses = {name: client.get(asked(client, path)) for name, path in PATHS.items()}
    assert {name: response.status for name, response in responses.items() if response.status_code != 200} == {}
    return {name: response.json for name, response in responses.items()}


def asked(client: CheckedClient, path: str) -> str:
    """Give an address of an operation: of a kind, that of its first record."""
    path = path.replace("{kind}", "statements")
    if "{id}" in path:
        return path.format(id=client.get(path.partition("/{id}")[0]).json["data"][0]["id"])
    return path + {
        "/v1/search": "?q=rome",
        "/v1/verify": "?quote=no meeting of minds",
        "/v1/changes": "?since=2100-01-01",
    }.get(path, "")
