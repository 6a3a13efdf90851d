"""A record as an entry of a bibliography: CSL-JSON (Citation Style Language 1.0.2) and BibTeX."""

import re
from typing import Any

from api.model.jsontext import encode
from api.pages.values import title
from api.query.formats import Format
from api.web import views
from api.web.asking import Asking
from api.web.request import Request
from api.web.served import ServedRelease

CSL = Format("csl", "application/vnd.citationstyles.csl+json", False, "CSL-JSON, for citation managers.", "csl")
BIBTEX = Format("bib", "application/x-bibtex", False, "BibTeX.", "bib", "; charset=utf-8")

_BRACES = re.compile(r"([{}\\%&$#_])")


def csl(served: ServedRelease, request: Request, kind: str, id: str) -> bytes:
    """Show a record as CSL-JSON: a list of one item."""
    return encode([_item(served, request, kind, id)])


def bibtex(served: ServedRelease, request: Request, kind: str, id: str) -> bytes:
    """Show a record as BibTeX."""
    item = _item(served, request, kind, id)
    year, month, day = item["issued"]["date-parts"][0]
    fields = {
        "title": item["title"],
        "author": f"{{{item['author'][0]['literal']}}}",
        "year": year,
        "date": f"{year:04}-{month:02}-{day:02}",
        "url": item["URL"],
        "version": item["version"],
        "note": item["note"],
    }
    verbatim = ("url", "author")
    told = {name: value if name in verbatim else _plain(str(value)) for name, value in fields.items()}
    lines = (f"  {name} = {{{value}}}" for name, value in told.items())
    return ("@misc{" + id + ",\n" + ",\n".join(lines) + "\n}\n").encode()


def _item(served: ServedRelease, request: Request, kind: str, id: str) -> dict[str, Any]:
    resource, asking = served.kind(request, kind), Asking(served, request)
    document = asking.answer(views.record, kind=kind, id=id)
    about = served.about(asking.as_of)
    day = f"?as_of={asking.as_of}" if asking.as_of else ""
    return {
        "id": id,
        "type": "dataset",
        "title": title(resource, document),
        "author": [{"literal": about["title"]}],
        "container-title": about["title"],
        "issued": {"date-parts": [[int(part) for part in about["release"]["revised"].split("-")]]},
        "URL": served.address.absolute(f"/v1/{kind}/{id}{day}"),
        "version": about["release"]["id"],
        "note": document["citation"],
    }


def _plain(text: str) -> str:
    return _BRACES.sub(r"\\\1", text)
