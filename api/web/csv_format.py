"""Documents as the rows of a table (RFC 4180): which columns they have, and how values stand in cells; knows no HTTP.

A column is the path of a single value. A list is joined in one cell. A list of objects that hold lists themselves, such
as evidence, has a column for each of its items and values, with the number of the item in the path: how many there are
follows from the release and the day of knowledge, so that all pages have the same columns.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from api.model.cells import joined, neutral
from api.model.document_schema import FIRST, LAST, REFERENCE, Node, Parts, listed, paths
from api.model.filters import Has, Overlaps
from api.model.resource import Resource
from api.query.highlight import DESCRIPTION, HIGHLIGHT
from api.query.parameters import EVERY

#: The steps to the link to the first passage that a record rests on.
_FIRST_LINK = ("evidence", 0, "link")

#: How many items the lists of objects have at most: by kind, and by the name of the list.
Most = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Column:
    """One column: the steps to its value, names and indexes; the path in the document, and what stands there."""

    steps: tuple[str | int, ...]
    path: str
    description: str

    @property
    def heading(self) -> str:
        """The path with the numbers of items, counted from 1."""
        return ".".join(str(step + 1) if isinstance(step, int) else step for step in self.steps)

    def cell(self, record: Mapping[str, Any]) -> str | int | float:
        """Return the cell of a record: a number, or a text, empty where there is nothing."""
        value = _at(record, self.steps)
        if value is None or isinstance(value, str):
            return neutral(value) if value else ""
        if isinstance(value, list):
            return neutral(joined(map(_text, value)))
        return value if isinstance(value, int | float) else neutral(_text(value))


#: The columns of what fits the words that were looked for.
HIGHLIGHTED = [Column((HIGHLIGHT, name), f"{HIGHLIGHT}.{name}", DESCRIPTION) for name in ("field", "text")]


def columns(resource: Resource, most: Most, fields: Sequence[str] = (), *, marked: bool = False) -> list[Column]:
    """Return the columns of a list: of some fields, in their order, or all for `*`, or else the main ones.

    `marked` says that the records have a highlight.
    """
    every = list(_columns(listed(resource), (), "", [resource.name], most))
    every += HIGHLIGHTED if marked else []
    if EVERY in fields:
        return every
    if fields:
        return list(
            dict.fromkeys(column for path in fields for column in every if f"{column.path}.".startswith(f"{path}."))
        )
    main = _main(resource)
    return [column for column in every if column.steps == _FIRST_LINK or column.heading in main]


@cache
def _main(resource: Resource) -> Set[str]:
    """Return the headings of the main columns of a kind, without that of its first link.

    These are of its single values, of what its filters look at, and of its date: the first and the last day, and words.
    A record that is referred to stands by its name; where that is a part of the name of this one, by its id too.
    """
    known = dict(paths(listed(resource)))
    date = resource.all_filters.get("date")
    dates = {date.start, date.end} if isinstance(date, Overlaps) else set()
    filtered = {path for filter in resource.filters.values() if isinstance(filter, Has) for path in filter.paths}
    named = {name for _, name, _, _ in Formatter().parse(resource.label)}
    found = {"id", "url", *(column.heading for column in HIGHLIGHTED)}
    for path, node in known.items():
        if path in filtered and node.type == "reference":
            found |= {f"{path}.name"} | ({f"{path}.id"} if path in named else set())
        elif path in dates:
            found |= {path, *(f"{path}.{part}" for part in ("earliest", "latest", "label"))}
        elif path in filtered or not ("." in path or path in (*FIRST, *LAST) or node.many):
            found.add(path)
    return found


def rows(columns: Iterable[Column], documents: Iterable[bytes]) -> bytes:
    """Return the rows of some documents."""
    columns = list(columns)
    records = (json.loads(document) for document in documents)
    return _written([column.cell(record) for column in columns] for record in records)


def headings(columns: Iterable[Column]) -> bytes:
    """Return the first row."""
    return _written([[column.heading for column in columns]])


def _columns(
    parts: Parts, steps: tuple[str | int, ...], path: str, kinds: Sequence[str], most: Most
) -> Iterator[Column]:
    for name, node in parts.items():
        here, place = (*steps, name), f"{path}{name}"
        inside = node.kinds if set(node.parts) > set(REFERENCE) else kinds
        if not node.parts:
            yield Column(here, place, node.description)
        elif node.many and _holds_lists(node):
            for index in range(max((most.get(kind, {}).get(name, 0) for kind in kinds), default=0)):
                yield from _columns(node.parts, (*here, index), f"{place}.", inside, most)
        else:
            yield from _columns(node.parts, here, f"{place}.", inside, most)


def _holds_lists(node: Node) -> bool:
    return any(part.many or _holds_lists(part) for part in node.parts.values())


def _at(value: Any, steps: Sequence[str | int]) -> Any:
    for place, step in enumerate(steps):
        if value is None:
            return None
        if step.__class__ is int:
            value = value[step] if step < len(value) else None
        elif value.__class__ is list:
            return [_at(item, steps[place:]) for item in value]
        else:
            value = value.get(step)
    return value


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _written(rows: Iterable[Sequence[str | int | float]]) -> bytes:
    """Write rows with every text in quotation marks, so that no program takes a date or a number for another."""
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n").writerows(rows)
    return file.getvalue().encode("utf-8")
