"""The lock: proof that every passage stands in its source, found once in the text and kept in `evidence.lock`.

The texts are copyrighted and not part of the data. Who has the texts writes the lock; who does not can still check that
nothing was changed since. For each passage, the lock keeps the words that the evidence gives, the digest of the text,
the offsets in it, and digests of the normalized passage and of the verbatim words in it.

The passage of an entry of a list is its name, found by the number of the entry. That there is no entry of a number is
proven too, and has no offsets.
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
from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.curation.diagnostics import Path as FieldPath
from api.curation.list_rows import ListRow, UnreadableRow, decoded, rows_of
from api.curation.plain_text import refuse_other_forms
from api.model.fields import Verbatim
from api.model.messages import quoted
from api.model.normalization import NormalizedText, normalize, normalize_casefold
from api.model.passages import NotLocated, locate, occurrences
from api.model.paths import located_values
from api.model.quotation import is_within_marks

#: A passage as its evidence names it: source, first words, last words; and of a list the part, and the entry's number.
PassageName = tuple[str, str, str | None] | tuple[str, str, str | None, str, str]

#: The types of source of which the whole text is speech, so that nothing in it needs quotation marks.
_SPOKEN = frozenset({"transcript", "speech", "letter"})
_TYPES = "transcript, speech or letter"
#: What to do about a lock that is not right.
CURE = "run crisis-facts lock with the folder of texts"
#: What to do where nothing is to be proven anew.
MENDED = "run crisis-facts lock; it needs the texts of new evidence alone"


@dataclass(frozen=True, order=True, slots=True)
class LockedPassage:
    """A passage that was found; its offsets are code points of the text."""

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
    def name(self) -> PassageName:
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


Lock = Mapping[PassageName, LockedPassage]
#: What was proven before, each by its name and the digest of its text.
Proven = Mapping[tuple[PassageName, str], LockedPassage]


def read_lock(file: Path) -> Lock:
    """Read a lock; a missing file is an empty one. Raises `InvalidFixtures` for a line that is not of a lock."""
    proven, broken = read_proven(file)
    if broken:
        raise InvalidFixtures([Diagnostic(str(file), broken, "", f"is not a line of a lock; {MENDED}")])
    return {name: passage for (name, _), passage in proven.items()}


def read_proven(file: Path) -> tuple[Proven, int | None]:
    """Read what is proven in a lock, by both sides of a merge, and the number of the first line that is none of it."""
    proven: dict[tuple[PassageName, str], LockedPassage] = {}
    broken = None
    for number, line in enumerate(file.read_bytes().splitlines() if file.is_file() else [], 1):
        try:
            values = json.loads(line)
            passage = LockedPassage(**{**values, "verbatim": tuple(values["verbatim"])})
        except (ValueError, TypeError, KeyError, RecursionError):
            broken = broken or number
            continue
        if other := proven.get(key := (passage.name, passage.text_sha256)):
            passage = replace(passage, verbatim=tuple(sorted({*passage.verbatim, *other.verbatim})))
        proven[key] = passage
    return proven, broken


def lock_text(lock: Lock) -> str:
    """Return the text of a lock: a line of JSON for each passage, by source and offset, so that git merges lines."""
    ordered = sorted(lock.values(), key=lambda one: (one.source, one.begin, one.stop, one.start, one.end or ""))
    return "".join(passage.line for passage in ordered)


def is_current(file: Path, lock: Lock) -> bool:
    """Whether a file holds this lock and nothing else, in any order: an import writes its lines by entry."""
    return file.is_file() and sorted(file.read_bytes().splitlines()) == sorted(lock_text(lock).encode().splitlines())


def lock_entry(source: str, digest: str, number: str, row: ListRow) -> LockedPassage:
    """Return the lock of an entry that a list has."""
    stop, passage_digest = row.begin + len(row.name), _digest(normalize_casefold(row.name))
    return LockedPassage(source, row.begin, stop, row.name, None, digest, passage_digest, (), "entry", number)


def lock_absence(source: str, digest: str, number: str, name: str) -> LockedPassage:
    """Return the lock that says that a list has no entry of a number."""
    return LockedPassage(source, 0, 0, name, None, digest, _digest(""), (), "no_entry", number)


def read_texts(folder: Path) -> dict[str, str]:
    """Read the texts in a folder and below by their SHA-256 digests; what is neither UTF-8 nor Latin-1 is left out.

    A PDF is no text: who cites it is told so.
    """
    texts = {}
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = file.read_bytes()
        try:
            is_text = not content.startswith(b"%PDF-")
            text = "".join(map(decoded, BytesIO(content))) if is_text else content.decode("utf-8", "replace")
            texts[sha256(content).hexdigest()] = text
        except UnicodeDecodeError:
            continue
    return texts


def prove(dataset: Dataset, texts: Mapping[str, str], old: Proven) -> Lock:
    """Return the lock of all evidence: find every passage in the texts, and verbatim words in the passages.

    Passages of a text that is not among `texts`, which are by digest, are taken from the old lock. Raises
    `InvalidFixtures` with every passage that does not stand exactly once in its text, and every quote that stands in
    no passage.
    """
    search = _Search(dataset, texts, old)
    for record in dataset.records:
        search.find_passages(record)
        search.note_verbatim(record)
        search.look_for_marks(record)
    search.faults += [fault for record in dataset.records for fault in _unproven(record, search.lock)]
    if search.faults:
        raise InvalidFixtures(search.faults)
    return search.lock


def split_by_folder(dataset: Dataset, lock: Lock, files: Sequence[Path]) -> Mapping[Path, Lock]:
    """Return, for each lock file, the passages that the records of its folder name."""
    locks: dict[Path, dict[PassageName, LockedPassage]] = {file: {} for file in files}
    for record in dataset.records:
        file = next(file for file in files if Path(record.file).is_relative_to(file.parent))
        locks[file] |= {name: lock[name] for _, name in _passages(record)}
    return locks


@dataclass
class _Search:
    dataset: Dataset
    texts: Mapping[str, str]
    old: Proven
    lock: dict[PassageName, LockedPassage] = field(default_factory=dict)
    words: dict[PassageName, str] = field(default_factory=dict)
    faults: list[Diagnostic] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.normalized = cache(self._normalized)
        self.entries = cache(lambda digest: _entries(self.texts[digest]))

    def _normalized(self, digest: str) -> NormalizedText:
        refuse_other_forms(self.texts[digest].encode("utf-8"), "the text of the source")
        return NormalizedText(self.texts[digest])

    def find_passages(self, record: Record) -> None:
        """Find the passages of a record."""
        for path, name in _passages(record):
            if name in self.lock:
                continue
            try:
                self.lock[name] = self.locked(name)
            except NotLocated as missing:
                self.faults.append(record.fault(path, str(missing)))

    def locked(self, name: PassageName) -> LockedPassage:
        """Find one passage in its text, or in the old lock where the text is not there."""
        source, start, end = name[:3]
        digest = _text_digest(self.dataset, source)
        if digest is None:
            raise NotLocated(f"the source {source!r} has no text_sha256; give it the digest of its text")
        if digest in self.texts and len(name) == 5:
            return self.locked_entry(name, digest)
        if digest in self.texts:
            found = locate(self.normalized(digest), start, end)
            self.words[name] = normalize(found.words)
            own = _digest(normalize_casefold(found.words))
            return LockedPassage(source, found.begin, found.stop, start, end, digest, own)
        if kept := self.old.get((name, digest)):
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
            for _, name in _passages(record):
                if next(occurrences(self.words.get(name, ""), text), None) is not None:
                    digests = {*self.lock[name].verbatim, _digest(text)}
                    self.lock[name] = replace(self.lock[name], verbatim=tuple(sorted(digests)))

    def look_for_marks(self, record: Record) -> None:
        """Note a quote that no passage prints in quotation marks; where a text is missing, nothing is said."""
        places: list[tuple[str, int]] = []
        quote = normalize_casefold(record.data.get(record.resource.quotes or "") or "")
        for _, name in _passages(record) if quote else ():
            source = self.dataset.by_id.get(name[0])
            if name not in self.words or not source or source.data.get("type") in _SPOKEN:
                return
            text, own = self.normalized(self.lock[name].text_sha256), self.lock[name]
            found_at = occurrences(text.text, quote)
            spans = [(text.origin(first), text.origin(last)) for first, last in found_at]
            found = [span for span in spans if own.begin <= span[0] and span[1] <= own.stop]
            if any(is_within_marks(text.original, *span) for span in found):
                return
            places += [(name[0], text.original.count("\n", 0, begin) + 1) for begin, _ in found]
        if places:
            source_id, line = places[0]
            what = f"the words stand without quotation marks in line {line} of the text of {source_id!r}"
            cure = f"tell it in your own words, as reported; or, of a text that is all speech, write the type: {_TYPES}"
            self.faults.append(record.fault((str(record.resource.quotes),), f"{what}; {cure}"))


def faults(dataset: Dataset, locks: Mapping[Path, Lock]) -> Iterator[Diagnostic]:
    """Yield all evidence that no lock holds, every quote that no lock proves, and all that is left over in a lock.

    Passages of a source that does not exist are passed over: that fault is known already.
    """
    lock = ChainMap(*map(dict, locks.values())) if len(locks) > 1 else next(iter(locks.values()))
    used: set[PassageName] = set()
    of_missing_sources: set[tuple[str | None, ...]] = set()
    for record in dataset.records:
        for path, name in _passages(record):
            used.add(name)
            if name[0] not in dataset.by_id:
                of_missing_sources.add(name[1:])
            elif name not in lock:
                yield record.fault(path, f"the passage from {quoted(name[1])} is not locked; {CURE}")
            elif lock[name].text_sha256 != _text_digest(dataset, name[0]):
                yield record.fault(path, f"the passage was locked against another text of {name[0]!r}; {CURE}")
        yield from _unproven(record, lock)
    for file, own in locks.items() if not dataset.unread else ():
        for number, name in enumerate(own, 1):
            if name not in used and name[1:] not in of_missing_sources:
                yield Diagnostic(str(file), number, "", f"no evidence names the passage from {name[1]!r}; {MENDED}")


def _unproven(record: Record, lock: Lock) -> Iterator[Diagnostic]:
    names = [name for _, name in _passages(record)]
    proven = {digest for name in names if name in lock for digest in lock[name].verbatim}
    if all(name in lock for name in names):
        for path, text in _verbatim(record):
            if _digest(text) not in proven:
                what = f"{quoted(text)} does not stand in the record's passages; copy it as printed, or widen a passage"
                yield record.fault(path, f"{what} (after either, {CURE})")


def _passages(record: Record) -> Iterator[tuple[FieldPath, PassageName]]:
    """Yield the passages of a record, each with its path; incomplete evidence is passed over, its fault is known."""
    entries: Any = record.data.get("evidence") or []
    for index, entry in enumerate(entries):
        if entry.get("source") and entry.get("start"):
            words = (entry["source"], entry["start"], entry.get("end"))
            if entry.get("part") and entry.get("entry"):
                yield ("evidence", index, "entry"), (*words, entry["part"], entry["entry"])
            else:
                yield ("evidence", index, "start"), words


def _verbatim(record: Record) -> Iterator[tuple[FieldPath, str]]:
    for path, leaf in record.resource.leaves.items():
        if isinstance(leaf, Verbatim):
            yield from ((place, normalize(text)) for place, text in located_values(record.data, path))


def _entries(text: str) -> Mapping[str, ListRow]:
    try:
        return {row.number: row for row in rows_of(text)}
    except UnreadableRow as unreadable:
        raise NotLocated(f"the text is no list: line {unreadable.line} {unreadable.what}") from None


def _text_digest(dataset: Dataset, source: str) -> str | None:
    record = dataset.by_id.get(source)
    return record.data.get("text_sha256") if record else None


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8")).hexdigest()
