"""From checked records to one immutable SQLite file; the only package that writes a database."""
