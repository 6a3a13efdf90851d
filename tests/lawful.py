"""Data sets of every kind, drawn from the declarations: lawful, with texts that prove them, in many scripts."""

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from marshmallow import Schema
from marshmallow.fields import Field

from api.curation.diagnostics import InvalidFixtures
from api.kinds import RESOURCES
from api.model import fields
from api.model.countries import COUNTRIES
from api.model.resource import Resource
from api.model.schema import RecordSchema, in_order
from tests.model.lawful_dates import LAWFUL, days

#: Letters of which words are made, and the language of a text of them; where words have no spaces, an empty joint.
SCRIPTS = {
    "en": ("bdfgklmnprstv", " "),
    "es": ("ñáéíóúüçrst", " "),
    "ru": ("бвгджзклмнпрст", " "),
    "el": ("βγδζθκλμνξπρστ", " "),
    "ar": ("بتثجحخدذرزسشصض", " "),
    "he": ("בגדהוזחטיכלמנ", " "),
    "ko": ("가나다라마바사아자차", " "),
    "zh": ("港务局长渡轮危机伦登岛民船", ""),
    "ja": ("渡船危機港湾たちはもうトリ", ""),
    "th": ("กขคงจฉชซญณดต", ""),
}
#: What every record has by other rules than those of its fields.
APART = {"id", "evidence", "said", "former_ids", "withdrawn", "text_sha256", "published", "corrections"}
PLAIN = st.text(st.characters(categories=["L", "N", "P", "S", "Zs"], exclude_characters=","), min_size=1, max_size=30)
#: How many records of each kind there may be; there are always some actors and sources, as all else needs them.
FEW = {"actors": (1, 4), "sources": (1, 3)}


class Drawing:
    """A data set that is being drawn: its ids come first, so that any record may refer to any other."""

    def __init__(self, draw: DrawFn) -> None:
        self.draw = draw
        self.ids: dict[str, list[str]] = {}
        for resource in RESOURCES:
            least, most = FEW.get(resource.name, (0, 3))
            count = draw(st.integers(least, most))
            self.ids[resource.name] = [f"{resource.singular.lower()}-{index}" for index in range(count)]
        self.texts: dict[str, list[str]] = {id: [] for id in self.ids["sources"]}
        self.languages = {id: draw(st.sampled_from([*SCRIPTS])) for id in self.texts}
        self.count = 0

    def records(self) -> Iterator[dict[str, Any]]:
        """Yield every record as a line of NDJSON holds it, with evidence in the texts; sources come last."""
        for resource in sorted(RESOURCES, key=lambda one: one.name == "sources"):
            for id in self.ids[resource.name]:
                yield self._source(id) if resource.name == "sources" else self._fact(resource, id)

    def text_of(self, source: str) -> str:
        """Return the text of a source, as far as records rest on it."""
        return "\n\n".join(["0", *self.texts[source]])

    def _source(self, id: str) -> dict[str, Any]:
        text = self.text_of(id)
        own = {"language": self.languages[id], "text_sha256": sha256(text.encode()).hexdigest()}
        # the first one is known before all others: facts rest on it from the start
        own["published"] = "1900-01-01" if id == self.ids["sources"][0] else self.draw(days(first=1901))
        return {"kind": "sources", "id": id, **self._values(RESOURCES_BY_NAME["sources"].loader, id), **own}

    def _fact(self, resource: Resource, id: str) -> dict[str, Any]:
        values = self._values(resource.loader, id)
        printed = [value for name, value in values.items() if isinstance(resource.loader.fields[name], fields.Verbatim)]
        sources = [self.ids["sources"][0], *self.draw(st.lists(st.sampled_from(self.ids["sources"]), max_size=1))]
        evidence = [self._passage(source, printed if not index else []) for index, source in enumerate(sources)]
        return {"kind": resource.name, "id": id, **values, "evidence": evidence}

    def _passage(self, source: str, printed: list[str]) -> dict[str, Any]:
        """Add a paragraph to the text of a source; return the evidence that it is."""
        words = [self._word(source) for _ in range(4)]
        joint = SCRIPTS[self.languages[source]][1]
        start, end = joint.join(words[:2]), joint.join(words[2:])
        self.texts[source].append(f"{start} {' '.join(f'“{one}”' for one in printed)} {end}")
        return {"source": source, "start": start, "end": end}

    def _word(self, source: str) -> str:
        """Return a word of the script of a source that no other is."""
        letters, _ = SCRIPTS[self.languages[source]]
        self.count += 1
        number, word = self.count + 10_000, ""
        while number:
            number, place = divmod(number, len(letters))
            word += letters[place]
        return word

    def _values(self, schema: Schema, id: str) -> dict[str, Any]:
        apart = APART if isinstance(schema, RecordSchema) else ()
        written = {name: field for name, field in in_order(schema).items() if name not in apart}
        asked = {name: field for name, field in written.items() if field.required or self.draw(st.booleans())}
        drawn = {name: self._value(field, id) for name, field in asked.items()}
        return _by_the_rules({name: value for name, value in drawn.items() if value not in (None, [], {})})

    def _value(self, field: Field[Any], id: str) -> Any:
        make = next(make for type, make in MADE.items() if isinstance(field, type))
        return make(self, field, id)

    def others(self, field: fields.Ref, id: str) -> list[str]:
        """Return what a reference of a record may lead to."""
        return [other for kind in field.kinds for other in self.ids[kind] if other != id]


def _one_of(drawing: Drawing, field: fields.Ref, id: str) -> str | None:
    others = drawing.others(field, id)
    return drawing.draw(st.sampled_from(others)) if others else None


def _several(drawing: Drawing, field: fields.Several, id: str) -> list[Any]:
    count = drawing.draw(st.integers(2 if isinstance(field.inner, fields.Object) else 1, 3))
    items = [drawing._value(field.inner, id) for _ in range(count)]
    return [item for index, item in enumerate(items) if item and item not in items[:index]]


#: How the value of a field is drawn, by its type; the narrower type first.
MADE: Mapping[type[Field[Any]], Callable[[Drawing, Any, str], Any]] = {
    fields.Ref: _one_of,
    fields.Several: _several,
    fields.Object: lambda drawing, field, id: drawing._values(field.schema, id),
    fields.Choice: lambda drawing, field, id: drawing.draw(st.sampled_from([*field.values])),
    fields.Day: lambda drawing, field, id: drawing.draw(days(first=1)),
    fields.Edtf: lambda drawing, field, id: drawing.draw(LAWFUL),
    fields.Country: lambda drawing, field, id: drawing.draw(st.sampled_from([*COUNTRIES])),
    fields.Language: lambda drawing, field, id: drawing.draw(st.sampled_from([*SCRIPTS])),
    fields.Duration: lambda drawing, field, id: drawing.draw(st.sampled_from(["PT2H", "P3D", "P1DT4H30M"])),
    fields.WebAddress: lambda drawing, field, id: drawing.draw(
        st.sampled_from(["https://herald.example/a?b=c", "http://example.org/ü/파일.pdf", "https://tube.example/watch"])
    ),
    fields.Digest: lambda drawing, field, id: "0" * 64,
    fields.Slug: lambda drawing, field, id: drawing.draw(st.sampled_from(["harbour", "ferry-crisis", "2020"])),
    fields.Verbatim: lambda drawing, field, id: drawing.draw(
        st.sampled_from(["some 40 boats", "много лодок", "我们已经等得够久了", "αρκετά πλοία"])
    ),
    fields.Number: lambda drawing, field, id: drawing.draw(st.integers(-90, 90)),
    fields.Text: lambda drawing, field, id: drawing.draw(PLAIN),
}
RESOURCES_BY_NAME = {resource.name: resource for resource in RESOURCES}


def _by_the_rules(values: dict[str, Any]) -> dict[str, Any]:
    """Return drawn values as the rules between fields have them."""
    if "latitude" in values or "longitude" in values:
        values |= {"latitude": 59.5, "longitude": -values.get("longitude", 170)}
    if "summary" in values and "type" in values:
        values["type"] = "quoted" if "quote" in values else "position"
    if "as_written" in values:
        values |= {name: 40 for name in ("value_min", "value", "value_max") if name in values}
        values["as_written"] = "some 40 boats"
    if "value" not in values:
        values.pop("qualifier", None)
    return values


@st.composite
def lawful_records(draw: DrawFn) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Draw records of all kinds, and the texts that they rest on, by their digests."""
    drawing = Drawing(draw)
    records = list(drawing.records())
    texts = [drawing.text_of(source) for source in drawing.texts]
    return records, {sha256(text.encode()).hexdigest(): text for text in texts}


def without_faults(records: list[dict[str, Any]], check: Callable[[list[dict[str, Any]]], None]) -> None:
    """Take out of records the fields, or the whole records, of which a check tells a fault, until it tells none."""
    while True:
        try:
            return check(records)
        except InvalidFixtures as invalid:
            gone = []
            for fault in invalid.causes:
                assert fault.file.endswith(".ndjson"), fault
                record, name = records[fault.line - 1], fault.field.partition(".")[0].partition("[")[0]
                field = RESOURCES_BY_NAME[record["kind"]].loader.fields.get(name)
                if name not in record or field is None or field.required or name == "id":
                    gone.append(record)
                record.pop(name, None)
            records[:] = [record for record in records if record not in gone]
