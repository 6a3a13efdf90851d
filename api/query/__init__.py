"""From a question to rows of a release; the only package that reads a database.

A question takes one way: `parameters` and `list_parameters` -> `selection` -> `planner` -> `list_sql` -> `lists`.
"""
