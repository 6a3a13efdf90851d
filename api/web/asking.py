"""How pages and texts ask the API: by its own views, as any client does, so that they show what those give."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from api.model.errors import Refused, Wrong
from api.pages.templates import Frame
from api.pages.values import Links, title
from api.query.parameters import AS_OF
from api.web import views
from api.web.request import Request
from api.web.responses import Representation
from api.web.served import ServedRelease

Query = Sequence[tuple[str, str]]
#: The parameters that choose parts of a record, and what stands beside it.
_PARTS = ("fields", "include")


@dataclass(frozen=True, eq=False)
class Asking:
    """What a reader asks for: a page or a text, of a day."""

    served: ServedRelease
    request: Request

    @cached_property
    def given(self) -> Sequence[tuple[str, str]]:
        """The parameters that are not of the form; raises `Refused` for parts of records, which only data can be."""
        if wrong := [(name, value) for name, value in self.request.pairs if name in _PARTS]:
            right = "this form shows all; leave it out, or ask for format=json"
            raise Refused(*(Wrong(name, value, f"{name}: {right}") for name, value in wrong))
        return [pair for pair in self.request.pairs if pair[0] != "format"]

    @cached_property
    def as_of(self) -> str | None:
        """The day of knowledge that is asked for."""
        return next((value for name, value in self.given if name == AS_OF.name and value), None)

    @property
    def at(self) -> Links:
        """The addresses of pages, as known on that day."""
        return Links(self.as_of)

    def has(self, name: str) -> bool:
        """Whether a parameter is given."""
        return any(other == name for other, _ in self.given)

    def answer(
        self,
        view: Callable[..., Representation],
        path: str = "",
        query: Query | Mapping[str, str] | None = None,
        **places: str,
    ) -> Any:
        """Return the JSON of a view, to what is given, or to a question of its own as known on the same day.

        Raises what the view raises.
        """
        pairs = self.given
        if query is not None:
            day = {AS_OF.name: self.as_of} if self.as_of else {}
            pairs = list((dict(query) | day).items())
        path = path or self.request.path
        headers = {name: value for name, value in self.request.headers.items() if name == "content-type"}
        asked = replace(self.request, path=path, query=urlencode(pairs), extension="", headers=headers)
        body = view(self.served, asked, **places).body
        return json.loads(body if isinstance(body, bytes) else b"".join(body))

    def listed(self, kind: str, /, **query: str) -> Any:
        """Return a page of the list of a kind."""
        return self.answer(views.listing, f"/v1/{kind}", query, kind=kind)

    def frame(self, *crumbs: tuple[str, str], twins: Mapping[str, str] | None = None, dated: bool = True) -> Frame:
        """Return what stands around the page: the way to it, and the same in other forms; it may be of no day."""
        at = self.at if dated else Links()
        about = self.served.about(at.as_of)
        others = [(name, value) for name, value in self.given if name not in (AS_OF.name, "after")]
        path = self.request.path
        return Frame(
            about=about,
            path=path,
            query=others,
            here=f"{path}?{urlencode(others)}" if others else path,
            at=at,
            dated=dated,
            first_day="".join(self.served.store.days.every[:1]),
            last_day=about["coverage"]["latest"] or "",
            crumbs=crumbs,
            twins=twins or {},
            origin=self.served.address.absolute("") or "http://127.0.0.1:8000",
        )

    def below(self, kind: str, id: str, what: str) -> tuple[Frame, str]:
        """Return what stands around a page on a record, and the name of that."""
        name = self.name(kind, id)
        crumbs = [(kind.capitalize(), f"/v1/{kind}"), (name, f"/v1/{kind}/{id}"), (what, "")]
        return self.frame(*crumbs, twins=self.twins("JSON")), name

    def name(self, kind: str, id: str) -> str:
        """Return the name of a record; raises what its view raises."""
        return title(self.served.by_name[kind], self.answer(views.record, f"/v1/{kind}/{id}", {}, kind=kind, id=id))

    def twins(self, *forms: str) -> dict[str, str]:
        """Return the paths of the same in other forms."""
        query = f"?{urlencode(self.given)}" if self.given else ""
        path = self.request.path.rstrip("/") or "/v1"
        return {form: f"{path}.{'md' if form == 'Markdown' else form.lower()}{query}" for form in forms}
