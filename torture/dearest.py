"""The requests that cost most, found by search over all parameters: `python -m torture.dearest RELEASE [SECONDS]`.

Each path begins with much of everything that it takes; what is changed and costs more is kept, and changed again.
"""

import gc
import sqlite3
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import _lru_cache_wrapper
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from api.cli.serve import serve
from api.kinds import RESOURCES
from api.query.list_parameters import parameters_of
from api.query.parameters import MOST_VALUES
from api.release.combined import lists
from api.web.app import create_app
from api.web.request import Request

#: What a server lets the queries of a request take, in milliseconds.
_LIMIT = next(option for option in serve.params if option.name == "query_ms")
#: What is worked out so seldom is worked out once for each release: an attacker cannot have it forgotten.
FEW = 16
#: How long an address may be; how many pieces of a long answer are measured; how often what may be the dearest is.
LONGEST, PIECES, TIMES = 8_000, 12, 3
DATES = ("../2030", "1900/..", "201X-XX", "[2018-01,2019-02..2019-12-30,2020]", "2019-2X", "2019-03?", "20XX", "..")
DATES += ("2019-03-1X~/2020", "2019-21/2019-24", "2019-02-30", "[" + ",".join(["2019-XX-01"] * 18) + "]")
DAYS = ("2015-02-03", "2016-06-15", "2019-01-24", "2019-03-20", "2020-02-29", "2026-01-01")
#: What words are joined and begun with, beside nothing.
SIGNS = ('"', "-", " ", '" -"', "' ", "*")

Schema = Mapping[str, Any]


def words(release: Path) -> list[str]:
    """Return the most frequent words of a release."""
    return [row[0] for row in _rows(release, "SELECT term FROM term ORDER BY count DESC LIMIT 60")]


def _rows(release: Path, sql: str) -> list[Any]:
    with closing(sqlite3.connect(f"file:{release}?mode=ro", uri=True)) as connection:
        return connection.execute(sql).fetchall()


class Asked(NamedTuple):
    """A request: its path, the values of its parameters, the milliseconds that it cost, the status of the answer."""

    path: str
    values: Mapping[str, list[str]]
    cost: float = 0.0
    status: int = 0

    @property
    def target(self) -> str:
        """The request as it is sent."""
        joined = {name: ",".join(values) for name, values in self.values.items()}
        return f"{self.path}?{urlencode(joined)}"[:LONGEST].rstrip("?")


class Search:
    """Makes requests of what a release knows and paths declare, and measures them in this process."""

    def __init__(self, release: Path, seed: int = 1, seconds: float = int(str(_LIMIT.default)) / 1000) -> None:
        app = create_app(release, RESOURCES, seconds=seconds)
        self.answer, self.chance, self.schemas = app.answer, Random(seed), dict(_schemas(app))
        self.terms = app.store.terms
        self.words = words(release)
        self.ids = dict(_rows(release, "SELECT id, kind FROM identity ORDER BY length(id), id DESC LIMIT 2000"))
        known = parameters_of(lists(RESOURCES)).outlines.known
        self.fields = {resource.name: ["*", *known(resource)] for resource in lists(RESOURCES)}
        self.caches: list[Any] = []
        self.wrongness = 0.0
        for path in self.schemas:
            self.measured(Asked(self.placed(path), {}))
        found = (one for one in gc.get_objects() if isinstance(one, _lru_cache_wrapper))
        self.caches = [one for one in found if (one.cache_parameters()["maxsize"] or 0) > FEW]

    def run(self, seconds: float) -> list[Asked]:
        """Return the dearest request of each path, the dearest first."""
        best = {path: self.measured(Asked(self.placed(path), self.full(path))) for path in self.schemas}
        self.wrongness = 0.2
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            path = self.chance.choices(list(best), [one.cost + 1 for one in best.values()])[0]
            tried = self.measured(self.changed(path, best[path]), best[path].cost)
            if tried.cost > best[path].cost:
                best[path] = tried
        return sorted(best.values(), key=lambda one: -one.cost)

    def measured(self, asked: Asked, least: float = 0) -> Asked:
        """Return a request with what its dearest piece costs: the least of several times, but for what is cheap."""
        cost, status = self.once(asked.target)
        for _ in range(TIMES - 1):
            cost = min(cost, self.once(asked.target)[0]) if cost > least else cost
        return asked._replace(cost=cost, status=status)

    def once(self, target: str) -> tuple[float, int]:
        """Return what the dearest piece of an answer costs where nothing is kept from before, and its status."""
        for cache in self.caches:
            cache.cache_clear()
        path, _, query = target.partition("?")
        scope = {"method": "GET", "raw_path": path.encode(), "query_string": query.encode(), "headers": []}
        begun = time.thread_time()
        response = self.answer(Request.from_scope(scope))
        cost, pieces = time.thread_time() - begun, response.pieces or iter(())
        for _ in range(PIECES):
            begun = time.thread_time()
            next(pieces, None)
            cost = max(cost, time.thread_time() - begun)
        return cost * 1000, response.status

    def full(self, path: str) -> dict[str, list[str]]:
        """Return as much as a path takes that finds much."""
        schemas = {name: one for name, one in self.schemas[path].items() if name in WIDE}
        return {name: self.values(path, name, schema, MOST_VALUES) for name, schema in schemas.items()}

    def changed(self, path: str, asked: Asked) -> Asked:
        """Return a request with some parameters changed, added or left out, or with many unknown ones."""
        values = dict(asked.values)
        for _ in range(self.chance.choice((1, 1, 1, 2, 3))):
            if self.schemas[path]:
                name = self.chance.choice([*self.schemas[path]])
                number = self.chance.choice((1, 1, 2, 10, MOST_VALUES - 1))
                values[name] = self.values(path, name, self.schemas[path][name], number)
        for name in self.chance.sample([*values], min(len(values), self.chance.choice((0, 0, 1, 1, 2, 3)))):
            del values[name]
        if self.chance.random() < 0.05:
            size = self.chance.choice((2, 4, 12))
            values |= {self.wrong("abcdefgh"[:size] + str(index)): [""] for index in range(2_000)}
        return Asked(self.placed(path), values)

    def placed(self, path: str) -> str:
        """Return a path with an id in its place: of a record of its kind, or a wrong one."""
        if "{" not in path:
            return path
        path = path.replace("{kind}", self.chance.choice([resource.name for resource in RESOURCES]))
        ids = [id for id, kind in self.ids.items() if f"/{kind}/" in path] or ["nothing"]
        id = self.chance.choice(ids)
        return path.replace("{id}", quote(self.wrong(id) if self.chance.random() < 0.5 else id))

    def values(self, path: str, name: str, schema: Schema, number: int) -> list[str]:
        """Return so many values of a parameter where it takes several; some of them are wrong."""
        chance, allowed = self.chance, schema.get("enum") or self.terms(name)
        if name in ("q", "quote", "since"):
            return [self.text(int(schema["maxLength"]))] if chance.random() < 0.9 else [chance.choice(DAYS)]
        if schema.get("format") in ("edtf", "date"):
            return [chance.choice(DATES if schema["format"] == "edtf" else DAYS)]
        if name == "limit":
            return [chance.choice(("0", "200", "200", "all"))]
        if name == "fields":
            allowed = self.fields[path.split("/")[2]]
        if name in ("id", "after"):
            allowed = [*self.ids]
        found = chance.sample(allowed, min(number if name not in SINGLE else 1, len(allowed))) or ["nothing"]
        return [self.wrong(value) for value in found] if chance.random() < self.wrongness else found

    def wrong(self, value: str) -> str:
        """Return a value with a letter more, or two that changed places."""
        at = self.chance.randrange(len(value) + 1)
        return value[:at] + self.chance.choice("aeiou-") + value[at:]

    def text(self, longest: int) -> str:
        """Return words, with signs between them, letters of them, or words with slips."""
        chance, sign = self.chance, self.chance.choice(SIGNS)
        number = chance.choice((1, 2, 3, 8, longest))
        words = chance.choices(self.words, k=number)
        if chance.random() < 0.3:
            words = [self.wrong(word) if chance.random() < 0.5 else word[: chance.randint(1, 5)] for word in words]
        return (chance.choice(("", "", sign)) + (sign + " ").join(words))[:longest]


#: What a request begins with.
WIDE = ("q", "quote", "since", "as_of", "facets", "include", "limit", "fields")
#: What takes one value, though many are known.
SINGLE = ("sort", "after", "format", "date_match")


def _schemas(app: Any) -> Iterator[tuple[str, dict[str, Schema]]]:
    """Yield paths with the schemas of their parameters: as the contract has them, or as lists and records declare."""
    for path, operations in app.test_client().get("/openapi.json").get_json()["paths"].items():
        asked = (one for one in operations["get"].get("parameters", []) if one.get("in") == "query")
        yield path, {one["name"]: one["schema"] for one in asked}
    declared = parameters_of(lists(RESOURCES))
    for resource in lists(RESOURCES):
        name = f"/v1/{resource.name}"
        for path, found in ((name, declared.parameters(resource)), (f"{name}/{{id}}", declared.of_record(resource))):
            yield path, {parameter.name: parameter.schema for parameter in found.values()}
    yield from ((path, {}) for path in ("/docs", "/openapi.yaml", "/openapi.json", f"/v1/{'talks-' * 1_000}"))


def main(release: str, seconds: str = "120") -> None:
    """Print the dearest request of each path."""
    for asked in Search(Path(release)).run(float(seconds)):
        print(f"{asked.cost:8.1f} ms  {asked.status}  {asked.target}")


if __name__ == "__main__":
    main(*sys.argv[1:])
