"""Questions of every sort to a release, made from what its kinds declare and what it holds; the same each time.

    python -m tests.corpus releases/current

prints them: more than 535 paths, a line each.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

from api.kinds import RESOURCES
from api.model.resource import Resource
from api.query.store import Store
from api.release import combined
from api.release.tables import ENTRIES

#: What is looked for: words, beginnings, phrases, what is unwanted, what nothing has, signs that mean something to SQL.
WORDS = (
    *("maduro", "gua", "v", "Guaidó", "talks russia", '"United States"', "russia -oil", '"interim president" -maduro'),
    *("-maduro", "x y z", "sanctions gold mine", "Lavrov said", "100% 'of' it", "a_b \\ :c", "国", "re-elected", "m*"),
)
QUOTES = ("only legitimate leader", "we failed to narrow", "nobody said this of anything", "100% 'of' it \\ :all")
DAYS = ("2019-03-19", "2019-03", "../2019-02-28", "2019-02-20/2019-03-20")
#: How many records, and values of a filter, are asked for of each kind.
_MOST = 2


def paths(release: Path) -> list[str]:
    """Return the paths, each once."""
    store = Store(release, RESOURCES)
    return list(dict.fromkeys(path for found in (_wholes, _records, _lists, _wrong) for path in found(store)))


def _wholes(store: Store) -> Iterator[str]:
    yield from (
        "/v1",
        "/v1/vocabulary",
        "/v1/dataset",
        "/v1/releases",
        "/v1/changes?since=1999-01-01",
        "/",
        "/timeline",
    )
    yield from (f"/v1?as_of={day}" for day in _days(store))
    yield from (f"/v1/verify?{urlencode({'quote': quote})}" for quote in QUOTES)
    yield f"/releases/{store.name}/v1/statements?limit=2"


def _records(store: Store) -> Iterator[str]:
    for kind in store.kinds:
        for id, _ in [*store.everything(kind)][:: max(1, store.days.count(kind, None) // _MOST)][:_MOST]:
            yield from (f"/v1/{kind}/{id}{end}" for end in ("", ".md", ".html", "/history"))
            yield from (f"/v1/{kind}/{id}?as_of={day}" for day in _days(store))


def _lists(store: Store) -> Iterator[str]:
    for resource in combined.lists(store.resources):
        for asked in _asked(store, resource):
            given = {"q": "maduro", **asked} if resource.name == ENTRIES else asked
            yield f"/v1/{resource.name}?{urlencode(given, safe=',:/')}"


def _asked(store: Store, resource: Resource) -> Iterator[dict[str, object]]:
    """Yield the parameters of a list: each filter, order, facet, day, format and word, and some of them together."""
    filters = {name: store.terms(name) for name in resource.by_value if name != "id"}
    known = {name: values[:: max(1, len(values) // _MOST)][:_MOST] for name, values in filters.items() if values}
    dated = [name for name in resource.all_filters if name not in resource.by_value]
    last = [id for id, _ in store.everything(resource.kinds[0])][:1]
    yield from ({"limit": 3}, {"limit": "all", "format": "ndjson"}, {"limit": "all", "format": "csv"})
    for name, values in known.items():
        yield from ({name: value, "limit": 20} for value in values)
        yield {name: ",".join(values), "as_of": _days(store)[-1], "limit": 5}
        yield {name: values[0], "q": "venezuela", "facets": name}
        yield {"facets": name, "limit": 0}
    yield {"facets": ",".join(known), "as_of": _days(store)[0], "limit": 0}
    yield {**{name: ",".join(values) for name, values in list(known.items())[:2]}, "limit": 5}
    for name in dated:
        yield from ({name: day, "limit": 5} for day in DAYS)
        yield from ({name: DAYS[0], "date_match": "possible"}, {"facets": f"{name}:month", "limit": 0})
    for sort in resource.all_sorts:
        yield from ({"sort": sort, "limit": 5}, {"sort": sort, "q": "maduro", "limit": 5, "as_of": _days(store)[0]})
        yield from ({"sort": sort, "after": id, "limit": 4} for id in last)
    yield from ({"q": word, "limit": 7} for word in WORDS)
    yield {"q": "maduro", "limit": 3, "format": "md"}


def _wrong(store: Store) -> Iterator[str]:
    """Yield what is refused, and what helps: ids that are nearly right, words that are nearly there."""
    for kind in store.kinds:
        id = next(store.everything(kind))[0]
        yield from (f"/v1/{kind}/{id}x", f"/v1/{kind}/{id[:-2]}", f"/v1/{kind}?after={id}x", f"/v1/{kind}?limt=3")
    yield from (f"/v1/search?q={quote(word)}" for word in ("maduor", "venezuella talks", "guaidoo -x", "zzzz", '"gold'))
    yield from (f"/v1/actors/{id}" for id in ("maduro", "guaido", "us", "the-united-states", "a%00b", "%F0%9F%92%A9"))
    yield "/v1/statements?speaker=elliot-abrams"


def _days(store: Store) -> list[str]:
    days = store.days.every
    return [days[len(days) // 3], days[-2]] if len(days) > 1 else days


if __name__ == "__main__":
    print(*paths(Path(sys.argv[1])), sep="\n")
