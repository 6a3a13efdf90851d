"""The comments of a YAML text, and what each of them is about; knows nothing of what the text means."""

from bisect import bisect
from collections import defaultdict
from dataclasses import dataclass, field

from api.curation import yaml_reader
from api.curation.source_map import Path, Place, Places


@dataclass(frozen=True)
class Comments:
    """Comments by the key or item that they stand above or behind, and the last ones, which stand above nothing."""

    aboves: dict[Path, list[str]] = field(default_factory=lambda: defaultdict(list))
    behinds: dict[Path, list[str]] = field(default_factory=lambda: defaultdict(list))
    last: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, text: str, places: Places) -> "Comments":
        """Find all comments of a text."""
        found = cls()
        items = {path: place for path, place in places.values.items() if path and isinstance(path[-1], int)}
        about = sorted((place, len(path), path) for path, place in {**items, **places.keys}.items())
        for start, stop in _spans(text):
            place = yaml_reader.place_in(text, start)
            before = text[text.rfind("\n", 0, start) + 1 : start]
            found._add(text[start:stop].rstrip(), place, not before.strip(" \t-"), about)
        return found

    def above(self, path: Path) -> list[str]:
        """Give the comments above a key or item, each a line."""
        return self.aboves.get(path, [])

    def behind(self, path: Path) -> str:
        """Give what stands behind the value of a key or item, on its line."""
        return "".join(f"  {comment}" for comment in self.behinds.get(path, ()))

    def _add(self, comment: str, place: Place, is_alone: bool, about: list[tuple[Place, int, Path]]) -> None:
        """Keep a comment that is about what comes next if it is alone on its line, and else about what came last."""
        next = bisect(about, (place, 0, ()))
        if not is_alone and next:
            self.behinds[about[next - 1][2]].append(comment)
        elif next < len(about):
            self.aboves[about[next][2]].append(comment)
        else:
            self.last.append(comment)


def _spans(text: str) -> list[tuple[int, int]]:
    """Give where each comment begins and ends: at a `#` that is part of no text."""
    texts = yaml_reader.scalars(text)
    found: list[tuple[int, int]] = []
    at = text.find("#")
    while at >= 0:
        around = bisect(texts, (at, len(text))) - 1
        if around >= 0 and at < texts[around][1]:
            at = text.find("#", texts[around][1])
            continue
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        found.append((at, end))
        at = text.find("#", end)
    return found
