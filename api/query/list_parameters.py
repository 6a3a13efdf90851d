"""The query parameters of a list, derived from the declaration of its kind; knows no request and no release."""

import re
from collections.abc import Callable, Mapping
from functools import cache

from marshmallow import ValidationError

from api.model import edtf
from api.model.document_schema import Outlines
from api.model.fields import SLUG, SLUG_LENGTH, Country
from api.model.filters import Filter, Has, HasIdentifier, Overlaps
from api.model.messages import did_you_mean
from api.model.resource import RELEVANCE, Resource
from api.query.formats import FORMATS, HTML, JSON, MARKDOWN, parameter
from api.query.fts_query import parse
from api.query.parameters import AS_OF, EVERY, LONGEST_VALUE, SLUG_SCHEMA, Parameter, as_it_is, one_of, printed

#: How many records a page holds, unless the client says otherwise, and at most.
PAGE, LARGEST_PAGE = 50, 200
#: How many records that others refer to come with one answer at most.
MOST_INCLUDED = 1_000
#: Asks for all records at once, in the formats that can be read while they come.
ALL = "all"
#: By what a date is counted in a facet, and how many characters of a day tell it from the others.
PERIODS = {"year": 4, "month": 7, "day": 10}
#: How many values a facet gives at most: the most frequent, or of periods those that tell most.
MOST_COUNTED = 200
#: The member of an answer that names the facets which have more values than are given.
INCOMPLETE = "incomplete_facets"
#: The member of a page that is there where its total is a bound, and what it says.
RELATION, AT_LEAST = "total_relation", "gte"
#: What a release is called, as a pattern.
RELEASE = "[0-9a-f]{16}"
#: What to do where the record to go on after is gone from a list, as it may be in a newer release.
ANEW = "begin the list anew, without after"
#: Asks for what may share a day, not only for what is stated to.
POSSIBLE = "possible"

#: The path of a field in a document.
_PATH = r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*"


class ListParameters:
    """The parameters of the lists of some kinds."""

    def __init__(self, outlines: Outlines) -> None:
        self.outlines = outlines
        self.parameters = cache(self._parameters)
        self.of_record = cache(self._of_record)

    def _parameters(self, resource: Resource) -> Mapping[str, Parameter]:
        found = {name: _filter(resource, name, filter) for name, filter in resource.all_filters.items()}
        if len(resource.by_value) < len(found):
            found[DATE_MATCH.name] = DATE_MATCH
        common = (Q, AS_OF, _sort(resource), _facets(resource), *self._shape(resource), FORMAT, AFTER, LIMIT)
        if resource.holds and not resource.part_of:
            common = (SOUGHT, *common[1:])
        return found | {parameter.name: parameter for parameter in common}

    def _of_record(self, resource: Resource) -> Mapping[str, Parameter]:
        return {parameter.name: parameter for parameter in (AS_OF, *self._shape(resource))}

    def _shape(self, resource: Resource) -> tuple[Parameter, ...]:
        """Return what says how much of each record is shown, and what comes with it."""
        known = tuple(self.outlines.inclusions(resource))
        text = "References to follow, up to two levels deep: the records that they lead to come in `included`, by kind "
        text += f"and id, each once and whole, whatever `fields` says; at most {MOST_INCLUDED}. As {JSON.name} alone."
        return (FIELDS, Parameter("include", text, {"type": "string", "enum": list(known)}, one_of(known), many=True))


@cache
def parameters_of(lists: tuple[Resource, ...]) -> ListParameters:
    """Return the parameters of some lists: of all that there are, where references are to be followed."""
    return ListParameters(Outlines(lists))


def facets(resource: Resource) -> Mapping[str, tuple[str, int]]:
    """Return every facet of a list: the filter that it counts by, and of a date the length of its period."""
    found: dict[str, tuple[str, int]] = {}
    for name, filter in resource.all_filters.items():
        if isinstance(filter, Overlaps):
            found |= {f"{name}:{period}": (name, length) for period, length in PERIODS.items()}
        elif name != "id" and not isinstance(filter, HasIdentifier):
            found[name] = (name, 0)
    return found


def _sort(resource: Resource) -> Parameter:
    sorts = (*resource.all_sorts, RELEVANCE)
    text = f"The order, `{resource.order}` if left out; `-` before a key turns it round. Unknown values come last. "
    text += "Case, accents and punctuation of names do not count; `Đ` stands with `D`, `Ł` with `L`, `ß` is `ss`. "
    text += f"With `q` it is `{RELEVANCE}` if left out: what fits the words best comes first."
    return Parameter("sort", text, {"type": "string", "enum": list(sorts)}, one_of(sorts))


def _facets(resource: Resource) -> Parameter:
    known = tuple(facets(resource))
    text = "Count by these filters, each under all filters but itself. Dates are counted by"
    text += f" {', '.join(PERIODS)}, in each that they share."
    text += f" At most {MOST_COUNTED} values are given of each, the most telling; `{INCOMPLETE}` names what has more."
    return Parameter("facets", text, {"type": "string", "enum": list(known)}, one_of(known), many=True)


def _filter(resource: Resource, name: str, found: Filter) -> Parameter:
    """Return the parameter of a filter: its type and its description come from the field that it looks at."""
    if isinstance(found, Overlaps):
        what = " to ".join(f"`{path}`" for path in (found.start, found.end) if path)
        text = f"Only records whose {what} shares a day with this date or interval: `2019-03`, `../2019-03-19`."
        text += " What has no end goes on" if found.ongoing else ""
        text += f", while its `{found.ongoing[0]}` is `{found.ongoing[1]}`" if isinstance(found.ongoing, tuple) else ""
        text += "." if found.ongoing else ""
        schema = {"type": "string", "format": "edtf", "minLength": 1, "maxLength": LONGEST_VALUE}
        return Parameter(name, text, schema, _date)
    choices, targets = resource.choices(found), resource.targets(found)
    where = f"`{found.paths[0]}`" if len(found.paths) == 1 else "any field"
    if choices:
        text = f"One of these in {where}.{_help(resource, found)}"
        return Parameter(name, text, {"type": "string", "enum": list(choices)}, one_of(choices), many=True)
    if found.paths == ("id",):
        return Parameter(name, "Only the records with these ids.", SLUG_SCHEMA, as_it_is, many=True)
    if targets:
        text = f"One of these {' or '.join(targets)} in {where}.{_help(resource, found)}"
        return Parameter(name, text, SLUG_SCHEMA, as_it_is, many=True)
    text = f"One of these in {where}.{_help(resource, found)}"
    if isinstance(found, HasIdentifier):
        text += " Alone, or with its register before it, as in `OFAC SDN:26523`."
    schema = {"type": "string", "pattern": "^[^,]+$", "maxLength": LONGEST_VALUE}
    leaf = resource.leaves[found.paths[0]]
    if isinstance(leaf, Country):
        schema = {"type": "string", "enum": list(leaf.values)}
    return Parameter(name, text, schema, _term(resource, found), many=True)


def _help(resource: Resource, found: Has) -> str:
    return f" {resource.leaves[found.paths[0]].metadata['description']}" if len(found.paths) == 1 else ""


def _term(resource: Resource, found: Has) -> Callable[[str], str]:
    """Return what reads a value as the field does that the filter looks at."""

    def read(value: str) -> str:
        try:
            return str(resource.leaves[found.paths[0]].deserialize(value))
        except ValidationError as error:
            raise ValueError(error.messages[0]) from None

    return read


def _date(value: str) -> str:
    edtf.parse(value)
    return value


def _sought(value: str) -> str:
    if parse(printed(value)).is_empty:
        raise ValueError("holds no word, only marks; give words to look for")
    return value


def _limit(value: str) -> str:
    if value == ALL:
        return value
    if not re.fullmatch(r"0|[1-9][0-9]{0,8}", value, re.ASCII) or int(value) > LARGEST_PAGE:
        raise ValueError(f"{value!r} is not a number from 1 to {LARGEST_PAGE}{did_you_mean(value, [ALL])}")
    return value


def _place(value: str) -> str:
    id, at, release = value.partition("@")
    if at and not (id and re.fullmatch(RELEASE, release)):
        raise ValueError(f"{value!r} is not the id of a record, or that with @ and a release; {ANEW}")
    return value


def _path(value: str) -> str:
    if value != EVERY and not re.fullmatch(_PATH, value, re.ASCII):
        raise ValueError(f"{value!r} is not the path of a field; write summary or evidence.link, for two")
    return value


Q = Parameter(
    "q",
    'Words to look for: all of them, the last one also as a beginning; `"…"` for a phrase, `-` before what must not be '
    "there. Case, accents and word forms do not count, nor do other signs. Each record then has a `highlight`.",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_VALUE},
    _sought,
)
SOUGHT = Parameter(Q.name, Q.description, Q.schema, Q.read, required="give the words to look for", example="oil")
FIELDS = Parameter(
    "fields",
    "Only these fields of each record, by their paths, with dots between names: `summary`, `evidence.link`. `id`, "
    "`kind` and `url` are always there. In a table these are the columns, in this order and no others; without it, "
    f"it has the main ones, and with `{EVERY}` all.",
    {"type": "string", "pattern": rf"^(\{EVERY}|{_PATH})$", "maxLength": LONGEST_VALUE},
    _path,
    many=True,
)
_MATCHES = ("stated", POSSIBLE)
DATE_MATCH = Parameter(
    "date_match",
    f"How filters and facets by date look at dates that are not exact. `{_MATCHES[0]}`, if left out: a record is found "
    "where it is stated to be, as *by 20 March 2019* is around that day. `possible`: on every day that it may mean.",
    {"type": "string", "enum": list(_MATCHES)},
    one_of(_MATCHES),
)
FORMAT = parameter((*FORMATS, MARKDOWN, HTML))
AFTER = Parameter(
    "after",
    "Go on after the record with this id, the last one of the page before. In `next`, `@` and the release stand behind "
    "it: a walk stays on that. Where it is not kept any more, the answer is 410.",
    {"type": "string", "pattern": f"{SLUG[:-1]}(@{RELEASE})?$", "maxLength": SLUG_LENGTH + 17},
    _place,
)
LIMIT = Parameter(
    "limit",
    f"How many records at most: 1 to {LARGEST_PAGE}; 0 beside `facets`, for counts alone; `{ALL}`, for everything at "
    f"once, in every format but {JSON.name}.",
    {"anyOf": [{"type": "integer", "minimum": 0, "maximum": LARGEST_PAGE}, {"const": ALL}], "default": PAGE},
    _limit,
)
