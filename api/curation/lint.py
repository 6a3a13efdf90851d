"""Lint: warnings of what may be wrong in records without faults; reads no files, knows no SQL or HTTP."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import PurePath
from typing import NamedTuple

from api.curation.dataset import Dataset, Record
from api.curation.diagnostics import Diagnostic, Path, in_order
from api.curation.names import name_of
from api.model import edtf
from api.model.messages import did_you_mean, is_one_slip, quoted
from api.model.normalization import name_key, normalize_casefold

#: Shorter names are not compared: China and Chile, or TASS and TAZS, are near and not the same.
SHORTEST = 8
#: A date in an address: year and month, and mostly the day.
_DATED = re.compile(r"(?<!\d)((?:19|20)\d\d)([-/])(0[1-9]|1[0-2])(?:\2([0-2]\d|3[01]))?(?!\d)")
#: Words of a passage that are followed by who was told.
_TOLD = re.compile(r"\b(told|tells|informed|briefed|addressed)\b")


def warnings(dataset: Dataset) -> list[Diagnostic]:
    """Return every warning about a data set without faults, in order of file and position."""
    return in_order(replace(found, is_warning=True) for find in RULES.values() for found in find(dataset))


def _near_names(dataset: Dataset) -> Iterator[Diagnostic]:
    """Compare what curators wrote in YAML only; for entries of lists, the import tells whom they may be."""
    by_sketch: dict[str, list[_Name]] = defaultdict(list)
    for record in dataset.by_kind["actors"]:
        if PurePath(record.file).suffix == ".yaml":
            for name in _names(record):
                for sketch in _sketches(name_key(name.text)):
                    by_sketch[sketch].append(name)
    pairs: dict[tuple[str, str], Diagnostic] = {}
    for names in by_sketch.values():
        for one, other in combinations(names, 2):
            pair = (one.record.id, other.record.id)
            if pair not in pairs and not _are_told_apart(one.record, other.record) and _is_near(one.text, other.text):
                what = f"{quoted(other.text)} is near to {quoted(one.text)} of {one.record.id}"
                cure = f"are they one? If not, write {one.record.id} under different_from"
                pairs[pair] = other.record.fault(other.path, f"{what}; {cure}")
    yield from pairs.values()


class _Name(NamedTuple):
    record: Record
    path: Path
    text: str


def _names(record: Record) -> Iterator[_Name]:
    """Yield the names of an actor, but for those that a list calls weak."""
    yield _Name(record, ("name",), record.data["name"])
    for index, name in enumerate(record.data["aliases"]):
        if name not in record.data["weak_aliases"]:
            yield _Name(record, ("aliases", index), name)


def _sketches(name: str) -> set[str]:
    """Return keys of a name; two names that are one slip apart share a key, even if the slip reorders their words."""
    gaps = range(len(name)) if len(name) >= SHORTEST else ()
    return {name, *(_joined((name[:gap] + name[gap + 1 :]).split()) for gap in gaps)}


def _is_near(name: str, other: str) -> bool:
    """Whether two names have the same words, but for a slip in one of them."""
    one, another = name_key(name).split(), name_key(other).split()
    if one == another:
        return True
    own, others = Counter(one) - Counter(another), Counter(another) - Counter(one)
    is_long = min(len(" ".join(one)), len(" ".join(another))) >= SHORTEST
    return is_long and is_one_slip(_joined(own.elements()), _joined(others.elements()))


def _joined(words: Iterable[str]) -> str:
    return " ".join(sorted(words))


def _are_told_apart(first: Record, second: Record) -> bool:
    return first is second or first.id in second.data["different_from"] or second.id in first.data["different_from"]


def _dates_in_addresses(dataset: Dataset) -> Iterator[Diagnostic]:
    for record in dataset.by_kind["sources"]:
        dated = _DATED.search(record.data["source_url"] or "")
        if dated:
            day = "-".join(part for part in (dated[1], dated[3], dated[4]) if part)
            published = record.data["published"]
            if not _overlap(day, published):
                what = f"the address has the date {day}, and published is {published!r}"
                yield record.fault(("source_url",), f"{what}; correct one, or leave both if the source says so")


def _overlap(day: str, date: str) -> bool:
    """Whether two dates may be the same day; True where the first only looks like a date."""
    try:
        one, other = edtf.possible(day), edtf.possible(date)
    except edtf.NotADate:
        return True
    return one.earliest <= other.latest and other.earliest <= one.latest


def _past_offices(dataset: Dataset) -> Iterator[Diagnostic]:
    for record in dataset.by_kind["statements"]:
        (speaker, *_), role, date = (record.data[name] for name in ("speakers", "speaker_role", "date"))
        for office in dataset.by_id[speaker].data["offices"] if role and date else ():
            is_same, end = normalize_casefold(office["role"]) == normalize_casefold(role), office["end_date"]
            if is_same and end and edtf.possible(end).latest < edtf.possible(date).earliest:
                what = f"{quoted(role)} ended {end!r}, before the statement of {date!r}"
                yield record.fault(("speaker_role",), f"{what}; correct one of the dates, or the office")


def _foretold(dataset: Dataset) -> Iterator[Diagnostic]:
    for record in dataset.by_kind["statements"]:
        sources = {entry["source"] for entry in record.data["evidence"]}
        last = max(edtf.possible(dataset.by_id[source].data["published"]).latest for source in sources)
        if record.data["date"] and last < edtf.possible(record.data["date"]).earliest:
            what = f"{record.data['date']!r} is after {last}, by when all its sources were published"
            yield record.fault(("date",), f"{what}; correct the date, or that of a source")


def _idle_evidence(dataset: Dataset) -> Iterator[Diagnostic]:
    for record in dataset.records:
        for index, entry in enumerate(record.data.get("evidence") or ()):
            named = entry["supports"]
            if named and not entry["said"] and not any(record.data[name] for name in named):
                what = f"the record has no {' and no '.join(named)}, so that this passage supports nothing"
                yield record.fault(("evidence", index, "fields"), f"{what}; name what it does support, or write that")


def _untold(dataset: Dataset) -> Iterator[Diagnostic]:
    for record in dataset.by_kind["statements"]:
        for index, entry in enumerate(record.data["evidence"]):
            told = _TOLD.search(f"{entry['start']} {entry['end'] or ''}")
            if told and not record.data["audience"] and {"summary", "quote"} & {*(entry["supports"] or ["summary"])}:
                what = f"the passage says {told[0]!r}, and the statement has no audience"
                yield record.fault(("evidence", index, "start"), f"{what}; write whom the source names")
                break


def _same_names(dataset: Dataset) -> Iterator[Diagnostic]:
    """Compare what curators wrote in YAML only: what a list calls an entry is not theirs to change."""

    def name(id: str) -> str:
        record = dataset.by_id[id]
        return name_of(dataset, record, record.data, name)

    first: dict[tuple[str, str], str] = {}
    for record in dataset.records:
        if PurePath(record.file).suffix == ".yaml":
            called = name(record.id)
            other = first.setdefault((record.resource.name, called), record.id)
            if other != record.id:
                what = f"is called {quoted(called)}, and so is {other}; tell them apart in a field that names them"
                yield record.fault(("id",), what)


def _undeclared_topics(dataset: Dataset) -> Iterator[Diagnostic]:
    declared = [topic["id"] for topic in dataset.about["topics"]]
    for record in dataset.records if declared else ():
        for index, topic in enumerate(record.data.get("topics") or ()):
            if topic not in declared:
                cure = did_you_mean(topic, declared) or "; correct it, or add it there"
                yield record.fault(("topics", index), f"{topic!r} is not among the topics of dataset.yaml{cure}")


#: What finds each warning, by the sentence that says what it looks for.
RULES: Mapping[str, Callable[[Dataset], Iterator[Diagnostic]]] = {
    "Two actors have names that differ in one letter or in the order of words, and neither is told apart from "
    "the other by `different_from`.": _near_names,
    "The address of a source holds a date on which it was not `published`.": _dates_in_addresses,
    "An office ended before the statement that its holder made in it.": _past_offices,
    "A statement was made after all its sources were published.": _foretold,
    "A passage supports nothing, because the record has none of its `fields`.": _idle_evidence,
    "A passage says that somebody was told, and the statement has no `audience`.": _untold,
    "Two records of a kind have the same name, so that a reader cannot tell them apart.": _same_names,
    "A record has a topic that is not among those of `dataset.yaml`, where some are declared.": _undeclared_topics,
}
