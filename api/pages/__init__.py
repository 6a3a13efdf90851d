"""From a document to what people read: pages and Markdown; knows no HTTP and no SQL.

templates        Jinja, and what every page needs to know
values           the values of a record, each with the marks of its evidence
timeline         dated facts as a drawing
network          the relations of an actor as a drawing
markdown         records and lists for programs that read
"""
