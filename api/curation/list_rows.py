"""The rows of a published list: CSV without a header, the number of an entry first, then its name; or XML of the UN.

Knows where a name stands in the text, and nothing of what the columns behind it mean.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from api.model.scripts import unprintable

#: The character that some systems write behind the last line of a file.
_END_OF_FILE = b"\x1a"
#: An entry of the list of the UN.
_ENTRY = re.compile(r"<(INDIVIDUAL|ENTITY)>.*?</\1>", re.DOTALL)


class UnreadableRow(ValueError):
    """A line that is not a row of a list: its number, what is wrong, and what would be right."""

    def __init__(self, line: int, what: str) -> None:
        self.line = line
        self.what = what
        super().__init__(f"line {line} {what}")


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row of a list: its line, the index in the text at which it begins, in code points, and its cells."""

    line: int
    begin: int
    cells: tuple[str, ...]
    text: str

    @property
    def name(self) -> tuple[int, str]:
        """The index of the name in the text, in code points, and the name: the second cell, stripped."""
        name = self.cells[1].strip()
        return self.begin + self.text.find(name, len(self.cells[0]) + 1), name


def read_rows(lines: Iterable[bytes]) -> Iterator[ListRow]:
    """Read the rows of a list one at a time; raise `UnreadableRow` at the first line that is not a row."""
    begin, ended = 0, 0
    for number, line in enumerate(lines, 1):
        if ended:
            raise UnreadableRow(ended, "holds the character that ends a file, and more follows; get the file again")
        if line.strip() == _END_OF_FILE:
            ended = number
            continue
        try:
            text = decoded(line)
        except UnicodeDecodeError:
            raise UnreadableRow(number, "is neither UTF-8 nor Latin-1; get the file again") from None
        yield ListRow(number, begin, _cells(number, text.removeprefix("\ufeff")), text)
        begin += len(text)


def read_xml(text: str) -> Iterator[ListRow]:
    """Read the entries of the list of the UN: its reference number, the first of its names, and its XML."""
    line, before = 1, 0
    for found in _ENTRY.finditer(text):
        line, before = line + text.count("\n", before, found.start()), found.start()
        number, name = (re.search(rf"<{tag}>\s*([^<]*?)\s*</", found[0]) for tag in ("REFERENCE_NUMBER", "FIRST_NAME"))
        if not (number and name and number[1] and name[1]):
            raise UnreadableRow(line, "has no REFERENCE_NUMBER or no FIRST_NAME; get the file again")
        begin = found.start() + name.start(1) - len(number[1]) - 1
        yield ListRow(line, begin, (number[1], name[1], found[0]), text[begin : found.end()])


def decoded(line: bytes) -> str:
    """Return the text of a line in UTF-8, or else in Windows-1252, which is what browsers read Latin-1 as."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252")


def _cells(number: int, text: str) -> tuple[str, ...]:
    if text.lstrip().startswith("<"):
        raise UnreadableRow(number, "is HTML, not a list; get the file again")
    if unseen := unprintable(text.rstrip("\r\n")):
        raise UnreadableRow(number, f"{unseen}; get the file again, or leave that out")
    try:
        cells = next(csv.reader([text], strict=True), [])
    except csv.Error:
        raise UnreadableRow(number, "is cut off, or is not CSV; get the file again") from None
    if len(cells) < 2 or not (cells[0].isascii() and cells[0].isdigit()):
        raise UnreadableRow(number, "does not begin with the number and the name of an entry; get the file again")
    return tuple(cells)
