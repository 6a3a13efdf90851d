"""From a question to rows of a release; the only package that reads a database.

A question takes one way: `parameters` and `list_parameters` -> `selection` -> `planner` -> `list_sql` -> `lists`.

parameters       one query parameter, and how its text is read
foreign_parameters  what other APIs call parameters, and what to write here
list_parameters  the parameters of a list, derived from the declaration of its kind
selection        what a client asks of a list: from parameters, and back to a path
included         the records that others refer to, to stand beside them
projection       which fields of a record are shown
formats          JSON, NDJSON, CSV
fts_query        from words as they are typed to a query of FTS5
vocabulary       the words of the index that fit what is typed: beginnings, forms, other spellings
relevance        what the index of words is asked, the best fit first
planner          what is bound and chosen to answer a question
day_statistics   what was known by each day, in numbers
list_sql         the SQL of lists
lookup_sql       the SQL that looks things up by id or value
connection       what an engine does: all SQL goes through one
engines          which engine answers for a release
sqlite           a release as a file of SQLite
postgresql       a release as a schema of PostgreSQL
lists            pages, whole lists, totals and counts
store            a release: what it says of itself, records by id, quotes
validation       what a release does not know of a question
suggestions      the ids and words that are nearest to wrong ones
facets           how a list spreads over the values of its filters
highlight        what of a record fits the words looked for
diff             what changed from one release to another
"""
