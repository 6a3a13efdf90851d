"""The contract (OpenAPI 3.1), from the declarations alone.

* `document`: the whole document, as YAML too.
* `operations`: what can be asked.
* `records`: the schemas of kinds and of their pages.
* `components`: the schemas of all else.
"""
