"""Which engine answers for a release: the one place that tells by its address."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from api.query.connection import Engine
from api.query.sqlite import SqliteEngine

#: Where a release is, or what leads to it.
Location = Path | Engine


def engine(location: Location) -> Engine:
    """Return what answers for the release at a location."""
    return SqliteEngine(location) if isinstance(location, Path) else location


def location(text: str) -> Location:
    """Read a location: the path of a file, or the address of a database; raises `ValueError`."""
    if not text.startswith(("postgresql://", "postgres://")):
        if "://" in text:
            scheme = text.partition("://")[0]  # what follows may have a password
            raise ValueError(f"{scheme}:// is no address of a database; write postgresql://host/name")
        return Path(text)
    if not find_spec("psycopg"):
        raise ValueError("the extra is not installed; pip install 'crisis-facts[postgresql]' brings it")
    try:
        found: Engine = import_module("api.query.postgresql").PostgresqlEngine(text)
    except Exception as error:
        raise ValueError(str(error).strip()) from None
    return found
