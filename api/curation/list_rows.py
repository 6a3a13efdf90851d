"""The entries of a list as its text has them, in CSV, XML or lines of JSON: their numbers and names, and no more."""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Protocol

from api.model.scripts import unprintable

#: The character that some systems write behind the last line of a file.
_END_OF_FILE = b"\x1a"
#: The first name of an entity, in a line of FollowTheMoney.
_NAME = re.compile(r'"name":\s*\[\s*"((?:[^"\\]|\\.)*)"')


@dataclass(eq=False)
class UnreadableRow(ValueError):
    """A line that is not a row of a list: its number, what is wrong, and what would be right."""

    line: int
    what: str


@dataclass(frozen=True, slots=True)
class ListRow:
    """One entry of a list: its line, its number, its name as printed, and where in the text the name begins.

    `begin` counts code points. `text` is the whole entry, `cells` are those of CSV; a reader takes what it needs.
    """

    line: int
    number: str
    name: str
    begin: int
    text: str = ""
    cells: tuple[str, ...] = ()


class ListForm(Protocol):
    """How a list stands in a file."""

    def __call__(self, lines: Iterable[bytes]) -> Iterator[ListRow]:
        """Read the entries in the lines of a file; raise `UnreadableRow` at the first line that is none."""


def read_rows(lines: Iterable[bytes]) -> Iterator[ListRow]:
    """Read CSV without a header, the number of an entry first and then its name."""
    begin, ended = 0, 0
    for line, raw in enumerate(lines, 1):
        if ended:
            raise UnreadableRow(ended, "holds the character that ends a file, and more follows; get the file again")
        if raw.strip() == _END_OF_FILE:
            ended = line
            continue
        try:
            text = decoded(raw)
        except UnicodeDecodeError:
            raise UnreadableRow(line, "is neither UTF-8 nor Latin-1; get the file again") from None
        cells = _cells(line, text.removeprefix("\ufeff"))
        name = cells[1].strip()
        yield ListRow(line, cells[0], name, begin + text.find(name, len(cells[0]) + 1), text, cells)
        begin += len(text)


@dataclass(frozen=True)
class XmlForm:
    """A list in XML, by its elements: of the whole, of entries (`A|B`), of their number, and of their name."""

    root: str
    entry: str
    number: str
    name: str

    def __call__(self, lines: Iterable[bytes]) -> Iterator[ListRow]:
        """Read the entries one at a time; only one stands in memory, unless all stand on one line."""
        line, begin, text, end = 1, 0, "", re.compile(f"</(?:{self.entry})>")
        for number, raw in enumerate(lines, 1):
            text += (read := _utf8(number, raw))
            if not end.search(read):
                continue
            before = 0
            for found in re.finditer(rf"<({self.entry})\b[^>]*>.*?</\1>", text, re.DOTALL):
                line += text.count("\n", before, found.start())
                before = found.start()
                yield self._row(line, begin + before, found[0])
                line += found[0].count("\n")
                before = found.end()
            begin += before
            text = text[before:]
        if f"</{self.root}>" not in text:
            raise UnreadableRow(1, f"is cut off, or is no XML of <{self.root}>; get the file again")

    def _row(self, line: int, begin: int, text: str) -> ListRow:
        number, name = (re.search(rf"<{tag}>\s*([^<]*?)\s*</", text) for tag in (self.number, self.name))
        if not (number and name and number[1] and name[1]):
            raise UnreadableRow(line, f"has no {self.number} or no {self.name}; get the file again")
        return ListRow(line, number[1], name[1], begin + name.start(1), text)


def read_entities(lines: Iterable[bytes]) -> Iterator[ListRow]:
    """Read lines of FollowTheMoney, an entity on each; what has no name, as sanctions do, has an empty one."""
    begin = 0
    for line, raw in enumerate(lines, 1):
        text, number, values = _utf8(line, raw), None, None
        with suppress(ValueError, RecursionError, TypeError, KeyError):
            entity = json.loads(text.removeprefix("\ufeff"))
            number, values = entity["id"], entity["properties"]
        if not (isinstance(values, dict) and all(isinstance(one, list) for one in values.values())):
            what = "is no entity of FollowTheMoney, with id, schema and lists of properties; get the file again"
            raise UnreadableRow(line, what)
        name = _NAME.search(text)
        printed, at = (name[1], begin + name.start(1)) if name else ("", 0)
        yield ListRow(line, str(number), printed, at, text)
        begin += len(text)


OFAC_XML = XmlForm("sdnList", "sdnEntry", "uid", "lastName")
UN_XML = XmlForm("CONSOLIDATED_LIST", "INDIVIDUAL|ENTITY", "REFERENCE_NUMBER", "FIRST_NAME")
#: What reads a list, by words near the beginning of its text; other lists are CSV.
FORMS: dict[str, ListForm] = {f"<{form.root}": form for form in (OFAC_XML, UN_XML)} | {'{"': read_entities}


def rows_of(text: str) -> Iterator[ListRow]:
    """Read the entries of a list of any known form."""
    read = next((form for sign, form in FORMS.items() if sign in text[:1000]), read_rows)
    return read(BytesIO(text.encode("utf-8")))


def decoded(line: bytes) -> str:
    """Return the text of a line in UTF-8, or else in Windows-1252, which is what browsers read Latin-1 as."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252")


def _utf8(line: int, raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        raise UnreadableRow(line, "is not UTF-8; get the file again") from None


def _cells(line: int, text: str) -> tuple[str, ...]:
    if text.lstrip().startswith("<"):
        raise UnreadableRow(line, "is HTML, not a list; get the file again")
    if unseen := unprintable(text.rstrip("\r\n")):
        raise UnreadableRow(line, f"{unseen}; get the file again, or leave that out")
    try:
        cells = next(csv.reader([text], strict=True), [])
    except csv.Error:
        raise UnreadableRow(line, "is cut off, or is not CSV; get the file again") from None
    if len(cells) < 2 or not (cells[0].isascii() and cells[0].isdigit()):
        raise UnreadableRow(line, "does not begin with the number and the name of an entry; get the file again")
    return tuple(cells)
