"""A release, open for reading: what it says of itself, its records by id, its quotes; `lists` has its lists."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Any

from api.model import edtf
from api.model.errors import Unusable
from api.model.resource import Resource
from api.model.terms import with_terms
from api.query import lookup_sql
from api.query.day_statistics import DayStatistics
from api.query.engines import Location, engine
from api.query.list_parameters import PAGE
from api.query.lists import AT_ONCE, Lists
from api.query.planner import Planner
from api.query.selection import Selection
from api.query.suggestions import Suggestions
from api.query.validation import Departed, Identified
from api.query.vocabulary import Vocabulary
from api.release import combined
from api.release.related_counts import with_facts
from api.release.tables import ENTRIES, passage_number, shape

#: Up to how many records that words find are counted: where there are more, the total is at least this. So many cost
#: less than a page of them.
MOST_FOUND = 250

#: How many other questions are tried in place of one that finds nothing, of how many words together, and how many are
#: suggested.
MOST_TRIED, MOST_WORDS, MOST_SUGGESTED = 12, 60, 3

#: How many of the rarest trigrams of a quote are looked for together.
RAREST = 3

_IDENTITY = lookup_sql.identities(1)


class Store:
    """One release; safe to use from many threads, each with a connection of its own, opened when it first asks."""

    def __init__(
        self, location: Location, resources: Sequence[Resource], *, same: bool = True, most_found: int = MOST_FOUND
    ) -> None:
        """Open a release; raises `Unusable` for anything but a release that these declarations can read.

        Where its queries take longer than the budget of the request allows, they raise `QueryTimeout`.
        Without `same`, the release may be of other declarations: only its documents and ids may then be asked for.
        Of what words find, up to `most_found` records are counted.
        """
        self.engine = engine(location)
        self.engine.check()
        self._rows = self.engine.rows
        self.header = self._read_header()
        #: The name of the release, which is the digest of its content, and the kinds of its records.
        self.name, self.kinds = str(self.header["release"]), tuple(self.header["kinds"])
        #: The topics that the data set declares: `id`, `label` and `description` of each.
        self.topics: Sequence[Mapping[str, str]] = self.header["about"].get("topics", [])
        #: The kinds, with the terms that the data set adds to them.
        self.resources = with_terms(resources, self.header["about"])
        every = combined.lists(self.resources)
        if same and self.header["shape"] != shape(every):
            raise Unusable(f"{self.engine} was built by another version of crisis-facts; run crisis-facts build")
        self._declared = {resource.name: resource for resource in every}
        #: What was known by each day on which something became known.
        self.days = DayStatistics(self.header.get("days", {}))
        #: Returns every value that a filter of a name can find, in any kind.
        self.terms = cache(self._every_term)
        self.suggestions = Suggestions(self._rows, self._declared[ENTRIES])
        self.vocabulary = Vocabulary(self._rows, self.header.get("languages", ()))
        self.lists = Lists(Planner(self._rows, self.days, self.vocabulary), self, most_found)

    def trace(self, report: Callable[[str], object] | None) -> None:
        """Report the text of each query that this thread sends from now on; None ends it."""
        self.engine.trace(report)

    def close(self) -> None:
        """Close the connection of this thread."""
        self.engine.close()

    def document(self, kind: str, id: str, as_of: str | None = None) -> bytes | None:
        """Return the document of a record, as known on a day; None where there is none, or was none yet."""
        found = self.cited(kind, id, as_of)
        return found[0] if found else None

    def cited(self, kind: str, id: str, as_of: str | None) -> tuple[bytes, str] | None:
        """Return the document of a record and its citation, which lacks its `PLACE`, as known on a day, if it was."""
        sql = lookup_sql.record(self._declared[kind], past=self.days.past(as_of) is not None)
        found = self._rows(sql, {"id": id, "as_of": as_of})
        return next(((with_facts(document, facts, as_of), citation) for document, facts, citation in found), None)

    def documents(self, kind: str, ids: Sequence[str], as_of: str | None = None) -> dict[str, bytes]:
        """Return the documents of several records of a kind by id, as known on a day; none for what is not there."""
        sql = lookup_sql.records(self._declared[kind], past=self.days.past(as_of) is not None)
        found = self._rows(sql, {"ids": json.dumps(ids), "as_of": as_of})
        return {id: with_facts(document, facts, as_of) for id, document, facts in found}

    def history(self, kind: str, id: str) -> list[tuple[str, bytes]]:
        """Return the versions of a record, each with the day from which it was known, the first one first."""
        return self._rows(lookup_sql.history(self._declared[kind]), {"id": id})

    def names(self, ids: Sequence[str], as_of: str | None) -> dict[str, str]:
        """Return what records of whatever kind are called, as known on a day, by their ids."""
        found = self.documents(ENTRIES, ids, as_of)
        return {id: json.loads(document)["title"] for id, document in found.items()}

    def identified(self, id: str) -> Identified | None:
        """Return of what kind a record is and since when it is known; None where there is no such record."""
        rows = self._rows(_IDENTITY, {"id_0": id})
        return Identified(*rows[0][1:]) if rows else None

    def departed(self, id: str) -> Departed | None:
        """Return where an id leads that no record has now; None where it never was one."""
        rows = self._rows(lookup_sql.GONE, {"id": id})
        if not rows:
            return None
        kind, path, withdrawal = rows[0]
        return Departed(kind, path, json.loads(withdrawal) if withdrawal else None)

    def near(self, id: str, kinds: Sequence[str], as_of: str | None = None, *, in_letters: bool = False) -> list[str]:
        """Return the ids of some kinds, known on a day, that are nearest to a wrong one, by names too or in letters."""
        if in_letters:
            return self.suggestions.spelled_alike(id, kinds, as_of)
        return self.suggestions.ids(id, kinds, as_of, past=self.days.past(as_of) is not None)

    def instead(self, selection: Selection) -> list[Selection]:
        """Return the lists whose words are nearest to those of one that has no records, and that do have some."""
        asked = replace(selection, after=None, limit=selection.limit or PAGE, facets=())
        tried = min(MOST_TRIED, 1 + MOST_WORDS // max(1, len(selection.q.split())))
        others = (replace(asked, q=q) for q in islice(self.suggestions.questions(selection.q), tried))
        return list(islice(filter(self.lists.finds, others), MOST_SUGGESTED))

    def everything(self, kind: str) -> Iterator[tuple[str, bytes]]:
        """Yield id and document of every record of a kind, by id."""
        sql, found = lookup_sql.everything(kind), [("", b"")]
        while found := self._rows(sql, {"after": found[-1][0], "most": AT_ONCE}):
            yield from found

    def quoted(self, folded: str, as_of: str | None) -> Iterator[tuple[str, str, str]]:
        """Yield kind, id and text of every quote that holds words, as known on a day, in the order of lists.

        The words are given by their keys, with a space on each side. Their rarest trigrams lead to the few quotes that
        may hold them: a common one is in nearly all.
        """
        terms = {folded[at : at + 3] for at in range(len(folded) - 2)}
        rarest = self._rows(lookup_sql.RAREST_TRIGRAMS, {"terms": json.dumps(sorted(terms)), "most": RAREST})
        if rarest and rarest[0][1] == len(terms):
            trigrams = " AND ".join('"' + term.replace('"', '""') + '"' for term, _ in rarest)
            values = {"folded": folded, "trigrams": trigrams, "as_of": as_of or edtf.LAST}
            yield from self._rows(lookup_sql.QUOTES, values)

    def resting_on(self, digests: Sequence[str], most: int) -> list[tuple[str, str]]:
        """Return kind and id of the records that rest on a passage with one of some SHA-256 digests."""
        numbers = json.dumps([passage_number(digest) for digest in digests])
        return self._rows(lookup_sql.PASSAGES, {"digests": numbers, "most": most})

    def _every_term(self, name: str) -> list[str]:
        values = {"lists": json.dumps([*self._declared]), "filter": name}
        return sorted(row[0] for row in self._rows(lookup_sql.TERMS, values))

    def _read_header(self) -> Mapping[str, Any]:
        try:
            return {name: json.loads(value) for name, value in self._rows(lookup_sql.HEADER, {})}
        except Exception as error:  # whatever one engine or the other raises
            raise Unusable(f"{self.engine} is damaged ({error}); run crisis-facts build, or name another") from None
        finally:
            self.engine.close()
