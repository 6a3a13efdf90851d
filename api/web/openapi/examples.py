"""Real requests and their real answers, one for each operation of the contract; asks the application as a client would.

Nothing here is invented: what is asked for is taken from what the release answers, so that each crisis has examples of
its own. Where a release has nothing to ask for, an operation has no example.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlencode

from api.model.resource import Resource
from api.query.list_parameters import PERIODS, facets, parameters_of
from api.query.projection import ALWAYS_KEPT
from api.release.combined import lists
from api.web.openapi.document import Example, Operation, document, operations
from api.web.problems import TYPES

#: What would be an example of everything there is.
_TOO_LONG = ("application/json", "getDataset")
#: How much of a text that is no JSON is shown.
_LONGEST = 1500


@dataclass(frozen=True)
class Shown:
    """What an application answers: status, media type and text."""

    status: int
    media_type: str
    text: str

    @property
    def value(self) -> Any:
        """The text as JSON."""
        return json.loads(self.text)


#: Asks for a path, with an `Accept` header.
Ask = Callable[[str, str], Shown]


def with_examples(resources: Sequence[Resource], ask: Ask) -> dict[str, Any]:
    """Return the contract of an application that serves some kinds, with examples from its answers."""
    found = Examples(resources, ask)
    return document(resources, found.of_operations(), found.of_problems())


class Examples:
    """The examples of an application that serves some kinds."""

    def __init__(self, resources: Sequence[Resource], ask: Ask) -> None:
        self.resources = resources
        self._ask = ask
        self.outlines = parameters_of(tuple(resources)).outlines

    def of_operations(self) -> dict[str, Example]:
        """Return an example of each operation by its id."""
        found = {operation.id: self._example(operation) for operation in operations(self.resources)}
        return {id: example for id, example in found.items() if example}

    def of_problems(self) -> dict[str, Any]:
        """Return a problem of each type that can be had by asking, by its slug."""
        name = self.resources[0].name
        asked = [(f"/v1/{name}?limt=5", "*/*"), (f"/v1/{name}/nobody", "*/*"), (f"/v1/{name}", "image/png")]
        replies = [self._ask(path, accept) for path, accept in asked]
        slugs = {reply.value["type"].removeprefix("/problems/"): reply.value for reply in replies}
        return {slug: slugs[slug] for slug in TYPES if slug in slugs}

    def _example(self, operation: Operation) -> Example | None:
        """Ask for each form of an operation, for little, and give what else it could be asked beside."""
        told = {**self._everywhere, **self._told(operation)}
        names = [*(operation.in_path or ()), *(found.name for found in operation.takes)]
        path = operation.path
        for name in operation.in_path or ():
            if name not in told:
                return None
            told[name] = told[name][0] if name == "id" else told[name]
            path = path.replace(f"{{{name}}}", quote(told[name]))
        needed = {found.name: told[found.name] for found in operation.takes if found.required and found.name in told}
        few = {name: told[name] for name in self._narrowing(operation, names) if name in told}
        query = urlencode({**needed, **few}, doseq=True)
        forms = [form for form in operation.answers if _is_shown(operation) and (form, operation.id) != _TOO_LONG]
        replies = {form: self._ask(f"{path}?{query}".rstrip("?"), form) for form in forms}
        shown = {form: _shown(reply) for form, reply in replies.items() if reply.status == 200}
        return Example({name: told[name] for name in names if name in told}, shown)

    def _narrowing(self, operation: Operation, names: Sequence[str]) -> Sequence[str]:
        """Return the parameters that make an answer short: a list of one record, a history of one day."""
        if "limit" in names:
            return ["id"]
        return ["as_of"] if "as_of" in names and operation.in_path and not operation.path.endswith("{id}") else []

    def _told(self, operation: Operation) -> dict[str, Any]:
        """Return values that an operation can be asked with."""
        resource = next((found for found in lists(self.resources) if self._is_about(operation, found)), None)
        return dict(self._of_kind(resource)) if resource else {}

    def _is_about(self, operation: Operation, resource: Resource) -> bool:
        return operation.path == f"/v1/{resource.name}" or operation.path.startswith(f"/v1/{resource.name}/")

    def _of_kind(self, resource: Resource) -> Iterator[tuple[str, Any]]:
        """Yield values for the parameters of a kind, all of one record: asked for together, they give just that one."""
        listed = self._ask(f"/v1/{resource.name}?limit=200", "*/*")
        sought = {} if listed.status == 200 else {"q": self._first_word()}
        page = self._ask(f"/v1/{resource.name}?{urlencode({**sought, 'limit': 200})}", "*/*").value
        if not page["data"]:
            return
        record = min(page["data"], key=lambda record: len(json.dumps(record)))
        known_since = self._ask(record["url"], "*/*").value["known_since"]
        one = {**sought, "id": record["id"], "as_of": known_since}
        query = urlencode({**one, "limit": 0, "facets": ",".join(facets(resource))})
        counted = self._ask(f"/v1/{resource.name}?{query}", "*/*").value["facets"]
        for name, (filter, length) in facets(resource).items():
            if counted[name] and length in (0, PERIODS["month"]):
                value = counted[name][0]["value"]
                yield filter, value if length else [value]
        yield from {"q": _longest_word(record), **one, "id": [record["id"]], "sort": resource.all_sorts[1]}.items()
        yield from self._shapes(resource)

    def _shapes(self, resource: Resource) -> Iterator[tuple[str, Any]]:
        """Yield values for what says how much is shown: what is opened is among the fields."""
        expansions = self.outlines.expansions(resource)[:1]
        own = next(path for path in self.outlines.known(resource) if path not in (*ALWAYS_KEPT, *expansions))
        yield from {"fields": [own, *expansions], "facets": [next(iter(facets(resource)))]}.items()
        if expansions:
            yield "expand", list(expansions)

    def _first_word(self) -> str:
        """Return a word that some record has."""
        page = self._ask(f"/v1/{self.resources[0].name}?limit=1", "*/*").value
        return _longest_word(page["data"][0]) if page["data"] else "facts"

    @cached_property
    def _everywhere(self) -> dict[str, Any]:
        """Return values for what is asked of no single kind."""
        index = self._ask("/v1", "*/*").value
        quotes = [quoted for resource in self.resources if resource.quotes for quoted in self._quotes(resource)]
        return {
            "as_of": index["coverage"]["latest"] or index["release"]["revised"],
            "since": index["release"]["id"],
            "limit": 10,
            "format": "json",
            "type": "invalid-parameter",
            **({"quote": quotes[0]} if quotes else {}),
        }

    def _quotes(self, resource: Resource) -> Iterator[str]:
        page = self._ask(f"/v1/{resource.name}?limit=200&fields={resource.quotes}", "*/*").value
        yield from (record[resource.quotes] for record in page["data"] if record[resource.quotes])


def _longest_word(record: Mapping[str, Any]) -> str:
    """Return the longest word of what a record is called."""
    name = str(record.get("title") or record.get("name") or record["citation"].partition(". ")[0])
    return str(max(re.findall(r"[^\W_]+", name), key=len))


def _is_shown(operation: Operation) -> bool:
    """Whether its answer is worth showing: the contract itself is not, nor what tells of the hour."""
    return operation.path not in ("/openapi.json", "/openapi.yaml", "/readyz")


def _shown(reply: Shown) -> Any:
    if reply.media_type == "application/json":
        return reply.value
    return reply.text if len(reply.text) <= _LONGEST else reply.text[:_LONGEST] + "…"
