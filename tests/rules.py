"""Tell Schemathesis what OpenAPI cannot express: which ids and words the release has, and which parameters go together.

A request may fit the schema of each parameter, and yet name an actor that does not exist, or ask for a field of a
record that it does not open. The server refuses such requests by design. Here they are made right, by the examples in
the contract and the rules between parameters. Requests that are meant to be wrong stay as they are.
"""

import re
from typing import Any

import schemathesis
from schemathesis import Case, GenerationMode, HookContext


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    """Mend a request that is meant to be right."""
    if case.meta and case.meta.generation.mode == GenerationMode.POSITIVE and case.query:
        case.query = coherent(known(case, dict(case.query)))


def known(case: Case, query: dict[str, Any]) -> dict[str, Any]:
    """Replace invented ids, words, dates, paths and quotes by those that the release has."""
    for found in case.operation.definition.raw.get("parameters", []):
        schema = found["schema"].get("items", found["schema"])
        invented = schema.get("type") == "string" and not {"enum", "const"} & set(schema) and found["name"] != "q"
        if found["name"] in query and invented and schema.get("format") != "date":
            query.pop(found["name"])
            query |= {found["name"]: ",".join(listed(found["example"]))} if "example" in found else {}
    if not re.search(r"\S", str(query.get("q", "x"))):
        query["q"] = "x"  # an empty q is refused: there is nothing to look for
    return query


def coherent(query: dict[str, Any]) -> dict[str, Any]:
    """Keep the rules between parameters."""
    if "fields" in query and "expand" in query:
        query["fields"] = ",".join([*listed(query["fields"]), *listed(query["expand"])][-50:])
    if query.get("limit") in (0, "0") and "facets" not in query:
        del query["limit"]
    if query.get("limit") == "all" and query.get("format") not in ("csv", "ndjson"):
        query["format"] = "ndjson"
    if query.get("format") in ("csv", "ndjson") or query.get("limit") == "all":
        query.pop("facets", None)
    if query.get("sort") == "relevance" and "q" not in query:
        del query["sort"]
    return query


def listed(value: Any) -> list[str]:
    """Return the values of a parameter as a list."""
    return value if isinstance(value, list) else str(value).split(",")
