"""A record in short, as the lists over all kinds show it; knows nothing of SQL or HTTP."""

from api.model.edtf import LAST, YEAR_1, possible
from api.model.filters import Has, Spans
from api.release.combined import date_of
from api.release.documents import Documents, RecordVersion
from api.release.json_writer import date, text


def summary(version: RecordVersion, documents: Documents) -> RecordVersion:
    """Return a version of a record in short, for a list over all kinds."""
    resource, values, day, id = version.record.resource, version.values, version.known_from, version.record.id
    actors = version.found["actor"] if resource.rests_on_evidence else Has(*resource.actor_paths).values(values)
    dated = date_of(resource)
    begin, end = (values[dated.start], values[dated.end or dated.start]) if dated else (None, None)
    if dated and dated.seen and not begin and (seen := values[dated.seen[0]]):
        latest = possible(seen).latest
        begin = f"[..{latest}]" if YEAR_1 <= latest < LAST else None
    title, days = documents.name(id, day), dated.spans(values) if dated else Spans(None, None)
    named = ",".join([documents.reference(actor, day) for actor in actors])
    document = (
        f'{{"id":"{id}","kind":"{resource.name}","url":"/v1/{resource.name}/{id}","title":{text(title)},'
        f'"begin":{date(begin)},"end":{date(end, is_end=bool(dated and dated.end))},'
        f'"actors":[{named}],"link":{documents.link(values)}}}'
    )
    dates = {"days": days, "dated": int(bool(days.possible) and resource.rests_on_evidence)}
    short = {"id": id, "kind": resource.name, "title": title, **dates}
    common = {name: version.found.get(name, ()) for name in ("topics", "source", "id")}
    found = {"kind": [resource.name], "actor": actors, **common}
    return RecordVersion(version.record, day, version.known_until, short, document.encode(), found)
