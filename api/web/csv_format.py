"""Documents as the rows of a table (RFC 4180): which columns they have, and how values stand in cells; knows no HTTP.

A column is the path of a single value. A list is joined in one cell. A list of objects that hold lists themselves, such
as evidence, has a column for each of its items and values, with the number of the item in the path: how many there are
follows from the release and the day of knowledge, so that all pages have the same columns.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.model.document_schema import REFERENCE, Node, Parts
from api.query.highlight import DESCRIPTION, HIGHLIGHT
from api.query.projection import Projection

#: What stands between the items of a list.
BETWEEN = "; "
#: What a spreadsheet would take for the beginning of a formula, full-width forms included.
FORMULA = r"[=+\-@\t\r＝＋－＠]"
_FORMULA = re.compile(f"'*{FORMULA}")

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
        if isinstance(value, list):
            return neutral(BETWEEN.join(_item(part) for part in value))
        return value if isinstance(value, int | float) else neutral(_text(value))


#: The columns of what fits the words that were looked for.
HIGHLIGHTED = [Column((HIGHLIGHT, name), f"{HIGHLIGHT}.{name}", DESCRIPTION) for name in ("field", "text")]


def columns(parts: Parts, kind: str, most: Most, projection: Projection) -> list[Column]:
    """Return the columns of a kind, from the tree of its documents; those of some fields alone, where any are named."""
    found = _columns(parts, (), "", [kind], most)
    if not projection.fields:
        return list(found)
    kept = projection.kept
    return [column for column in found if any(f"{column.path}.".startswith(f"{path}.") for path in kept)]


def rows(columns: Iterable[Column], documents: Iterable[bytes]) -> bytes:
    """Return the rows of some documents."""
    columns = list(columns)
    records = (json.loads(document) for document in documents)
    return _written([column.cell(record) for column in columns] for record in records)


def headings(columns: Iterable[Column]) -> bytes:
    """Return the first row."""
    return _written([[column.heading for column in columns]])


def neutral(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula; `original` takes it off again."""
    return f"'{text}" if _FORMULA.match(text) else text


def original(cell: str) -> str:
    """Return the text of a cell as it was before `neutral`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


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
    if not steps or value is None:
        return value
    step, *rest = steps
    if isinstance(step, int):
        return _at(value[step], rest) if step < len(value) else None
    if isinstance(value, list):
        return [_at(item, steps) for item in value]
    return _at(value.get(step), rest)


def _item(value: Any) -> str:
    """Return an item of a list; a semicolon in it is escaped, as one stands between items."""
    return _text(value).replace("\\", "\\\\").replace(";", "\\;")


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _written(rows: Iterable[Sequence[str | int | float]]) -> bytes:
    """Write rows with every text in quotation marks, so that no program takes a date or a number for another."""
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n").writerows(rows)
    return file.getvalue().encode("utf-8")
