"""The YAML files of a folder of fixtures, checked for their form or written in it; knows nothing of their facts."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from marshmallow import Schema

from api.curation import formatter, yaml_reader
from api.curation.dataset import About
from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.curation.reader import ABOUT
from api.model.messages import quoted
from api.model.resource import Resource

#: The folder, in one of fixtures, of the JSON Schemas that its files name to editors, if it is there.
SCHEMAS = ".schemas"
CURE = "run crisis-facts fmt"


def unformatted(folder: Path, resources: Sequence[Resource]) -> Iterator[Diagnostic]:
    """Yield where each file departs from its form; files that cannot be read are left to the reader of fixtures."""
    for path, schema in _files(folder, resources):
        with suppress(UnicodeDecodeError, InvalidFixtures):
            text = path.read_bytes().decode("utf-8")
            if (formatted := _formatted(path, schema, text)) != text:
                yield _departure(str(path), text, formatted)


def format_all(folder: Path, resources: Sequence[Resource]) -> list[Path]:
    """Write every file in its form, and return those that had another.

    Raises `InvalidFixtures`, and writes nothing, where one of them cannot be read.
    """
    changed: dict[Path, str] = {}
    faults: list[Diagnostic] = []
    for path, schema in _files(folder, resources):
        try:
            text = path.read_bytes().decode("utf-8")
            changed |= {path: formed(path, schema, text)} if _formatted(path, schema, text) != text else {}
        except UnicodeDecodeError:
            faults.append(Diagnostic(str(path), 1, "", "is not UTF-8; save the file as UTF-8"))
        except InvalidFixtures as invalid:
            faults += invalid.faults
    if faults:
        raise InvalidFixtures(faults)
    for path, text in changed.items():
        path.write_text(text, "utf-8", newline="")
    return list(changed)


def _files(folder: Path, resources: Sequence[Resource]) -> Iterator[tuple[Path, Schema]]:
    if (folder / ABOUT).is_file():
        yield folder / ABOUT, About()
    for resource in resources:
        for path in sorted((folder / resource.name).glob("*.yaml")):
            if path.is_file() and not path.name.startswith("."):
                yield path, resource.loader


def _formatted(path: Path, schema: Schema, text: str) -> str:
    """Return the text of a file in its form; its first line names its JSON Schema to editors, where there is one."""
    name, upwards = (path.stem, "") if isinstance(schema, About) else (path.parent.name, "../")
    has_schema = (path.parent / upwards / SCHEMAS / f"{name}.json").is_file()
    header = f"# yaml-language-server: $schema={upwards}{SCHEMAS}/{name}.json" if has_schema else ""
    return formatter.format_text(text, str(path), schema, header)


def formed(path: Path, schema: Schema, text: str) -> str:
    """Return the text of a file in its form, after a proof that it says the same: a bug must not cost a fact.

    Raises `InvalidFixtures` where it cannot be read.
    """
    formatted, file = _formatted(path, schema, text), str(path)
    if yaml_reader.parse(text, file).value != yaml_reader.parse(formatted, file).value:
        what = "would say something else in its form; leave it, and report it to us"
        raise InvalidFixtures([Diagnostic(file, 1, "", what)])
    return formatted


def _departure(file: str, text: str, formatted: str) -> Diagnostic:
    """Return a diagnostic of the first difference between a text and its form, with the line that is expected."""
    pairs = enumerate(zip(text, formatted, strict=False))
    at = min(next((at for at, (one, other) in pairs if one != other), len(formatted)), len(text))
    line, column = yaml_reader.position_in(text, at)
    lines = formatted.splitlines()
    wanted = f"here stands {quoted(lines[line - 1].strip())}" if line <= len(lines) and lines[line - 1] else "it ends"
    return Diagnostic(file, line, "", f"is not in the form of fixtures, in which {wanted}; {CURE}", column)
