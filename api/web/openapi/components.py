"""The schemas of what is no record: references, dates, problems, the index and others; knows no single kind."""

from collections.abc import Mapping
from typing import Any

from api.model.document_schema import CITED, COMPACT, EDTF_DATE
from api.model.json_shapes import Shape, by_name, closed, count, day, list_of, nullable, object_of, path, ref, text
from api.model.schema import FACT_COUNT

#: How words can be found among quotes.
MATCHES = {
    "exact": "The words stand in a quote character for character.",
    "normalized": "The words stand in a quote after folding.",
    "none": "The words stand in no quote here.",
}

#: What can become of a fact from one release to another.
CHANGES = {
    "added": "The new release has it, the old one had not.",
    "changed": "Its document differs; `fields` names what does.",
    "renamed": "It has another id now, the one that `now` gives the path of.",
    "withdrawn": "It does not stand any more; its path says why.",
    "removed": "It is gone without a word.",
}

#: The member of a page that is there where its total is a bound, and what it says.
RELATION, AT_LEAST = "total_relation", "gte"

_TEXT: Shape = {"type": "string"}


def _whole(description: str, data: str, total: str, item: Mapping[str, Any], **more: Shape) -> dict[str, Any]:
    """Return the shape of a list that comes whole, from the members of an item, and those before the list."""
    next_page = {"type": "null", "description": "Always null: this list is not paged."}
    listed = {"data": list_of(data, object_of("", item)), "total": count(total), "next": next_page}
    return object_of(description, {**more, **listed})


_PROBLEM = {
    "type": path("The path that says what it means."),
    "title": "The type of problem in words.",
    "status": {"type": "integer", "description": "The HTTP status."},
    "detail": "What is wrong with this request.",
}
#: What some problems tell beside that.
_OF_A_PROBLEM = {
    "nearest": list_of("The nearest paths that exist.", _TEXT),
    "allowed": list_of("What would be accepted.", _TEXT),
    "known_since": day("The first day on which it was known."),
    "withdrawn": ref("Withdrawn", "When and why the record was withdrawn."),
    "errors": list_of("Each wrong parameter.", ref("WrongParameter")),
}
_WRONG = {
    "parameter": "The name of the parameter.",
    "value": "What was given.",
    "detail": "What is wrong, and what would be right.",
    "allowed": list_of("All right values.", _TEXT),
    "nearest": list_of("The nearest right values.", _TEXT),
}
_WITHDRAWN = {
    "date": day("The day on which it was withdrawn."),
    "reason": "Why it was withdrawn.",
    "superseded_by": nullable(path("The path of what took its place.")),
}
_RELEASE = {"id": "The digest of its content.", "revised": "The day of the last revision of the facts."}
_COVERAGE = {"earliest": nullable(day("The first day.")), "latest": nullable(day("The last day."))}
_KIND = {
    "kind": "The name of the kind.",
    "count": count("How many records it has."),
    "url": path("The path of its list."),
    "description": "What its records are.",
}
_INDEX = {
    "title": "The title of the data set.",
    "description": "What it covers.",
    "license": "The licence of the data, by its SPDX identifier.",
    "release": object_of("The release that is served.", _RELEASE),
    "coverage": object_of("The first and the last day of its dated facts.", _COVERAGE),
    "kinds": list_of("The kinds of fact.", object_of("", _KIND)),
    "links": by_name("Other paths.", _TEXT),
}
_FAULTS = "What is wrong with the fixtures that the server follows; null where it follows none."
_HEALTH = {
    "status": "Always `ok`.",
    "release": nullable(text("The release that is served; null where there is none.")),
    "faults": nullable(list_of(_FAULTS, _TEXT)),
}
_REFUSED = {
    "file": "The name of its file.",
    "at": text("When it was refused.", "date-time"),
    "reason": "Why it was refused.",
}
_READINESS = {
    "status": "Always `ready`; without a release, the answer is a problem.",
    "release": "The release that is served.",
    "since": text("Since when this process serves it.", "date-time"),
    "refused": nullable(object_of("The newer release that was refused; null where there is none.", _REFUSED)),
}
_CHANGED_FIELD = {
    "field": "The name of the field.",
    "before": {"description": "Its value before; null where there was none."},
    "after": {"description": "Its value from then on; null where it is left out."},
}
_SOURCES = "The sources whose evidence is new; none where only other records changed."
_VERSION = {
    "known_from": day("The day it was known from."),
    "sources": list_of(_SOURCES, ref("CitedSource")),
    "changes": list_of("The fields that changed.", object_of("", _CHANGED_FIELD)),
}
_SEARCHED = {
    "quotes": count("How many quotes."),
    "sources": count("Of how many sources, lists left out."),
    "until": nullable(day("Known up to which day.")),
}
_HOLDING = "The statements that hold the words, in the order of lists; at most fifty."
_VERIFICATION = {
    "match": closed(MATCHES),
    "quote": "The words that were looked for.",
    "detail": "The result in a sentence.",
    "searched": object_of("Among what the words were looked for.", _SEARCHED),
    "total": count("How many statements hold the words."),
    "statements": list_of(_HOLDING, ref("Statement")),
}
_SIDE = {
    "side": ref("Reference", "For whom, or by whom, the statements were made."),
    "total": count("How many statements the side made.", 1),
    "statements": list_of("The statements of the side, in the order of lists.", ref("Statement")),
}
_CHANGE = {
    "change": closed(CHANGES),
    "id": "Its id; of what was renamed, the former one.",
    "kind": "Its kind.",
    "url": path("Its path now."),
    "fields": list_of("The fields that changed.", _TEXT),
}
_KEPT = {
    "id": "The digest of its content.",
    "revised": day("The day of its last revision."),
    "served": {"type": "boolean", "description": "Whether it is what other paths show."},
    "url": path("The path under which it stands as long as it is kept."),
}
_SINCE = nullable(text("The release that was compared with the served one; null: none, all facts are new."))
_VALUE = {
    "value": "The value in records and filters.",
    "label": "The value as a reader would see it.",
    "plural": nullable(text("Its label for several, within a sentence.")),
    "description": "What it means.",
    "own": {"type": "boolean", "description": "Whether this data set alone has it."},
}
_CLOSED_LIST = {
    "name": "What the list is called here.",
    "fields": list_of("The fields that take their values from it, each after its kind.", _TEXT),
    "values": list_of("The values, in order.", object_of("", _VALUE)),
}
_FACET = {
    "value": "The value, as a filter takes it.",
    "label": "The value as a reader would see it.",
    "count": count("How many records have it.", 1),
    "url": path("The path of the list of these records."),
}
_COUNTS = "Counts of the list, by the name of each facet that was asked for; only there with `facets`."
_SUGGESTION = {"q": "The words.", "url": path("The path of the list that they find.")}
_SUGGESTED = "The nearest words that do find something here; only there where words find nothing."
_INCOMPLETE = "The facets that have more values than are given; only there where one has."
_BOUND = "There are at least `total` records. Only there where words find more than are counted."
_HIGHLIGHT = {
    "field": "The path of the field, or of the reference to what is called so; `title`: words of no field.",
    "text": "Its words, shortened, as HTML: what fits stands in `<mark>`, all else is escaped.",
}
_HIGHLIGHTED = "Words of one field of a record that fit what was looked for; only there with `q`."
_VERSIONS = "The versions of the record, the first one first.", "How many versions there are."
_DIFFERING = "The facts that differ, kind by kind and by id.", "How many facts differ."
_LISTS = "The lists, in the order of kinds.", "How many lists there are."

#: All schemas but those of records, by name; what no operation leads to is left out of the contract.
SHAPES: Mapping[str, Shape] = {
    "Reference": COMPACT,
    "CitedSource": CITED,
    "EdtfDate": EDTF_DATE,
    "FactCount": FACT_COUNT,
    "Highlight": object_of(_HIGHLIGHTED, _HIGHLIGHT),
    "Facet": object_of("How many records have a value.", _FACET),
    "Facets": by_name(_COUNTS, list_of("The values of a facet.", ref("Facet"))),
    "IncompleteFacets": list_of(_INCOMPLETE, _TEXT),
    "Suggestions": list_of(_SUGGESTED, object_of("", _SUGGESTION)),
    "TotalRelation": {"type": "string", "const": AT_LEAST, "description": _BOUND},
    "Index": object_of("What this API holds.", _INDEX),
    "Verification": object_of("Whether words are among the quotes of the release.", _VERIFICATION),
    "Accounts": _whole("What each side said of a meeting.", "The sides, by name.", "How many sides there are.", _SIDE),
    "Changes": _whole("What has changed since a release.", *_DIFFERING, _CHANGE, since=_SINCE),
    "Releases": _whole("The releases that are kept.", "The releases, the newest first.", "How many.", _KEPT),
    "History": _whole("What became known of a record, and when.", *_VERSIONS, _VERSION),
    "Vocabulary": _whole("The closed lists.", *_LISTS, _CLOSED_LIST),
    "Health": object_of("That the server is alive.", _HEALTH),
    "Readiness": object_of("What the server serves.", _READINESS),
    "Problem": object_of("An error, as RFC 9457 shapes it.", {**_PROBLEM, **_OF_A_PROBLEM}, tuple(_OF_A_PROBLEM)),
    "WrongParameter": object_of("A wrong parameter.", _WRONG, ("allowed", "nearest")),
    "Withdrawn": object_of("When and why a record was withdrawn.", _WITHDRAWN),
}
