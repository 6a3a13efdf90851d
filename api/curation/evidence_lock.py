"""Proof that every passage stands in its source: found once in the text, then held in `evidence.lock`.

The texts are copyrighted and not part of the data. Whoever holds them writes the lock; whoever does not can still check
that nothing was changed since: the lock names each passage by the words that the evidence gives, with the digest of the
text, its offsets there, and digests of the folded passage and of the verbatim words that were found in it.

The passage of an entry of a list is its name, found by the number of the entry; that there is no entry of a number is
proven too, and has no place.
"""

import json
from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from api.curation.dataset import Dataset, Record
from api.curation.diagnostics import Fault, Faulty
from api.curation.list_rows import Row, Unreadable, rows
from api.model.fields import Verbatim
from api.model.messages import quoted
from api.model.normalization import NormalizedText, normalize, normalize_casefold
from api.model.passages import NotLocated, locate, occurrences
from api.model.paths import located_values

#: A passage as its evidence names it: source, first words, last words; and of a list the part, and the entry's number.
Name = tuple[str, str, str | None] | tuple[str, str, str | None, str, str]

#: What to do about a lock that is not right.
CURE = "run crisis-facts lock with the folder of texts"


@dataclass(frozen=True, order=True, slots=True)
class Locked:
    """One passage that was found; offsets are code points of the text."""

    source: str
    begin: int
    stop: int
    start: str
    end: str | None
    text_sha256: str
    passage_sha256: str
    verbatim: tuple[str, ...] = ()
    part: str | None = None
    entry: str | None = None

    @property
    def name(self) -> Name:
        """The passage as its evidence names it."""
        words = (self.source, self.start, self.end)
        return (*words, self.part, self.entry) if self.part and self.entry else words

    @property
    def line(self) -> str:
        """The passage as a line of JSON."""
        values = asdict(self)
        if not self.entry:
            del values["part"], values["entry"]
        return json.dumps(values, ensure_ascii=False) + "\n"


Lock = Mapping[Name, Locked]


def read(file: Path) -> Lock:
    """Read a lock; a file that is not there is an empty one. Raises `Faulty` for what `written` did not write."""
    lock: dict[Name, Locked] = {}
    lines = file.read_bytes().splitlines() if file.is_file() else []
    for number, line in enumerate(lines, 1):
        try:
            values = json.loads(line)
            locked = Locked(**{**values, "verbatim": tuple(values["verbatim"])})
            lock[locked.name] = locked
        except (ValueError, TypeError, KeyError, RecursionError):
            raise Faulty([Fault(str(file), number, "", f"is not a line of a lock; {CURE}")]) from None
    return lock


def written(lock: Lock) -> str:
    """Give the text of a lock: a line of JSON for each passage, by source and place."""
    ordered = sorted(lock.values(), key=lambda locked: (locked.source, locked.begin, locked.stop, locked.start))
    return "".join(locked.line for locked in ordered)


def is_written(file: Path, lock: Lock) -> bool:
    """Whether a file holds this lock and nothing else, in any order: an import writes an entry at a time."""
    return file.is_file() and sorted(file.read_bytes().splitlines()) == sorted(written(lock).encode().splitlines())


def entry(source: str, digest: str, number: str, row: Row) -> Locked:
    """Give the lock of an entry that a list has."""
    begin, name = row.name
    return Locked(
        source, begin, begin + len(name), name, None, digest, _digest(normalize_casefold(name)), (), "entry", number
    )


def no_entry(source: str, digest: str, number: str, name: str) -> Locked:
    """Give the lock of an entry that a list has not, or not any more."""
    return Locked(source, 0, 0, name, None, digest, _digest(""), (), "no_entry", number)


def texts(folder: Path) -> dict[str, str]:
    """Read the files of a folder and of those in it, each by its SHA-256 digest; what is no UTF-8 is no text."""
    found = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = file.read_bytes()
        try:
            found[sha256(content).hexdigest()] = content.decode("utf-8")
        except UnicodeDecodeError:
            continue
    return found


def locked(dataset: Dataset, texts: Mapping[str, str], old: Lock) -> Lock:
    """Find every passage of the evidence in the texts, given by digest, and every verbatim word in the passages.

    What belongs to a text that is not there is taken from the old lock. Raises `Faulty` with every passage that does
    not stand exactly once in its text, and every quote that stands in no passage.
    """
    search = _Search(dataset, texts, old)
    for record in dataset.records:
        search.passages(record)
        search.verbatim(record)
    search.faults += [fault for record in dataset.records for fault in _unproven(record, search.found)]
    if search.faults:
        raise Faulty(search.faults)
    return search.found


def apart(dataset: Dataset, lock: Lock, files: Sequence[Path]) -> Mapping[Path, Lock]:
    """Give each lock file, by its folder, the passages that the records of that folder name."""
    found: dict[Path, dict[Name, Locked]] = {file: {} for file in files}
    for record in dataset.records:
        file = next(file for file in files if Path(record.file).is_relative_to(file.parent))
        found[file] |= {name: lock[name] for _, name in _passages(record)}
    return found


@dataclass
class _Search:
    """One pass over the evidence of a data set: what it found, and its faults."""

    dataset: Dataset
    texts: Mapping[str, str]
    old: Lock
    found: dict[Name, Locked] = field(default_factory=dict)
    words: dict[Name, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folded = cache(lambda digest: NormalizedText(self.texts[digest]))
        self.entries = cache(lambda digest: _entries(self.texts[digest]))

    def passages(self, record: Record) -> None:
        """Find the passages of a record."""
        for path, name in _passages(record):
            if name in self.found:
                continue
            try:
                self.found[name] = self.located(name)
            except NotLocated as missing:
                self.faults.append(record.fault(path, str(missing)))

    def located(self, name: Name) -> Locked:
        """Find one passage in its text, or in the old lock where the text is not there."""
        source, start, end = name[:3]
        digest = _text_of(self.dataset, source)
        if digest is None:
            raise NotLocated(f"the source {source!r} has no text_sha256; give it the digest of its text")
        if digest in self.texts and len(name) == 5:
            return self.numbered(name, digest)
        if digest in self.texts:
            passage = locate(self.folded(digest), start, end)
            self.words[name] = normalize(passage.words)
            return Locked(
                source, passage.begin, passage.stop, start, end, digest, _digest(normalize_casefold(passage.words))
            )
        if name in self.old and self.old[name].text_sha256 == digest:
            return self.old[name]
        raise NotLocated(f"the text of {source!r}, with the digest {digest[:12]}…, is not in the folder; add it")

    def numbered(self, name: tuple[str, str, str | None, str, str], digest: str) -> Locked:
        """Find an entry of a list by its number, or find that the list has none."""
        source, start, _, part, number = name
        row = self.entries(digest).get(number)
        if row is None:
            if part == "no_entry":
                return no_entry(source, digest, number, start)
            raise NotLocated(f"the list {source!r} has no entry {number}; correct the number")
        if part == "no_entry":
            raise NotLocated(f"the list {source!r} has the entry {number}; it is not gone")
        if row.name[1] != start:
            raise NotLocated(f"the entry {number} of {source!r} is named {row.name[1]!r}; write that")
        return entry(source, digest, number, row)

    def verbatim(self, record: Record) -> None:
        """Note the verbatim words of a record with each of its passages that holds them."""
        for _, text in _verbatim(record):
            for _, name in _passages(record):
                if next(occurrences(self.words.get(name, ""), text), None) is not None:
                    held = {*self.found[name].verbatim, _digest(text)}
                    self.found[name] = replace(self.found[name], verbatim=tuple(sorted(held)))


def faults(dataset: Dataset, locks: Mapping[Path, Lock]) -> Iterator[Fault]:
    """Yield all evidence that no lock holds, every quote that none proves, and all that is left over in a file.

    Of passages whose source is no record nothing is said: that it is not there is told already.
    """
    lock = ChainMap(*map(dict, locks.values())) if len(locks) > 1 else next(iter(locks.values()))
    used: set[Name] = set()
    astray: set[tuple[str | None, ...]] = set()
    for record in dataset.records:
        for path, name in _passages(record):
            used.add(name)
            if name[0] not in dataset.by_id:
                astray.add(name[1:])
            elif name not in lock:
                yield record.fault(path, f"the passage from {quoted(name[1])} is not locked; {CURE}")
            elif lock[name].text_sha256 != _text_of(dataset, name[0]):
                yield record.fault(path, f"the passage was locked against another text of {name[0]!r}; {CURE}")
        yield from _unproven(record, lock)
    for file, own in locks.items() if not dataset.unread else ():
        for number, name in enumerate(own, 1):
            if name not in used and name[1:] not in astray:
                yield Fault(str(file), number, "", f"no evidence names the passage from {name[1]!r}; {CURE}")


def _unproven(record: Record, lock: Lock) -> Iterator[Fault]:
    """Verbatim words stand in one of the passages of their own record."""
    names = [name for _, name in _passages(record)]
    proven = {digest for name in names if name in lock for digest in lock[name].verbatim}
    if all(name in lock for name in names):
        for path, text in _verbatim(record):
            if _digest(text) not in proven:
                what = f"{quoted(text)} does not stand in the record's passages; copy it as printed, or widen a passage"
                yield record.fault(path, f"{what} (after either, {CURE})")


def _passages(record: Record) -> Iterator[tuple[tuple[str | int, ...], Name]]:
    """Yield the passages of a record, each with its path; a faulty entry is passed over, its fault is known."""
    entries: Any = record.data.get("evidence") or []
    for index, entry in enumerate(entries):
        if entry.get("source") and entry.get("start"):
            words = (entry["source"], entry["start"], entry.get("end"))
            if entry.get("part") and entry.get("entry"):
                yield ("evidence", index, "entry"), (*words, entry["part"], entry["entry"])
            else:
                yield ("evidence", index, "start"), words


def _verbatim(record: Record) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the verbatim words of a record, evened out, each with its path."""
    for path, leaf in record.resource.leaves:
        if isinstance(leaf, Verbatim):
            yield from ((place, normalize(text)) for place, text in located_values(record.data, path))


def _entries(text: str) -> Mapping[str, Row]:
    """Give the entries of a list by their numbers."""
    try:
        return {row.cells[0]: row for row in rows(BytesIO(text.encode("utf-8")))}
    except Unreadable as unreadable:
        raise NotLocated(f"the text is no list: line {unreadable.line} {unreadable.what}") from None


def _text_of(dataset: Dataset, source: str) -> str | None:
    record = dataset.by_id.get(source)
    return record.data.get("text_sha256") if record else None


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8")).hexdigest()
