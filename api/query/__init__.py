"""From a checked question to rows of a release; the only package that reads SQLite."""
