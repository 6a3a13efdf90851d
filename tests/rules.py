"""Tell Schemathesis what OpenAPI cannot express: which ids and words the release has, and which parameters go together.

A request may fit the schema of each parameter, and yet name an actor that does not exist, or ask for a field of a
record that it does not open. The server refuses such requests by design. Here they are made right, by what the shipped
fixtures have and the rules between parameters. Requests that are meant to be wrong stay as they are.
"""

import os
import re
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis import Case, GenerationMode, HookContext

from tests.contract import SCHEMAS, parameters

FIXTURES = Path(__file__).parent.parent / "fixtures"
#: Right values of parameters whose schema takes more than is right. Where releases share a day, only a name tells them.
KNOWN = {
    "since": os.environ.get("CRISIS_FACTS_SINCE", "2100-01-01"),
    "quote": "a meeting of minds",
}


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    """Mend a request that is meant to be right."""
    if case.meta and case.meta.generation.mode == GenerationMode.POSITIVE:
        if "id" in case.path_parameters:
            case.path_parameters["id"] = an_id(case)
        case.query = coherent(case, known(case, dict(case.query or {})))
        if isinstance(case.body, dict):
            case.body = judgeable(case.body)


def judgeable(draft: dict[str, Any]) -> dict[str, Any]:
    """Return quotations of printed words, with speakers and days that the release has."""
    quotes = [{"quote": printed(one["quote"])} for one in draft["quotations"]]
    return {"quotations": [{**quotes[0], "speaker": "elliott-abrams"}, *quotes[1:]]}


def printed(text: str) -> str:
    """Return a text without what no text has."""
    return re.sub("[\0\ud800-\udfff]", "", text).strip() or "x"


def known(case: Case, query: dict[str, Any]) -> dict[str, Any]:
    """Replace invented ids, words, dates, paths and quotes by those that the release has."""
    for found in parameters(case.operation.definition.raw):
        schema = found["schema"].get("items", found["schema"])
        if found["name"] not in query or found["name"] == "q" or not (invented(schema) or found["name"] == "fields"):
            continue
        query.pop(found["name"])
        right = {**KNOWN, "id": an_id(case), "include": first(schema), "fields": whole(case)}
        query |= {found["name"]: right[found["name"]]} if found["name"] in right else {}
    if not re.fullmatch(r"[^%\0\ufffd]*[a-zA-Z0-9][^%\0\ufffd]*", str(query.get("q", "x"))):
        query["q"] = "x"  # what has no word is refused, and so is what no text has
    return query


def invented(schema: dict[str, Any]) -> bool:
    """Whether a value that fits a schema need not be right: a pattern that names its values lets no other through."""
    names = schema.get("pattern", "").startswith("^(") and "([.]" not in schema["pattern"]
    closed = schema.get("format") == "date" or schema.get("type") != "string" or "enum" in schema or names
    return schema == {"$ref": "#/components/schemas/Id"} or not ("$ref" in schema or closed)


def whole(case: Case) -> str:
    """Return all fields that the answer has by its schema, which is that of whole records."""
    answer = case.operation.definition.raw["responses"]["200"]["content"].get("application/json")
    schema = SCHEMAS[answer["schema"]["$ref"].rpartition("/")[2]] if answer else {"properties": {}}
    items = schema["properties"].get("data", {}).get("items", answer and answer["schema"])
    if not items or "$ref" not in items:
        return "kind,url"
    return ",".join(SCHEMAS[items["$ref"].rpartition("/")[2]]["required"])


def first(schema: dict[str, Any]) -> str:
    """Return the first name in a pattern."""
    found = re.match(r"\^\(([^|)]+)", schema.get("pattern", ""))
    return found[1].replace("[.]", ".") if found else ""


def an_id(case: Case) -> str:
    """Return the id of a record of the kind that is asked for; of one that does not exist, where no kind is."""
    kind = case.path_parameters.get("kind") or case.operation.path.split("/")[2]
    found = min((FIXTURES / kind).glob("*.yaml"), default=None)
    id = found and re.search(r"^(?:- )?id: (\S+)", found.read_text("utf-8"), re.MULTILINE)
    return id[1] if id else "nobody"


def _is_date(parameter: dict[str, Any]) -> bool:
    return bool(parameter["schema"].get("format") == "edtf")


def coherent(case: Case, query: dict[str, Any]) -> dict[str, Any]:
    """Keep the rules between parameters."""
    if query.get("limit") in (0, "0") and "facets" not in query:
        del query["limit"]
    if query.get("sort") == "relevance" and "q" not in query:
        del query["sort"]
    dates = {found["name"] for found in parameters(case.operation.definition.raw) if _is_date(found)}
    if "date_match" in query and not dates & set(query) and "date:" not in str(query.get("facets")):
        del query["date_match"]
    if case.path_parameters.get("kind") == "search":
        query.setdefault("q", "oil")
    return query
