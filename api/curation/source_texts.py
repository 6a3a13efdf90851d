"""The text of a source, and which source it belongs to; reads files."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from api.curation import reader
from api.curation.dataset import Dataset
from api.model.normalization import NormalizedText
from api.model.passages import NotLocated
from api.model.resource import Resource


@dataclass(frozen=True)
class SourceText:
    """The text of a source, with its digest, by which the source names it."""

    file: Path
    text: NormalizedText
    sha256: str

    @classmethod
    def read(cls, file: Path) -> "SourceText":
        """Read a file; raise `NotLocated` where it is not UTF-8, and `OSError` where it cannot be read."""
        content = file.read_bytes()
        try:
            return cls(file, NormalizedText(content.decode("utf-8")), sha256(content).hexdigest())
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise NotLocated(f"{file}:{line} is not UTF-8; save the text as UTF-8") from None


def read_leniently(folders: Sequence[Path], resources: Sequence[Resource]) -> Dataset:
    """Read what can be read of some folders of fixtures, and ignore their faults: `check` reports them."""
    first, *beside = folders
    return reader.read(first, resources, beside=beside)[0]


def source_of(text: SourceText, dataset: Dataset, given: str | None = None) -> str:
    """Return the id of the source that has a text; a `given` source need not be written yet.

    Raises `NotLocated` where no source has the text, more than one has it, or the given source has another text.
    """
    records = [record for record in dataset.records if record.resource.name == "sources"]
    if given:
        known = {record.id: record.data.get("text_sha256") for record in records}
        if known.get(given) not in (None, text.sha256):
            raise NotLocated(f"{given!r} has another text; this one, {text.file}, has the sha256 {text.sha256}")
        return given
    ids = [record.id for record in records if record.data.get("text_sha256") == text.sha256]
    if len(ids) != 1:
        which = f"{len(ids)} sources have this text, {', '.join(ids)}" if ids else "no source has this text"
        raise NotLocated(f"{which}; name one by --source, and give it text_sha256: {text.sha256}")
    return ids[0]
