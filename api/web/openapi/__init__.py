"""The contract (OpenAPI 3.1), from the declarations alone.

* `document`: the operations, and the whole document.
* `records`: the schemas of kinds, their pages and the whole data set.
* `components`: the schemas of all else.
* `partial`: the schemas of records of which some fields are left out.
"""
