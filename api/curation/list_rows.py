"""A list as its authority publishes it: lines of CSV without a header, the number of an entry first, then its name.

Knows where a name stands in the text, and nothing of what the columns behind it mean.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

#: What some systems write behind the last line of a file.
_END_OF_FILE = b"\x1a"


class Unreadable(ValueError):
    """A line that is none of a list: its number, what is wrong, and what would be right."""

    def __init__(self, line: int, what: str) -> None:
        self.line = line
        self.what = what
        super().__init__(f"line {line} {what}")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: its number, the place in the text where it begins, in code points, and its cells."""

    line: int
    begin: int
    cells: tuple[str, ...]
    text: str

    @property
    def name(self) -> tuple[int, str]:
        """The second cell without white space at its ends, and its place in the text, in code points."""
        name = self.cells[1].strip()
        return self.begin + self.text.find(name, len(self.cells[0]) + 1), name


def rows(lines: Iterable[bytes]) -> Iterator[Row]:
    """Read the lines of a list, one at a time; raise `Unreadable` at the first that is none."""
    begin, ended = 0, 0
    for number, line in enumerate(lines, 1):
        if ended:
            raise Unreadable(ended, "holds the character that ends a file, and more follows; get the file again")
        if line.strip() == _END_OF_FILE:
            ended = number
            continue
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            raise Unreadable(number, "is not UTF-8; get the file again") from None
        yield Row(number, begin, _cells(number, text), text)
        begin += len(text)


def _cells(number: int, text: str) -> tuple[str, ...]:
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        raise Unreadable(number, "is HTML, not a list; get the file again")
    try:
        cells = next(csv.reader([text], strict=True), [])
    except csv.Error:
        raise Unreadable(number, "is cut off, or is not CSV; get the file again") from None
    if len(cells) < 2 or not (cells[0].isascii() and cells[0].isdigit()):
        raise Unreadable(number, "does not begin with the number and the name of an entry; get the file again")
    return tuple(cells)
