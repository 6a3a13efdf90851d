"""From fixtures to checked records, and the tools of curators; the only package that reads fixtures.

reader          folders of fixtures, YAML and NDJSON, to records
yaml_reader     YAML read as text, with positions
dataset         records, in memory or on disk, and the data set that they make
diagnostics     faults and warnings, where they stand, and how they print
checks          what must hold between records
names           what records are called
lint            warnings of what may be wrong
validate        all of these together: a data set that may be released
knowledge       what was known on a day
evidence_lock   the proof that passages stand in their sources
source_texts    the texts of a source, before and after corrections
passage_finder  from words of a text to evidence
quotation_marks quotes that are printed without quotation marks
plain_text      what is a text, and what has to be converted into one
formatter       the one form of a YAML file
format_files    files checked for their form, or written in it
json_schema     schemas by which editors check a file
new_record      a new record: its YAML, checked and written
spreadsheet     a template for a kind, and a spreadsheet read as records
list_rows       the rows of a published list
lists           sanctions lists as fixtures, and a reader for each
progress        how far a command is, in the terminal
watch           edits of files, noticed
"""
