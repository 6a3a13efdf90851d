"""The same facts in the words of schema.org, for machines that read pages (JSON-LD 1.1)."""

from collections.abc import Callable, Mapping
from typing import Any

from api.model.resource import Resource

_CONTEXT = "https://schema.org"
_ACTORS = {"person": "Person", "state": "Country"}
#: What each kind is called there; what has no better word is a claim.
_TYPES = {"meetings": "Event", "events": "Event", "sources": "CreativeWork", "questions": "Question"}


def dataset(index: Mapping[str, Any], absolute: Callable[[str], str]) -> dict[str, Any]:
    """Return the release as a `Dataset`."""
    return {
        "@context": _CONTEXT,
        "@type": "Dataset",
        "name": index["title"],
        "description": index["description"],
        "license": index["license"],
        "version": index["release"]["id"],
        "dateModified": index["release"]["revised"],
        "temporalCoverage": "/".join(str(index["coverage"][end] or "..") for end in ("earliest", "latest")),
        "url": absolute("/"),
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": "application/x-ndjson", "contentUrl": absolute("/v1/dataset")}
        ],
    }


def record(
    resource: Resource, document: Mapping[str, Any], name: str, absolute: Callable[[str], str]
) -> dict[str, Any]:
    """Return a record as the thing that it is, with the sources that it rests on."""
    sources = dict.fromkeys(entry["source"]["id"] for entry in document.get("evidence", ()))
    told = {
        "@context": _CONTEXT,
        "@type": _type(resource, document),
        "@id": absolute(document["url"]),
        "url": absolute(document["url"]),
        "name": name,
        "text": document.get("quote"),
        "description": document.get("summary") or document.get("description"),
        "alternateName": document.get("aliases"),
        "startDate": _first(document, "start_date", "date"),
        "creator": [
            {"@type": "Thing", "@id": absolute(f"/v1/actors/{one['id']}"), "name": one["name"]}
            for one in document.get("speakers", ())
        ],
        "datePublished": _first(document, "published"),
        "citation": [{"@type": "CreativeWork", "@id": absolute(f"/v1/sources/{id}")} for id in sources],
    }
    return {key: value for key, value in told.items() if value}


def _type(resource: Resource, document: Mapping[str, Any]) -> str:
    if resource.name == "actors":
        return _ACTORS.get(document["type"], "Organization")
    return "Quotation" if document.get("quote") else _TYPES.get(resource.name, "Claim")


def _first(document: Mapping[str, Any], *names: str) -> str | None:
    """Return the day of a date that is exact; schema.org has no word for others."""
    dates = [document[name] for name in names if document.get(name)]
    return dates[0]["earliest"] if dates and dates[0]["earliest"] == dates[0]["latest"] else None
