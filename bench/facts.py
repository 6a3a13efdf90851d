"""Invented facts in any number, always the same: actors, dated sources, and statements on both, as a data set."""

import random
from datetime import date, timedelta
from typing import Any

from api.dataset import Dataset, Record
from api.kinds import RESOURCES
from api.resource import Resource

WORDS = "talks aid border ferry council strike vote harbour relief accord quota envoy truce grain convoy tariff".split()
KINDS = {resource.name: resource for resource in RESOURCES}
FIRST_DAY = date(2015, 1, 1)


def dataset(statements: int, seed: int = 1) -> Dataset:
    """Give a data set of so many statements, of 1,000 actors, after a source for each 200 statements."""
    chance = random.Random(seed)  # noqa: S311 - for a benchmark, not for a secret
    sources = [f"source-{number}" for number in range(max(2, statements // 200))]
    days = {source: FIRST_DAY + timedelta(days=index * 2000 // len(sources)) for index, source in enumerate(sources)}
    actors = [f"actor-{number}" for number in range(1000)]
    records = [source_record(source, str(day)) for source, day in days.items()]
    first = [passage(sources[0])]
    records += [record("actors", actor, type="person", name=f"Actor {actor}", evidence=first) for actor in actors]
    for number in range(statements):
        source = sources[number % len(sources)]
        text = " ".join(chance.choices(WORDS, k=12))
        values = {
            "type": "quoted",
            "speaker": chance.choice(actors),
            "summary": text.capitalize(),
            "quote": f"{text} {number}",
            "date": str(days[source] - timedelta(days=chance.randrange(5))),
            "about": chance.sample(actors, 2),
            "topics": chance.sample(WORDS, 2),
            "evidence": evidence(source, sources, number),
        }
        records.append(record("statements", f"statement-{number}", **values))
    about = {"title": "Invented", "description": "For a benchmark.", "license": "CC0-1.0", "revised": "2020-07-01"}
    return Dataset(about, tuple(records))


def source_record(source: str, day: str) -> Record:
    """Give a source that was published on a day."""
    address = f"https://news.example/{source}"
    values = {"title": f"Report {source}", "publisher": "actor-0", "type": "news", "published": day, "language": "en"}
    return record("sources", source, source_url=address, **values)


def evidence(source: str, sources: list[str], number: int) -> list[dict[str, Any]]:
    """Give the evidence of a statement: every fifth is printed again in a later source, which changes what is known."""
    later = sources[min(len(sources) - 1, sources.index(source) + 7)] if number % 5 == 0 else source
    return [passage(source), *([passage(later)] if later != source else [])]


def passage(source: str) -> dict[str, Any]:
    """Give a passage of a source, as it is loaded."""
    empty = {"part": None, "supports": [], "said": None, "via": []}
    return {"source": source, "start": "the first words", "end": "the last words", **empty}


def record(kind: str, id: str, **values: Any) -> Record:
    """Give a record as the reader would load it."""
    resource: Resource = KINDS[kind]
    fields = resource.loader.fields.items()
    written = {name: found.load_default for name, found in fields if not found.dump_only}
    empty = {name: default() if callable(default) else None for name, default in written.items()}
    return Record(resource, {**empty, "id": id, **values}, "invented.yaml", {(): 1})
