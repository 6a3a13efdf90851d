"""What messages to users have in common: the text that is wrong, shortened, and the nearest right spelling."""

from collections.abc import Iterable
from difflib import get_close_matches

#: Of a longer text, a message shows no more than so many characters.
SHOWN = 60


def nearest(wrong: str, right: Iterable[str], most: int = 1) -> list[str]:
    """Give up to `most` of the right spellings, nearest first whatever their case; none where nothing is near.

    All that are one slip away, a letter too many, too few, wrong or swapped with its neighbour, are given in any case:
    of two that are equally near, none is left out.
    """
    folded = {spelling.casefold(): spelling for spelling in right}
    wrong = wrong.casefold()
    slips = [spelling for spelling in folded if one_slip(wrong, spelling)]
    alike = get_close_matches(wrong, folded, n=most + len(slips), cutoff=0.6)
    found = sorted(slips, key=lambda spelling: alike.index(spelling) if spelling in alike else len(alike))
    found += [spelling for spelling in alike if spelling not in slips]
    return [folded[spelling] for spelling in found[: max(most, len(slips))]]


def did_you_mean(wrong: str, right: Iterable[str]) -> str:
    """End a sentence with the nearest right spelling, or with nothing."""
    found = nearest(wrong, right)
    return f"; did you mean {' or '.join(found)}?" if found else ""


def one_slip(wrong: str, right: str) -> bool:
    """Whether two spellings differ in no more than a letter, or in two neighbours that changed places."""
    if abs(len(wrong) - len(right)) > 1:
        return False
    while wrong and right and wrong[0] == right[0]:
        wrong, right = wrong[1:], right[1:]
    while wrong and right and wrong[-1] == right[-1]:
        wrong, right = wrong[:-1], right[:-1]
    return max(len(wrong), len(right)) <= 1 or (len(wrong) == 2 and wrong == right[::-1])


def quoted(text: str) -> str:
    """Show a text in a message, and of a long one its beginning."""
    return repr(text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…")
