"""What OpenAPI has no words for, told to Schemathesis: ids and words that the release has, and what goes together.

A request may be right by the schema of each of its parameters, and yet name an actor that does not exist, or ask for a
field of a record that it does not open. Such requests are refused, by design. Here they are made right, by the examples
of the contract and the rules between parameters; requests that are meant to be wrong are left as they are.
"""

import re
from typing import Any

import schemathesis
from schemathesis import Case, GenerationMode, HookContext


@schemathesis.hook
def before_call(context: HookContext, case: Case, kwargs: dict[str, Any]) -> None:
    """Make a request that is meant to be right, right."""
    if case.meta and case.meta.generation.mode == GenerationMode.POSITIVE and case.query:
        case.query = coherent(known(case, dict(case.query)))


def known(case: Case, query: dict[str, Any]) -> dict[str, Any]:
    """Put what the release has in the place of invented ids, words, dates, paths and quotes."""
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
    """Give the values of a parameter that takes several."""
    return value if isinstance(value, list) else str(value).split(",")
