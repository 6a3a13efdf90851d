"""The words by which records are found, and their index terms; knows nothing of SQL or HTTP.

A record is found by its names, by its own texts, and by the names of what it refers to, as they were known when its
version began: nobody finds a record by what was not yet known of it.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from marshmallow.fields import Field

from api.model import document_schema
from api.model.fields import Choice, Edtf, Pattern, Ref, Text
from api.model.normalization import name_key, sort_key
from api.model.paths import values_at
from api.model.resource import Resource
from api.release.documents import Documents, RecordVersion
from api.release.index_terms import GAP, NAMED, OWN, SearchedWords, marked, of_name, of_shorthand

#: A text by which a record is found, and the field in which it stands or to which what is called so belongs.
FieldText = tuple[str, str]
#: Where words stand by which a record is not found.
_UNSEARCHED = ("evidence.", "withdrawn.")
#: Of names with more words nobody says the initials; small words often have none.
_MOST_INITIALS, _SMALL = 8, frozenset("a and da das de del do dos e for in la las los of on the y".split())


def index_terms(words: SearchedWords, found: Sequence[str]) -> str:
    """Return what the index has beside words: the terms that were found, those of names, and words with signs."""
    exactly = [of_name(name_key(name)) for name in words.called]
    called = [marked(NAMED, name) for name in words.called]
    own = [marked(OWN, text) for text in (*words.called, *words.texts)]
    return GAP.join((" ".join(dict.fromkeys((*found, *exactly))), *called, *own))


def shorthands(version: RecordVersion, words: SearchedWords) -> list[str]:
    """Return the terms of the codes and the initials that a record with many names goes by."""
    resource = version.record.resource
    initials = [short for name in words.called for short in _initials(name)] if resource.aliases else []
    return list(map(of_shorthand, (*initials, *resource.codes(version.values))))


def _initials(name: str) -> list[str]:
    """Return the initials of a short name, with and without those of its small words."""
    words = sort_key(name).split()
    if len(words) > _MOST_INITIALS:
        return []
    both = ("".join(word[0] for word in some) for some in (words, [word for word in words if word not in _SMALL]))
    return [found for found in dict.fromkeys(both) if len(found) > 1]


def columns_of(version: RecordVersion, documents: Documents) -> Sequence[Sequence[FieldText]]:
    """Return the words by which a version is found, by columns, each text with its field; the title is in pieces."""
    resource, values, day = version.record.resource, version.values, version.known_from
    title = documents.pieces(version.record.id, day)
    if "name" in document_schema.of(resource):
        title = [("name", documents.name(version.record.id, day))]
    names = [(resource.aliases, name) for name in values_at(values, resource.aliases)] if resource.aliases else []
    own, leading = _paths(resource)
    texts = [(path, text) for path in own for text in values_at(values, path)]
    texts = [(path, text.replace("-", " ") if path == "topics" else text) for path, text in texts]
    leads = {id: path for path in reversed(leading) for id in reversed(values_at(values, path))}
    related = [(path, name) for id, path in reversed(leads.items()) for name in _names(id, day, documents)]
    return title, names, texts, related


@cache
def _paths(resource: Resource) -> tuple[Sequence[str], Sequence[str]]:
    """Return the paths of the own texts of a kind, in the order of its documents, and of what it refers to."""
    order = list(document_schema.of(resource))
    leaves = resource.leaves.items()
    own = [path for path, leaf in leaves if _is_text(path, leaf) and f"{{{path}}}" not in resource.label]
    own.sort(key=lambda path: order.index(path.partition(".")[0]))
    leading = [path for path, leaf in leaves if isinstance(leaf, Ref) and not path.startswith("evidence.")]
    return [path for path in own if path != resource.aliases], leading


def _is_text(path: str, leaf: Field[Any]) -> bool:
    """Whether words stand there: no codes, ids and dates; topics are the ids that read as words."""
    printed = isinstance(leaf, Text) and not isinstance(leaf, Pattern | Edtf | Choice | Ref)
    return (printed or path == "topics") and not path.startswith(_UNSEARCHED)


def _names(id: str, day: str, documents: Documents) -> Iterator[str]:
    yield documents.name(id, day)
    yield from documents.knowledge.aliases(id, day)
