"""The schemas of what is no record: references, dates, problems, the index and others; knows no single kind."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.model.document_schema import CITED, COMPACT, EDTF_DATE
from api.model.fields import FACT_COUNT

Schema = Mapping[str, Any]


def ref(name: str, description: str = "") -> dict[str, str]:
    """Return a reference to a schema."""
    found = {"$ref": f"#/components/schemas/{name}"}
    return {**found, "description": description} if description else found


def nullable(schema: Schema) -> dict[str, Any]:
    """Return the shape of a value that may be null."""
    if "$ref" in schema:
        return {"anyOf": [{"$ref": schema["$ref"]}, {"type": "null"}], **_without(schema, "$ref")}
    return {**schema, "type": [schema["type"], "null"]}


def shape(description: str, members: Mapping[str, Schema], optional: Sequence[str] = ()) -> dict[str, Any]:
    """Return the shape of an object; its members are always there, but for the optional ones."""
    required = {"required": [name for name in members if name not in optional]}
    said = {"description": description} if description else {}
    return {"type": "object", **said, **(required if required["required"] else {}), "properties": dict(members)}


def several(description: str, item: Schema) -> dict[str, Any]:
    """Return the shape of a list."""
    return {"type": "array", "description": description, "items": dict(item)}


def by_name(description: str, value: Schema) -> dict[str, Any]:
    """Return the shape of an object whose keys are names."""
    return {"type": "object", "description": description, "additionalProperties": dict(value)}


def text(description: str, format: str = "") -> dict[str, Any]:
    """Return the shape of a text, in some format."""
    return {"type": "string", **({"format": format} if format else {}), "description": description}


def count(description: str, least: int = 0) -> dict[str, Any]:
    """Return the shape of a count."""
    return {"type": "integer", "minimum": least, "description": description}


def closed(values: Mapping[str, str]) -> dict[str, Any]:
    """Return the shape of a value of a closed list, from what each means."""
    meanings = " ".join(f"`{value}`: {meaning}" for value, meaning in values.items())
    return {"type": "string", "enum": list(values), "description": meanings}


def _without(schema: Schema, *keys: str) -> dict[str, Any]:
    return {key: value for key, value in schema.items() if key not in keys}


def _texts(description: str) -> dict[str, Any]:
    return several(description, {"type": "string"})


def _day(description: str) -> dict[str, Any]:
    return text(description, "date")


def _path(description: str) -> dict[str, Any]:
    return text(description, "uri-reference")


def _whole(description: str, data: str, total: str, item: Schema, **more: Schema) -> dict[str, Any]:
    """Return the shape of a list that comes whole, from the shape of an item, and the members before the list."""
    next_page = {"type": "null", "description": "Always null: this list is not paged."}
    return shape(description, {**more, "data": several(data, item), "total": count(total), "next": next_page})


#: How words can be found among quotes.
MATCHES = {
    "exact": "The words stand in a quote character for character.",
    "normalized": "The words stand in a quote after folding.",
    "none": "The words stand in no quote here.",
}

#: What can become of a fact from one release to another.
CHANGES = {
    "added": "The new release has it, the old one had not.",
    "changed": "Its document differs; `fields` names what does.",
    "renamed": "It has another id now, the one that `now` gives the path of.",
    "withdrawn": "It does not stand any more; its path says why.",
    "removed": "It is gone without a word.",
}

#: The member of a page that is there where its total is a bound, and what it says.
RELATION, AT_LEAST = "total_relation", "gte"

_WRONG = shape(
    "A wrong parameter.",
    {
        "parameter": text("The name of the parameter."),
        "value": text("What was given."),
        "detail": text("What is wrong, and what would be right."),
        "allowed": _texts("All right values."),
        "nearest": _texts("The nearest right values."),
    },
    optional=("allowed", "nearest"),
)

_WITHDRAWN = shape(
    "When and why a record was withdrawn.",
    {
        "date": _day("The day on which it was withdrawn."),
        "reason": text("Why it was withdrawn."),
        "superseded_by": nullable(_path("The path of what took its place.")),
    },
)

_PROBLEM = shape(
    "An error, as RFC 9457 shapes it.",
    {
        "type": _path("The path that says what it means."),
        "title": text("The type of problem in words."),
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": text("What is wrong with this request."),
        "nearest": _texts("The nearest paths that exist."),
        "allowed": _texts("What would be accepted."),
        "known_since": _day("The first day on which it was known."),
        "withdrawn": ref("Withdrawn", "When and why the record was withdrawn."),
        "errors": several("Each wrong parameter.", ref("WrongParameter")),
    },
    optional=("nearest", "allowed", "known_since", "withdrawn", "errors"),
)

_INDEX = shape(
    "What this API holds.",
    {
        "title": text("The title of the data set."),
        "description": text("What it covers."),
        "license": text("The licence of the data, by its SPDX identifier."),
        "release": shape(
            "The release that is served.",
            {"id": text("The digest of its content."), "revised": text("The day of the last revision of the facts.")},
        ),
        "coverage": shape(
            "The first and the last day of its dated facts.",
            {"earliest": nullable(_day("The first day.")), "latest": nullable(_day("The last day."))},
        ),
        "kinds": several(
            "The kinds of fact.",
            shape(
                "",
                {
                    "kind": text("The name of the kind."),
                    "count": count("How many records it has."),
                    "url": _path("The path of its list."),
                    "description": text("What its records are."),
                },
            ),
        ),
        "links": by_name("Other paths.", {"type": "string"}),
    },
)

_HEALTH = shape(
    "That the server is alive.",
    {
        "status": text("Always `ok`."),
        "release": nullable(text("The release that is served; null where there is none.")),
        "faults": nullable(
            _texts("What is wrong with the fixtures that the server follows; null where it follows none.")
        ),
    },
)

_READINESS = shape(
    "What the server serves.",
    {
        "status": text("Always `ready`; without a release, the answer is a problem."),
        "release": text("The release that is served."),
        "since": text("Since when this process serves it.", "date-time"),
        "refused": nullable(
            shape(
                "The newer release that was refused; null where there is none.",
                {
                    "file": text("The name of its file."),
                    "at": text("When it was refused.", "date-time"),
                    "reason": text("Why it was refused."),
                },
            )
        ),
    },
)

_HISTORY = _whole(
    "What became known of a record, and when.",
    "The versions of the record, the first one first.",
    "How many versions there are.",
    shape(
        "",
        {
            "known_from": _day("The day it was known from."),
            "sources": several(
                "The sources whose evidence is new; none where only other records changed.", ref("CitedSource")
            ),
            "changes": several(
                "The fields that changed.",
                shape(
                    "",
                    {
                        "field": text("The name of the field."),
                        "before": {"description": "Its value before; null where there was none."},
                        "after": {"description": "Its value from then on; null where it is left out."},
                    },
                ),
            ),
        },
    ),
)

_VERIFICATION = shape(
    "Whether words are among the quotes of the release.",
    {
        "match": closed(MATCHES),
        "quote": text("The words that were looked for."),
        "detail": text("The result in a sentence."),
        "searched": shape(
            "Among what the words were looked for.",
            {
                "quotes": count("How many quotes."),
                "sources": count("Of how many sources, lists left out."),
                "until": nullable(_day("Known up to which day.")),
            },
        ),
        "total": count("How many statements hold the words."),
        "statements": several(
            "The statements that hold the words, in the order of lists; at most fifty.", ref("Statement")
        ),
    },
)

_ACCOUNTS = _whole(
    "What each side said of a meeting.",
    "The sides, by name.",
    "How many sides there are.",
    shape(
        "",
        {
            "side": ref("Reference", "For whom, or by whom, the statements were made."),
            "total": count("How many statements the side made.", 1),
            "statements": several("The statements of the side, in the order of lists.", ref("Statement")),
        },
    ),
)

_CHANGES = _whole(
    "What has changed since a release.",
    "The facts that differ, kind by kind and by id.",
    "How many facts differ.",
    shape(
        "",
        {
            "change": closed(CHANGES),
            "id": text("Its id; of what was renamed, the former one."),
            "kind": text("Its kind."),
            "url": _path("Its path now."),
            "fields": _texts("The fields that changed."),
        },
    ),
    since=nullable(text("The release that was compared with the served one; null: none, all facts are new.")),
)

_VOCABULARY = _whole(
    "The closed lists.",
    "The lists, in the order of kinds.",
    "How many lists there are.",
    shape(
        "",
        {
            "name": text("What the list is called here."),
            "fields": _texts("The fields that take their values from it, each after its kind."),
            "values": several(
                "The values, in order.",
                shape(
                    "",
                    {
                        "value": text("The value in records and filters."),
                        "label": text("The value as a reader would see it."),
                        "description": text("What it means."),
                    },
                ),
            ),
        },
    ),
)

_FACET = shape(
    "How many records have a value.",
    {
        "value": text("The value, as a filter takes it."),
        "label": text("The value as a reader would see it."),
        "count": count("How many records have it.", 1),
        "url": _path("The path of the list of these records."),
    },
)

_FACETS = by_name(
    "Counts of the list, by the name of each facet that was asked for; only there with `facets`.",
    several("The values of a facet.", ref("Facet")),
)

_SUGGESTIONS = several(
    "The nearest words that do find something here; only there where words find nothing.",
    shape("", {"q": text("The words."), "url": _path("The path of the list that they find.")}),
)

_INCOMPLETE = _texts("The facets that have more values than are given; only there where one has.")

_RELATION: Schema = {
    "type": "string",
    "const": AT_LEAST,
    "description": "There are at least `total` records. Only there where words find more than are counted.",
}

_HIGHLIGHT = shape(
    "Words of one field of a record that fit what was looked for; only there with `q`.",
    {
        "field": text("The path of the field, or of the reference to what is called so; `title`: words of no field."),
        "text": text("Its words, shortened, as HTML: what fits stands in `<mark>`, all else is escaped."),
    },
)

#: All schemas but those of records, by name; what no operation leads to is left out of the contract.
SHAPES: Mapping[str, Schema] = {
    "Reference": COMPACT,
    "CitedSource": CITED,
    "EdtfDate": EDTF_DATE,
    "FactCount": FACT_COUNT,
    "Highlight": _HIGHLIGHT,
    "Facet": _FACET,
    "Facets": _FACETS,
    "IncompleteFacets": _INCOMPLETE,
    "Suggestions": _SUGGESTIONS,
    "TotalRelation": _RELATION,
    "Index": _INDEX,
    "Verification": _VERIFICATION,
    "Accounts": _ACCOUNTS,
    "Changes": _CHANGES,
    "History": _HISTORY,
    "Vocabulary": _VOCABULARY,
    "Health": _HEALTH,
    "Readiness": _READINESS,
    "Problem": _PROBLEM,
    "WrongParameter": _WRONG,
    "Withdrawn": _WITHDRAWN,
}
