"""The comments of a YAML text, and the key or item that each is about; knows nothing of what the text means."""

from bisect import bisect
from collections import defaultdict
from dataclasses import dataclass, field

from api.curation import yaml_reader
from api.curation.source_map import Path, Position, SourceMap


@dataclass(frozen=True)
class Comments:
    """Comments by the key or item that they stand above or behind; `last` are those at the end of the file."""

    aboves: dict[Path, list[str]] = field(default_factory=lambda: defaultdict(list))
    behinds: dict[Path, list[str]] = field(default_factory=lambda: defaultdict(list))
    last: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, text: str, places: SourceMap) -> "Comments":
        """Find all comments of a text."""
        comments = cls()
        items = {path: place for path, place in places.values.items() if path and isinstance(path[-1], int)}
        about = sorted((place, len(path), path) for path, place in {**items, **places.keys}.items())
        for start, stop in _spans(text):
            place = yaml_reader.position_in(text, start)
            before = text[text.rfind("\n", 0, start) + 1 : start]
            comments._add(text[start:stop].rstrip(), place, not before.strip(" \t-"), about)
        return comments

    def above(self, path: Path) -> list[str]:
        """Return the comments above a key or item, one a line."""
        return self.aboves.get(path, [])

    def behind(self, path: Path) -> str:
        """Return the text behind the value of a key or item, on its line."""
        return "".join(f"  {comment}" for comment in self.behinds.get(path, ()))

    def _add(self, comment: str, place: Position, is_alone: bool, about: list[tuple[Position, int, Path]]) -> None:
        """Add a comment: alone on its line it is about what comes next, else about what came last."""
        following = bisect(about, (place, 0, ()))
        if not is_alone and following:
            self.behinds[about[following - 1][2]].append(comment)
        elif following < len(about):
            self.aboves[about[following][2]].append(comment)
        else:
            self.last.append(comment)


def _spans(text: str) -> list[tuple[int, int]]:
    """Return where each comment begins and ends; it begins at a `#` that is not part of a scalar."""
    texts = yaml_reader.scalars(text)
    spans: list[tuple[int, int]] = []
    at = text.find("#")
    while at >= 0:
        around = bisect(texts, (at, len(text))) - 1
        if around >= 0 and at < texts[around][1]:
            at = text.find("#", texts[around][1])
            continue
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        spans.append((at, end))
        at = text.find("#", end)
    return spans
