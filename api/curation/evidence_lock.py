"""The lock: proof that every passage stands in its source, found once in the text and kept in `evidence.lock`.

The texts are copyrighted and not part of the data. Who has the texts writes the lock; who does not can still check that
nothing was changed since. The passage of an entry of a list is its name, found by the number of the entry. That there
is no entry of a number is proven too.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.curation.list_rows import ListRow, decoded
from api.model.normalization import normalize_casefold

#: A passage as its evidence names it: source, first words, last words; and of a list the part, and the entry's number.
PassageName = tuple[str, str, str | None] | tuple[str, str, str | None, str, str]

#: What to do about a lock that is not right, and where nothing is to be proven anew.
CURE = "run crisis-facts lock with the folder of texts"
MENDED = "run crisis-facts lock; it needs the texts of new evidence alone"


@dataclass(frozen=True, order=True, slots=True)
class LockedPassage:
    """A passage that was found: its words, its offsets in code points, digests of it and of verbatim words in it."""

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


#: A passage in one text: its name, and the digest of the text, if the source has one.
Key = tuple[PassageName, str | None]
Lock = Mapping[Key, LockedPassage]


def read_lock(file: Path) -> Lock:
    """Read a lock; a missing file is an empty one. Raises `InvalidFixtures` for a line that is not of a lock."""
    proven, broken = read_proven(file)
    if broken:
        raise InvalidFixtures([Diagnostic(str(file), broken, "", f"is not a line of a lock; {MENDED}")])
    return proven


def read_proven(file: Path) -> tuple[Lock, int | None]:
    """Read what is proven in a lock, by both sides of a merge, and the number of the first line that is none of it."""
    proven: dict[Key, LockedPassage] = {}
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
    ordered = sorted(
        lock.values(), key=lambda one: (one.source, one.begin, one.stop, one.start, one.end or "", one.text_sha256)
    )
    return "".join(passage.line for passage in ordered)


def lock_entry(source: str, text_sha256: str, number: str, row: ListRow) -> LockedPassage:
    """Return the lock of an entry that a list has."""
    stop, passage_digest = row.begin + len(row.name), digest_of(normalize_casefold(row.name))
    return LockedPassage(source, row.begin, stop, row.name, None, text_sha256, passage_digest, (), "entry", number)


def lock_absence(source: str, text_sha256: str, number: str, name: str) -> LockedPassage:
    """Return the lock that says that a list has no entry of a number."""
    return LockedPassage(source, 0, 0, name, None, text_sha256, digest_of(""), (), "no_entry", number)


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


def digest_of(text: str) -> str:
    """Return the SHA-256 digest of a text, in hexadecimal."""
    return sha256(text.encode("utf-8")).hexdigest()
