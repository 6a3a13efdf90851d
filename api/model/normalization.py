"""Text made comparable: what two prints of the same words may differ in, and nothing more; knows nothing of sources.

Two prints of a passage may differ in Unicode form (NFKC), white space, quotation marks, dashes and ellipses; in soft
hyphens and what else nobody sees; in the vowel points of Arabic and Hebrew; and in spaces beside the characters of a
script that has none between words. To normalize never drops, adds or reorders a word.
"""

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache

from api.model.scripts import LINE_HYPHEN, UNSEEN, UNSPACED
from api.model.words import LEFT_OUT, LINE_END, clusters, folded

_MARKS = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»〝〞〟「」『』״", '"'),
        **dict.fromkeys("‘’‚‛‹›′ʼ`׳", "'"),
        **dict.fromkeys("‐‑‒–—―−⁃־", "-"),
        "…": "...",
    }
)
_INSIDE_WORDS = re.compile(r"[.'’ʼ`]")
_SPACES = re.compile(r"\s+")
#: A space beside this does not count; punctuation of East Asia among it.
_NEEDS_NO_SPACE = re.compile(f"[\u3001-\u3003{UNSPACED}]")


def normalize(text: str) -> str:
    """Return a text in the form in which a quote is compared with its source; its case is kept."""
    return _ascii(text) if _is_plain(text) else NormalizedText(text, casefold=False).text


def normalize_casefold(text: str) -> str:
    """Return a text, normalized and without case, in which a passage is looked for. Doing it twice changes nothing."""
    return _ascii(text).casefold() if _is_plain(text) else NormalizedText(text).text


def name_key(name: str) -> str:
    """Return the words of a name without case, accents and order: `GUAIDÓ, Juan` and `Juan Guaidó` have one key."""
    return " ".join(sorted(re.findall(r"[^\W_]+", folded(name))))


@lru_cache(maxsize=2**14)
def sort_key(text: str) -> str:
    """Return what a name or a title is sorted by, as a reader of English expects: words without case and accents.

    `Đ` stands with `D`, `Ł` with `L`, `Ø` with `O`, `ß` is `ss`, and punctuation does not count.
    """
    return " ".join(re.findall(r"[^\W_]+", _INSIDE_WORDS.sub("", folded(text)))) or text


def as_printed(text: str, given: str = "") -> str:
    """Return words of a source on one line, as their page shows them: without what nobody sees.

    A hyphen at the end of a line goes too, unless a capital follows it, or the word has it in what was `given`.
    """

    def hyphen(end: re.Match[str]) -> str:
        before, after = re.findall(r"\w+\Z", text[: end.start()]), re.findall(r"\A\w+", text[end.end() :])
        return "-" * (text[end.end()].isupper() or "-".join([*before, *after]).casefold() in given)

    whole = LINE_END.sub(hyphen, text)
    return " ".join(re.sub(f"[{UNSEEN}]", "", whole).split())


def _is_plain(text: str) -> bool:
    return text.isascii() and "\n" not in text


def _ascii(text: str) -> str:
    """Normalize ASCII, the fast way: each of its characters stands for itself."""
    return " ".join(text.translate(_MARKS).split())


class NormalizedText:
    """A normalized text that remembers where in the original each of its characters stood.

    `text` has no white space at its ends. Its case is folded unless `casefold` is False.
    """

    def __init__(self, original: str, *, casefold: bool = True) -> None:
        pieces: list[str] = []
        self._starts: list[int] = []
        self._origins: list[int] = []
        length, pending = 0, None
        # What goes leaves unseen characters in its place, so that all that follows stays in its own.
        joined = LINE_END.sub(lambda end: LINE_HYPHEN + "\u2060" * len(end[1]), original)
        for index, cluster in clusters(joined):
            piece = _normalized_cluster(cluster, casefold)
            if piece == " ":
                pending = index if pieces and pending is None else pending
                continue
            if pending is not None and (_NEEDS_NO_SPACE.match(piece) or _NEEDS_NO_SPACE.match(pieces[-1][-1])):
                pending = None
            for part, origin in ((" ", pending), (piece, index)):
                if origin is not None and part:
                    self._starts.append(length)
                    self._origins.append(origin)
                    pieces.append(part)
                    length += len(part)
            pending = None
        self.original = original
        self.text = "".join(pieces)

    def origin(self, index: int) -> int:
        """Return the index in the original, in code points, of the character at an index of `text`.

        For the length of `text`, it is the end of the last character.
        """
        if index >= len(self.text):
            return len(self.original.rstrip())
        return self._origins[bisect_right(self._starts, index) - 1]


@lru_cache(maxsize=4096)
def _normalized_cluster(cluster: str, casefold: bool) -> str:
    """Normalize one cluster until nothing changes; white space of any width becomes one space."""
    before = None
    while before != cluster:
        before = cluster
        cluster = unicodedata.normalize("NFKC", LEFT_OUT.sub("", cluster.translate(_MARKS))).translate(_MARKS)
        cluster = unicodedata.normalize("NFKC", cluster.casefold()) if casefold else cluster
    return _SPACES.sub(" ", cluster)
