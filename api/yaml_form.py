"""Texts as YAML in the form of the shipped fixtures: plain where that reads back the same, wrapped where it is long."""

import json
import re
import textwrap
from collections.abc import Iterator

from api import yaml_text
from api.faults import Faulty

#: How long a line may be.
WIDTH = 120
#: What other readers of YAML would take for a number, or for true or false.
_TYPED = re.compile(r"[-+]?[0-9][0-9_,]*(\.[0-9]*)?([eE][-+]?[0-9]+)?|true|false|yes|no|on|off|y|n", re.IGNORECASE)


def lines(lead: str, text: str, *, quoted: bool = False, plain: bool = False, room: int = WIDTH) -> list[str]:
    """Write a text behind its key or dash, `lead`: in quotation marks where it needs them, or where it is to be so.

    A text that is like a number or a truth value stands in them too, unless it is to be `plain`. Lines have so much
    `room`.
    """
    quoted = quoted or not plain and bool(_TYPED.fullmatch(text))
    return next(form for form in _forms(lead, text, quoted, room) if _read(form) == text)


def _forms(lead: str, text: str, quoted: bool, room: int) -> Iterator[list[str]]:
    """Yield the forms that a text may have, the one that is nicest to read first; the last one always reads back."""
    inner = " " * (len(lead) - len(lead.lstrip()) + (4 if lead.lstrip().startswith("- ") and ":" in lead else 2))
    in_quotes = json.dumps(text, ensure_ascii=False)
    for form in ([] if quoted else [text]) + [in_quotes]:
        yield textwrap.wrap(lead + form, room, subsequent_indent=inner, break_long_words=False, break_on_hyphens=False)
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
