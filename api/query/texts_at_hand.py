"""The texts of sources, where an operator has them: in memory alone, and only those whose digests a release names.

They are never sent: an answer tells where words stand that the asker has already.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from api.model.marked_quotes import MOST_LEFT_OUT, MOST_PIECES, Alteration, MarkedQuote
from api.model.normalization import as_printed
from api.model.passage_link import link
from api.model.quotation import SPOKEN, is_within_marks
from api.model.scripts import least_length
from api.model.word_runs import WordRuns
from api.query.store import Store

#: How many words of a text must be given; and how many of the first and the last words lead to a place.
LEAST, _NAMED = 4, 4
#: How many places of a piece are tried in a text, for a quote with marked changes.
_TRIED = 20


class _Print(NamedTuple):
    """A text of a source, by its digest, and the days from which on and up to which it was printed."""

    digest: str
    since: str
    until: str | None


class TextsAtHand:
    """The texts in a folder that the sources of a release name."""

    def __init__(self, folder: Path, store: Store) -> None:
        """Read the texts in a folder, and below; raises `OSError` where it cannot be read."""
        sources = [json.loads(document) for _, document in store.everything("sources")]
        self._sources = [(one, prints) for one in sources if (prints := _prints(one)) and one["type"] != "list"]
        wanted = {one.digest for _, prints in self._sources for one in prints}
        self._texts = dict(_read(folder, wanted))
        self._sources = [(one, [on for on in every if on.digest in self._texts]) for one, every in self._sources]

    def size(self, as_of: str | None) -> tuple[int, int]:
        """Return how many texts there are on a day, and how many words they have."""
        held = {one.digest for _, prints in self._known(as_of) for one in prints}
        return len(held), sum(len(self._texts[digest]) for digest in held)

    def places(self, asked: WordRuns, as_of: str | None) -> list[dict[str, Any]]:
        """Return where some words stand: as many as are no chance; one place for each source."""
        letters = "".join(asked.keys())
        if len(asked) < LEAST or len(letters) < least_length(letters):
            return []
        found = {digest: run for digest, text in self._texts.items() if (run := next(text.runs(asked), None))}
        return list(self._shown(found, as_of)) if found else []

    def marked(self, quote: MarkedQuote, as_of: str | None) -> tuple[Sequence[Alteration], list[dict[str, Any]]] | None:
        """Return the changes of a quote that marks them, and where it stands; None where it does not."""
        if len(quote.longest) < LEAST:
            return None
        changes: Sequence[Alteration] = ()
        found: dict[str, tuple[int, int]] = {}
        for digest, text in self._texts.items():
            for first, stop in islice(text.runs(quote.longest), _TRIED):
                reach = MOST_LEFT_OUT * MOST_PIECES
                begin, end = max(0, first - reach), min(len(text), stop + reach)
                if one := quote.found_in(WordRuns(text.printed(begin, end))):
                    found[digest], changes = (begin + one[0], begin + one[1]), one[2]
                    break
        places = list(self._shown(found, as_of)) if found else []
        return (changes, places) if places else None

    def _known(self, as_of: str | None) -> Iterator[tuple[Mapping[str, Any], list[_Print]]]:
        """Yield the sources with their texts, as far as they are known on a day."""
        for source, prints in self._sources:
            known = [one for one in prints if not as_of or one.since <= as_of]
            if known:
                yield source, known

    def _shown(self, found: Mapping[str, tuple[int, int]], as_of: str | None) -> Iterator[dict[str, Any]]:
        """Yield each source that has words, and the days of corrections that brought them or took them out."""
        for source, prints in self._known(as_of):
            having = [one for one in prints if one.digest in found]
            if having:
                text, (first, stop) = self._texts[having[-1].digest], found[having[-1].digest]
                begin, end = text.begins[first], text.ends[stop - 1]
                until = having[-1].until
                yield text_place(source, _link(source["source_url"], text, first, stop)) | {
                    "printed_since": having[0].since if having[0].since > source["known_since"] else None,
                    "printed_until": until if until and (not as_of or until <= as_of) else None,
                    "printed": source["type"] in SPOKEN or is_within_marks(text.text, begin, end),
                }


def text_place(source: Mapping[str, Any], link: str | None, record: Any = None) -> dict[str, Any]:
    """Return a place in a source: what and whose it is, where it opens, and the record that rests on it."""
    named = {"id": source["id"], "kind": "sources", "name": source["title"]}
    said = {name: source[name] for name in ("publisher", "published")}
    return {"source": named, **said, "link": link, "record": record}


def _prints(source: Mapping[str, Any]) -> list[_Print]:
    """Return the texts that a source has printed, the first one first."""
    since, found = source["known_since"], []
    for correction in source.get("corrections", ()):
        found.append(_Print(correction["replaced_sha256"], since, correction["date"]))
        since = correction["date"]
    return [*found, _Print(source["text_sha256"], since, None)] if source["text_sha256"] else found


def _read(folder: Path, wanted: set[str]) -> Iterator[tuple[str, WordRuns]]:
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = file.read_bytes()
        if (digest := sha256(content).hexdigest()) in wanted:
            yield digest, WordRuns(content.decode("utf-8", "replace"))


def _link(url: str | None, text: WordRuns, first: int, stop: int) -> str | None:
    """Return the address that opens a source at some words, by the first and the last of them."""
    if not url:
        return None
    if stop - first <= 2 * _NAMED:
        return link(url, as_printed(text.printed(first, stop)), None)
    start, end = text.printed(first, first + _NAMED), text.printed(stop - _NAMED, stop)
    return link(url, as_printed(start), as_printed(end))
