"""Invented facts in any number, always the same: a data set of actors, dated sources and statements."""

import random
from datetime import date, timedelta
from itertools import accumulate
from typing import Any

from api.curation.dataset import Dataset, Record
from api.curation.diagnostics import SourceMap
from api.kinds import RESOURCES
from api.model.resource import Resource

#: What statements are made of, the most common first: the words of an invented quarrel about a strait.
WORDS = (
    "talks aid border ferry council strike vote harbour relief accord quota envoy truce grain convoy tariff "
    "minister sanctions pipeline election embassy ceasefire parliament observers mandate airspace refinery currency "
    "customs fishery garrison inspectors blockade corridor detainees deadline delegation summit treaty veto "
    "mediator guarantors ultimatum protest curfew militia reservists frigate lighthouse seabed cable dredger turbine "
    "vaccine ambulance shelter rations diesel cement timber copper cobalt uranium wheat barley olives salt "
    "archive census passport visa amnesty pardon verdict tribunal prosecutor hearing witness affidavit petition decree "
    "budget bailout pension subsidy arrears loan bond auction licence permit concession royalty cadastre boundary "
    "drought flood landslide quarantine reservoir aqueduct bridge tunnel railway depot runway radar satellite "
    "broadcast newspaper editor leaflet rumour memorandum communique protocol annex clause footnote signature seal "
    "governor mayor senator consul attache colonel admiral bishop rector engineer surveyor pilot stevedore nurse"
).split()
#: What statements are filed under.
TOPICS = WORDS[:16]
FIRST = "Ana Boris Carmen Dmitri Elena Farid Greta Hugo Irina Jonas Karim Lucia Marek Nadia Oscar Petra".split()
LAST = (
    "Arnaud Becker Castillo Drozdov Eriksen Ferreira Gallo Haddad Ivanova Jansen Kovacs Lindqvist Moreau Novak".split()
)
#: How many statements an actor makes, so that a list of 50 of a speaker is full, and no longer in a larger data set.
SPOKEN = 60
KINDS = {resource.name: resource for resource in RESOURCES}
FIRST_DAY = date(2015, 1, 1)


def dataset(statements: int, seed: int = 1) -> Dataset:
    """Return a data set of this many statements: 60 for each actor, 200 for each source."""
    chance = random.Random(seed)  # noqa: S311 - for a benchmark, not for a secret
    sources = [f"source-{number}" for number in range(reports(statements))]
    days = {source: FIRST_DAY + timedelta(days=index * 2000 // len(sources)) for index, source in enumerate(sources)}
    actors = [f"actor-{number}" for number in range(speakers(statements))]
    records = [source_record(source, str(day)) for source, day in days.items()]
    first = [passage(sources[0])]
    records += [
        record("actors", actor, type="person", name=name(number), evidence=first) for number, actor in enumerate(actors)
    ]
    saying = [actors[number % len(actors)] for number in range(statements)]
    chance.shuffle(saying)
    common = list(accumulate(1 / (rank + 4) for rank in range(len(WORDS))))
    for number, speaker in enumerate(saying):
        source = sources[number % len(sources)]
        text = " ".join(chance.choices(WORDS, cum_weights=common, k=12))
        values = {
            "type": "quoted",
            "speakers": [speaker],
            "summary": text.capitalize(),
            "quote": f"{text} {number}",
            "date": str(days[source] - timedelta(days=chance.randrange(5))),
            "about": chance.sample(actors, 2),
            "topics": chance.sample(TOPICS, 2),
            "evidence": evidence(number, sources),
        }
        records.append(record("statements", f"statement-{number}", **values))
    about = {"title": "Invented", "description": "For a benchmark.", "license": "CC0-1.0", "revised": "2020-07-01"}
    return Dataset(about, tuple(records))


def reports(statements: int) -> int:
    """Return how many sources there are."""
    return max(2, statements // 200)


def early(number: int, statements: int) -> bool:
    """Return whether a statement is from the earlier half of the sources, published up to 2017."""
    return number % reports(statements) < reports(statements) // 2


def speakers(statements: int) -> int:
    """Return how many actors make this many statements."""
    return max(20, statements // SPOKEN)


def name(number: int) -> str:
    """Return the name of an actor; no two have the same."""
    rest, first = divmod(number, len(FIRST))
    generation, last = divmod(rest, len(LAST))
    return f"{FIRST[first]} {LAST[last]}" + (f" {generation + 1}" if generation else "")


def source_record(source: str, day: str) -> Record:
    """Return a source that was published on a day."""
    address = f"https://news.example/{source}"
    values = {"title": f"Report {source}", "publisher": "actor-0", "type": "news", "published": day, "language": "en"}
    return record("sources", source, source_url=address, **values)


def evidence(number: int, sources: list[str]) -> list[dict[str, Any]]:
    """Return the evidence of a statement; every fifth has a second, later source, and so two versions."""
    place = number % len(sources)
    later = min(len(sources) - 1, place + 7) if number % 5 == 0 else place
    return [passage(sources[found]) for found in dict.fromkeys((place, later))]


def passage(source: str) -> dict[str, Any]:
    """Return a passage of a source, as it is loaded."""
    unsaid = dict.fromkeys(("part", "entry", "page", "time", "printed_since", "printed_until", "said"))
    empty = {**unsaid, "supports": [], "via": []}
    return {"source": source, "start": "the first words", "end": "the last words", **empty}


def record(kind: str, id: str, **values: Any) -> Record:
    """Return a record as the reader would load it."""
    resource: Resource = KINDS[kind]
    fields = resource.loader.fields.items()
    written = {name: found.load_default for name, found in fields if not found.dump_only}
    empty = {name: default() if callable(default) else None for name, default in written.items()}
    return Record(resource, {**empty, "id": id, **values}, "invented.yaml", SourceMap().position)
