"""How many records of a list have each value that a filter finds: counted once, when a release is built.

To count them for a request takes longer the more there are. The present is counted for every value, and for every pair
of days from and to which something is stated to be. Frequent values are counted for each day of knowledge on which
their number changed; rare ones are counted when they are asked for. A value that only past versions have is there with
the number 0.
"""

from collections.abc import Iterator

from api.curation.knowledge import ALWAYS
from api.release.tables import PRESENT, UNKNOWN, Frequency, Tables

#: Of more versions than this a value must be to be counted by day.
RARE = 1_000


def counting(latest: Tables, past: Tables) -> Iterator[str]:
    """Yield the SQL that counts the records of a list, given the tables of its latest and of its past versions."""
    record, shown = _named(latest.record), "dated" if latest.resource.part_of else "true"
    for filter, number in latest.filters.items():
        values, before = (f"{_named(tables.values)} WHERE filter = {number}" for tables in (latest, past))
        joined = f"(SELECT value, row FROM {values}) JOIN {record} USING (row) WHERE {shown}"
        found = joined if latest.resource.part_of else values
        yield _counts(latest, filter, f"SELECT value, '{PRESENT}', count(*) FROM {found} GROUP BY value")
        if not latest.resource.part_of:
            yield _counts(latest, filter, f"SELECT DISTINCT value, '{PRESENT}', 0 FROM {before}")
        yield _counts(latest, filter, _by_day([(values, record), (before, _named(past.record))], shown))
    for filter in latest.spans:
        bounds, known = f"{filter}_earliest || '/' || {filter}_latest", f"{filter}_earliest IS NOT NULL AND {shown}"
        yield _counts(latest, filter, f"SELECT {bounds}, '{PRESENT}', count(*) FROM {record} WHERE {known} GROUP BY 1")


def _counts(tables: Tables, filter: str, found: str) -> str:
    """Return the SQL that writes what is found, value, day and number, where it is not there yet."""
    name = tables.resource.name
    return f"INSERT OR IGNORE INTO {_named(Frequency)} SELECT '{name}', '{filter}', * FROM ({found})"


def _by_day(both: list[tuple[str, str]], shown: str) -> str:
    """Return the SQL for how many records have each frequent value from each day on, beginning with none."""
    all = " UNION ALL ".join(f"SELECT value FROM {values}" for values, _ in both)
    held = " UNION ALL ".join(
        f"SELECT value, known_from, known_until FROM "
        f"(SELECT value, row FROM {values} AND value IN (SELECT value FROM frequent)) JOIN {record} USING (row) "
        f"WHERE {shown}"
        for values, record in both
    )
    return (
        f"WITH frequent AS (SELECT value FROM ({all}) GROUP BY value HAVING count(*) > {RARE}), held AS ({held}), "
        f"steps AS (SELECT value, '{UNKNOWN}' AS since, 0 AS step FROM frequent "
        f"UNION ALL SELECT value, known_from, 1 FROM held "
        f"UNION ALL SELECT value, known_until, -1 FROM held WHERE known_until < '{ALWAYS}') "
        f"SELECT value, since, sum(sum(step)) OVER (PARTITION BY value ORDER BY since) FROM steps GROUP BY value, since"
    )


def _named(model: type) -> str:
    return f'"{model._meta.table_name}"'  # type: ignore[attr-defined]  # peewee has no types
