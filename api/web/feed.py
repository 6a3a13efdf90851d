"""The changes as an Atom feed (RFC 4287): whole, of an actor, or of a topic; a withdrawal is an entry too."""

from urllib.parse import urlencode
from xml.etree.ElementTree import Element, SubElement, tostring

from api.pages.values import label
from api.query.formats import Format
from api.query.parameters import SINCE, read
from api.web.asking import Asking
from api.web.changes import FILTERS, PARAMETERS, changed, releases
from api.web.served import ServedRelease

ATOM = Format("atom", "application/atom+xml", False, "An Atom feed.", "atom", "; charset=utf-8")

#: A day before all releases.
_BEFORE_ALL = "0001-01-01"


def feed(asking: Asking) -> bytes:
    """Show what has changed since a release or a day; where none is named, since the release before the served one."""
    served, request = asking.served, asking.request
    named = any(name == SINCE.name for name, _ in request.pairs)
    asked = read(PARAMETERS, request.pairs if named else [*request.pairs, (SINCE.name, _before(served))])
    since, found = changed(served, asked)
    about, absolute = served.about(None), served.address.absolute
    names = [value for name, values in asked.items() if name != SINCE.name for value in values]
    updated = f"{about['release']['revised']}T00:00:00Z"
    root = Element("feed", xmlns="http://www.w3.org/2005/Atom")
    told = {"id": _id(about["title"], *names), "title": ": ".join([about["title"], *names]), "updated": updated}
    _add(root, **told, subtitle=f"Changes since {f'release {since}' if since else 'the beginning'}")
    _add(SubElement(root, "author"), name=about["title"])
    narrowed = [(name, value) for name, value in request.pairs if name in FILTERS]
    itself = f"{request.path}.atom{'?' * bool(narrowed)}{urlencode(narrowed, safe=',')}"
    other = f"{request.path}?{urlencode([(SINCE.name, asked[SINCE.name][0]), *narrowed], safe=',')}"
    SubElement(root, "link", rel="self", href=absolute(itself))
    SubElement(root, "link", rel="alternate", href=absolute(other))
    for change in found:
        shown, entry = change.document, SubElement(root, "entry")
        title = f"{change.change.capitalize()}: {change.kind}/{change.id}"
        _add(entry, id=_id(served.store.name, change.kind, change.id), title=title, updated=updated)
        SubElement(entry, "link", href=absolute(shown["url"]))
        SubElement(entry, "category", term=change.change)
        fields = ", ".join(label(name).lower() for name in change.fields)
        _add(entry, summary=f"{change.change}: {fields}" if fields else change.change)
    return bytes(tostring(root, "utf-8", xml_declaration=True))


def _before(served: ServedRelease) -> str:
    known = list(releases(served))
    return known[-2] if len(known) > 1 else _BEFORE_ALL


def _id(*names: str) -> str:
    return "urn:crisis-facts:" + ":".join("-".join(name.lower().split()) for name in names)


def _add(parent: Element, **texts: str) -> None:
    for name, text in texts.items():
        SubElement(parent, name).text = text
