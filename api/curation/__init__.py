"""From fixtures to checked records, and the tools of curators; the only package that reads fixtures.

reader          folders of fixtures to records
yaml_reader     YAML read as text, with positions
ndjson_reader   a line of NDJSON read as text
spooled         records that are kept on disk
dataset         records, and the data set that they make
source_map      where in a file each value stands
diagnostics     faults and warnings, and how they print
checks          what must hold between records
lint            warnings of what may be wrong
validate        all of these together: a data set that may be released
knowledge       what was known on a day
evidence_lock   the proof that passages stand in their sources
source_texts    the text of a source, and which source it belongs to
passage_finder  from words of a text to evidence
formatter       the one form of a YAML file
format_files    files checked for their form, or written in it
yaml_comments   the comments of a YAML file
json_schema     schemas by which editors check a file
new_record      a new record, checked and written
scaffold        the YAML of a new record
list_rows       the rows of a published list
lists           sanctions lists as fixtures
watch           edits of files, noticed
progress        a line of progress on a terminal
"""
