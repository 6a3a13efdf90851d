"""From words of a text to evidence: the source of a text, and the fewest words that name the passage."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from marshmallow import ValidationError

from api.curation import formatter, reader
from api.curation.dataset import Dataset
from api.curation.source_texts import refuse_other_forms, texts
from api.model.evidence import Evidence
from api.model.fact import Fact
from api.model.normalization import NormalizedText, as_printed, normalize_casefold
from api.model.passages import LocatedPassage, NotLocated, locate, occurrences
from api.model.resource import Resource
from api.model.scripts import UNSPACED, least_length

#: How many characters on either side of words a message shows.
AROUND = 40
#: A word in any script, and one of those that are single characters.
_WORD, _CHARACTER = re.compile(rf"[{UNSPACED}]|[^\s{UNSPACED}]+"), re.compile(f"[{UNSPACED}]")
#: How many words at each end name a passage, if these are enough; two characters of a script without spaces are one.
FEWEST = 3


@dataclass(frozen=True)
class NamedPassage:
    """A passage that stands once in a text, and the words that name it: the first, and perhaps the last."""

    start: str
    end: str | None
    passage: LocatedPassage

    def as_yaml(self, source: str) -> str:
        """Return the evidence as YAML, to be pasted below `evidence:`."""
        entry = {"source": source, "start": self.start, **({"end": self.end} if self.end else {})}
        record = json.dumps({"evidence": [entry]}, ensure_ascii=False)
        return formatter.format_text(record, "evidence", Fact()).removeprefix("evidence:\n")


def find_passage(text: NormalizedText, words: str) -> NamedPassage:
    """Find the one passage with these words, and name it by as few of them as will do.

    Raises `NotLocated` where they stand nowhere or more than once, or where they are too short or unprintable; the
    message says where they stand.
    """
    wanted = normalize_casefold(words)
    found = list(occurrences(text.text, wanted)) if wanted else []
    if not found:
        raise NotLocated(_nowhere(text, wanted))
    places = [_place(text, *span) for span in found]
    if len(found) > 1:
        listed = "\n".join(f"  {place}" for place in places)
        raise NotLocated(f"the words stand {len(found)} times in the text; give more of what is around them:\n{listed}")
    if len(wanted) < (least := least_length(wanted)):
        raise NotLocated(f"the words have {len(wanted)} characters; give at least {least}, of {places[0]}")
    return _named(text, *found[0], wanted)


def line_of(text: NormalizedText, index: int) -> int:
    """Return the line of an index in the original."""
    return text.original.count("\n", 0, index) + 1


def _named(text: NormalizedText, first: int, last: int, given: str) -> NamedPassage:
    begin = text.origin(first)
    whole = LocatedPassage(begin, begin + len(printed := text.original[begin : text.origin(last)].rstrip()), printed)
    for start, end in _names(text, first, last, given):
        try:
            Evidence().load({"source": "any", "start": start, **({"end": end} if end else {})})
            if locate(text, start, end) == whole and normalize_casefold(printed) == text.text[first:last]:
                return NamedPassage(start, end, whole)
        except (NotLocated, ValidationError):
            continue
    raise NotLocated(
        "the words stand once in the text, and no evidence can name them: they begin or end within a letter, or with "
        "what cannot be written; give more or fewer of them"
    )


def _names(text: NormalizedText, first: int, last: int, given: str) -> Iterator[tuple[str, str | None]]:
    """Yield the words that may name a part of the text, as printed: the fewest first, and the whole of it last.

    Whether a hyphen at the end of a line belongs to its word, the words tell that were given.
    """
    cuts = [at for at in range(first + 1, last) if _may_part(text, at)]
    weights = [(cut, _weight(text.text[first:cut]), _weight(text.text[cut:last])) for cut in cuts]

    def shown(begin: int, stop: int) -> str:
        return as_printed(text.original[text.origin(begin) : text.origin(stop)], given)

    for number in range(FEWEST, int(_weight(text.text[first:last]) / 2) + 1):
        stop = next((cut for cut, leading, _ in weights if leading >= number), last)
        begin = next((cut for cut, _, trailing in reversed(weights) if trailing >= number), first)
        if stop <= begin:
            yield shown(first, stop), shown(begin, last)
    yield shown(first, last), None
    blocks = [cut for cut in cuts if text.original[text.origin(cut - 1) : text.origin(cut)].count("\n") > 1]
    if blocks:
        yield shown(first, blocks[0]), shown(blocks[-1], last)


def _may_part(text: NormalizedText, at: int) -> bool:
    """Whether a browser takes what begins at an index for a new word: it looks for whole ones."""
    before = text.original[text.origin(at) - 1]
    is_joined = before.isalnum() or _CHARACTER.match(before)
    return before.isspace() or bool(_CHARACTER.match(text.text[at]) and not is_joined)


def _weight(stretch: str) -> float:
    """Count the words of a stretch; a dash by itself is none."""
    return sum(0.5 if _CHARACTER.match(word) else any(map(str.isalnum, word)) for word in _WORD.findall(stretch))


def _nowhere(text: NormalizedText, wanted: str) -> str:
    """Say that words stand nowhere, and where the longest beginning of them does."""
    words = list(_WORD.finditer(wanted))
    for last, following in reversed(list(pairwise(words))):
        found = next(occurrences(text.text, wanted[: last.end()]), None)
        if found:
            return (
                f"the words do not stand in the text; the longest beginning of them that does ends before "
                f"{following[0]!r}, in {_place(text, *found)}; copy them as printed"
            )
    first = words[0][0] if words else wanted
    return f"the words do not stand in the text, not even the first, {first!r}; copy them as printed"


def _place(text: NormalizedText, first: int, last: int) -> str:
    begin, stop = text.origin(first), text.origin(last)
    pieces = (text.original[max(begin - AROUND, 0) : begin], text.original[begin:stop], text.original[stop:][:AROUND])
    before, words, after = (" ".join(f"|{piece}|".split()).strip("|") for piece in pieces)
    return f"line {line_of(text, begin)}: …{before}[{words}]{after}…"


@dataclass(frozen=True)
class SourceText:
    """The text of a source, with its digest, by which the source names it."""

    file: Path
    text: NormalizedText
    sha256: str

    @classmethod
    def read(cls, file: Path) -> "SourceText":
        """Read a file; raise `NotLocated` where it is no text in UTF-8, and `OSError` where it cannot be read."""
        content = file.read_bytes()
        refuse_other_forms(content, str(file))
        try:
            return cls(file, NormalizedText(content.decode("utf-8")), sha256(content).hexdigest())
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise NotLocated(f"{file}:{line} is not UTF-8; save the text as UTF-8") from None


def read_leniently(folders: Sequence[Path], resources: Sequence[Resource]) -> Dataset:
    """Read what can be read of some folders of fixtures, and ignore their faults: `check` reports them."""
    first, *beside = folders
    return reader.read(first, resources, beside=beside)[0]


def source_of(text: SourceText, dataset: Dataset, given: str | None = None) -> str:
    """Return the id of the source that has a text; a `given` source need not be written yet.

    Raises `NotLocated` where no source has the text, more than one has it, or the given source has another text.
    """
    known = {one.id: [digest for _, digest in texts(one.data) if digest] for one in dataset.by_kind["sources"]}
    if given:
        if known.get(given) and text.sha256 not in known[given]:
            raise NotLocated(f"{given!r} has another text; this one, {text.file}, has the sha256 {text.sha256}")
        return given
    ids = [id for id, digests in known.items() if text.sha256 in digests]
    if len(ids) != 1:
        which = f"{len(ids)} sources have this text, {', '.join(ids)}" if ids else "no source has this text"
        raise NotLocated(f"{which}; name one by --source, and give it text_sha256: {text.sha256}")
    return ids[0]
