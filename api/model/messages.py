"""Parts of texts for users: the nearest right spelling, the wrong text, quoted and shortened, and joined names."""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from api.model.budget import may_help

#: A message shows at most so many characters of a text.
SHOWN = 60
#: How many spellings are compared at the cost of looking for one.
COMPARED = 40


def nearest(wrong: str, right: Iterable[str], most: int = 1) -> list[str]:
    """Return up to `most` of the right spellings, nearest first, case ignored; none where nothing is near.

    Spellings that are one slip away are all returned, even more than `most`: of two that are equally near, none is left
    out. Of a path that is too short, those that go on from it are the nearest, in their own order. There is no more
    help than the budget of a request allows: each `COMPARED` spellings count as one more.
    """
    right = tuple(right)
    if not may_help(1 + len(right) // COMPARED):
        return []
    by_key = {spelling.casefold(): spelling for spelling in right}
    wrong = wrong.casefold()
    if below := [spelling for key, spelling in by_key.items() if key.startswith(f"{wrong}.")]:
        return below[:most]
    slips = [key for key in by_key if is_one_slip(wrong, key)]
    close = get_close_matches(wrong, by_key, n=most + len(slips), cutoff=0.6)
    keys = sorted(slips, key=lambda key: close.index(key) if key in close else len(close))
    keys += [key for key in close if key not in slips]
    return [by_key[key] for key in keys[: max(most, len(slips))]]


def did_you_mean(wrong: str, right: Iterable[str]) -> str:
    """Return the end of a sentence that proposes the nearest right spelling; empty where there is none."""
    near = nearest(wrong, right)
    return f"; did you mean {' or '.join(near)}?" if near else ""


def is_one_slip(wrong: str, right: str) -> bool:
    """Whether two spellings differ in at most one letter, or in two neighbouring letters that changed places."""
    if abs(len(wrong) - len(right)) > 1:
        return False
    while wrong and right and wrong[0] == right[0]:
        wrong, right = wrong[1:], right[1:]
    while wrong and right and wrong[-1] == right[-1]:
        wrong, right = wrong[:-1], right[:-1]
    return max(len(wrong), len(right)) <= 1 or (len(wrong) == 2 and wrong == right[::-1])


def joined(names: Sequence[str]) -> str:
    """Return names as a sentence has them: "A, B and C"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def quoted(text: str) -> str:
    """Return a text in quotation marks, as messages show it; of a long text, its beginning."""
    return repr(text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…")
