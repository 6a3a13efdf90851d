"""Proof that every passage stands in its source: found once in the text, then held in `evidence.lock`.

The texts are copyrighted and not part of the data. Whoever holds them writes the lock; whoever does not can still check
that nothing was changed since: the lock names each passage by the words that the evidence gives, with the digest of the
text, its offsets there, and digests of the folded passage and of the verbatim words that were found in it.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from api.dataset import Dataset, Record
from api.faults import Fault, Faulty
from api.fields import Verbatim
from api.filters import located
from api.folding import Folded, even, fold
from api.passages import NotLocated, locate, occurrences

#: A passage as its evidence names it: source, first words, last words.
Name = tuple[str, str, str | None]

#: What to do about a lock that is not right.
CURE = "run crisis-facts lock with the folder of texts"


@dataclass(frozen=True, order=True)
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

    @property
    def name(self) -> Name:
        """The passage as its evidence names it."""
        return self.source, self.start, self.end


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
    return "".join(json.dumps(asdict(locked), ensure_ascii=False) + "\n" for locked in ordered)


def texts(folder: Path) -> dict[str, str]:
    """Read the files of a folder, each by its SHA-256 digest; what is no UTF-8 is no text."""
    found = {}
    for file in sorted(path for path in folder.iterdir() if path.is_file()):
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
    search = _Search(dataset, {digest: Folded(text) for digest, text in texts.items()}, old)
    for record in dataset.records:
        search.passages(record)
        search.verbatim(record)
    search.faults += [fault for record in dataset.records for fault in _unproven(record, search.found)]
    if search.faults:
        raise Faulty(search.faults)
    return search.found


@dataclass
class _Search:
    """One pass over the evidence of a data set: what it found, and its faults."""

    dataset: Dataset
    texts: Mapping[str, Folded]
    old: Lock
    found: dict[Name, Locked] = field(default_factory=dict)
    words: dict[Name, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

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
        source, start, end = name
        digest = _text_of(self.dataset, source)
        if digest is None:
            raise NotLocated(f"the source {source!r} has no text_sha256; give it the digest of its text")
        if digest in self.texts:
            passage = locate(self.texts[digest], start, end)
            self.words[name] = even(passage.words)
            return Locked(source, passage.begin, passage.stop, start, end, digest, _digest(fold(passage.words)))
        if name in self.old and self.old[name].text_sha256 == digest:
            return self.old[name]
        raise NotLocated(f"the text of {source!r}, with the digest {digest[:12]}…, is not in the folder; add it")

    def verbatim(self, record: Record) -> None:
        """Note the verbatim words of a record with each of its passages that holds them."""
        for _, text in _verbatim(record):
            for _, name in _passages(record):
                if next(occurrences(self.words.get(name, ""), text), None) is not None:
                    held = {*self.found[name].verbatim, _digest(text)}
                    self.found[name] = replace(self.found[name], verbatim=tuple(sorted(held)))


def faults(dataset: Dataset, lock: Lock, file: Path) -> Iterator[Fault]:
    """Yield all evidence that the lock does not hold, every quote that it does not prove, and all that is left over."""
    used: set[Name] = set()
    for record in dataset.records:
        for path, name in _passages(record):
            used.add(name)
            if name not in lock:
                yield record.fault(path, f"the passage is not locked; {CURE}")
            elif lock[name].text_sha256 != _text_of(dataset, name[0]):
                yield record.fault(path, f"the passage was locked against another text of {name[0]!r}; {CURE}")
        yield from _unproven(record, lock)
    for number, name in enumerate(lock, 1):
        if name not in used and not dataset.unread:
            yield Fault(str(file), number, "", f"no evidence names the passage from {name[1]!r}; {CURE}")


def _unproven(record: Record, lock: Lock) -> Iterator[Fault]:
    """Verbatim words stand in one of the passages of their own record."""
    names = [name for _, name in _passages(record)]
    proven = {digest for name in names if name in lock for digest in lock[name].verbatim}
    if all(name in lock for name in names):
        for path, text in _verbatim(record):
            if _digest(text) not in proven:
                what = "these words do not stand in the record's passages; copy them as printed, or widen a passage"
                yield record.fault(path, f"{what} (after either, {CURE})")


def _passages(record: Record) -> Iterator[tuple[tuple[str | int, ...], Name]]:
    """Yield the passages of a record, each with its path; a faulty entry is passed over, its fault is known."""
    entries: Any = record.data.get("evidence") or []
    for index, entry in enumerate(entries):
        if entry.get("source") and entry.get("start"):
            yield ("evidence", index, "start"), (entry["source"], entry["start"], entry.get("end"))


def _verbatim(record: Record) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Yield the verbatim words of a record, evened out, each with its path."""
    for path, leaf in record.resource.leaves:
        if isinstance(leaf, Verbatim):
            yield from ((place, even(text)) for place, text in located(record.data, path))


def _text_of(dataset: Dataset, source: str) -> str | None:
    record = dataset.by_id.get(source)
    return record.data.get("text_sha256") if record else None


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8")).hexdigest()
