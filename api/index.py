"""What there is: the kinds and their counts, the release, what it covers; knows nothing of SQL or HTTP."""

from collections.abc import Sequence
from typing import Any

from api.resource import Resource
from api.store import Store

#: What there is beside the kinds.
LINKS = {
    "timeline": "/v1/timeline",
    "search": "/v1/search?q={words}",
    "vocabulary": "/v1/vocabulary",
    "dataset": "/v1/dataset",
    "openapi": "/openapi.json",
    "docs": "/docs",
    "health": "/healthz",
}


def about(store: Store, as_of: str | None) -> dict[str, Any]:
    """Say what a release is: its title, its licence, its name, the days that it covers."""
    said = store.header["about"]
    day = store.day(as_of)
    return {
        "title": said["title"],
        "description": said["description"],
        "license": said["license"],
        "release": {"id": store.name, "revised": said["revised"]},
        "coverage": day["coverage"] if day else {"earliest": None, "latest": None},
    }


def counts(store: Store, resources: Sequence[Resource], as_of: str | None) -> dict[str, int]:
    """Say how many records of each kind there are."""
    day = store.day(as_of)
    return {resource.name: day["counts"][resource.name] if day else 0 for resource in resources}


def index(store: Store, resources: Sequence[Resource], as_of: str | None) -> dict[str, Any]:
    """Say what there is, and where."""
    asked = f"?as_of={as_of}" if as_of else ""
    counted = counts(store, resources, as_of)
    kinds = [
        {
            "kind": resource.name,
            "count": counted[resource.name],
            "url": f"/v1/{resource.name}{asked}",
            "description": resource.description,
        }
        for resource in resources
    ]
    return {**about(store, as_of), "kinds": kinds, "links": LINKS}
