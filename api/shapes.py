"""The JSON Schemas of what is no record: references, problems, the index; knows nothing of single kinds."""

from collections.abc import Mapping
from typing import Any

_REFERENCE: Mapping[str, Any] = {
    "type": "object",
    "description": "A compact reference to another record.",
    "required": ["id", "kind", "name", "url"],
    "properties": {
        "id": {"type": "string", "description": "The id of the record."},
        "kind": {"type": "string", "description": "Its kind."},
        "name": {"type": "string", "description": "What it is called."},
        "url": {"type": "string", "format": "uri-reference", "description": "Its path in this API."},
    },
}

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
    "required": ["status", "release"],
    "properties": {
        "status": {"type": "string", "description": "Always `ok`."},
        "release": {"type": "string", "description": "The release that is served."},
    },
}

SHAPES = {"Reference": _REFERENCE, "Problem": _PROBLEM, "Index": _INDEX, "Health": _HEALTH}


def page(kind: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """Give the shape of a page of a kind, whose records have this shape."""
    next_page = {"type": ["string", "null"], "format": "uri-reference", "description": "The path of the next page."}
    return {
        "type": "object",
        "description": f"A page of {kind}.",
        "required": ["data", "total", "next"],
        "properties": {
            "data": {"type": "array", "items": dict(record), "description": "The records of this page."},
            "total": {"type": "integer", "minimum": 0, "description": "How many records there are on all pages."},
            "next": next_page,
        },
    }
