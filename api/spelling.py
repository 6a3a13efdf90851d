"""The nearest right spelling of a wrong one."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(wrong: str, right: Iterable[str], most: int = 1) -> list[str]:
    """Give up to `most` of the right spellings, nearest first whatever their case; none where nothing is near."""
    folded = {spelling.casefold(): spelling for spelling in right}
    return [folded[found] for found in get_close_matches(wrong.casefold(), folded, n=most, cutoff=0.6)]


def did_you_mean(wrong: str, right: Iterable[str]) -> str:
    """End a sentence with the nearest right spelling, or with nothing."""
    found = nearest(wrong, right)
    return f"; did you mean {found[0]}?" if found else ""
