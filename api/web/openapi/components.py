"""The shapes of what is no record: references, problems and their types, the index; knows nothing of single kinds."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.model.document_schema import COMPACT

#: The media type of a problem.
MEDIA_TYPE = "application/problem+json"

#: The types of problem: status, title, and what it means.
TYPES: Mapping[str, tuple[int, str, str]] = {
    "invalid-parameter": (
        400,
        "A query parameter is wrong.",
        "A parameter is unknown, misspelt, given twice, or has a value that it cannot have. Nothing is ignored: "
        "`errors` names each parameter and value, and what would be right.",
    ),
    "bad-request": (400, "The request cannot be read.", "The request is not HTTP that this server can answer."),
    "not-found": (
        404,
        "There is nothing at this path.",
        "No record has this id, or nothing has this path. Ids never change; `nearest` gives the nearest paths.",
    ),
    "method-not-allowed": (
        405,
        "This method is not allowed here.",
        "The data is read-only: GET, HEAD and OPTIONS work.",
    ),
    "not-acceptable": (
        406,
        "None of the accepted media types can be served.",
        "The `Accept` header leaves out every media type that this path has; `allowed` gives them.",
    ),
    "gone": (
        410,
        "This record was withdrawn.",
        "The record did not stand. `withdrawn` gives the day, the reason, and the path of what took its place, if any.",
    ),
    "address-too-long": (
        414,
        "The address is too long.",
        "The first line of a request has at most 8,190 bytes. A quote of 2,000 letters outside ASCII may need more, "
        "once it is percent-encoded: ask for a part of it.",
    ),
    "query-timeout": (
        503,
        "The question takes too long.",
        "Looking for the answer took longer than this server lets one query take, in time of its processor. Ask for "
        "less, by more filters or rarer words.",
    ),
    "no-release": (
        503,
        "There is no release to serve.",
        "The server is alive and waits for a good release; it serves one within seconds of its being built.",
    ),
    "overloaded": (
        503,
        "The server has too much to do.",
        "More requests wait than the server takes at once. `Retry-After` says in how many seconds to ask again.",
    ),
    "internal-error": (
        500,
        "The server failed.",
        "A fault of the server, not of the request. It is logged; asking again may or may not help.",
    ),
}

#: For each status, the type of problem that says no more than it.
BY_STATUS: Mapping[int, str] = {status: slug for slug, (status, _, _) in TYPES.items()}

_PROBLEM: Mapping[str, Any] = {
    "type": "object",
    "description": "An error, as RFC 9457 shapes it.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "The path that says what it means."},
        "title": {"type": "string", "description": "The type of problem in words."},
        "status": {"type": "integer", "description": "The HTTP status."},
        "detail": {"type": "string", "description": "What is wrong with this request."},
        "nearest": {"type": "array", "items": {"type": "string"}, "description": "The nearest paths that exist."},
        "allowed": {"type": "array", "items": {"type": "string"}, "description": "What would be accepted."},
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
                    "allowed": {"type": "array", "items": {"type": "string"}, "description": "All right values."},
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

_INDEX: Mapping[str, Any] = {
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
    """Give the shape of a list that comes whole, from the shape of an item, and the members before the list."""
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
                "items": _REFERENCE_LINK,
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
                        "after": {"description": "Its value from then on."},
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
                "sources": {
                    "type": "integer",
                    "minimum": 0,
                    "description": "Of how many sources, lists left out.",
                },
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
            "fields": {"type": "array", "items": {"type": "string"}, "description": "The fields that changed."},
        },
    },
    since={"type": "string", "description": "The release that was compared with the served one."},
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
            "fields": {
                "type": "array",
                "items": {"type": "string"},
                "description": "The fields that take their values from it, each after its kind.",
            },
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

SHAPES = {
    "Facet": _FACET,
    "Vocabulary": _VOCABULARY,
    "Changes": _CHANGES,
    "Accounts": _ACCOUNTS,
    "Reference": COMPACT,
    "Problem": _PROBLEM,
    "Index": _INDEX,
    "Health": _HEALTH,
    "Readiness": _READINESS,
    "History": _HISTORY,
    "Verification": _VERIFICATION,
}


#: The member of a page that is there where its total is a bound, and what it says.
RELATION, AT_LEAST = "total_relation", "gte"


def page(kind: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """Give the shape of a page of a kind, whose records have this shape."""
    next_page = {"type": ["string", "null"], "format": "uri-reference", "description": "The path of the next page."}
    counts = {"type": "array", "items": {"$ref": "#/components/schemas/Facet"}}
    total = f"How many records there are on all pages; with `{RELATION}`, at least so many."
    relation = "`gte`: there are at least `total` records. Only there where words find more than are counted; with "
    relation += "`facets`, all are."
    facets = "Counts of the list, by the name of each facet that was asked for; only there with `facets`."
    return {
        "type": "object",
        "description": f"A page of {kind}.",
        "required": ["data", "total", "next"],
        "properties": {
            "data": {"type": "array", "items": dict(record), "description": "The records of this page."},
            "total": {"type": "integer", "minimum": 0, "description": total},
            RELATION: {"type": "string", "enum": [AT_LEAST], "description": relation},
            "next": next_page,
            "facets": {"type": "object", "additionalProperties": counts, "description": facets},
        },
    }


def dataset_shape(kinds: Sequence[str], records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Give the shape of a whole release, whose records have these shapes: what the index says, and all records."""
    index = _INDEX["properties"]
    count = {"type": "integer", "minimum": 0, "description": "How many records of the kind there are."}
    properties = {
        **{name: index[name] for name in ("title", "description", "license", "release", "coverage")},
        "as_of": {"type": ["string", "null"], "format": "date", "description": "The day of knowledge; null: today's."},
        "counts": {
            "type": "object",
            "description": "How many records of each kind there are.",
            "required": list(kinds),
            "properties": {kind: count for kind in kinds},
        },
        "data": {
            "type": "array",
            "description": "Every record, kind by kind.",
            "items": {"anyOf": [dict(record) for record in records]},
        },
    }
    return {
        "type": "object",
        "description": "A whole release.",
        "required": list(properties),
        "properties": properties,
    }
