"""A record in short, as the lists over all kinds show it; knows nothing of SQL or HTTP."""

from api.model.date_object import shown_date
from api.model.edtf import LAST, YEAR_1, possible
from api.model.filters import Has, Spans
from api.model.jsontext import encode
from api.model.resource import Resource
from api.release.combined import date_of
from api.release.documents import Documents, RecordVersion


def summary(listed: Resource, version: RecordVersion, documents: Documents) -> RecordVersion:
    """Return a version of a record in short, for a list over all kinds."""
    resource, values, day = version.record.resource, version.values, version.known_from
    named = [documents.reference(id, day) for id in Has(*resource.actor_paths).values(values)]
    actors = [actor for actor in named if actor["kind"] == "actors"]
    own = documents.reference(version.record.id, day)
    date = date_of(resource)
    begin, end = (values[date.start], values[date.end or date.start]) if date else (None, None)
    if date and date.seen and not begin and (seen := values[date.seen[0]]):
        latest = possible(seen).latest
        begin = f"[..{latest}]" if YEAR_1 <= latest < LAST else None
    shown = {
        "id": own["id"],
        "kind": own["kind"],
        "url": documents.path(own["id"]),
        "title": own["name"],
        "begin": shown_date(begin),
        "end": shown_date(end, is_end=bool(date and date.end)),
        "actors": actors,
        "link": documents.link(values),
    }
    days = date.spans(values) if date else Spans(None, None)
    hidden = {
        "days": days,
        "dated": int(bool(days.possible) and resource.rests_on_evidence),
        "actors": [actor["id"] for actor in actors],
        "topics": values.get("topics", []),
        "sources": list(dict.fromkeys(entry["source"] for entry in values.get("evidence", []))),
    }
    short = shown | hidden
    return RecordVersion(version.record, day, version.known_until, short, encode(shown), documents.found(listed, short))
