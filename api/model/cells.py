"""How values stand in the cells of a spreadsheet, written and read back: lists, and what would be a formula."""

import re
from collections.abc import Iterable

#: What stands between the items of a list.
BETWEEN = "; "
#: What a spreadsheet would take for the beginning of a formula, full-width forms included.
FORMULA = r"[=+\-@\t\r＝＋－＠]"
_FORMULA = re.compile(f"'*{FORMULA}")
_ITEM = re.compile(r"(?:^|;)((?:\\[\\;]|[^;])*)")
#: What stands before the table for Excel: without it, Excel takes the bytes for those of an older encoding.
MARK = "\ufeff".encode()


def neutral(text: str) -> str:
    """Put an apostrophe before what a spreadsheet would take for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def original(cell: str) -> str:
    """Return the text of a cell as it was before `neutral`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def joined(items: Iterable[str]) -> str:
    """Return the items of a list as one cell; a semicolon in an item is escaped."""
    return BETWEEN.join(item.replace("\\", "\\\\").replace(";", "\\;") for item in items)


def split(cell: str) -> list[str]:
    """Return the items of a list that stands in one cell."""
    return [re.sub(r"\\([\\;])", r"\1", item).strip() for item in _ITEM.findall(cell)]
