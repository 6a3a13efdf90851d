"""The types of the fields of a record: what a fixture may write, what the JSON holds; knows nothing of kinds or files.

Fixtures are read as text. Each field checks the shape of the text before it converts it, because marshmallow's own
fields take `1_000`, `+5` or NUL. Each field has a help text, which becomes its description.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from marshmallow import Schema, ValidationError, fields, validate
from werkzeug.urls import iri_to_uri

from api.model import edtf
from api.model.countries import COUNTRIES, FORMER
from api.model.messages import did_you_mean, quoted
from api.model.scripts import unprintable

#: The shape of every id, readable, lower case, chosen once; and how long it may be.
SLUG, SLUG_LENGTH = r"^[a-z0-9]+(-[a-z0-9]+)*$", 100
#: How a number is written.
NUMBER = r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,9})?"

_Field = TypeVar("_Field", bound=fields.Field[Any])


def _declared(help: str, required: bool, empty: Callable[[], Any] | None = None) -> dict[str, Any]:
    """Return the arguments that every field shares; what is left out of a fixture is null, or the `empty` list."""
    metadata = {"description": help}
    if required:
        return {"required": True, "error_messages": {"required": "is missing; write it"}, "metadata": metadata}
    return {"load_default": empty, "allow_none": empty is None, "metadata": metadata}


def _or_none(field: fields.Field[Any]) -> str:
    """Return what else would be right where a value is empty: nothing, where it is required."""
    return "" if field.required else ", or leave the key out"


class Text(fields.Field[str]):
    """A printable text of one line; white space at its ends is dropped."""

    def __init__(self, help: str, *, required: bool = False, **more: Any) -> None:
        super().__init__(**_declared(help, required), **more)

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError(f"{_what_it_is(value)}; write one text")
        text = value.strip()
        if not text:
            raise ValidationError(f"is empty; write a value{_or_none(self)}")
        if unseen := unprintable(text):
            raise ValidationError(f"{unseen}; write one printable line")
        return text


class Token(Text):
    """A text for programs, such as an id: white space at its ends is refused."""

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, *args, **kwargs)
        if text != value:
            raise ValidationError(f"{value!r} has white space at an end; write {text}")
        return text


class PrintedText(Text):
    """Words as the source prints them; the formatter always puts them in quotation marks."""


class Verbatim(PrintedText):
    """Words that must stand, to the letter, in a passage of the record's evidence."""


class Pattern(Token):
    """A text that matches a pattern; `what` says in the message what it should be."""

    pattern: str
    what: str

    def __init__(self, help: str, **more: Any) -> None:
        matches = validate.Regexp(self.pattern, flags=re.ASCII, error=f"{{input!r}} is not {self.what}")
        super().__init__(help, validate=matches, **more)


class Slug(Pattern):
    """The id of a record."""

    pattern, what = SLUG, "an id; write lower-case words, joined with '-'"

    def __init__(self, help: str, **more: Any) -> None:
        super().__init__(help, **more)
        too_long = f"is longer than {SLUG_LENGTH} characters; write a shorter one"
        self.validators.append(validate.Length(max=SLUG_LENGTH, error=too_long))


class Code(Pattern):
    """A code of a standard. It is a right value of a filter even where no record has it."""


class Country(Code):
    """A country by its ISO 3166-1 alpha-2 code; one that is no more by its ISO 3166-3 code."""

    pattern, what = r"^[A-Z]{2}([A-Z]{2})?$", "an ISO 3166-1 alpha-2 code; write VE, for one"
    #: Each code with its name, as `Choice.values` has each value with what it means.
    values = {code: f"{name}." for code, name in (COUNTRIES | FORMER).items()}

    def __init__(self, help: str, **more: Any) -> None:
        super().__init__(help, **more)
        self.validators.append(self._assigned)

    def label(self, value: str) -> str:
        """Return the name of a country."""
        return self.values[value][:-1]

    def _assigned(self, value: str) -> None:
        if value not in self.values and re.fullmatch(self.pattern, value):
            states = [f"{code} ({name})" for code, name in FORMER.items() if code.startswith(value)]
            cure = f"is the code of no country today; write {' or '.join(states)}"
            unknown = "is not assigned in ISO 3166-1 alpha-2 or ISO 3166-3; look the code up"
            raise ValidationError(f"{value!r} {cure if states else unknown}")


class Language(Code):
    """A language by its BCP 47 tag."""

    pattern, what = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", "a BCP 47 language tag; write en, for one"


class Duration(Pattern):
    """A length of time in the notation of ISO 8601."""

    pattern = r"^P(?=.)([0-9]+D)?(T(?=.)([0-9]+H)?([0-9]+M)?)?$"
    what = "a duration in days, hours and minutes; write PT2H for two hours (ISO 8601)"


class Digest(Pattern):
    """A SHA-256 digest in hexadecimal."""

    pattern, what = r"^[0-9a-f]{64}$", "a SHA-256 digest; write its 64 hexadecimal digits"


class WebAddress(Pattern):
    """An address on the web."""

    pattern, what = r'^https?://[^\s/?#@<>"]+(/[^\s#<>"]*)?$', "a web address; write https://…, without a fragment"

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> str:
        """Read an address as browsers show it, and keep it as programs need it: in ASCII."""
        address = str(super()._deserialize(value, *args, **kwargs))
        try:
            return address if address.isascii() else iri_to_uri(address)
        except ValueError:
            raise ValidationError(f"{quoted(address)} is not {self.what}") from None


class Edtf(Token):
    """A date in the notation of EDTF, see `api.model.edtf`; the JSON holds the object of `api.model.date_object`."""

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> str:
        if isinstance(value, list | dict):
            raise ValidationError(
                f'{_what_it_is(value)}; put a date with brackets in quotation marks: "[..2019-03-20]"'
            )
        text = super()._deserialize(value, *args, **kwargs)
        try:
            edtf.parse(text)
        except edtf.NotADate as refused:
            raise ValidationError(str(refused)) from None
        return text


class Day(Edtf):
    """A single day, known for sure."""

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> str:
        text = super()._deserialize(value, *args, **kwargs)
        if edtf.possible(text) != edtf.Span(text, text) or text < edtf.YEAR_1:
            raise ValidationError(f"{text!r} is not a single day; write 2019-03-19, for one")
        return text


class Choice(Token):
    """One of a closed list; `values` maps each value to what it means."""

    def __init__(self, help: str, values: Mapping[str, str], **more: Any) -> None:
        self.values = dict(values)
        super().__init__(help, validate=self._known, **more)

    def words(self, value: str) -> str:
        """Return a value as it stands within a sentence: "in force" for `in_force`."""
        return value.replace("_", " ")

    def label(self, value: str) -> str:
        """Return a value as a reader would see it alone: "In force" for `in_force`."""
        return self.words(value)[:1].upper() + self.words(value)[1:]

    def _known(self, value: str) -> None:
        if value not in self.values:
            near = did_you_mean(value, self.values)
            raise ValidationError(f"{value!r} is not one of {', '.join(self.values)}{near}")


class Number(fields.Field[int | float]):
    """A decimal number, whole where it is written so, within the given bounds."""

    def __init__(self, help: str, least: int | None = None, most: int | None = None) -> None:
        bounds = validate.Range(least, most, error=f"{{input}} is not between {least} and {most}; correct it")
        super().__init__(**_declared(help, required=False), validate=bounds)

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> int | float:
        if not isinstance(value, str) or not re.fullmatch(NUMBER, value):
            raise ValidationError(f"{value!r} is not a number; write digits alone, such as 50000 or 12.5")
        return float(value) if "." in value else int(value)


class Ref(Token):
    """The id of another record, of one of the given kinds; the JSON holds a compact reference to it."""

    def __init__(self, help: str, *kinds: str, **more: Any) -> None:
        super().__init__(help, **more)
        self.kinds = kinds


class Cited(Ref):
    """The id of the source of a passage; the JSON holds its id, its publisher and its day."""


class Several(fields.List[Any]):
    """A list, empty where nothing is known, or of a least length: until as much is known, its record is not."""

    def __init__(self, help: str, item: fields.Field[Any], *, required: bool = False, least: int = 1, **more: Any):
        super().__init__(item, **_declared(help, required, list), **more)
        self.least = least

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> list[Any]:
        if not isinstance(value, list):
            cure = "each item in a line that begins with '- ', or all in brackets: [one, another]"
            raise ValidationError(f"{_what_it_is(value)}; write a list, {cure}")
        if not value:
            raise ValidationError(f"is empty; write at least one item{_or_none(self)}")
        loaded: list[Any] = super()._deserialize(value, *args, **kwargs)
        twice = {
            index: [(f"{quoted(item)} " if isinstance(item, str) else "") + "stands in the list twice; keep one"]
            for index, item in enumerate(loaded)
            if item in loaded[:index]
        }
        if twice:
            raise ValidationError(twice)
        if len(loaded) < self.least:
            raise ValidationError(f"holds {len(loaded)} where at least {self.least} belong; add another")
        return loaded


def sparse(field: _Field) -> _Field:
    """Mark a field that documents leave out where it says nothing: one that nearly every record has empty."""
    field.metadata = {**field.metadata, "sparse": True}
    return field


def is_sparse(field: fields.Field[Any]) -> bool:
    """Whether documents leave a field out where it says nothing."""
    return bool(field.metadata.get("sparse"))


class Object(fields.Nested):
    """An object inside a record."""

    def __init__(self, help: str, schema: type[Schema], *, required: bool = False, **more: Any) -> None:
        super().__init__(schema, **_declared(help, required), **more)


def _several(item: Callable[..., fields.Field[Any]]) -> Callable[..., Several]:
    """Return what declares a list of such fields, by its help, what else one of them takes, and what a list does."""

    def declared(help: str, *about: Any, **more: Any) -> Several:
        return Several(help, item(help, *about, required=True), **more)

    return declared


#: Declare lists of texts, of references, of words in the shape of an id, and of objects inside a record.
Texts, Refs, Slugs, Objects = _several(Text), _several(Ref), _several(Slug), _several(Object)


class Said(fields.Field[dict[str, Any]]):
    """Values of other fields of the same record, by name; `Fact` loads them as those fields do."""

    def __init__(self, help: str) -> None:
        super().__init__(**_declared(help, required=False))

    def _deserialize(self, value: object, *args: Any, **kwargs: Any) -> dict[str, Any]:
        if not isinstance(value, dict) or not value:
            raise ValidationError(f"{_what_it_is(value)}; write a mapping of fields to the values they had")
        return value


class Computed(fields.Field[Any]):
    """A value that the build computes and no fixture may write; `spec` is its JSON Schema."""

    def __init__(self, help: str, spec: Mapping[str, Any]) -> None:
        super().__init__(dump_only=True, metadata={"description": help})
        self.spec = dict(spec)


def _what_it_is(value: object) -> str:
    if isinstance(value, str):
        return f"{quoted(value)} is a text" if value else "is empty"
    return "is a list" if isinstance(value, list) else "is a mapping"
