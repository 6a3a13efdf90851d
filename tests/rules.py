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

from api.kinds import RESOURCES
from api.query.formats import FORMATS
from api.query.list_parameters import facets
from api.release.combined import lists

FIXTURES = Path(__file__).parent.parent / "fixtures"
#: Right values of parameters whose schema takes more than is right. Where releases share a day, only a name tells them.
KNOWN = {
    "since": os.environ.get("CRISIS_FACTS_SINCE", "2100-01-01"),
    "quote": "no meeting of minds",
    "fields": "kind,url",
}
#: The forms that have no facets, and include nothing.
STREAMED = [form.name for form in FORMATS if form.streams]
FACETS = {f"/v1/{resource.name}": next(iter(facets(resource))) for resource in lists(RESOURCES)}


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    """Mend a request that is meant to be right."""
    if case.meta and case.meta.generation.mode == GenerationMode.POSITIVE:
        if "id" in case.path_parameters:
            case.path_parameters["id"] = an_id(case)
        if case.query:
            case.query = coherent(known(case, dict(case.query)))


def known(case: Case, query: dict[str, Any]) -> dict[str, Any]:
    """Replace invented ids, words, dates, paths and quotes by those that the release has."""
    for found in case.operation.definition.raw.get("parameters", []):
        schema = found["schema"].get("items", found["schema"])
        invented = schema.get("type") == "string" and not {"enum", "const"} & set(schema) and found["name"] != "q"
        if found["name"] in query and invented and schema.get("format") != "date":
            query.pop(found["name"])
            right = {**KNOWN, "id": an_id(case), "facets": FACETS.get(case.operation.path)}
            query |= {found["name"]: right[found["name"]]} if found["name"] in right else {}
    if not re.search(r"\S", str(query.get("q", "x"))):
        query["q"] = "x"  # an empty q is refused: there is nothing to look for
    return query


def an_id(case: Case) -> str:
    """Return the id of a record of the kind that is asked for; of one that does not exist, where no kind is."""
    kind = case.operation.path.split("/")[2]
    first = min((FIXTURES / kind).glob("*.yaml"), default=None)
    found = first and re.search(r"^(?:- )?id: (\S+)", first.read_text("utf-8"), re.MULTILINE)
    return found[1] if found else "nobody"


def coherent(query: dict[str, Any]) -> dict[str, Any]:
    """Keep the rules between parameters."""
    if query.get("limit") in (0, "0") and "facets" not in query:
        del query["limit"]
    if query.get("limit") == "all" and query.get("format") not in STREAMED:
        query["format"] = "ndjson"
    if query.get("format") in STREAMED:
        query.pop("facets", None)
        query.pop("include", None)
    if query.get("sort") == "relevance" and "q" not in query:
        del query["sort"]
    return query
