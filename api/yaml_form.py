"""Texts as YAML in the form of the shipped fixtures: plain where that reads back the same, wrapped where it is long."""

import json
import re
import textwrap
from collections.abc import Iterator

from api import yaml_text
from api.faults import Faulty

#: How long a line of a wrapped text may be.
WIDTH = 108
#: What other readers of YAML would take for a number.
_NUMBER = re.compile(r"[-+]?[0-9][0-9_,]*(\.[0-9]*)?([eE][-+]?[0-9]+)?")


def lines(lead: str, text: str, *, quoted: bool = False, number: bool = False) -> list[str]:
    """Write a text behind its key or dash, `lead`: in quotation marks where it needs them, or where it is to be so.

    A text of digits alone stands in quotation marks too, unless it is a `number`.
    """
    quoted = quoted or not number and bool(_NUMBER.fullmatch(text))
    return next(form for form in _forms(lead, text, quoted) if _read(form) == text)


def _forms(lead: str, text: str, quoted: bool) -> Iterator[list[str]]:
    """Yield the forms that a text may have, the one that is nicest to read first; the last one always reads back."""
    inner = " " * (len(lead) - len(lead.lstrip()) + (4 if lead.lstrip().startswith("- ") and ":" in lead else 2))
    in_quotes = json.dumps(text, ensure_ascii=False)
    for form in ([] if quoted else [text]) + [in_quotes]:
        yield textwrap.wrap(lead + form, WIDTH, subsequent_indent=inner, break_long_words=False, break_on_hyphens=False)
    yield [lead + in_quotes]


def _read(form: list[str]) -> str | None:
    """Read a text back."""
    try:
        value = yaml_text.parse("\n".join(form), "").value
    except Faulty:
        return None
    while isinstance(value, dict | list) and len(value) == 1:
        value = next(iter(value.values())) if isinstance(value, dict) else value[0]
    return value if isinstance(value, str) else None
