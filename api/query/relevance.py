"""What the index of words is asked for a selection, the best fit first; knows no SQL beside that of FTS5.

Records come in tiers: those that are called exactly so; those with the words in their names; those with them there or
in their own texts; those with some of them only in the names of what they refer to; those with other forms or spellings
of some. Within a tier the newest comes first, which is the order of the rows. So a page is a walk along the index from
where the last one ended: no record is weighed against another, and the walk costs the same among any number of them.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from api.query.fts_query import WordQuery
from api.release.index_terms import NAMED, of_list, of_name, of_value
from api.release.spelling import name_units

#: The values of the filters by value, by their names.
Values = Mapping[str, Sequence[str]]


class IndexQuery(NamedTuple):
    """Queries of FTS5 that find the same among the latest versions of the records of a list and among the past ones."""

    latest: str
    past: str


def whole(list_name: str, values: Values, words: WordQuery, *, most: bool) -> IndexQuery:
    """Return what finds the records of a list with some values and words, whatever their dates and days of knowledge.

    Where the list has `most` of all records, its latest versions are not asked for by their index term: it would be
    passed again and again to leave out few. Whoever reads the records leaves out the rest.
    """
    return _query(list_name, values, [words.anywhere(loose=True)], [words.none], most=most)


def tiers(list_name: str, values: Values, q: str, words: WordQuery, *, most: bool) -> tuple[IndexQuery, ...]:
    """Return what finds each tier of the same records, the best first; `q` is what was typed for the words."""
    if not words.wanted:
        return (whole(list_name, values, words, most=most),)
    exactly, unwanted = f'"{of_name(name_units(q))}"', words.none
    named, own, anywhere = words.all(NAMED), words.all(""), words.anywhere()
    found = [
        ([named, exactly], [unwanted]),
        ([named], [unwanted, exactly]),
        ([own], [unwanted, named]),
        ([anywhere], [unwanted, own]),
    ]
    if any(term.loose for term in words.wanted):
        found.append(([words.anywhere(loose=True)], [unwanted, anywhere]))
    return tuple(_query(list_name, values, *tier, most=most) for tier in found)


def _query(list_name: str, values: Values, wanted: Sequence[str], unwanted: Sequence[str], *, most: bool) -> IndexQuery:
    """Return what finds all that is wanted, nothing that is unwanted, and what the filters ask for."""
    filters = [" OR ".join(f'"{of_value(name, one)}"' for one in each) for name, each in values.items()]
    asked = [query for query in (*filters, *wanted) if query]
    latest, past = (f'"{of_list(list_name, past=past)}"' for past in (False, True))
    return IndexQuery(
        _joined(asked if most and asked else [latest, *asked], unwanted), _joined([past, *asked], unwanted)
    )


def _joined(wanted: Sequence[str], unwanted: Sequence[str]) -> str:
    all = " AND ".join(f"({query})" for query in wanted)
    none = " OR ".join(f"({query})" for query in unwanted if query)
    return f"({all}) NOT ({none})" if none else all
