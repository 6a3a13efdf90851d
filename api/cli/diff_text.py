"""What changed from one release to another, in sentences for those who review it: what curators did, and no more.

What follows from it elsewhere, as a name that references show, a count or a citation, is left out.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from api.kinds import RESOURCES
from api.model.document_schema import ordered
from api.model.evidence import CURATORIAL
from api.model.resource import Resource
from api.model.schema import field_names
from api.pages.values import title
from api.query.diff import Change, changes
from api.query.store import Store

#: How long a text is shown; of a longer one its beginning.
SHOWN = 300
#: The keys of what stands for another record, and of what is worked out from a passage.
_REFERENCES = ({"id", "kind", "name"}, {"id", "publisher", "published"})
_LINKS = ("link", "archive_link")


def sentences(old: Store, new: Store) -> Iterator[str]:
    """Yield an item of a list in Markdown for each fact that differs between two releases, kind by kind and by id.

    What changed of a fact stands behind its name, or, where that is more than one thing, as a list below it.
    """
    kinds = {resource.name: resource for resource in RESOURCES}
    if about := list(_differing(old.header["about"], new.header["about"])):
        yield f"- Data set: {'; '.join(about)}."
    for change in changes(old, new):
        if change.kind in kinds and (told := _told(old, new, change, kinds[change.kind])):
            yield f"- {told}"


def _told(old: Store, new: Store, change: Change, resource: Resource) -> str:
    """Tell of one change; return nothing where it only follows from others."""
    now = change.now.rpartition("/")[2] if change.now else change.id
    before, after = _document(old, change.kind, change.id), _document(new, change.kind, now)
    shown = after or before
    name = f"{resource.singular} “{title(resource, shown)}” (`{shown.get('id')}`)"
    if change.change == "added":
        return f"Added: {name}{_resting(after.get('evidence', []))}."
    if change.change == "removed":
        return f"Removed, and not withdrawn: {name}."
    if change.change == "withdrawn":
        return f"Withdrawn: {name}{_withdrawal(new, change.id)}."
    kept = ordered(field_names(resource.loader))
    if change.change == "renamed":
        name = f"Renamed from `{change.id}`: {name}"
        kept = [field for field in kept if field not in ("id", "former_ids")]
    told = list(_fields(kept, _plain(before), _plain(after)))
    if len(told) > 1:
        return "\n  - ".join([f"{name}:", *told])
    return f"{name}: {told[0]}." if told else f"{name}." if change.change == "renamed" else ""


def _withdrawal(new: Store, id: str) -> str:
    departed = new.departed(id)
    said = (departed and departed.withdrawal) or {}
    instead = f"; {said['superseded_by']} stands in its place" if said.get("superseded_by") else ""
    return f", on {said['date']}: {str(said['reason']).removesuffix('.')}{instead}" if said else ""


def _document(store: Store, kind: str, id: str) -> dict[str, Any]:
    """Return the document of a fact in a release; an empty one where it is not there."""
    document = store.document(kind, id) if kind in store.kinds else None
    return dict(json.loads(document)) if document else {}


def _plain(value: Any) -> Any:
    """Return a document as a fixture would have it: ids for references, texts for dates, and nothing worked out."""
    if isinstance(value, dict):
        if "edtf" in value:
            return value["edtf"]
        is_reference = set(value) in _REFERENCES
        return value["id"] if is_reference else {key: _plain(item) for key, item in value.items() if key not in _LINKS}
    return list(map(_plain, value)) if isinstance(value, list) else value


def _fields(kept: Sequence[str], before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """Tell of every field that differs, each with the passages that carry what it says now."""
    passages = after.get("evidence", [])
    for name in kept:
        if before.get(name) != after.get(name):
            told = "; ".join(_difference(name, before.get(name), after.get(name))) or f"{name} put in another order"
            explicit = [entry for entry in passages if name in entry["fields"]]
            carrying = explicit or [entry for entry in passages if not entry["fields"]]
            yield told if name in CURATORIAL or not after.get(name) else told + _resting(carrying)


def _differing(before: Mapping[str, Any], after: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name in dict.fromkeys([*before, *after]):
        yield from _difference(prefix + name, before.get(name), after.get(name))


def _difference(name: str, before: Any, after: Any) -> Iterator[str]:
    if before == after:
        return
    if name == "evidence":
        yield from _passages(before or [], after or [])
    elif isinstance(before, list) or isinstance(after, list):
        yield from _exchanged(name, before or [], after or [], _shown)
    elif isinstance(before, dict) and isinstance(after, dict):
        yield from _differing(before, after, f"{name}.")
    elif before is None:
        yield f"{name} set to {_shown(after)}"
    elif after is None:
        yield f"{name} left out, was {_shown(before)}"
    else:
        yield f"{name} changed from {_shown(before)} to {_shown(after)}"


def _passages(before: list[Any], after: list[Any]) -> Iterator[str]:
    old, new = ({_cited(entry): entry for entry in entries} for entries in (before, after))
    yield from _exchanged("evidence", old, new, str)
    for cited in [cited for cited in new if cited in old]:
        yield from _differing(old[cited], new[cited], f"evidence {cited} ")


def _exchanged(name: str, before: Iterable[Any], after: Iterable[Any], shown: Callable[[Any], str]) -> Iterator[str]:
    for did, some, others in (("added", after, before), ("removed", before, after)):
        if found := [shown(item) for item in some if item not in others]:
            yield f"{name} {did}: {', '.join(found)}"


def _shown(value: Any) -> str:
    """Show a value on one line; what has words stands in quotation marks."""
    if isinstance(value, dict):
        return f"({', '.join(f'{key} {_shown(item)}' for key, item in value.items() if item not in (None, []))})"
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    text = str(value)
    text = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    return f"“{text}”" if " " in text else text


def _resting(entries: Sequence[Mapping[str, Any]]) -> str:
    """Name the passages that something rests on."""
    found = dict.fromkeys(_cited(_plain(entry)) for entry in entries)
    return f", evidence {', '.join(found)}" if found else ""


def _cited(entry: Mapping[str, Any]) -> str:
    words = f"{entry['start']} … {entry['end']}" if entry["end"] else entry["start"]
    number = f", {'no ' if entry['part'] == 'no_entry' else ''}entry {entry['entry']}" if "entry" in entry else ""
    return f"“{words}” ({entry['source']}{number})"
