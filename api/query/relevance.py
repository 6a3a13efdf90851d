"""What the index of words is asked for a selection, and in which order of fit; knows no SQL beside that of FTS5.

What fits comes in tiers: who is called exactly so; who has the words in its name; who has them there or in its own
texts; who has some of them only in the names of what it refers to. Within a tier the newest comes first, which is the
order of the rows. So a page is a walk along the index from where the last one ended, and no record need be weighed
against another: the walk costs the same among any number of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from api.model.normalization import name_key
from api.query.fts_query import Words
from api.query.selection import Selection
from api.release.index_terms import LISTED, NAMED, OWN, of_list, of_name, of_value, sought

#: Finds nothing: no mark is like that.
_NOTHING = f'"{LISTED}0"'


@dataclass(frozen=True)
class Match:
    """Queries of FTS5 that find the same among the latest versions of the records of a list and among the past ones."""

    latest: str
    past: str

    def known(self, as_of: str | None) -> str:
        """Give one query for all that was known on a day; for the latest versions where there is none."""
        return f"({self.latest}) OR ({self.past})" if as_of else self.latest


def whole(selection: Selection, words: Words, *, most: bool) -> Match:
    """Give what finds every record of a selection, but for what its dates and its day of knowledge leave out.

    Where the list is of `most` of all records, its latest versions are not asked for by their mark, which would be
    passed again and again to leave out few; who reads the records leaves out the rest.
    """
    return _match(selection, [_NOTHING if words.find_nothing else words.wanted], [words.unwanted], most=most)


def tiers(selection: Selection, words: Words, *, most: bool) -> tuple[Match, ...]:
    """Give what finds each tier of a selection, the best first: every record is in one of them.

    Each asks for the words as they are too, though a sign before them says as much: they are shown where they stand.
    """
    wanted, unwanted = words.wanted, words.unwanted
    if not wanted:
        return (whole(selection, words, most=most),)
    exactly = f'"{of_name(name_key(selection.q))}"'
    named, own = (sought(sign, wanted) for sign in (NAMED, OWN))
    return (
        _match(selection, [wanted, exactly], [unwanted], most=most),
        _match(selection, [wanted, named], [unwanted, exactly], most=most),
        _match(selection, [wanted, own], [unwanted, exactly, named], most=most),
        _match(selection, [wanted], [unwanted, exactly, own], most=most),
    )


def _match(selection: Selection, wanted: Sequence[str], unwanted: Sequence[str], *, most: bool) -> Match:
    """Give what has all that is wanted, nothing that is unwanted, and what the filters by value ask for."""
    resource = selection.resource
    filters = [" OR ".join(f'"{of_value(name, value)}"' for value in values) for name, _, values in selection.values()]
    latest, past = (f'"{of_list(resource.name, past=past)}"' for past in (False, True))
    asked = [*filters, *wanted]
    return Match(_query(asked if most and any(asked) else [latest, *asked], unwanted), _query([past, *asked], unwanted))


def _query(wanted: Sequence[str], unwanted: Sequence[str]) -> str:
    all, none = " AND ".join(_each(wanted)), " OR ".join(_each(unwanted))
    return f"({all}) NOT ({none})" if none else all


def _each(queries: Sequence[str]) -> list[str]:
    return [f"({query})" for query in queries if query]
