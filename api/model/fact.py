"""Fact: the schema of every record that rests on evidence, which is every record but a source."""

from typing import Any

from marshmallow import ValidationError, post_load
from marshmallow.fields import Field

from api.model.evidence import CURATORIAL, Evidence
from api.model.fields import Computed, Object, Objects, Slugs, Text, Verbatim, sparse
from api.model.schema import Backlinks, RecordSchema, Withdrawal, field_names, in_order, unknown_field


class Fact(RecordSchema):
    """What every record but a source has: topics, a note on its standing, and at least one passage of evidence."""

    former_ids = sparse(Slugs("Ids that it had before; they lead here."))
    withdrawn = Object("That the record no longer stands, and why.", Withdrawal, load_only=True)
    topics = Slugs("What it is about, as a client would group it.")
    status_note = sparse(Text("Doubts, readings and choices that a reader should know."))
    evidence = Objects("The passages that it rests on.", Evidence, required=True)
    known_since = Computed(
        "The first day on which a source was surely published.",
        {"type": "string", "format": "date"},
    )
    publisher_count = Computed(
        "How many publishers it rests on; an agency counts once.",
        {"type": "integer", "minimum": 1},
    )
    contested_in = sparse(Backlinks("The questions in which it carries an account."))

    @post_load
    def _load_said(self, data: dict[str, Any], **kwargs: object) -> dict[str, Any]:
        errors: dict[int, Any] = {}
        for index, entry in enumerate(data["evidence"]):
            try:
                entry["said"] = self._said(entry["said"] or {})
            except ValidationError as error:
                errors[index] = {"said": error.normalized_messages()}
        if errors:
            raise ValidationError({"evidence": errors})
        return data

    def _said(self, said: dict[str, Any]) -> dict[str, Any] | None:
        loaded: dict[str, Any] = {}
        wrong: dict[str, Any] = {}
        for name, value in said.items():
            try:
                loaded[name] = self._field_of_said(name).deserialize(value)
            except ValidationError as error:
                wrong[name] = error.messages
        if wrong:
            raise ValidationError(wrong)
        if len(loaded) > 1:
            loaded = {name: loaded[name] for name in in_order(self) if name in loaded}
        return loaded or None

    def _field_of_said(self, name: str) -> Field[Any]:
        """Return a field that a passage may give another value; the curator's own and verbatim fields have but one."""
        if name not in field_names(self):
            raise ValidationError(unknown_field(self, name))
        if name in CURATORIAL or isinstance(self.fields[name], Verbatim):
            raise ValidationError("has one value only; write a record of its own where a source has another")
        return self.fields[name]
