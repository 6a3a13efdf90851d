"""YAML read as plain text, with the line of every key and item; knows nothing of what the text means.

YAML's own types are left alone: YAML 1.1 reads `NO` as false, `12:06` as 726 and `[..2019-03-19]` as a list of one. The
schema gives the types. What a fixture has no use for is refused: doubled keys, anchors, tags, depth, a second document.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from api.faults import Fault, Faulty

#: Where a value stands in a document: the keys and indexes that lead to it.
Path = tuple[str | int, ...]

DEEPEST = 20

_Loader: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
#: What YAML reads as nothing, where it stands without quotation marks.
_NULLS = {"~", "null", "Null", "NULL"}
_CURE = "check indentation, and put text with ': ' or '#' in double quotes"


@dataclass(frozen=True, eq=False)
class Document:
    """A parsed file: nested texts, lists and dicts, and the line, from 1, on which each of them starts."""

    value: Any
    lines: Mapping[Path, int]


def parse(text: str, file: str) -> Document:
    """Read one YAML document; raise `Faulty` with every fault of its syntax."""
    reading = _Reading(file, yaml.parse(text, Loader=_Loader))
    try:
        value = reading.document()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        reading.refuse((), line, f"is not YAML: {error.problem}; {_CURE}")
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        reading.refuse((), line, f"is not YAML: {error.reason}; write printable text")
    except _TooDeep as deep:
        reading.refuse(deep.path[:3], deep.line, f"is nested too deep; at most {DEEPEST} levels are read")
    if reading.faults:
        raise Faulty(reading.faults)
    return Document(value, reading.lines)


@dataclass
class _TooDeep(Exception):
    """A value deeper than any fixture has; reading on would exhaust the stack."""

    path: Path
    line: int


@dataclass
class _Reading:
    """One pass over the events of a document, and what it gathers."""

    file: str
    events: Iterator[Any]
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def document(self) -> Any:
        """Give the value of the one document; None where there is none."""
        value, documents = None, 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse((), _line(event), "begins a second document; keep one in a file")
                value = self.value(next(self.events), ())
        return value

    def value(self, event: Any, path: Path) -> Any:
        """Give the value that starts with an event, and note its line and its faults."""
        line = _line(event)
        self.lines[path] = line
        if len(path) > DEEPEST:
            raise _TooDeep(path, line)
        if isinstance(event, yaml.AliasEvent):
            self.refuse(path, line, "is an alias; write the value out")
            return None
        if event.tag or event.anchor:
            self.refuse(path, line, "has a tag or an anchor; write the plain value")
        if isinstance(event, yaml.MappingStartEvent):
            return dict(self.pairs(path))
        if isinstance(event, yaml.SequenceStartEvent):
            return [self.value(item, (*path, index)) for index, item in enumerate(self.until(yaml.SequenceEndEvent))]
        if event.implicit[0] and event.value in _NULLS:
            self.refuse(path, line, f"is {event.value}; leave the key out, or put the word in quotes")
        return event.value

    def pairs(self, path: Path) -> Iterator[tuple[str, Any]]:
        """Yield the keys and values of a mapping, each key once."""
        keys: dict[str, int] = {}
        for event in self.until(yaml.MappingEndEvent):
            key, line = self.value(event, (*path, "?")), _line(event)
            value = self.value(next(self.events), (*path, str(key)))
            self.lines[(*path, str(key))] = line
            if not isinstance(key, str):
                self.refuse(path, line, "has a key that is not a text; write one word")
            elif key in keys:
                self.refuse((*path, key), line, f"stands twice, first on line {keys[key]}; keep one")
            else:
                keys[key] = line
                yield key, value

    def until(self, end: type) -> Iterator[Any]:
        """Yield events up to the end of a list or mapping."""
        while not isinstance(event := next(self.events), end):
            yield event

    def refuse(self, path: Path, line: int, what: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(self.file, line, shown(path), what))


def _line(event: Any) -> int:
    line: int = event.start_mark.line + 1
    return line


def shown(path: Path) -> str:
    """Write a path as a person would: `offices[0].start_date`."""
    parts = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in path]
    return "".join(parts).lstrip(".")
