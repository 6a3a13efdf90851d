"""The schemas of what is no record: references, problems, the index and others; knows nothing of single kinds."""

from collections.abc import Mapping
from typing import Any

from api.model.document_schema import CITED, COMPACT, EDTF_DATE
from api.query.highlight import SCHEMA as HIGHLIGHT_SCHEMA

_STRINGS: Mapping[str, Any] = {"type": "array", "items": {"type": "string"}}

_PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "description": "An error, as RFC 9457 shapes it.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "The path that says what it means."},
        "title": {"type": "string", "description": "The type of problem in words."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {"type": "string", "description": "What is wrong with this request."},
        "nearest": {**_STRINGS, "description": "The nearest paths that exist."},
        "allowed": {**_STRINGS, "description": "What would be accepted."},
        "known_since": {"type": "string", "format": "date", "description": "The first day on which it was known."},
        "withdrawn": {
            "type": "object",
            "description": "When and why the record was withdrawn.",
            "required": ["date", "reason", "superseded_by"],
            "properties": {
                "date": {"type": "string", "format": "date", "description": "The day on which it was withdrawn."},
                "reason": {"type": "string", "description": "Why it was withdrawn."},
                "superseded_by": {
                    "type": ["string", "null"],
                    "format": "uri-reference",
                    "description": "The path of what took its place.",
                },
            },
        },
        "errors": {
            "type": "array",
            "description": "Each wrong parameter.",
            "items": {
                "type": "object",
                "required": ["parameter", "value", "detail"],
                "properties": {
                    "parameter": {"type": "string", "description": "The name of the parameter."},
                    "value": {"type": "string", "description": "What was given."},
                    "detail": {"type": "string", "description": "What is wrong, and what would be right."},
                    "allowed": {**_STRINGS, "description": "All right values."},
                    "nearest": {
                        "type": "array",
                        "items": {"type": "string"},
                        "description": "The nearest right values.",
                    },
                },
            },
        },
    },
}

INDEX: Mapping[str, Any] = {
    "type": "object",
    "description": "What this API holds.",
    "required": ["title", "description", "license", "release", "coverage", "kinds", "links"],
    "properties": {
        "title": {"type": "string", "description": "The title of the data set."},
        "description": {"type": "string", "description": "What it covers."},
        "license": {"type": "string", "description": "The licence of the data, by its SPDX identifier."},
        "release": {
            "type": "object",
            "description": "The release that is served.",
            "required": ["id", "revised"],
            "properties": {
                "id": {"type": "string", "description": "The digest of its content."},
                "revised": {"type": "string", "description": "The day of the last revision of the facts."},
            },
        },
        "coverage": {
            "type": "object",
            "description": "The first and the last day of its dated facts.",
            "required": ["earliest", "latest"],
            "properties": {
                "earliest": {"type": ["string", "null"], "format": "date", "description": "The first day."},
                "latest": {"type": ["string", "null"], "format": "date", "description": "The last day."},
            },
        },
        "kinds": {
            "type": "array",
            "description": "The kinds of fact.",
            "items": {
                "type": "object",
                "required": ["kind", "count", "url", "description"],
                "properties": {
                    "kind": {"type": "string", "description": "The name of the kind."},
                    "count": {"type": "integer", "description": "How many records it has."},
                    "url": {"type": "string", "format": "uri-reference", "description": "The path of its list."},
                    "description": {"type": "string", "description": "What its records are."},
                },
            },
        },
        "links": {"type": "object", "additionalProperties": {"type": "string"}, "description": "Other paths."},
    },
}

_HEALTH: Mapping[str, Any] = {
    "type": "object",
    "description": "That the server is alive.",
    "required": ["status", "release", "faults"],
    "properties": {
        "status": {"type": "string", "description": "Always `ok`."},
        "release": {"type": ["string", "null"], "description": "The release that is served; null where there is none."},
        "faults": {
            "type": ["array", "null"],
            "description": "What is wrong with the fixtures that the server follows; null where it follows none.",
            "items": {"type": "string"},
        },
    },
}

_READINESS: Mapping[str, Any] = {
    "type": "object",
    "description": "What the server serves.",
    "required": ["status", "release", "since", "refused"],
    "properties": {
        "status": {"type": "string", "description": "Always `ready`; without a release, the answer is a problem."},
        "release": {"type": "string", "description": "The release that is served."},
        "since": {"type": "string", "format": "date-time", "description": "Since when this process serves it."},
        "refused": {
            "type": ["object", "null"],
            "description": "The newer release that was refused; null where there is none.",
            "required": ["file", "at", "reason"],
            "properties": {
                "file": {"type": "string", "description": "The name of its file."},
                "at": {"type": "string", "format": "date-time", "description": "When it was refused."},
                "reason": {"type": "string", "description": "Why it was refused."},
            },
        },
    },
}

_REFERENCE_LINK = {"$ref": "#/components/schemas/Reference"}


def _whole(description: str, data: str, total: str, item: Mapping[str, Any], **more: Any) -> Mapping[str, Any]:
    """Return the shape of a list that comes whole, from the shape of an item, and the members before the list."""
    return {
        "type": "object",
        "description": description,
        "required": [*more, "data", "total", "next"],
        "properties": {
            **more,
            "data": {"type": "array", "description": data, "items": dict(item)},
            "total": {"type": "integer", "minimum": 0, "description": total},
            "next": {"type": "null", "description": "Always null: this list is not paged."},
        },
    }


_HISTORY = _whole(
    "What became known of a record, and when.",
    "The versions of the record, the first one first.",
    "How many versions there are.",
    {
        "type": "object",
        "required": ["known_from", "sources", "changes"],
        "properties": {
            "known_from": {"type": "string", "format": "date", "description": "The day it was known from."},
            "sources": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/CitedSource"},
                "description": "The sources whose evidence is new; none where only other records changed.",
            },
            "changes": {
                "type": "array",
                "description": "The fields that changed.",
                "items": {
                    "type": "object",
                    "required": ["field", "before", "after"],
                    "properties": {
                        "field": {"type": "string", "description": "The name of the field."},
                        "before": {"description": "Its value before; null where there was none."},
                        "after": {"description": "Its value from then on; null where it is left out."},
                    },
                },
            },
        },
    },
)

#: How words can be found among quotes.
MATCHES = {
    "exact": "The words stand in a quote character for character.",
    "normalized": "The words stand in a quote after folding.",
    "none": "The words stand in no quote here.",
}

_VERIFICATION: Mapping[str, Any] = {
    "type": "object",
    "description": "Whether words are among the quotes of the release.",
    "required": ["match", "quote", "detail", "searched", "total", "statements"],
    "properties": {
        "match": {
            "type": "string",
            "enum": list(MATCHES),
            "description": " ".join(f"`{match}`: {meaning}" for match, meaning in MATCHES.items()),
        },
        "quote": {"type": "string", "description": "The words that were looked for."},
        "detail": {"type": "string", "description": "The result in a sentence."},
        "searched": {
            "type": "object",
            "description": "Among what the words were looked for.",
            "required": ["quotes", "sources", "until"],
            "properties": {
                "quotes": {"type": "integer", "minimum": 0, "description": "How many quotes."},
                "sources": {"type": "integer", "minimum": 0, "description": "Of how many sources, lists left out."},
                "until": {"type": ["string", "null"], "format": "date", "description": "Known up to which day."},
            },
        },
        "total": {"type": "integer", "minimum": 0, "description": "How many statements hold the words."},
        "statements": {
            "type": "array",
            "items": {"$ref": "#/components/schemas/Statement"},
            "description": "The statements that hold the words, in the order of lists; at most fifty.",
        },
    },
}

_ACCOUNTS = _whole(
    "What each side said of a meeting.",
    "The sides, by name.",
    "How many sides there are.",
    {
        "type": "object",
        "required": ["side", "total", "statements"],
        "properties": {
            "side": {**_REFERENCE_LINK, "description": "For whom, or by whom, the statements were made."},
            "total": {"type": "integer", "minimum": 1, "description": "How many statements the side made."},
            "statements": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/Statement"},
                "description": "The statements of the side, in the order of lists.",
            },
        },
    },
)

#: What can become of a fact from one release to another.
CHANGES = {
    "added": "The new release has it, the old one had not.",
    "changed": "Its document differs; `fields` names what does.",
    "renamed": "It has another id now, the one that `now` gives the path of.",
    "withdrawn": "It does not stand any more; its path says why.",
    "removed": "It is gone without a word.",
}

_CHANGES = _whole(
    "What has changed since a release.",
    "The facts that differ, kind by kind and by id.",
    "How many facts differ.",
    {
        "type": "object",
        "required": ["change", "id", "kind", "url", "fields"],
        "properties": {
            "change": {
                "type": "string",
                "enum": list(CHANGES),
                "description": " ".join(f"`{change}`: {meaning}" for change, meaning in CHANGES.items()),
            },
            "id": {"type": "string", "description": "Its id; of what was renamed, the former one."},
            "kind": {"type": "string", "description": "Its kind."},
            "url": {"type": "string", "format": "uri-reference", "description": "Its path now."},
            "fields": {**_STRINGS, "description": "The fields that changed."},
        },
    },
    since={
        "type": ["string", "null"],
        "description": "The release that was compared with the served one; null: none, all facts are new.",
    },
)

_VOCABULARY = _whole(
    "The closed lists.",
    "The lists, in the order of kinds.",
    "How many lists there are.",
    {
        "type": "object",
        "required": ["name", "fields", "values"],
        "properties": {
            "name": {"type": "string", "description": "What the list is called here."},
            "fields": {**_STRINGS, "description": "The fields that take their values from it, each after its kind."},
            "values": {
                "type": "array",
                "description": "The values, in order.",
                "items": {
                    "type": "object",
                    "required": ["value", "label", "description"],
                    "properties": {
                        "value": {"type": "string", "description": "The value in records and filters."},
                        "label": {"type": "string", "description": "The value as a reader would see it."},
                        "description": {"type": "string", "description": "What it means."},
                    },
                },
            },
        },
    },
)

_FACET: Mapping[str, Any] = {
    "type": "object",
    "description": "How many records have a value.",
    "required": ["value", "label", "count", "url"],
    "properties": {
        "value": {"type": "string", "description": "The value, as a filter takes it."},
        "label": {"type": "string", "description": "The value as a reader would see it."},
        "count": {"type": "integer", "minimum": 1, "description": "How many records have it."},
        "url": {"type": "string", "format": "uri-reference", "description": "The path of the list of these records."},
    },
}

_SUGGESTION: Mapping[str, Any] = {
    "type": "object",
    "description": "Words that find something in place of those that find nothing.",
    "required": ["q", "url"],
    "properties": {
        "q": {"type": "string", "description": "The words."},
        "url": {"type": "string", "format": "uri-reference", "description": "The path of the list that they find."},
    },
}

SHAPES = {
    "Suggestion": _SUGGESTION,
    "Facet": _FACET,
    "Vocabulary": _VOCABULARY,
    "Changes": _CHANGES,
    "Accounts": _ACCOUNTS,
    "Reference": COMPACT,
    "CitedSource": CITED,
    "EdtfDate": EDTF_DATE,
    "Highlight": HIGHLIGHT_SCHEMA,
    "Problem": _PROBLEM,
    "Index": INDEX,
    "Health": _HEALTH,
    "Readiness": _READINESS,
    "History": _HISTORY,
    "Verification": _VERIFICATION,
}


#: The member of a page that is there where its total is a bound, and what it says.
RELATION, AT_LEAST = "total_relation", "gte"
