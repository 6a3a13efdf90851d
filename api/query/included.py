"""The records that others refer to, to stand beside them: each once, whole, by kind and id; asks no database itself."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from api.model.document_schema import Inclusion
from api.model.errors import Refused, Wrong
from api.model.jsontext import encode
from api.model.paths import values_at
from api.query.list_parameters import MOST_INCLUDED

#: The member of an answer that holds them.
INCLUDED = "included"

#: Returns the documents of records of a kind, by their ids.
Fetch = Callable[[str, Sequence[str]], Mapping[str, bytes]]
#: Documents by kind, and by id.
Found = dict[str, dict[str, bytes]]


def included(
    documents: Iterable[bytes], include: Sequence[str], inclusions: Mapping[str, Inclusion], fetch: Fetch
) -> bytes:
    """Return the records that documents refer to at some paths, as a member of a JSON object.

    What a path leads through comes too. Raises `Refused` where there are more than `MOST_INCLUDED`.
    """
    wanted = {path: step for path, step in inclusions.items() if any(f"{at}.".startswith(f"{path}.") for at in include)}
    records = {"": [json.loads(document) for document in documents]}
    found: Found = {}
    while level := {path: step for path, step in wanted.items() if step.of in records and path not in records}:
        leads = {path: dict.fromkeys(_leads(records[step.of], step)) for path, step in level.items()}
        _read(found, [lead for path in leads for lead in leads[path]], include, fetch)
        records |= {path: [json.loads(found[kind][id]) for kind, id in leads[path]] for path in level}
    return encode(INCLUDED) + b":" + _object({kind: _object(found[kind]) for kind in sorted(found)})


def _leads(records: Iterable[Any], step: Inclusion) -> Iterator[tuple[str, str]]:
    for record in records:
        for reference in values_at(record, step.path):
            yield reference.get("kind", step.kinds[0]), reference["id"]


def _read(found: Found, leads: Iterable[tuple[str, str]], include: Sequence[str], fetch: Fetch) -> None:
    """Read what is not found yet, with one question for each kind."""
    new: dict[str, dict[str, None]] = {}
    for kind, id in leads:
        if id not in found.get(kind, {}):
            new.setdefault(kind, {})[id] = None
    number = sum(map(len, found.values())) + sum(map(len, new.values()))
    if number > MOST_INCLUDED:
        what = f"would bring {number} records or more, and at most {MOST_INCLUDED} come; ask for fewer by limit"
        raise Refused(Wrong("include", ",".join(include), f"include: {what}, or for fewer paths"))
    for kind, ids in new.items():
        documents = fetch(kind, list(ids))
        found.setdefault(kind, {}).update((id, documents[id]) for id in ids)


def _object(members: Mapping[str, bytes]) -> bytes:
    return b"{" + b",".join(b"\n" + encode(name) + b":" + value for name, value in members.items()) + b"}"
