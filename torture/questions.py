"""Questions to ask of the shipped facts: right ones of every kind, and wrong ones; the same each time."""

from random import Random
from urllib.parse import quote, urlencode

from api.kinds import RESOURCES
from api.model.resource import Resource
from api.web.app import create_app
from torture.facts import Releases

WORDS = (
    "venezuela",
    "maduro",
    "gold",
    "talks",
    "sanctions",
    '"United States"',
    "russia -oil",
    "Guaidó",
    "gua",
    "x y z",
)
DAYS = ("2019-03-18", "2019-03", "2019", "../2019-03-19", "2019-03-17/2019-03-20", "2019-03-20/..")
WRONG = (
    "/v1/actors?limt=5",
    "/v1/actors?limit=5000",
    "/v1/statements?date=2019-02-30",
    "/v1/statements?speaker=nobody",
    "/v1/nothing",
    "/v1/actors/nobody",
    "/v1/sanctions?after=x",
    "/v1/search",
)


def questions(releases: Releases, number: int, seed: int = 1) -> list[str]:
    """Return this many paths; some occur more than once."""
    chance = Random(seed)
    ids = {resource.name: _ids(releases, resource) for resource in RESOURCES}
    return [_question(chance, ids) for _ in range(number)]


def _ids(releases: Releases, resource: Resource) -> list[str]:
    with create_app(releases.file(releases.names[0]), RESOURCES).test_client() as client:
        listed = client.get(f"/v1/{resource.name}?limit=200&fields=id").get_json()
    return [record["id"] for record in listed["data"]]


def _question(chance: Random, ids: dict[str, list[str]]) -> str:
    resource = chance.choice(RESOURCES)
    kinds = {
        "record": lambda: f"/v1/{resource.name}/{chance.choice(ids[resource.name])}{_day(chance, '?')}",
        "history": lambda: f"/v1/{resource.name}/{chance.choice(ids[resource.name])}/history",
        "list": lambda: f"/v1/{resource.name}?{_list(chance, resource)}",
        "search": lambda: f"/v1/search?q={quote(chance.choice(WORDS))}&limit={chance.randint(1, 20)}",
        "verify": lambda: f"/v1/verify?quote={quote(chance.choice(WORDS) + ' and all the words around')}",
        "timeline": lambda: f"/v1/timeline?date={chance.choice(DAYS)}&limit={chance.randint(1, 50)}",
        "whole": lambda: chance.choice(("/v1", "/v1/dataset", "/v1/vocabulary", "/openapi.json", "/healthz")),
        "wrong": lambda: chance.choice(WRONG),
    }
    return kinds[chance.choice(list(kinds) + ["list"] * 6)]()


def _list(chance: Random, resource: Resource) -> str:
    """Return random parameters for a list."""
    asked: dict[str, object] = {"limit": chance.randint(1, 30)}
    if chance.random() < 0.3:
        asked["q"] = chance.choice(WORDS)
    if chance.random() < 0.3:
        asked["fields"] = "id"
    if chance.random() < 0.2:
        asked["format"] = chance.choice(("json", "csv", "ndjson"))
    if chance.random() < 0.2:
        asked["as_of"] = "2019-03-20"
    if "q" not in asked and chance.random() < 0.3:
        asked["sort"] = chance.choice((resource.order, resource.order.removeprefix("-")))
    return urlencode(asked)


def _day(chance: Random, begin: str) -> str:
    return f"{begin}as_of=2019-03-20" if chance.random() < 0.3 else ""
