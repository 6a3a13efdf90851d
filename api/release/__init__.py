"""From checked records to one immutable SQLite file; the only package that writes a database.

builder         writes a release, and publishes it
documents       versions of records, as the JSON documents that clients read
summaries       records in short, for the lists over all kinds
combined        the lists over all kinds: search and timeline
related_counts  how many facts belong to a record, day by day
search_index    the words by which records are found
spelling        how the index spells the words of a text
word_forms      the stems that the forms of a word share
index_terms     terms of the index of words that nobody can type
staging         temporary tables that sort versions on disk
tables          the tables of a release
value_counts    how many records have each value of a filter
day_statistics  what was known by each day, in numbers
postgresql      copies a release into a PostgreSQL database
directory       a folder of releases: manifests, seals, the link to the current one
origin          a folder of releases elsewhere, over HTTP, from which one is fetched
"""
