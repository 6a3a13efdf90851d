"""The words by which records are found, and their index terms; knows nothing of SQL or HTTP.

A record is found by its names, by its own texts, and by the names of what it refers to, as they were known when its
version began: nobody finds a record by what was not yet known of it.
"""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain
from typing import Any

from marshmallow.fields import Field

from api.model import document_schema
from api.model.fields import Choice, Edtf, Pattern, Ref, Text
from api.model.paths import Getter, getter
from api.model.resource import Resource
from api.release import index_terms, spelling
from api.release.documents import Documents, RecordVersion
from api.release.index_terms import GAP, NAMED, RELATED, SHORT
from api.release.json_writer import text as json_text

#: A text by which a record is found, and the field in which it stands or to which what is called so belongs.
FieldText = tuple[str, str]
#: Where words stand by which a record is not found.
_UNSEARCHED = ("evidence.", "withdrawn.")


def wording(columns: Sequence[Sequence[FieldText]]) -> str:
    """Return the texts of a record as JSON, each with its field: those of its names, and the others."""
    title, names, *others = columns
    return f"[{_pairs([*title, *names])},{_pairs(chain(*others))}]"


def _pairs(texts: Iterable[FieldText]) -> str:
    pairs = ",".join([f'["{field}",{json_text(text)}]' for field, text in texts])
    return f"[{pairs}]"


def indexed(name: str, columns: Sequence[Sequence[FieldText]], listed: Iterable[str]) -> str:
    """Return all by which the index finds a record: its words in order, those with signs, its beginnings and terms."""
    _, names, texts, related = [[text for _, text in column] for column in columns]
    called = [name, *names]
    keys = chain(map(spelling.name_units, called), *map(spelling.abbreviations, called))
    found = [_text(sign, text) for sign, all in (("", called + texts), (NAMED, called)) for text in all]
    found += [_related(name) for name in related]
    terms = dict.fromkeys(chain(listed, map(index_terms.of_name, keys), *[terms for _, terms in found]))
    return GAP.join([*[written for written, _ in found], " ".join(terms)])


def shorthands(version: RecordVersion, names: Sequence[str]) -> list[str]:
    """Return the terms of the codes and the initials that a record with many names goes by."""
    resource = version.record.resource
    initials = chain(*map(spelling.initials, names)) if resource.aliases else ()
    return list(map(index_terms.of_shorthand, (*initials, *resource.codes(version.values))))


@lru_cache(maxsize=2**14)
def _related(name: str) -> tuple[str, Sequence[str]]:
    """Return the same of the name of another record, which many records name."""
    return _text(RELATED, name)


def _text(sign: str, text: str) -> tuple[str, Sequence[str]]:
    """Return a text with a sign before each word, and the terms of all that it is found by beside its words."""
    written, terms = zip(*[_piece(sign, piece) for piece in text.split(" ")], strict=True)
    short = [sign + short for short in spelling.abbreviations(text)]
    return " ".join(filter(None, written)), [*chain(*terms), *short]


@lru_cache(maxsize=2**14)
def _piece(sign: str, piece: str) -> tuple[str, list[str]]:
    """Return a piece of a text with a sign before each word, and terms: what it is as one word, and beginnings."""
    found = spelling.units_of(piece)
    written, joined = spelling.in_order(found), [unit.joined for unit in found if unit.joined]
    words = filter(spelling.may_begin, (*written.split(), *joined))
    begun = [index_terms.beginning(sign, word[:length]) for word in words for length in range(1, SHORT + 1)]
    return index_terms.signed(sign, written), [*(sign + word for word in joined), *begun]


def columns_of(version: RecordVersion, documents: Documents) -> Sequence[Sequence[FieldText]]:
    """Return the words by which a version is found, by columns, each text with its field; the title is in pieces."""
    resource, values, day = version.record.resource, version.values, version.known_from
    title = documents.pieces(version.record.id, day)
    if "name" in document_schema.of(resource):
        title = [("name", documents.name(version.record.id, day))]
    names = [(resource.aliases, name) for name in values[resource.aliases]] if resource.aliases else []
    own, leading = _paths(resource)
    texts = [(path, text) for path, get in own for text in get(values)]
    texts = [(path, text.replace("-", " ") if path == "topics" else text) for path, text in texts]
    leads = {id: path for path, get in reversed(leading) for id in reversed(get(values))}
    related = [(path, name) for id, path in reversed(leads.items()) for name in documents.names(id, day)]
    return title, names, texts, related


@cache
def _paths(resource: Resource) -> Sequence[Sequence[tuple[str, Getter]]]:
    """Return the paths of the own texts of a kind, in the order of its documents, and of what it refers to."""
    order = list(document_schema.of(resource))
    leaves = resource.leaves.items()
    own = [path for path, leaf in leaves if _is_text(path, leaf) and f"{{{path}}}" not in resource.label]
    own.sort(key=lambda path: order.index(path.partition(".")[0]))
    leading = [path for path, leaf in leaves if isinstance(leaf, Ref) and not path.startswith("evidence.")]
    return [[(path, getter(path)) for path in paths if path != resource.aliases] for paths in (own, leading)]


def _is_text(path: str, leaf: Field[Any]) -> bool:
    """Whether words stand there: no codes, ids and dates; topics are the ids that read as words."""
    printed = isinstance(leaf, Text) and not isinstance(leaf, Pattern | Edtf | Choice | Ref)
    return (printed or path == "topics") and not path.startswith(_UNSEARCHED)
