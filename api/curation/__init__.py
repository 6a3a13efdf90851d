"""From fixtures to checked records, and the tools of curators; the only package that reads fixtures."""
