"""What the dates of records mean, worked out from their JSON."""

from typing import Any

from api.model.filters import Overlaps, Spans


def written(value: Any) -> Any:
    """Return a value with dates as fixtures write them, in place of the objects that clients read."""
    if isinstance(value, dict):
        return value["edtf"] if "edtf" in value else {name: written(part) for name, part in value.items()}
    return [written(item) for item in value] if isinstance(value, list) else value


def spans(overlaps: Overlaps, record: dict[str, Any]) -> Spans:
    """Return the days on which a filter by date finds a record."""
    return overlaps.spans(written(record))
