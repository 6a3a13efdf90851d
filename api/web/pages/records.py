"""The pages of records: every value with its evidence, what became known when, and what each side said."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from api.model.document_schema import Node, of
from api.model.resource import Resource
from api.pages import hits, linked, network
from api.pages.templates import page
from api.pages.values import APART, Links, label, marked, marks, shown, title
from api.web import accounts as sides
from api.web import history as versions
from api.web import views
from api.web.asking import Asking
from api.web.pages.lists import drawn


def record(asking: Asking, kind: str, id: str) -> bytes:
    """Show a record: every value, the passages that it rests on, and what else is known of it."""
    served, resource = asking.served, asking.served.kind(asking.request, kind)
    document = asking.answer(views.record, kind=kind, id=id)
    name, passages = title(resource, document), document.get("evidence", ())
    csv = urlencode({"id": id} | ({"as_of": asking.as_of} if asking.as_of else {}))
    crumbs = [(kind.capitalize(), f"/v1/{kind}"), (name, "")]
    return page(
        f"{kind} record",
        asking.frame(*crumbs, twins=asking.twins("JSON", "Markdown") | {"CSV": f"/v1/{kind}.csv?{csv}"}),
        title=name,
        singular=resource.singular,
        record=document,
        nodes={field: node for field, node in of(resource).items() if field in document and field not in APART},
        marks={field: marked(tuple(marks(document, field))) for field in document},
        topics={topic["id"]: topic["label"] for topic in served.store.topics},
        said=[_said(resource, entry, asking.at) for entry in passages],
        sources=list({entry["source"]["id"]: entry["source"] for entry in passages}.values()),
        history=versions.known(served, asking.request, kind, id, asking.as_of),
        linked=linked.record(resource, document, name, served.address.absolute),
        **_beside(asking, document),
    )


def accounts(asking: Asking, id: str) -> bytes:
    """Show what each side said of a meeting."""
    frame, name = asking.below("meetings", id, "Accounts")
    return page("accounts", frame, title=name, sides=_sides(asking, id))


def history(asking: Asking, kind: str, id: str) -> bytes:
    """Show what became known of a record, day by day."""
    resource = asking.served.kind(asking.request, kind)
    found = asking.answer(versions.history, kind=kind, id=id)
    frame, name = asking.below(kind, id, "History")
    entries = [
        entry | {"rows": [_change(resource, change, asking.at) for change in entry["changes"]]}
        for entry in found["data"]
    ]
    return page("history", frame, title=name, kind=kind, singular=resource.singular, entries=entries)


def _beside(asking: Asking, document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what belongs to a record of a kind: the sides of a meeting, what an actor says, bears and is tied to."""
    id, kind = document["id"], document["kind"]
    if kind == "meetings":
        return {"sides": _sides(asking, id)}
    if kind != "actors":
        return {}
    known = {fact["kind"] for fact in document["facts"]}
    found = {
        name: asking.listed(name, **{by: id}) if name in known else {"data": [], "total": 0, "next": None}
        for name, by in (("statements", "speaker"), ("sanctions", "target"), ("relations", "actor"))
    }
    of_kind = {
        name: answer | {"hits": hits.of_records(asking.served.by_name[name], answer["data"], asking.at)}
        for name, answer in found.items()
    }
    drawing = drawn(asking, {"actor": id, "kind": "sanctions"}) if found["sanctions"]["total"] else None
    predicates: Any = asking.served.by_name["relations"].leaves["predicate"]
    drawn_relations = network.drawn(id, found["relations"]["data"], predicates)
    return {**of_kind, "network": drawn_relations, "drawing": drawing}


def _sides(asking: Asking, id: str) -> list[dict[str, Any]]:
    statements = asking.served.by_name["statements"]
    found = sides.by_side(asking.served, asking.request, id, asking.as_of)
    return [{"side": side, "hits": hits.of_records(statements, said, asking.at)} for side, said, _ in found]


def _change(resource: Resource, change: Mapping[str, Any], at: Links) -> dict[str, Any]:
    name = change["field"]
    if name == "evidence":
        told = {end: f"{len(change[end] or ())} passages" for end in ("before", "after")}
    else:
        told = {end: shown(change[end], _node(resource, name), at) for end in ("before", "after")}
    return {"label": label(name), **told}


def _said(resource: Resource, entry: Mapping[str, Any], at: Links) -> list[tuple[str, Markup]]:
    """Return what a passage gave otherwise than is known now."""
    said = entry.get("said", {}).items()
    return [(label(name), shown(value, _node(resource, name), at)) for name, value in said]


def _node(resource: Resource, name: str) -> Node:
    return of(resource).get(name, Node(""))
