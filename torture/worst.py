"""The dearest requests of each kind, as found by `torture.dearest`; `python -m torture.worst RELEASE` measures them."""

import sys
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

from api.kinds import RESOURCES
from api.query.list_parameters import facets, parameters_of
from api.query.parameters import MOST_VALUES
from api.query.store import Store
from api.release.combined import lists
from torture.dearest import LONGEST, TIMES, Search, words

#: Makes of a number a path.
Kind = Callable[[int], str]


def kinds(release: Path) -> Mapping[str, Kind]:
    """Return what makes requests of each kind, in the words and with the ids of a release."""
    store, known = Store(release, RESOURCES), {resource.name: resource for resource in lists(RESOURCES)}
    often = words(release)
    every = {name: ",".join(facets(resource)) for name, resource in known.items()}
    whole = {name: ",".join([*parameters_of(lists(RESOURCES)).outlines.inclusions(known[name])][:20]) for name in known}
    ids = {name: store.terms(name)[:MOST_VALUES] for name in ("actor", "source", "topics")}
    among = "&".join(f"{name}={','.join(found)}" for name, found in ids.items())
    return {
        "unknown names": lambda n: f"/v1/statements?{_many('&', lambda i: f'limt{n:x}o{i:x}', 1_000)}",
        "wrong ids": lambda n: f"/v1/statements?{'&'.join(f'{name}={_wrong(ids[name][0], n)}' for name in ids)}",
        "wrong paths": lambda n: f"/v1/questions?include={_wrong('accounts.facts.particpants.on_behalf', n)}",
        "filters and facets": lambda n: f"/v1/statements?{among}&as_of={_day(n)}&facets={every['statements']}&limit=0",
        "search": lambda n: f"/v1/search?q={often[n % 20]}&as_of={_day(n)}&facets={every['search']}&limit=200",
        "timeline": lambda n: f"/v1/timeline?as_of={_day(n)}&facets={every['timeline']}&include=actors&limit=200",
        "exclusion": lambda n: f"/v1/statements?q=-x{n}&facets={every['statements']}&include={whole['statements']}",
        "beginnings": lambda n: (
            f"/v1/statements?q={'+'.join(word[:2] for word in often[:20])}+{often[n % 20][:1]}"
            f"&as_of={_day(n)}&sort=date&limit=200"
        ),
        "phrases": lambda n: f"/v1/search?q=%22{'%22+%22'.join(often[:12])}+x{n}%22&as_of={_day(n)}",
        "slips": lambda n: f"/v1/sources?q={'e+'.join(often[-9:])}e{n % 99}x&facets={every['sources']}",
        "possible dates": lambda n: (
            f"/v1/statements?date=../{_day(n)}&date_match=possible&sort=date&limit=200"
            f"&facets={every['statements']}&fields=date.edtf"
        ),
        "quote": lambda n: f"/v1/verify?quote={'+'.join((often * 20)[n % 9 : 300])}"[:2_000],
        "wrong record": lambda n: f"/v1/actors/{ids['actor'][n % 9][:30]}e-{n}?as_of={_day(n)}",
        "changes": lambda n: f"/v1/changes?since={date(1900 + n % 99, 1 + n % 12, 1)}",
        "table": lambda n: f"/v1/statements.csv?limit=all&as_of={_day(n)}",
        "everything": lambda n: f"/v1/dataset?as_of={_day(n)}",
    }


def _many(between: str, one: Callable[[int], str], number: int) -> str:
    return between.join(map(one, range(number)))[: LONGEST - 100]


def _wrong(value: str, number: int) -> str:
    """Return many values that are nearly another one."""
    return _many(",", lambda index: f"{value[:40]}{number % 9_999}-{index}", MOST_VALUES - 1)


def _day(number: int) -> date:
    """Return a day of knowledge: some of the facts of a release were known on it."""
    return date(2019, 3, 18) + timedelta(number % 2_000)


def main(release: str) -> None:
    """Print what a request of each kind costs, the dearest first."""
    search, found = Search(Path(release).resolve()), {}
    for name, kind in kinds(Path(release).resolve()).items():
        asked = [search.once(kind(number)) for number in range(3, 3 + TIMES)]
        found[name] = min(cost for cost, _ in asked), {status for _, status in asked}
    for name, (cost, statuses) in sorted(found.items(), key=lambda item: -item[1][0]):
        print(f"{cost:8.1f} ms  {name}: {', '.join(map(str, statuses))}")


if __name__ == "__main__":
    main(*sys.argv[1:])
