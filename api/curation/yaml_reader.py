"""YAML read as plain text, with the place of every key and value; knows nothing of what the text means.

YAML's own types are left alone: YAML 1.1 reads `NO` as false, `12:06` as 726 and `[..2019-03-19]` as a list of one. The
schema gives the types. What a fixture has no use for is refused: doubled keys, anchors, tags, depth, a second document.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from api.curation.diagnostics import Fault, Faulty
from api.curation.source_map import Path, Place, Places, shown

#: How deep a value may be nested, and how many characters a text may have: more than any fixture needs.
DEEPEST = 20
LONGEST = 20_000

_Loader: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
#: What YAML reads as nothing, where it stands without quotation marks.
_NULLS = {"~", "null", "Null", "NULL"}
#: Breaks lines in YAML 1.1, and nowhere else.
_ODD_BREAK = re.compile("[\x85\u2028\u2029]|\r(?!\n)")
_CURE = "check indentation, close quotation marks, and put text with ': ' or '#' in double quotes"
#: A line that begins with a tab, perhaps behind spaces.
_TABBED = re.compile(r" *\t")
#: What follows a text without quotation marks and is perhaps meant as a part of it: `Position #1`.
_CUT = re.compile(r"[ \t]+(#[^\s#]\S*)")


@dataclass(frozen=True, eq=False)
class Document:
    """A parsed file: nested texts, lists and dicts, and where each of them stands."""

    value: Any
    places: Places


def parse(text: str, file: str) -> Document:
    """Read one YAML document; raise `Faulty` with every fault of its syntax."""
    if odd := _ODD_BREAK.search(text):
        what = f"holds the line break U+{ord(odd[0]):04X}, which editors do not count; break lines with Enter"
        place = place_in(text, odd.start())
        raise Faulty([Fault(file, place.line, "", what, place.column)])
    reading = _Reading(file, text, yaml.parse(text, Loader=_Loader))
    try:
        value = reading.document()
    except yaml.MarkedYAMLError as error:
        place = _spot(error, text)
        reading.refuse((), place, f"is not YAML: {error.problem}; {_cure(text, place)}")
    except yaml.reader.ReaderError as error:
        reading.refuse((), place_in(text, error.position), f"is not YAML: {error.reason}; write printable text")
    except _TooDeep as deep:
        reading.refuse(deep.path[:3], deep.place, f"is nested too deep; at most {DEEPEST} levels are read")
    if reading.faults:
        raise Faulty(reading.faults)
    return Document(value, reading.places)


def scalars(text: str) -> list[tuple[int, int]]:
    """Give where each text and key of a document begins and ends, in characters and in order; it must be YAML."""
    events = (event for event in yaml.parse(text, Loader=_Loader) if isinstance(event, yaml.ScalarEvent))
    return [_extent(event, text) for event in events]


def _extent(event: Any, text: str) -> tuple[int, int]:
    start = event.start_mark.index
    return text.index("\n", start) if event.style in ("|", ">") else start, event.end_mark.index


@dataclass
class _TooDeep(Exception):
    """A value deeper than any fixture has; reading on would exhaust the stack."""

    path: Path
    place: Place


@dataclass
class _Reading:
    """One pass over the events of a document, and what it gathers."""

    file: str
    text: str
    events: Iterator[Any]
    places: Places = field(default_factory=Places)
    faults: list[Fault] = field(default_factory=list)

    def document(self) -> Any:
        """Give the value of the one document; None where there is none."""
        value, documents = None, 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse((), _place(event.start_mark), "begins a second document; keep one in a file")
                value = self.value(next(self.events), ())
        return value

    def value(self, event: Any, path: Path) -> Any:
        """Give the value that starts with an event, and note its place and its faults."""
        place = _place(event.start_mark)
        is_scalar = isinstance(event, yaml.ScalarEvent)
        self.places.values[path] = place if is_scalar else self.places.keys.get(path, place)
        if len(path) > DEEPEST:
            raise _TooDeep(path, place)
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
            key, place = self.value(event, (*path, "?")), _place(event.start_mark)
            first = self.places.keys.setdefault((*path, str(key)), place)
            value = self.value(next(self.events), (*path, str(key)))
            if not isinstance(key, str):
                self.refuse(path, place, "has a key that is not a text; write one word")
            elif first is not place:
                self.refuse((*path, key), place, f"stands twice, first on line {first.line}; {_once(path)}")
            else:
                yield key, value

    def until(self, end: type) -> Iterator[Any]:
        """Yield events up to the end of a list or mapping."""
        while not isinstance(event := next(self.events), end):
            yield event

    def refuse(self, path: Path, place: Place, what: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(self.file, place.line, shown(path), what, place.column))


def place_in(text: str, position: int) -> Place:
    """Give the line and column of a character of a text."""
    return Place(text.count("\n", 0, position) + 1, position - text.rfind("\n", 0, position))


def _spot(error: Any, text: str) -> Place:
    """Give where YAML ends to be such; where that is the end of the text, what is still open there began before."""
    end = place_in(text, len(text))
    place = _place(error.problem_mark) if error.problem_mark else end
    return min(place, _place(error.context_mark) if place >= end and error.context_mark else end)


def _cure(text: str, place: Place) -> str:
    """Say what would be YAML; a tab looks like spaces, and is none."""
    tabbed = any(map(_TABBED.match, text.split("\n")[place.line - 1 : place.line]))
    return "indent with spaces, and not with a tab" if tabbed else _CURE


def _once(path: Path) -> str:
    """Say what is right where a key stands twice in what is at a path."""
    return "keep one, or begin the next item with '- '" if path and isinstance(path[-1], int) else "keep one"


def _place(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1)
