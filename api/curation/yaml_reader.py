"""YAML read as plain text, with the position of every key and value; knows nothing of what the text means.

YAML's own types are not used: YAML 1.1 reads `NO` as false, `12:06` as 726 and `[..2019-03-19]` as a list. The schema
gives the types. What no fixture needs is refused: doubled keys, anchors, tags, deep nesting, a second document.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from api.curation.diagnostics import Diagnostic, InvalidFixtures, Path, Position, SourceMap, path_text

#: How deep a value may be nested, and how many characters a text may have; no fixture needs more.
DEEPEST = 20
LONGEST = 20_000

_Loader: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
#: What YAML reads as null, where it stands without quotation marks.
_NULLS = {"~", "null", "Null", "NULL"}
#: Characters that break lines in YAML 1.1, and nowhere else.
_ODD_BREAK = re.compile("[\x85\u2028\u2029]|\r(?!\n)")
_CURE = "check indentation, close quotation marks, and put text with ': ' or '#' in double quotes"
#: A line that begins with a tab, perhaps behind spaces.
_TABBED = re.compile(r" *\t")
#: A comment behind a text without quotation marks that may be meant as a part of it: `Position #1`.
_CUT = re.compile(r"[ \t]+(#[^\s#]\S*)")


@dataclass(frozen=True, eq=False)
class Document:
    """A parsed file: nested texts, lists and dicts, and the position of each."""

    value: Any
    places: SourceMap


def parse(text: str, file: str) -> Document:
    """Read one YAML document; raise `InvalidFixtures` with every fault of its syntax."""
    if odd := _ODD_BREAK.search(text):
        what = f"holds the line break U+{ord(odd[0]):04X}, which editors do not count; break lines with Enter"
        line, column = position_in(text, odd.start())
        raise InvalidFixtures([Diagnostic(file, line, "", what, column)])
    parser = _Parser(file, text, yaml.parse(text, Loader=_Loader))
    try:
        value = parser.document()
    except yaml.MarkedYAMLError as error:
        position = _error_position(error, text)
        parser.refuse((), position, f"is not YAML: {error.problem}; {_cure(text, position)}")
    except yaml.reader.ReaderError as error:
        parser.refuse((), position_in(text, error.position), f"is not YAML: {error.reason}; write printable text")
    if parser.faults:
        raise InvalidFixtures(parser.faults)
    return Document(value, parser.places)


def scalars(text: str) -> list[tuple[int, int]]:
    """Return where each text and key of a document begins and ends, in characters and in order; it must be YAML."""
    events = (event for event in yaml.parse(text, Loader=_Loader) if isinstance(event, yaml.ScalarEvent))
    return [_extent(event, text) for event in events]


def _extent(event: Any, text: str) -> tuple[int, int]:
    start = event.start_mark.index
    return text.index("\n", start) if event.style in ("|", ">") else start, event.end_mark.index


@dataclass
class _Parser:
    """One pass over the events of a document; collects positions and faults."""

    file: str
    text: str
    events: Iterator[Any]
    places: SourceMap = field(default_factory=SourceMap)
    faults: list[Diagnostic] = field(default_factory=list)

    def document(self) -> Any:
        """Return the value of the one document; None where there is none."""
        value, documents = None, 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse((), _position(event.start_mark), "begins a second document; keep one in a file")
                value = self.value(next(self.events), ())
        return value

    def value(self, event: Any, path: Path) -> Any:
        """Return the value that starts with an event; note its position and its faults."""
        place = _position(event.start_mark)
        is_scalar = isinstance(event, yaml.ScalarEvent)
        self.places.values[path] = place if is_scalar else self.places.keys.get(path, place)
        if len(path) > DEEPEST:
            self.refuse(path[:3], place, f"is nested too deep; at most {DEEPEST} levels are read")
            raise InvalidFixtures(self.faults)  # to read on would exhaust the stack
        if isinstance(event, yaml.AliasEvent):
            self.refuse(path, place, "is an alias; write the value out")
            return None
        if event.tag or event.anchor:
            self.refuse(path, place, "has a tag or an anchor; write the plain value")
        if isinstance(event, yaml.MappingStartEvent):
            return dict(self.pairs(path))
        if isinstance(event, yaml.SequenceStartEvent):
            return [self.value(item, (*path, index)) for index, item in enumerate(self.until(yaml.SequenceEndEvent))]
        if not event.style and (cut := _CUT.match(self.text, event.end_mark.index)):
            what = f"ends before {cut[1]!r}, which YAML takes for a comment"
            self.refuse(path, place, f"{what}; put the text in double quotes, or a space behind the #")
        if event.implicit[0] and event.value in _NULLS:
            self.refuse(path, place, f"is {event.value}; leave the key out, or put the word in quotes")
        if len(event.value) > LONGEST:
            self.refuse(path, place, f"has {len(event.value)} characters; at most {LONGEST} are read")
        return event.value

    def pairs(self, path: Path) -> Iterator[tuple[str, Any]]:
        """Yield the keys and values of a mapping, each key once."""
        for event in self.until(yaml.MappingEndEvent):
            key, place = self.value(event, (*path, "?")), _position(event.start_mark)
            first = self.places.keys.setdefault((*path, str(key)), place)
            value = self.value(next(self.events), (*path, str(key)))
            if not isinstance(key, str):
                self.refuse(path, place, "has a key that is not a text; write one word")
            elif first is not place:
                or_item = ", or begin the next item with '- '" * (bool(path) and isinstance(path[-1], int))
                self.refuse((*path, key), place, f"stands twice, first on line {first.line}; keep one{or_item}")
            else:
                yield key, value

    def until(self, end: type) -> Iterator[Any]:
        """Yield events up to the end of a list or mapping."""
        while not isinstance(event := next(self.events), end):
            yield event

    def refuse(self, path: Path, position: Position, what: str) -> None:
        """Note a fault."""
        self.faults.append(Diagnostic(self.file, position.line, path_text(path), what, position.column))


def position_in(text: str, position: int) -> Position:
    """Return the line and column of a character of a text."""
    return Position(text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position))


def _error_position(error: Any, text: str) -> Position:
    """Return where the text stops being YAML; if that is its end, return where what is still open began."""
    end = position_in(text, len(text))
    problem = _position(error.problem_mark) if error.problem_mark else end
    return min(problem, _position(error.context_mark) if problem >= end and error.context_mark else end)


def _cure(text: str, position: Position) -> str:
    """Say what to do; a tab in the indentation is a common slip."""
    tabbed = any(map(_TABBED.match, text.split("\n")[position.line - 1 : position.line]))
    return "indent with spaces, and not with a tab" if tabbed else _CURE


def _position(mark: Any) -> Position:
    return Position(mark.line + 1, mark.column + 1)
