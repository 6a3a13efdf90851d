"""What records are called: the label of their kind, filled in; knows nothing of days, files, SQL or HTTP."""

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from string import Formatter
from typing import Any

from api.curation.dataset import Dataset, Record
from api.model.fields import Ref
from api.model.messages import joined
from api.model.paths import values_at

#: Stands in the place of a field for words of the label itself.
WORDING = "title"
#: The conversion of a field whose name has its article, as it stands in a sentence.
SENTENCE = "s"
_FORMAT = lru_cache(maxsize=2**10)(lambda label: list(Formatter().parse(label)))


def name_of(dataset: Dataset, record: Record, values: Mapping[str, Any], name: Callable[[str], str]) -> str:
    """Return the name of a record with some values; `name` returns that of what it refers to, by its id."""
    return "".join(text for _, text in pieces(dataset, record, values, name))


def pieces(
    dataset: Dataset, record: Record, values: Mapping[str, Any], name: Callable[[str], str]
) -> Iterator[tuple[str, str]]:
    """Yield the name of a record in pieces, each with the field that it comes from."""
    is_first = True
    for words, key, forms, conversion in _FORMAT(record.resource.label_of(values)):
        if words:
            yield WORDING, words
        is_small = False
        if key and conversion == SENTENCE:
            actor = dataset.by_id[values[key]].data
            if actor["article"]:
                yield WORDING, "The " if is_first else "the "
            is_small = actor["initial"] == "small" and bool(actor["article"] or not is_first)
        is_first = False
        if key and forms:
            yield WORDING, forms.split("|")[dataset.by_id[values[key]].data["number"] == "plural"]
        elif key:
            is_id = isinstance(record.resource.leaves[key], Ref)
            text = joined([*map(name, values_at(values, key))]) if is_id else str(values[key]).replace("_", " ")
            yield key, text[:1].lower() + text[1:] if is_small else text
