"""Records and lists as Markdown (RFC 7763), for programs that read: short, and every fact with its evidence."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from typing import Any

from api.model.document_schema import DATE, REFERENCE, of
from api.model.resource import Resource
from api.pages.values import APART, Links, label, marks, title

#: What would be read as markup.
_SIGNS = re.compile(r"[\\`*\[\]<>]|(?<!\w)_|_(?!\w)")

#: What a passage may say beside its words, its source and its fields.
_BESIDE = ("part", "entry", "page", "time", "printed_since", "printed_until", "said", "via")


def record(resource: Resource, document: Mapping[str, Any], at: Links) -> str:
    """Return a record: its values, each with the numbers of its passages, and the passages with their links."""
    name = title(resource, document)
    lines = [f"# {escaped(name)}", "", f"{resource.singular} [{document['id']}]({at(document['url'])})", ""]
    for field, node in of(resource).items():
        value = document.get(field)
        if value not in (None, "", []) and (field not in APART or field in ("status_note", "contested_in", "facts")):
            places = marks(document, field)
            by = f" [{','.join(map(str, places))}]" if places and len(places) < len(document["evidence"]) else ""
            words = node.choice.words(value) if node.choice else value
            term = f" (`{value}`)" if words != value else ""
            if node.many and node.type == "object":
                lines += [f"- {label(field)}:{by}", *(line for item in value for line in _object(item, at))]
            else:
                lines.append(f"- {label(field)}: {told(words, at)}{term}{by}")
    passages = [_passage(place, entry, at) for place, entry in enumerate(document.get("evidence", ()), 1)]
    cited = ["", f"Cite: {escaped(document['citation'])}"] if "citation" in document else []
    sources = {entry["source"]["id"]: entry["source"]["published"] for entry in document.get("evidence", ())}
    named = [f"[{id}]({at(f'/v1/sources/{id}')}), {told(published, at)}" for id, published in sources.items()]
    carried = ["", "Evidence:", "", *passages, "", f"Sources: {'; '.join(named)}"] if passages else []
    return "\n".join([*lines, *carried, *cited, ""])


def listing(heading: str, answer: Mapping[str, Any], items: Iterable[str]) -> str:
    """Return a page of a list: how many there are, one line for each record, and where the list goes on."""
    least = "at least " if "total_relation" in answer else ""
    more = ["", f"Next: <{_as_text(answer['next'])}>"] if answer.get("next") else []
    more += [f"- Instead: [{escaped(other['q'])}]({_as_text(other['url'])})" for other in answer.get("suggestions", ())]
    return "\n".join([f"# {escaped(heading)}: {least}{answer['total']}", "", *items, *more, ""])


def _as_text(path: str) -> str:
    """Return the path of the same list in this form."""
    return path.replace("?", ".md?", 1)


def change(one: Mapping[str, Any]) -> str:
    """Return a change from one release to another as a line."""
    fields = ", ".join(map(label, one["fields"])).lower()
    return f"- {one['change']}: {one['kind']} [{one['id']}]({one['url']}){fields and ': ' + fields}"


def item(resource: Resource, document: Mapping[str, Any], at: Links) -> str:
    """Return a record as a line of a list: who, what, when, the quote, and the first of its evidence."""
    dates = [
        document[name]["label"] for name, node in of(resource).items() if node.type == "date" and document.get(name)
    ]
    quote = f" “{escaped(document['quote'])}”" if document.get("quote") else ""
    passages = document.get("evidence", ())
    quote += " (taken back)" if document.get("retracted_by") else ""
    first = [entry for entry in passages if entry.get("link")] or passages
    source = _source(first[0]) if first else ""
    more = f" +{len(passages) - 1}" if len(passages) > 1 else ""
    when = f", {dates[0]}" if dates else ""
    return (
        f"- [{escaped(title(resource, document))}]({at(document['url'])}){when}.{quote}{source and ' ' + source}{more}"
    )


def entry(found: Mapping[str, Any], at: Links) -> str:
    """Return an entry of a list over all kinds as a line."""
    dates = list(dict.fromkeys(found[end]["label"] for end in ("begin", "end") if found[end]))
    when = f", {' – '.join(dates)}" if dates else ""
    link = f" [source]({found['link']})" if found["link"] else ""
    words = re.sub("</?mark>", "\0", found["highlight"]["text"]) if "highlight" in found else ""
    mark = escaped(unescape(words)).replace("\0", "**")
    return f"- {found['kind']} [{escaped(found['title'])}]({at(found['url'])}){when}.{link}{mark and ' ' + mark}"


def place(found: Mapping[str, Any], at: Links) -> str:
    """Return where words stand in a text as a line."""
    link = f" [source]({found['link']})" if found["link"] else ""
    who = escaped(found["publisher"]["name"])
    return f"- {told(found['source'], at)}, {who}, {found['published']['label']}.{link}"


def problem(told_of: Mapping[str, Any]) -> str:
    """Return what a problem document says."""
    wrong = [
        escaped(one["detail"]) + (f"; right would be {', '.join(one['allowed'])}" if _is_news(one) else "")
        for one in told_of.get("errors", ())
    ]
    wrong = [f"- {line}" for line in wrong if line != escaped(told_of["detail"])]
    near = [f"- <{path}>" for path in told_of.get("nearest", ())]
    head = [f"# {told_of['status']} {escaped(told_of['title'])}", "", escaped(told_of["detail"]), ""]
    return "\n".join([*head, *wrong, *near, ""])


def _is_news(wrong: Mapping[str, Any]) -> bool:
    """Whether what would be right does not stand in what is said of a fault already."""
    return any(value not in wrong["detail"] for value in wrong.get("allowed", ()))


def told(value: Any, at: Links) -> str:
    """Return a value as text."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "; ".join(told(item, at) for item in value)
    if not isinstance(value, Mapping):
        return escaped(str(value))
    if value.keys() == DATE.keys():
        is_plain = value["edtf"] in (value["earliest"], value["label"])  # the day itself, or words that say no more
        return str(value["label"]) if is_plain else f"{value['label']} ({value['edtf']})"
    if value.keys() == REFERENCE.keys():
        return f"[{escaped(value['name'])}]({at('/v1/{kind}/{id}'.format(**value))})"
    said = ((name, item) for name, item in value.items() if item not in (None, "", []))
    return ", ".join(f"{name}: {told(item, at)}" for name, item in said)


def _object(value: Mapping[str, Any], at: Links) -> Iterator[str]:
    """Yield an object of a list as a line; where it has lists itself, each of its members as one below the first."""
    if not any(isinstance(member, list) for member in value.values()):
        yield f"    - {told(value, at)}"
        return
    for place, (name, member) in enumerate(value.items()):
        if member not in (None, "", []):
            yield f"{' ' * (8 if place else 4)}- {name}: {told(member, at)}"


def escaped(text: str) -> str:
    """Return a text as Markdown shows it letter by letter."""
    return _SIGNS.sub(r"\\\g<0>", text)


def _passage(place: int, entry: Mapping[str, Any], at: Links) -> str:
    words = " […] ".join(escaped(entry[end]) for end in ("start", "end") if entry.get(end))
    others = {name: entry[name] for name in _BESIDE if entry.get(name)}
    rest = f" ({told(others, at)})" if others else ""
    fields = f"; for {', '.join(entry['fields'])}" if entry["fields"] else ""
    return f"{place}. {_source(entry)}, {entry['source']['published']['label']}: “{words}”{fields}{rest}"


def _source(entry: Mapping[str, Any]) -> str:
    publisher = escaped(entry["source"]["publisher"])
    copy = f" ([archived]({entry['archive_link']}))" if entry.get("archive_link") else ""
    return f"[{publisher}]({entry.get('link') or '/v1/sources/{id}'.format(**entry['source'])}){copy}"
