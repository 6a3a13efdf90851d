"""A record as an entry of a bibliography: CSL-JSON (Citation Style Language 1.0.2) and BibTeX."""

import re
from typing import Any

from api.model.jsontext import encode
from api.pages.values import title
from api.query.formats import Format
from api.web import views
from api.web.asking import Asking

CSL = Format("csl", "application/vnd.citationstyles.csl+json", False, "CSL-JSON, for citation managers.", "csl")
BIBTEX = Format("bib", "application/x-bibtex", False, "BibTeX.", "bib", "; charset=utf-8")

#: What CSL calls the types of sources; of others it knows no more than that they are documents.
_TYPES = {
    **{"news": "article-newspaper", "speech": "speech", "letter": "personal_communication", "post": "post"},
    **{"video": "motion_picture", "book": "book", "report": "report", "treaty": "treaty", "data": "dataset"},
}
_PLAIN_DATE = re.compile(r"\d{4}(-\d\d){0,2}")
#: The fields of BibTeX that hold a value of CSL as it is.
_SAME = {"publisher": "publisher", "url": "URL", "version": "version", "note": "note"}
_BRACES = re.compile(r"([{}\\%&$#_])")


def csl(asking: Asking, kind: str, id: str) -> bytes:
    """Show a record as CSL-JSON: a list of one item."""
    return encode([_item(asking, kind, id)])


def bibtex(asking: Asking, kind: str, id: str) -> bytes:
    """Show a record as BibTeX."""
    item = _item(asking, kind, id)
    dates = ["-".join([f"{year:04}", *(f"{part:02}" for part in rest)]) for year, *rest in item["issued"]["date-parts"]]
    fields = {
        "title": item["title"],
        "author": " and ".join(f"{{{one['literal']}}}" for one in item["author"]),
        "year": dates[0][:4],
        "date": "/".join(dates),
        **{name: item.get(key) for name, key in _SAME.items()},
    }
    verbatim = ("url", "author")
    told = {name: value if name in verbatim else _BRACES.sub(r"\\\1", str(value)) for name, value in fields.items()}
    lines = (f"  {name} = {{{value}}}" for name, value in told.items() if fields[name])
    return ("@misc{" + id + ",\n" + ",\n".join(lines) + "\n}\n").encode()


def _item(asking: Asking, kind: str, id: str) -> dict[str, Any]:
    served, resource = asking.served, asking.served.kind(asking.request, kind)
    document = asking.answer(views.record, kind=kind, id=id)
    if kind == "sources":
        return _source(document)
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


def _source(document: dict[str, Any]) -> dict[str, Any]:
    """Return a source as itself, and not as a record of the data set."""
    date, publisher = document["published"], document["publisher"]["name"]
    ends = dict.fromkeys(end for end in (date["earliest"], date["latest"]) if end)
    dates = [date["edtf"]] if _PLAIN_DATE.fullmatch(date["edtf"]) else ends
    shown = {
        "id": document["id"],
        "type": _TYPES.get(document["type"], "document"),
        "title": document["title"],
        "author": [{"literal": one["name"]} for one in document["authors"]] or [{"literal": publisher}],
        "publisher": publisher,
        "issued": {"date-parts": [[int(part) for part in day.split("-")] for day in dates]},
        "URL": document["source_url"],
        "archive_location": document["archive_url"],
        "language": document["language"],
        "note": document["citation"],
    }
    return {name: value for name, value in shown.items() if value}
