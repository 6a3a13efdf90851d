"""The YAML files of a folder of fixtures, and the one form that each of them has; knows nothing of their facts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from marshmallow import Schema

from api.curation import formatter, yaml_reader
from api.curation.dataset import About
from api.curation.diagnostics import Fault, Faulty
from api.curation.reader import ABOUT
from api.model.messages import quoted
from api.model.resource import Resource

#: The folder, in one of fixtures, of the schemas that its files name to editors, if it is there.
SCHEMAS = ".schemas"
CURE = "run crisis-facts fmt"


def unformed(folder: Path, resources: Sequence[Resource]) -> Iterator[Fault]:
    """Yield where each file departs from its form; of what cannot be read, the reader of fixtures tells."""
    for draft in _drafts(folder, resources):
        try:
            text = draft.text()
            formed = draft.formed(text)
        except (UnicodeDecodeError, Faulty):
            continue
        if formed != text:
            yield _departure(str(draft.file), text, formed)


def form(folder: Path, resources: Sequence[Resource]) -> list[Path]:
    """Write every file in its form, and give those that had another; raise `Faulty` for any that cannot be read.

    Nothing is written where one of them cannot.
    """
    formed: dict[Path, str] = {}
    faults: list[Fault] = []
    for draft in _drafts(folder, resources):
        try:
            text = draft.text()
            formed |= {draft.file: _proved(text, draft)} if draft.formed(text) != text else {}
        except UnicodeDecodeError:
            faults.append(Fault(str(draft.file), 1, "", "is not UTF-8; save the file as UTF-8"))
        except Faulty as faulty:
            faults += faulty.faults
    if faults:
        raise Faulty(faults)
    for file, text in formed.items():
        file.write_text(text, "utf-8", newline="")
    return list(formed)


def form_one(file: Path, resource: Resource) -> None:
    """Write one file of a kind in its form; raise `Faulty` where it cannot be read."""
    draft = _draft(file, resource)
    file.write_text(_proved(draft.text(), draft), "utf-8", newline="")


@dataclass(frozen=True)
class _Draft:
    """A file, the schema of its records, and the line by which it names that to editors."""

    file: Path
    schema: Schema
    header: str

    def text(self) -> str:
        """Read it."""
        return self.file.read_bytes().decode("utf-8")

    def formed(self, text: str) -> str:
        """Give its text in its form."""
        return formatter.formed(text, str(self.file), self.schema, self.header)


def _drafts(folder: Path, resources: Sequence[Resource]) -> Iterator[_Draft]:
    if (folder / ABOUT).is_file():
        yield _Draft(folder / ABOUT, About(), _header(folder, Path(ABOUT).stem, ""))
    for resource in resources:
        for file in sorted((folder / resource.name).glob("*.yaml")):
            if file.is_file() and not file.name.startswith("."):
                yield _draft(file, resource)


def _draft(file: Path, resource: Resource) -> _Draft:
    return _Draft(file, resource.loader, _header(file.parent.parent, resource.name, "../"))


def _header(folder: Path, name: str, upwards: str) -> str:
    known = (folder / SCHEMAS / f"{name}.json").is_file()
    return f"# yaml-language-server: $schema={upwards}{SCHEMAS}/{name}.json" if known else ""


def _departure(file: str, text: str, formed: str) -> Fault:
    """Say where a text first departs from its form, and what would stand there."""
    at = next((at for at, (one, other) in enumerate(zip(text, formed, strict=False)) if one != other), len(formed))
    at = min(at, len(text))
    line, column = yaml_reader.place_in(text, at)
    lines = formed.splitlines()
    wanted = f"here stands {quoted(lines[line - 1].strip())}" if line <= len(lines) and lines[line - 1] else "it ends"
    return Fault(file, line, "", f"is not in the form of fixtures, in which {wanted}; {CURE}", column)


def _proved(text: str, draft: _Draft) -> str:
    """Give a text in its form, and prove that it says the same: a fault of ours must not cost a fact."""
    formed, file = draft.formed(text), str(draft.file)
    if yaml_reader.parse(text, file).value != yaml_reader.parse(formed, file).value:
        raise Faulty([Fault(file, 1, "", "would say something else in its form; leave it, and report it to us")])
    return formed
