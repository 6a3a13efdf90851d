"""Walks through lists, as a client makes them."""

import json
import re
from typing import Any

from tests.contract import CheckedClient


def walk(client: CheckedClient, path: str) -> list[dict[str, Any]]:
    """Follow `next` to the end and return all records; check that each comes once, and that `total` is their number.

    Where `total_relation` says so, there are at least so many.
    """
    records: list[dict[str, Any]] = []
    totals = set()
    least = None
    url: str | None = path
    while url:
        response = client.get(url)
        page = response.json
        assert response.status_code == 200, page
        url = page["next"]
        assert links(response).get("next") == url
        records += page["data"]
        totals.add(page["total"])
        least = page.get("total_relation")
    [total] = totals
    assert total <= len(records) if least == "gte" else total == len(records)
    assert len(records) == len(set(ids(records)))
    return records


def whole(client: CheckedClient, kind: str, more: str = "") -> list[dict[str, Any]]:
    """Return all records of a kind, in the order of its list, asked for at once."""
    found = client.get(f"/v1/{kind}.ndjson?limit=all{more}")
    return [json.loads(line) for line in found.get_data(as_text=True).splitlines()]


def links(response: Any) -> dict[str, str]:
    """Return where the `Link` header of a response leads, by relation (RFC 8288)."""
    found = re.findall(r'<([^>]*)>; rel="([^"]*)"', response.headers.get("Link", ""))
    return {relation: target for target, relation in found}


def ids(records: list[dict[str, Any]]) -> list[str]:
    """Return the ids of records, in order."""
    return [record["id"] for record in records]


def references(value: Any) -> list[dict[str, Any]]:
    """Return every reference inside a document."""
    if isinstance(value, dict):
        inner = [found for part in value.values() for found in references(part)]
        return [value, *inner] if set(value) == {"id", "kind", "name"} else inner
    return [found for part in value for found in references(part)] if isinstance(value, list) else []
