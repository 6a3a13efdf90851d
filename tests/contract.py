"""A client that checks every answer against the contract, and a check of problem documents."""

import json
import re
from functools import cache, cached_property
from typing import Any

from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from werkzeug.test import TestResponse

from api.kinds import RESOURCES
from api.query.formats import FORMATS
from api.web.openapi import document

CONTRACT = document.document(RESOURCES)
SCHEMAS = CONTRACT["components"]["schemas"]

#: What was checked against the contract already, by schema; the same value need not be checked twice.
_SEEN: set[tuple[str, str]] = set()


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
    operation = _operation(path)
    status = str(response.status_code)
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    if status in ("304", "308") or method in ("OPTIONS", "HEAD"):
        assert not response.data
    elif response.status_code >= 400:
        assert response.content_type == "application/problem+json"
        validator("#/components/schemas/Problem").validate(response.json)
        assert status == "405" or operation is None or status in operation["responses"], f"{path}: {status}"
    else:
        assert operation, f"{path} is not in the contract"
        content = operation["responses"][status]["content"]
        media_type = response.content_type.partition(";")[0]
        if status != "206":
            _hold_body(content[media_type]["schema"], response, partial="fields" in response.request.args)
        for name in ("ETag", "Last-Modified", "Cache-Control", "X-Release", "X-Request-ID"):
            assert response.headers[name], name


def _hold_body(schema: dict[str, Any], response: TestResponse, *, partial: bool) -> None:
    """Check a body against its schema; of two schemas, the first is for whole records, the second for parts of them."""
    if "Content-Encoding" in response.headers:
        return  # the same bytes are held where they are not zipped
    if "anyOf" in schema:
        schema = schema["anyOf"][partial]
    if "$ref" in schema:
        _hold_value(schema, response.json, whole=not partial)


def _hold_value(schema: dict[str, Any], value: dict[str, Any], *, whole: bool) -> None:
    """Check a value against its schema; the records of a page one by one, because most were checked before."""
    items = SCHEMAS[schema["$ref"].rpartition("/")[2]]["properties"].get("data", {}).get("items", {})
    if "$ref" in items:
        for record in value["data"]:
            _hold_value(items, record, whole=whole)
        value = {**value, "data": value["data"][:0]}
    for kind, records in value.get("included", {}).items():
        by_id = SCHEMAS["Included"]["properties"][kind]["additionalProperties"]
        for record in records.values():
            _hold_value(by_id, record, whole=True)
    value = {name: part for name, part in value.items() if name != "included"}
    seen = (schema["$ref"], json.dumps(value))
    if seen not in _SEEN:
        validator(schema["$ref"]).validate(value)
        _hold_keys(schema, value, whole=whole)
        _SEEN.add(seen)


def _hold_keys(schema: dict[str, Any], value: Any, *, whole: bool) -> None:
    """Check that all keys, at any depth, are in the contract; and that whole records have all that it requires."""
    schema = SCHEMAS[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
    if "anyOf" in schema and value is not None and whole:
        _hold_keys(_fitting(schema["anyOf"], value), value, whole=whole)
    elif isinstance(value, list) and "items" in schema:
        for item in value:
            _hold_keys(schema["items"], item, whole=whole)
    elif isinstance(value, dict) and "properties" in schema:
        named, always = set(schema["properties"]), set(schema.get("required", ()))
        assert set(value) <= named
        assert not whole or set(value) >= always
        for name, part in value.items():
            _hold_keys(schema["properties"][name], part, whole=whole)


def _fitting(schemas: list[dict[str, Any]], value: Any) -> dict[str, Any]:
    """Return the schema of a record's kind; the first schema where none names a kind."""
    resolved = [SCHEMAS[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema for schema in schemas]
    kinds = [schema.get("properties", {}).get("kind", {}).get("const") for schema in resolved]
    return resolved[kinds.index(value["kind"]) if None not in kinds else 0]


#: The patterns of the paths in the contract: those without a parameter first, which win over those with one.
_PATHS = {
    re.compile(re.sub(r"\{\w+\}", "[^/]+", path)): operations["get"]
    for path, operations in sorted(CONTRACT["paths"].items(), key=lambda pair: "{" in pair[0])
}


#: The media types of what paths may end in.
_EXTENSIONS = {form.extension: form.media_type for form in FORMATS}


@cache
def _operation(path: str) -> dict[str, Any] | None:
    """Return the operation of a path, or None where the contract has none; one for all forms that a path may end in."""
    base, _, extension = path.rpartition(".") if path.startswith("/v1") else ("", "", "")
    for pattern, operation in _PATHS.items():
        if pattern.fullmatch(path):
            return operation
        if base and pattern.fullmatch(base):
            return operation if _EXTENSIONS.get(extension) in operation["responses"]["200"]["content"] else None
    return None
