"""What the index of words is asked for a selection, the best fit first; knows no SQL beside that of FTS5.

Records come in tiers: those that are called exactly so; those with the words in their names; those with them there or
in their own texts; those with some of them only in the names of what they refer to. Within a tier the newest comes
first, which is the order of the rows. So a page is a walk along the index from where the last one ended: no record is
weighed against another, and the walk costs the same among any number of them.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from api.model.normalization import name_key
from api.query.fts_query import FtsQuery
from api.release.index_terms import LISTED, NAMED, OWN, of_list, of_name, of_value, sought

#: The values of the filters by value, by their names.
Values = Mapping[str, Sequence[str]]
#: Finds nothing: no index term is like that.
_NOTHING = f'"{LISTED}0"'


class IndexQuery(NamedTuple):
    """Queries of FTS5 that find the same among the latest versions of the records of a list and among the past ones."""

    latest: str
    past: str


def whole(list_name: str, values: Values, words: FtsQuery, *, most: bool) -> IndexQuery:
    """Return what finds the records of a list with some values and words, whatever their dates and days of knowledge.

    Where the list has `most` of all records, its latest versions are not asked for by their index term: it would be
    passed again and again to leave out few. Whoever reads the records leaves out the rest.
    """
    return _query(list_name, values, [_NOTHING if words.find_nothing else words.wanted], [words.unwanted], most=most)


def tiers(list_name: str, values: Values, q: str, words: FtsQuery, *, most: bool) -> tuple[IndexQuery, ...]:
    """Return what finds each tier of the same records, the best first; `q` is what was typed for the words.

    Each asks for the words as they are too, though a sign before them says as much: a highlight shows where they stand.
    """
    wanted, unwanted = words.wanted, words.unwanted
    if not wanted:
        return (whole(list_name, values, words, most=most),)
    exactly = f'"{of_name(name_key(q))}"'
    named, own = (sought(sign, wanted) for sign in (NAMED, OWN))
    found = (
        ([wanted, exactly], [unwanted]),
        ([wanted, named], [unwanted, exactly]),
        ([wanted, own], [unwanted, exactly, named]),
        ([wanted], [unwanted, exactly, own]),
    )
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
