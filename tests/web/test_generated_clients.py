"""Clients generated from the contract: each asks a real server, as its documentation shows, and gets typed answers.

Each program in `tests/clients/programs` asks the same: a filter with two values, all pages, a record with what it
includes, dates, and a problem. The tools come from npm and PyPI, and reach no network when they run.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.npm import CLIENTS, run
from tests.serving import get, serving
from tests.web.test_contract_clients import CONTRACT_FILE, PATHS

PROGRAMS = CLIENTS / "programs"

#: What the programs are asked.
SPEAKERS = ["elliott-abrams", "sergei-ryabkov"]
RECORD = "ryabkov-failed-to-narrow-positions"
MISSPELT = "Abrams"
PAGE = 7

#: How each client in TypeScript is generated from the contract in the folder.
GENERATORS = {
    "openapi_fetch": ("openapi-typescript", "openapi.yaml", "--output", "generated/contract.ts"),
    "orval": ("orval", "--config", "orval.config.mjs"),
    "hey_api": ("openapi-ts", "--input", "openapi.yaml", "--output", "generated/hey", "--silent"),
}

#: Imports every module of the client, and prints the seconds of processor that it took beyond the libraries it needs.
IMPORTED = """
import importlib, pkgutil, time
import attrs, httpx
start = time.process_time()
import crisis_facts_client as client
for module in pkgutil.walk_packages(client.__path__, client.__name__ + "."):
    importlib.import_module(module.name)
print(time.process_time() - start)
"""


@pytest.fixture
def port(shipped: Path) -> Iterator[int]:
    """The port of a server of the shipped release."""
    with serving(shipped) as port:
        yield port


@pytest.mark.outside("npm")
@pytest.mark.parametrize("program", GENERATORS)
def test_a_program_in_typescript_gets_typed_answers(program: str, port: int, tmp_path: Path) -> None:
    workshop(tmp_path, f"{program}.ts", "report.ts", "run.mjs", "tsconfig.json", "orval.config.mjs")
    made(run(*GENERATORS[program], folder=tmp_path, ADDRESS=f"http://127.0.0.1:{port}"))
    made(run("tsc", "--project", ".", "--pretty", "false", folder=tmp_path))
    command = ["node", "run.mjs", f"./{program}.ts", json.dumps(questions(port))]
    assert json.loads(made(subprocess.run(command, cwd=tmp_path, capture_output=True, text=True))) == report(port)


@pytest.mark.slow
def test_a_program_in_python_gets_typed_answers(port: int, python_client: Path) -> None:
    made(python("-m", "mypy", "--strict", "--follow-imports=silent", "openapi_python.py", folder=python_client))
    answered = made(python("openapi_python.py", json.dumps(questions(port)), folder=python_client))
    assert json.loads(answered) == report(port)


@pytest.mark.slow
def test_the_client_in_python_is_small(python_client: Path) -> None:
    files = list((python_client / "crisis_facts_client").rglob("*.py"))
    lines = sum(len(file.read_text("utf-8").splitlines()) for file in files)
    # Wanted: 120 files and 15,000 lines. Every operation is written out four times, every model with five methods.
    assert len(files) <= 133 and lines <= 20_400, (len(files), lines)
    assert float(made(python("-c", IMPORTED, folder=python_client))) < 1


@pytest.mark.outside("npm")
def test_the_types_are_few(tmp_path: Path) -> None:
    workshop(tmp_path)
    made(run(*GENERATORS["openapi_fetch"], folder=tmp_path))
    assert len((tmp_path / "generated/contract.ts").read_text("utf-8").splitlines()) <= 5_000


@pytest.mark.outside("npm")
def test_the_requests_of_a_postman_collection_work_as_imported(port: int, tmp_path: Path) -> None:
    collection = imported(tmp_path)
    asked = dict(requests(collection["item"]))
    assert len(asked) >= len(PATHS)
    statuses = {name: sent(port, request, address(request, collection)) for name, request in asked.items()}
    assert {name: status for name, status in statuses.items() if status != 200} == {}


def sent(port: int, request: Mapping[str, Any], path: str) -> int:
    """Send a request with its body, if it has one; return the status of the answer."""
    body = request.get("body") or {}
    headers = {"Content_Type": "application/json"} if body else {}
    return get(port, path, request["method"], body.get("raw"), **headers)[0]


@pytest.mark.outside("npm")
def test_a_postman_collection_can_ask_what_the_programs_ask(port: int, tmp_path: Path) -> None:
    collection = imported(tmp_path)
    asked = dict(requests(collection["item"]))
    listing, getting = asked["List statements."], asked["Get one of the statements."]
    expected = report(port)

    def answer(request: Mapping[str, Any], *values: tuple[str, str], **path: str) -> Any:
        return json.loads(get(port, address(request, collection, *values, **path))[2])

    filtered = answer(listing, *(("speaker", speaker) for speaker in SPEAKERS), ("sort", "-date"))
    assert [record["id"] for record in filtered["data"]] == expected["filtered"]
    assert [shown(record["date"]) for record in filtered["data"]] == expected["dates"]
    walked: list[str] = []
    after: tuple[tuple[str, str], ...] | None = ()
    while after is not None:
        page = answer(listing, ("limit", str(PAGE)), *after)
        walked += [record["id"] for record in page["data"]]
        after = (("after", walked[-1]),) if page["next"] else None
    assert walked == expected["walked"]
    record = answer(getting, ("include", "speakers"), ("include", "evidence.source"), id=RECORD)
    assert record["included"]["actors"][record["speakers"][0]["id"]]["name"] == expected["speakers"][0]["name"]
    problem = answer(listing, ("speaker", MISSPELT))
    assert problem["errors"][0]["nearest"] == expected["problem"]["nearest"]


def test_no_program_has_a_cast() -> None:
    for file in (*PROGRAMS.glob("*.ts"), *(CLIENTS / "app").glob("*.ts")):
        text = file.read_text("utf-8")
        code = re.sub(r"(?s:/\*.*?\*/)|//.*|import .*", "", text)
        assert not re.search(r"\bas (?!const\b)|\bany\b|[\w)\]]!(?!=)", code), file.name
        assert "@ts-ignore" not in text and "@ts-nocheck" not in text, file.name


@pytest.fixture(scope="module")
def python_client(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the client that openapi-python-client generates, and the program that uses it."""
    folder = workshop(tmp_path_factory.mktemp("python"), "openapi_python.py", "openapi_python.yaml")
    options = ("--path", "openapi.yaml", "--config", "openapi_python.yaml", "--output-path", ".", "--overwrite")
    done = python("-m", "openapi_python_client", "generate", *options, folder=folder)
    assert "WARNING" not in made(done) + done.stderr
    return folder


def workshop(folder: Path, *programs: str) -> Path:
    """Return the folder, with the contract, some programs, and the packages of npm if they are there."""
    (folder / "generated").mkdir()
    (folder / "node_modules").symlink_to(CLIENTS / "node_modules")
    shutil.copy(CONTRACT_FILE, folder / "openapi.yaml")
    for name in programs:
        shutil.copy(PROGRAMS / name, folder)
    return folder


def made(done: subprocess.CompletedProcess[str]) -> str:
    """Return what a command printed; it ended well, or this fails."""
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def python(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder, with the commands of this environment on the path."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True)


def questions(port: int) -> dict[str, Any]:
    """Return what a program is asked."""
    address = f"http://127.0.0.1:{port}"
    return {"address": address, "page": PAGE, "speakers": SPEAKERS, "record": RECORD, "misspelt": MISSPELT}


def report(port: int) -> dict[str, Any]:
    """Return what a program should answer, read from plain JSON."""

    def answer(path: str) -> Any:
        return json.loads(get(port, path)[2])

    filtered = answer(f"/v1/statements?speaker={','.join(SPEAKERS)}&sort=-date")["data"]
    assert {speaker["id"] for record in filtered for speaker in record["speakers"]} == set(SPEAKERS)
    everything = [json.loads(line) for line in get(port, "/v1/statements.ndjson?limit=all")[2].splitlines()]
    assert len(everything) > 2 * PAGE
    record = answer(f"/v1/statements/{RECORD}?include=speakers,evidence.source")
    problem = answer(f"/v1/statements?speaker={MISSPELT}")
    assert SPEAKERS[0] in problem["errors"][0]["nearest"]
    actors = record["included"]["actors"]
    return {
        "filtered": [found["id"] for found in filtered],
        "walked": [found["id"] for found in everything],
        "speakers": [{"name": one["name"], "type": actors[one["id"]]["type"]} for one in record["speakers"]],
        "evidence": [rested(item, record["included"]["sources"]) for item in record["evidence"]],
        "dates": [shown(found["date"]) for found in filtered],
        "problem": {"detail": problem["detail"], "nearest": problem["errors"][0]["nearest"]},
    }


def rested(evidence: Mapping[str, Any], sources: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a program tells of an evidence."""
    source = evidence["source"]
    published = source["published"]["label"] if source["published"] else "no date"
    title = sources[source["id"]]["title"]
    return {"publisher": source["publisher"], "published": published, "title": title, "link": evidence["link"]}


def shown(date: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what a program tells of a date."""
    return {"label": date["label"], "earliest": date["earliest"]} if date else {"label": "no date", "earliest": None}


def imported(folder: Path) -> dict[str, Any]:
    """Return the collection that Postman makes of the contract: with examples, and optional parameters unticked."""
    options = "parametersResolution=Example,enableOptionalParameters=false"
    output = folder / "collection.json"
    made(run("openapi2postmanv2", "--spec", CONTRACT_FILE, "--output", output, "--options", options, folder=folder))
    collection: dict[str, Any] = json.loads(output.read_text("utf-8"))
    return collection


def requests(items: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the requests in the folders of a collection, by their names."""
    for item in items:
        if "request" in item:
            yield item["name"], item["request"]
        else:
            yield from requests(item["item"])


def address(request: Mapping[str, Any], collection: Mapping[str, Any], *values: tuple[str, str], **path: str) -> str:
    """Return what Postman asks for, once a reader has set some values of the rows that the request has."""
    url = request["url"]
    rows = url.get("query", [])
    assert {name for name, _ in values} <= {row["key"] for row in rows}
    query = [(row["key"], row["value"]) for row in rows if not row.get("disabled")] + list(values)
    names = {f":{row['key']}": row["value"] for row in url.get("variable", [])}
    names |= {f"{{{{{row['key']}}}}}": row["value"] for row in collection["variable"]}
    names |= {f":{name}": value for name, value in path.items()}
    steps = "/".join(re.sub(r"^:\w+|\{\{\w+\}\}", lambda name: names[name[0]], step) for step in url["path"])
    return f"/{steps}?{urlencode(query)}" if query else f"/{steps}"
