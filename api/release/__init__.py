"""From checked records to one immutable file; the only package that writes SQLite."""
