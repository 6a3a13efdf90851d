"""A client that checks every answer against the contract, and a check of problem documents."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from jsonschema_rs import Draft202012Validator
from werkzeug.test import TestResponse

from api.curation import reader
from api.kinds import RESOURCES
from api.query.projection import ALWAYS_KEPT
from api.release.combined import lists
from api.web.openapi import document

#: The contract of the shipped release: what every data set has, with the terms that this one adds.
CONTRACT = document.document(reader.kinds_of(Path(__file__).parents[1] / "fixtures", RESOURCES))
SCHEMAS = CONTRACT["components"]["schemas"]

#: The schemas of the records of each list, by its name.
RECORDS = {resource.name: {"$ref": f"#/components/schemas/{resource.singular}"} for resource in lists(RESOURCES)}
#: Paths whose answers are no part of the contract: the contract itself, what is for readers, probes.
OUTSIDE = ("/docs", "/openapi.", "/problems/", "/static/", "/v1/timemap/", "/healthz", "/readyz")
#: What is for readers, and has no schema here.
READ = {
    *("text/html", "text/markdown", "application/atom+xml"),
    *("application/vnd.citationstyles.csl+json", "application/x-bibtex"),
}
#: What was checked against the contract already, by schema; the same value need not be checked twice.
_SEEN: set[tuple[str, str, bool]] = set()


class Parsed:
    """An answer whose JSON is parsed once, however often a test reads it."""

    @cached_property
    def json(self) -> Any:
        """Return the value of the body."""
        return self.get_json()  # type: ignore[attr-defined]


class CheckedClient(FlaskClient):
    """A client that fails on any answer that the contract does not promise."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "use_cookies": False})
        self.response_wrapper = type("ParsedResponse", (Parsed, self.response_wrapper), {})

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        response = super().open(*args, **kwargs)
        request = response.request
        if not request.path.startswith("/docs"):
            _hold(request.method, request.path, response)
        return response


def assert_problem(response: TestResponse, status: int, *words: str) -> dict[str, Any]:
    """Check that the answer is a problem of this status whose detail has these words; return it."""
    assert response.status_code == status, response.get_data(as_text=True)
    assert response.content_type == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    problem: dict[str, Any] = response.json
    for word in words:
        assert word in problem["detail"], problem
    return problem


@cache
def validator(reference: str) -> Draft202012Validator:
    """Return the validator of a schema of the contract."""
    return Draft202012Validator({"$ref": reference, "components": CONTRACT["components"]})


def _hold(method: str, path: str, response: TestResponse) -> None:
    path = re.sub(r"^/releases/[0-9a-f]{16}(?=/)", "", path)
    plain = re.sub(r"[.]\w+$", "", path)
    operation = _operation("/v1" if path == "/" else path, method) or _operation(plain, method)
    status = str(response.status_code)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    if status in ("302", "304", "308") or method in ("OPTIONS", "HEAD"):
        assert not response.data
    elif response.status_code >= 400:
        if response.mimetype in READ:
            return
        assert response.content_type == "application/problem+json"
        validator("#/components/schemas/Problem").validate(response.json)
        assert operation is None or {f"{status[0]}XX", "default"} & set(operation["responses"]), f"{path}: {status}"
    else:
        assert operation or path.startswith(OUTSIDE), f"{path} is not in the contract"
        if operation:
            if status == "206":
                assert path.startswith("/v1/dataset"), "all else comes whole"
            else:
                _hold_body(operation["responses"][status]["content"], response)
        for name in ("Cache-Control", "X-Release", "X-Request-ID"):
            assert response.headers[name], name
        validators = [name for name in ("ETag", "Last-Modified") if name in response.headers]  # in capitals or not
        assert len(validators) == (0 if method == "POST" else 2), "an answer to what was sent is not kept"


def _hold_body(content: Mapping[str, Any], response: TestResponse) -> None:
    """Check a body against its schema; in another form than that of the operation, each of its records."""
    if "Content-Encoding" in response.headers:
        return  # the same bytes are held where they are not zipped
    media_type = response.content_type.partition(";")[0]
    if media_type in READ:
        return
    whole = "fields" not in response.request.args
    if media_type in ("text/csv", "application/yaml"):
        assert _operation(f"{response.request.path.removesuffix('.csv')}.csv")
    elif media_type == "application/json" and "$ref" in (schema := content.get(media_type, {}).get("schema", {})):
        _hold_value(schema, response.json, whole=whole)
    else:
        for record in _records(media_type, response):
            assert whole or set(record) >= set(ALWAYS_KEPT)
            name = re.split("[/.]", response.request.path)[2]
            _hold_value(RECORDS.get(name) or RECORDS[record["kind"]], record, whole=whole)


def _records(media_type: str, response: TestResponse) -> Iterator[dict[str, Any]]:
    """Yield the records of lines of JSON, or of the whole data set, without the head that says what it is."""
    if media_type == "application/json":
        yield from response.json["data"]
    elif media_type == "application/x-ndjson":
        lines = map(json.loads, response.get_data(as_text=True).splitlines())
        yield from (line for line in lines if "kind" in line)


def _hold_value(schema: dict[str, Any], value: dict[str, Any], *, whole: bool) -> None:
    """Check a value against its schema; records of a page, and included ones, one by one: most were seen before."""
    properties = SCHEMAS[schema["$ref"].rpartition("/")[2]]["properties"]
    items = properties.get("data", {}).get("items", {})
    if "$ref" in items:
        for record in value["data"]:
            _hold_value(items, record, whole=whole)
        value = {**value, "data": []}
    for kind, records in value.get("included", {}).items():
        for record in records.values():
            _hold_value(RECORDS[kind], record, whole=True)
    value = {name: part for name, part in value.items() if name != "included"}
    seen = (schema["$ref"], json.dumps(value), whole or "data" in value)
    if seen in _SEEN:
        return
    if seen[2]:
        validator(schema["$ref"]).validate(value)
    else:
        for name in value:
            assert name in properties, name
            _part_validator(schema["$ref"], name).validate(value[name])
    _hold_keys(schema, value)
    _SEEN.add(seen)


@cache
def _part_validator(reference: str, name: str) -> Draft202012Validator:
    """Return the validator of a property whose members may be left out."""
    part = _partial(SCHEMAS[reference.rpartition("/")[2]]["properties"][name])
    return Draft202012Validator({**part, "components": CONTRACT["components"]})


def _partial(schema: Any) -> Any:
    """Return a schema that lets members be left out, as `fields` does: all else stays as it is."""
    if isinstance(schema, list):
        return [_partial(part) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    if "$ref" in schema:
        return _partial(SCHEMAS[schema["$ref"].rpartition("/")[2]])
    return {key: _partial(value) for key, value in schema.items() if key != "required" or not isinstance(value, list)}


def _hold_keys(schema: dict[str, Any], value: Any) -> None:
    """Check that all keys, at any depth, are in the contract."""
    if "anyOf" in schema and value is not None:
        schema = next(form for form in schema["anyOf"] if "$ref" in form)
    schema = SCHEMAS[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if isinstance(value, list) and "items" in schema:
        for item in value:
            _hold_keys(schema["items"], item)
    elif isinstance(value, dict) and "properties" in schema:
        assert set(value) <= set(schema["properties"]), set(value) - set(schema["properties"])
        for name, part in value.items():
            _hold_keys(schema["properties"][name], part)


def parameters(operation: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the parameters of an operation, those that it shares with others too."""
    shared = CONTRACT["components"]["parameters"]
    return [shared[found["$ref"].rpartition("/")[2]] if "$ref" in found else found for found in operation["parameters"]]


#: The patterns of the paths in the contract: those without a parameter first, which win over those with one.
_PATHS = {
    re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))): operations
    for path, operations in sorted(CONTRACT["paths"].items(), key=lambda pair: "{" in pair[0])
}


@cache
def _operation(path: str, method: str = "GET") -> dict[str, Any] | None:
    """Return the operation of a path, or None where the contract has none."""
    found = next((operations for pattern, operations in _PATHS.items() if pattern.fullmatch(path)), {})
    return found.get("post" if method == "POST" else "get")
