"""The formatter: the one form of a fixture file, with keys in order, quotes and line breaks by rule; reads no files.

Two curators who state the same fact write the same text, so that a diff shows facts and nothing else. Comments are
kept, and what is read from a text is the same before and after.
"""

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema, fields

from api.curation import yaml_reader
from api.curation.diagnostics import Path, SourceMap
from api.model.fields import Edtf, Number, PrintedText, Said, Several
from api.model.schema import in_order

#: The longest line, in characters; only a word that is longer makes a longer one.
WIDTH = 120

#: What YAML 1.1 or 1.2 does not read as text: numbers, booleans, null.
_TYPED = re.compile(
    r"[-+]?(\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?|0[xob][0-9a-fA-F_]+|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+"
    r"|[-+]?\.(inf|nan)|~|null|true|false|yes|no|on|off|y|n",
    re.IGNORECASE,
)
#: A text that needs quotation marks: its first character has a meaning in YAML, or it holds what looks like a key or a
#: comment, or it ends in white space.
_MARKED = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@`=<\s]|.*(:\s|\s#|:$|\s$)", re.DOTALL)
#: A first line that names a JSON Schema to editors.
_MODELINE = re.compile(r"\A# yaml-language-server:.*")
_GAP = re.compile(r"(?<! ) (?! )")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def format_text(text: str, file: str, schema: Schema, header: str = "") -> str:
    """Return a text in its one form, below the header if there is one; raise `InvalidFixtures` if it is not YAML."""
    text = _MODELINE.sub("", text) if header else text
    document = yaml_reader.parse(text, file)
    comments = Comments.of(text, document.places) if "#" in text else Comments()
    lines = _Writer(comments, schema).document(document.value)
    return "".join(f"{line}\n" for line in ([header] if header else []) + lines)


#: What declares a value, if anything does; of a record, its schema.
_Field = fields.Field[Any] | Schema | None


@dataclass(frozen=True)
class _Writer:
    """Writes values as lines, without the indentation of what is around them; `width` is the length of a line."""

    comments: "Comments"
    record: Schema

    def document(self, value: Any) -> list[str]:
        """Return the lines of a file: one record, or a list of records with empty lines between."""
        if isinstance(value, list) and value:
            items = (self.item(item, self.record, (index,), WIDTH) for index, item in enumerate(value))
            lines = [line for item in items for line in ("", *item)][1:]
        else:
            lines = [] if value is None else self.lines(value, self.record, (), WIDTH, WIDTH)
        return lines + self.comments.last

    def lines(self, value: Any, field: _Field, path: Path, width: int, first: int) -> list[str]:
        """Return the lines of a value, of which a text has `first` characters in its first one."""
        if isinstance(value, dict) and value:
            keys = self.keys_of(field)
            ordered = [key for key in keys if key in value] + [key for key in value if key not in keys]
            return [line for key in ordered for line in self.pair(key, value[key], keys.get(key), (*path, key), width)]
        if isinstance(value, list) and value:
            inner = field.inner if isinstance(field, Several) else None
            return [line for at, item in enumerate(value) for line in self.item(item, inner, (*path, at), width)]
        return _scalar(value, field, first, width)

    def pair(self, key: str, value: Any, field: _Field, path: Path, width: int) -> list[str]:
        """Return the lines of a key and its value, with the comments above and behind them."""
        above, behind = self.comments.above(path), self.comments.behind(path)
        name = key if _is_plain(key, None) else _quoted(key)
        lines = self.lines(value, field, path, width - 2, width - len(name) - 2)
        if isinstance(value, dict | list) and value:
            return [*above, f"{name}:{behind}", *_indented(lines)]
        *before, last = [f"{name}: {lines[0]}", *_indented(lines[1:])]
        return [*above, *before, last + behind]

    def item(self, value: Any, field: _Field, path: Path, width: int) -> list[str]:
        """Return the lines of an item of a list; comments stand above its dash."""
        above, behind = self.comments.above(path), self.comments.behind(path)
        lines = self.lines(value, field, path, width - 2, width - 2)
        first = next(at for at, line in enumerate(lines) if not line.startswith("#"))
        lines[-1 if isinstance(value, str) else first] += behind
        return [*above, *lines[:first], f"- {lines[first]}", *_indented(lines[first + 1 :])]

    def keys_of(self, field: _Field) -> Mapping[str, fields.Field[Any]]:
        """Return the fields of a mapping, in order: those of an object, or for `said` those of the record."""
        if isinstance(field, fields.Nested):
            return in_order(field.schema)
        return in_order(self.record) if isinstance(field, Said | Schema) else {}


def _indented(lines: Sequence[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)


def _scalar(value: Any, field: _Field, first: int, rest: int) -> list[str]:
    """Return the lines of a text, broken at `first` and then at `rest` characters; or an empty list or mapping."""
    if not isinstance(value, str):
        return ["[]" if isinstance(value, list) else "{}"]
    text = value if _is_plain(value, field) else _quoted(value)
    lines = [""]
    for word in _GAP.split(text):
        room = first if len(lines) == 1 else rest
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return lines


def _is_plain(text: str, field: _Field) -> bool:
    """Whether a text can stand without quotation marks; the words of a source never do."""
    if isinstance(field, Number) and _TYPED.fullmatch(text):
        return True
    if isinstance(field, PrintedText) or not text or not text.isprintable() or _MARKED.match(text):
        return False
    return isinstance(field, Edtf | Number) or not _TYPED.fullmatch(text)


def _quoted(text: str) -> str:
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}" if code < 0x10000 else f"\\U{code:08X}"


@dataclass(frozen=True)
class Comments:
    """Comments by the key or item that they stand above or behind; `last` are those at the end of the file."""

    aboves: dict[Path, list[str]] = field(default_factory=lambda: defaultdict(list))
    behinds: dict[Path, list[str]] = field(default_factory=lambda: defaultdict(list))
    last: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, text: str, places: SourceMap) -> "Comments":
        """Find all comments of a text: one alone on its line is about what comes next, else about what came last."""
        comments = cls()
        items = {path: place for path, place in places.values.items() if path and isinstance(path[-1], int)}
        about = sorted((place, len(path), path) for path, place in {**items, **places.keys}.items())
        for start, stop in _spans(text):
            place = yaml_reader.position_in(text, start)
            is_alone = not text[text.rfind("\n", 0, start) + 1 : start].strip(" \t-")
            comment, following = text[start:stop].rstrip(), bisect(about, (place, 0, ()))
            if not is_alone and following:
                comments.behinds[about[following - 1][2]].append(comment)
            elif following < len(about):
                comments.aboves[about[following][2]].append(comment)
            else:
                comments.last.append(comment)
        return comments

    def above(self, path: Path) -> list[str]:
        """Return the comments above a key or item, one a line."""
        return self.aboves.get(path, [])

    def behind(self, path: Path) -> str:
        """Return the text behind the value of a key or item, on its line."""
        return "".join(f"  {comment}" for comment in self.behinds.get(path, ()))


def _spans(text: str) -> list[tuple[int, int]]:
    """Return where each comment begins and ends; it begins at a `#` that is not part of a scalar."""
    texts = yaml_reader.scalars(text)
    spans: list[tuple[int, int]] = []
    at = text.find("#")
    while at >= 0:
        around = bisect(texts, (at, len(text))) - 1
        if around >= 0 and at < texts[around][1]:
            at = text.find("#", texts[around][1])
            continue
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        spans.append((at, end))
        at = text.find("#", end)
    return spans
