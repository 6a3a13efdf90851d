"""The proof of a data set: each passage found in its text, and each quote in its passages, held against the locks."""

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from api.curation.dataset import Dataset, Record
from api.curation.diagnostics import Diagnostic
from api.curation.diagnostics import Path as FieldPath
from api.curation.evidence_lock import (
    CURE,
    MENDED,
    Key,
    Lock,
    LockedPassage,
    PassageName,
    digest_of,
    lock_absence,
    lock_entry,
)
from api.curation.list_rows import ListRow, UnreadableRow, rows_of
from api.curation.source_texts import others, printing, refuse_other_forms
from api.model.fields import Verbatim
from api.model.messages import quoted
from api.model.normalization import NormalizedText, normalize, normalize_casefold
from api.model.passages import NotLocated, locate, occurrences
from api.model.paths import located_values
from api.model.quotation import SPOKEN, is_within_marks

#: A passage in the text of its source: where it begins and stops in the original, in code points.
_Place = tuple[Record, NormalizedText, int, int]


def prove(dataset: Dataset, texts: Mapping[str, str], old: Lock) -> tuple[Lock, list[Diagnostic]]:
    """Find every passage in the texts, and verbatim words in the passages; return the lock, and what is not proven.

    Passages of a text that is not among `texts`, which are by digest, are taken from the old lock. Not proven is every
    passage that does not stand exactly once in its text, and every quote that stands in no passage.
    """
    search = _Search(dataset, texts, old)
    for record in dataset.records:
        search.find_passages(record)
        search.note_verbatim(record)
        search.look_for_marks(record)
    unproven = [fault for record in dataset.records for fault in _unproven(dataset, record, search.lock)]
    return search.lock, search.faults + unproven


def split_by_folder(dataset: Dataset, lock: Lock, files: Sequence[Path]) -> Mapping[Path, Lock]:
    """Return, for each lock file, the passages in the lock that the records of its folder name."""
    locks: dict[Path, dict[Key, LockedPassage]] = {file: {} for file in files}
    for record in dataset.records:
        file = next(file for file in files if Path(record.file).is_relative_to(file.parent))
        locks[file] |= {key: lock[key] for _, key in _passages(dataset, record) if key in lock}
    return locks


@dataclass
class _Search:
    dataset: Dataset
    texts: Mapping[str, str]
    old: Lock
    lock: dict[Key, LockedPassage] = field(default_factory=dict)
    words: dict[Key, str] = field(default_factory=dict)
    faults: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.normalized = cache(self._normalized)
        self.entries = cache(lambda digest: _entries(self.texts[digest]))

    def _normalized(self, digest: str) -> NormalizedText:
        refuse_other_forms(self.texts[digest].encode("utf-8"), "the text of the source")
        return NormalizedText(self.texts[digest])

    def find_passages(self, record: Record) -> None:
        """Find the passages of a record; that a source does not exist is known already."""
        for path, key in _passages(self.dataset, record):
            if key in self.lock or key[0][0] not in self.dataset.by_id:
                continue
            try:
                self.lock[key] = self.locked(key)
            except NotLocated as missing:
                follows = any(fault.what.startswith(str(missing)) for fault in self.faults)
                self.faults.append(record.fault(path, f"{missing}{self.elsewhere(key)}", follows=follows))

    def elsewhere(self, key: Key) -> str:
        """Say what to write where another text of a corrected source has a passage; nothing where none has."""
        name, missed = key
        source = self.dataset.by_id.get(name[0])
        for digest, mark in others(source.data, missed) if source else ():
            with suppress(NotLocated):
                self.locked((name, digest))
                return f"; or, as another text of {name[0]!r} has the words, write {mark}"
        return ""

    def locked(self, key: Key) -> LockedPassage:
        """Find one passage in its text, or in the old lock where the text is not there."""
        name, digest = key
        source, start, end = name[:3]
        if digest is None:
            raise NotLocated(f"the source {source!r} has no text_sha256; give it the digest of its text")
        if digest in self.texts and len(name) == 5:
            return self.locked_entry(name, digest)
        if digest in self.texts:
            found = locate(self.normalized(digest), start, end)
            self.words[key] = normalize(found.words)
            own = digest_of(normalize_casefold(found.words))
            return LockedPassage(source, found.begin, found.stop, start, end, digest, own)
        if kept := self.old.get(key):
            return kept
        missing = f"the text of {source!r}, with the digest {digest[:12]}…, is not among the texts"
        raise NotLocated(f"{missing}; add it to the folder that --texts names")

    def locked_entry(self, name: tuple[str, str, str | None, str, str], digest: str) -> LockedPassage:
        """Find an entry of a list by its number, or find that the list has none."""
        source, start, _, part, number = name
        row = self.entries(digest).get(number)
        if row is None:
            if part == "no_entry":
                return lock_absence(source, digest, number, start)
            raise NotLocated(f"the list {source!r} has no entry {number}; correct the number")
        if part == "no_entry":
            raise NotLocated(f"the list {source!r} has the entry {number}; it is not gone")
        if row.name != start:
            raise NotLocated(f"the entry {number} of {source!r} is named {row.name!r}; write that")
        return lock_entry(source, digest, number, row)

    def note_verbatim(self, record: Record) -> None:
        """Note the verbatim words of a record at each of its passages that holds them."""
        for _, text in _verbatim(record):
            for _, key in _passages(self.dataset, record):
                if next(occurrences(self.words.get(key, ""), text), None) is not None:
                    digests = {*self.lock[key].verbatim, digest_of(text)}
                    self.lock[key] = replace(self.lock[key], verbatim=tuple(sorted(digests)))

    def look_for_marks(self, record: Record) -> None:
        """Note a quote that no passage prints in quotation marks; where a text is missing, nothing is said."""
        quote = normalize_casefold(record.data.get(record.resource.quotes or "") or "")
        keys = [key for _, key in _passages(self.dataset, record)] if quote else []
        if all(key in self.words for key in keys):
            found = [(self.dataset.by_id[key[0][0]], self.lock[key]) for key in keys]
            places = [(one, self.normalized(own.text_sha256), own.begin, own.stop) for one, own in found]
            self.faults += filter(None, [_unmarked(record, quote, places)])


def faults(dataset: Dataset, locks: Mapping[Path, Lock]) -> Iterator[Diagnostic]:
    """Yield all evidence that no lock holds, every quote that no lock proves, and all that is left over in a lock.

    Passages of a source that does not exist, or against another text, are no leftovers: that fault is `known` already.
    """
    lock = _joined(locks)
    used: set[Key] = set()
    names = cache(lambda: {name for name, _ in lock})
    known: set[tuple[str | None, ...]] = set()
    for record in dataset.records:
        for path, key in _passages(dataset, record):
            used.add(key)
            if (name := key[0])[0] not in dataset.by_id:
                known.add(name[1:])
            elif key not in lock and name not in names():
                yield record.fault(path, f"the passage from {quoted(name[1])} is not locked; {CURE}", follows=True)
            elif key not in lock:
                known.add(name[1:])
                what = f"the passage was locked against another text of {name[0]!r}; {CURE}"
                yield record.fault(path, what, follows=True)
        yield from _unproven(dataset, record, lock)
    for file, own in locks.items() if not dataset.unread else ():
        for number, (name, digest) in enumerate(own, 1):
            if (name, digest) not in used and name[1:] not in known:
                what = f"no evidence names the passage from {name[1]!r}; {MENDED}"
                yield Diagnostic(str(file), number, "", what, follows=True)


def digests(dataset: Dataset, locks: Mapping[Path, Lock]) -> Mapping[str, Sequence[str]]:
    """Return the digests of the passages that each record rests on, by its id; the names in lists are left out."""
    lock = _joined(locks)
    return {
        record.id: [
            lock[key].passage_sha256 for _, key in _passages(dataset, record) if key in lock and len(key[0]) == 3
        ]
        for record in dataset.records
    }


def _joined(locks: Mapping[Path, Lock]) -> Lock:
    """Return several locks as one; a single one is returned as it is, which is found in faster."""
    return ChainMap(*map(dict, locks.values())) if len(locks) > 1 else next(iter(locks.values()))


def _unmarked(record: Record, quote: str, places: Iterable[_Place]) -> Diagnostic | None:
    """Return the fault of a quote that none of the places prints in quotation marks, of those that print it."""
    bare: list[tuple[str, int]] = []
    for source, text, start, end in places:
        if source.data.get("type") in SPOKEN:
            return None
        spans = [(text.origin(first), text.origin(last)) for first, last in occurrences(text.text, quote)]
        found = [span for span in spans if start <= span[0] and span[1] <= end]
        if any(is_within_marks(text.original, *span) for span in found):
            return None
        bare += [(source.id, text.original.count("\n", 0, begin) + 1) for begin, _ in found]
    if not bare:
        return None
    types = ", ".join(SPOKEN)
    what = f"the words stand without quotation marks in line {bare[0][1]} of the text of {bare[0][0]!r}"
    cure = f"tell it in your own words, as reported; or, of a text that is all speech, write the type: {types}"
    return record.fault((str(record.resource.quotes),), f"{what}; {cure}")


def _unproven(dataset: Dataset, record: Record, lock: Lock) -> Iterator[Diagnostic]:
    """Yield verbatim words that stand in no passage, and passages that read otherwise in texts of the same source."""
    keys = [key for _, key in _passages(dataset, record)]
    proven = {digest for key in keys if key in lock for digest in lock[key].verbatim}
    words: dict[PassageName, str] = {}
    for path, key in _passages(dataset, record) if len(keys) > len(record.data.get("evidence") or ()) else ():
        if key in lock and words.setdefault(key[0], lock[key].passage_sha256) != lock[key].passage_sha256:
            cure = "write printed_since or printed_until, with the day of the correction that changed them"
            yield record.fault(path, f"the words from {quoted(key[0][1])} differ in the texts of {key[0][0]!r}; {cure}")
    if all(key in lock for key in keys):
        for path, text in _verbatim(record):
            if digest_of(text) not in proven:
                what = f"{quoted(text)} does not stand in the record's passages; copy it as printed, or widen a passage"
                yield record.fault(path, f"{what} (after either, {CURE})")


def _passages(dataset: Dataset, record: Record) -> Iterator[tuple[FieldPath, Key]]:
    """Yield the passages of a record in each text that prints them, with their paths.

    Incomplete evidence is passed over, its fault is known.
    """
    entries: Any = record.data.get("evidence") or []
    for index, entry in enumerate(entries):
        if entry.get("source") and entry.get("start"):
            words = (entry["source"], entry["start"], entry.get("end"))
            is_numbered = entry.get("part") and entry.get("entry")
            name = (*words, entry["part"], entry["entry"]) if is_numbered else words
            source = dataset.by_id.get(entry["source"])
            for digest in printing(source.data, entry) if source else [None]:
                yield ("evidence", index, "entry" if is_numbered else "start"), (name, digest)


def _verbatim(record: Record) -> Iterator[tuple[FieldPath, str]]:
    for path, leaf in record.resource.leaves.items():
        if isinstance(leaf, Verbatim):
            yield from ((place, normalize(text)) for place, text in located_values(record.data, path))


def _entries(text: str) -> Mapping[str, ListRow]:
    try:
        return {row.number: row for row in rows_of(text)}
    except UnreadableRow as unreadable:
        raise NotLocated(f"the text is no list: line {unreadable.line} {unreadable.what}") from None
