"""Words made comparable, for whoever looks for words: one key for all that is the same word; knows no sources.

What counts: each letter, each word, each digit, the point of a decimal number, a minus before a number, an apostrophe
inside a word, and signs that are said (% $ & + = and others). What does not: case, accents, letters that differ only in
form, width, dashes, quotation marks, all other punctuation, spaces, and what nobody sees.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from api.model.scripts import OPTIONAL, UNSEEN, UNSPACED

#: A hyphen between letters at the end of a line, with all up to the next line.
LINE_END = re.compile(r"(?<=[^\W\d_])[-\u2010\u00ad]([^\S\n]*\n[^\S\n]*)(?=[^\W\d_])")
LEFT_OUT = re.compile(f"[{UNSEEN}{OPTIONAL}]")
#: Letters that Unicode takes for letters of their own, as most readers look for them.
_ALIKE = str.maketrans(
    {
        **{"đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ø": "o", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"},
        **{"\u0671": "ا", "ى": "ي", "ی": "ي", "ک": "ك"},
    }
)
_FORMS = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʹʻʼʽʾʿ`´׳՚＇", "'"),
        **dict.fromkeys("‐‑‒–−⁃﹣－", "-"),
        **dict.fromkeys("™℠", ""),
        **{"״": '"', "٪": "%", "٫": ".", "٬": ",", "‧": "·"},
    }
)
#: Signs that are read out, beside those of currencies.
_SAID = "%‰‱§&+=≠≈≤≥±×÷°"
#: Letters of Latin, Greek and Cyrillic, whose marks do not count.
_MARKLESS = re.compile("[\0-\u052f\u1c80-\u1c8f\u1d00-\u1dbf\u1e00-\u1fff\u2c60-\u2c7f\ua640-\ua69f\ua720-\ua7ff]")
#: Letters of Hebrew and Arabic, whose marks do not count but for a hamza on another letter than alef.
_POINTED = re.compile("[\u0590-\u06ff\u0750-\u077f\u08a0-\u08ff]")
_HAMZAS, _ALEF = "\u0654\u0655", "ا"
_SHORT_I, _BREVE = "иИ", "\u0306"

#: Characters without a space between them, but for those that part the thousands of a number.
_CHUNK = re.compile(r"\S+(?:(?<=\d)[\u00a0\u2007\u2009\u202f](?=\d)\S+)*")
_SPACED = re.compile(f"[^{UNSPACED}]")
_HEBREW_ABBREVIATION = re.compile('(?<=[א-ת])"(?=[א-ת])')
#: Where words stand, in the shapes of characters: L letter, U letter of a script without spaces, M mark, D digit,
#: S sign that is said, O what may stand before a minus.
_TOKEN = re.compile(
    r"""(?P<unspaced>UM*)
    |(?P<number>(?:(?<![^O'S ])-)?(?:(?<![LMUD.])\.)?D+(?:[., '⁄]D+)*)(?P<unit>'?L[LMD]*(?:['·]L[LMD]*)*)?
    |(?P<initials>LM*(?:\.LM*)+(?![LMD']))
    |(?P<word>L[LMD]*(?:['·][LD][LMD]*)*)
    |(?P<sign>(?:(?<![^O'S ])-(?=SD))?S)""",
    re.VERBOSE,
)
#: How one number is written: what may stand between its thousands, and before its decimals.
_FIGURES = [
    re.compile(form)
    for form in (
        r"(\d+)",
        r"([1-9]\d{0,2}(?:,\d{3})+|[1-9]\d?(?:,\d\d)+,\d{3})(?:\.(\d+))?",
        r"([1-9]\d{0,2}(?:(?: \d{3})+|(?:'\d{3})+))(?:[.,](\d+))?",
        r"([1-9]\d{0,2}(?:\.\d{3}){2,})(?:,(\d+))?",
        r"([1-9]\d{0,2}(?:\.\d{3})+),(\d+)",
        r"(\d*)[.,](\d+)",
        r"(\d+⁄\d+)",
    )
]

#: A chunk longer than this is not remembered.
_LONG = 48


class Word(NamedTuple):
    """A word: its key, which equal words share, and where it stands in the text, with all its marks, in code points.

    A word that is `divided` ends in a hyphen at the end of a line: it may be one with the next.
    """

    key: str
    begin: int
    end: int
    divided: bool = False


def words(text: str) -> list[Word]:
    """Return the words of a text, in order. In a script without spaces, each letter is one."""
    found: list[Word] = []
    ends = {match.start() + 1 for match in LINE_END.finditer(text)} if "\n" in text else ()
    for chunk in _CHUNK.finditer(text):
        at, piece = chunk.start(), chunk[0]
        parts = _words_of(piece)
        found += [Word(key, at + begin, at + end) for key, begin, end in parts]
        if ends and parts and chunk.end() in ends:
            found[-1] = found[-1]._replace(divided=True)
    return found


def keys(text: str) -> list[str]:
    """Return the keys of the words of a text, in order."""
    return [key for chunk in _CHUNK.findall(text) for key, _, _ in _words_of(chunk)]


def folded(text: str) -> str:
    """Return a text in the letters of which keys are made: without case and accents, and in one form of each letter."""
    return text.lower() if text.isascii() else "".join(_folded_cluster(cluster) for _, cluster in clusters(text))


def clusters(text: str) -> Iterator[tuple[int, str]]:
    """Yield the runs that Unicode normalization never joins with their neighbours, each with its index."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not _joins(text[index]):
            yield start, text[start:index]
            start = index


@lru_cache(maxsize=4096)
def _joins(char: str) -> bool:
    """Whether normalization may join a character with the one before it, or with that before what is left out."""
    first = unicodedata.normalize("NFKC", char)[0]
    return bool(LEFT_OUT.match(first)) or unicodedata.category(first).startswith("M") or "\u1160" <= first <= "\u11ff"


def _words_of(chunk: str) -> tuple[tuple[str, int, int], ...]:
    return _remembered(chunk) if len(chunk) <= _LONG else _words(chunk)


def _words(chunk: str) -> tuple[tuple[str, int, int], ...]:
    """Return the keys of the words in a chunk, and where they begin and end in it."""
    begins: Sequence[int] = range(len(chunk))
    ends: Sequence[int] = range(1, len(chunk) + 1)
    if chunk.isascii():
        plain = chunk.lower().replace("`", "'")
        shapes = plain.translate(_ASCII_SHAPES)
    else:
        plain, begins, ends = _placed(chunk)
        shapes = "".join(map(_shape, plain))
    keys = (key for token in _TOKEN.finditer(shapes) for key in _keys(token, plain))
    return tuple((key, begins[first], ends[last - 1]) for key, first, last in keys)


_remembered = lru_cache(maxsize=2**14)(_words)


def _placed(chunk: str) -> tuple[str, Sequence[int], Sequence[int]]:
    """Return a chunk in comparable letters, and where the cluster of each of them begins and ends."""
    pieces: list[str] = []
    begins: list[int] = []
    ends: list[int] = []
    for index, cluster in clusters(chunk):
        piece = _folded_cluster(cluster)
        if pieces and piece.isdecimal() and not cluster[0].isdecimal() and pieces[-1][-1:].isdecimal():
            piece = f"\t{piece}"  # 10² is not 102
        pieces.append(piece)
        begins += [index] * len(piece)
        ends += [index + len(cluster)] * len(piece)
    return _HEBREW_ABBREVIATION.sub("'", "".join(pieces)), begins, ends


@lru_cache(maxsize=2**14)
def _folded_cluster(cluster: str) -> str:
    """Fold a cluster; what a symbol stands for, such as ½ or №, is no part of the words beside it."""
    plain = unicodedata.normalize("NFKD", LEFT_OUT.sub("", cluster).translate(_FORMS)).translate(_FORMS)
    kept, base = "", ""
    for char in LEFT_OUT.sub("", plain):
        if unicodedata.category(char)[0] != "M":
            base = char
        elif base.isalpha() and _MARKLESS.match(base) and (char != _BREVE or base not in _SHORT_I):
            continue
        elif _POINTED.match(base) and (char not in _HAMZAS or base == _ALEF):
            continue
        kept += str(unicodedata.decimal(char, char))
    whole = unicodedata.normalize("NFC", kept.casefold().translate(_ALIKE))
    if "⁄" in whole and len(whole) > 1:
        return f"\t{whole}"
    return f"\t{whole}\t" if unicodedata.category(cluster[:1] or " ") == "So" else whole


@lru_cache(maxsize=2**14)
def _shape(char: str) -> str:
    category = unicodedata.category(char)
    if category[0] == "L" or category in ("Nl", "No"):
        return "L" if _SPACED.match(char) else "U"
    if category == "Sc" or char in _SAID:
        return "S"
    if char in "'.,-·⁄ ":
        return char
    if category[0] == "M":
        return "M"
    return {"Nd": "D", "Ps": "O", "Pi": "O", "Pf": "O"}.get(category, "O" if char == '"' else "X")


_ASCII_SHAPES = {code: _shape(chr(code)) for code in range(128)}


def _keys(token: re.Match[str], text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the key of a token, or of each number in one that is none whole, as in `3.5.2019`."""
    begin, end = token.span()
    if token.lastgroup in ("number", "unit"):
        yield from _numbers(text, *token.span("number"), end)
    elif token.lastgroup == "initials":
        yield text[begin:end].replace(".", ""), begin, end
    else:
        yield text[begin:end].replace("·", ""), begin, end


def _numbers(text: str, begin: int, stop: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Yield the key of a number with its sign and its unit, or those of all numbers where they make none together."""
    number, unit = text[begin:stop], text[stop:end]
    sign = "-" * number.startswith("-")
    if whole := _figure(number[len(sign) :]):
        yield sign + whole + unit, begin, end
        return
    for part in re.finditer(r"-?\d+", number):
        is_last = part.end() == len(number)
        yield part[0] + unit * is_last, begin + part.start(), end if is_last else begin + part.end()


def _figure(text: str) -> str | None:
    """Return a number as digits with one point at most; None for what is none."""
    for form in _FIGURES:
        if match := form.fullmatch(text):
            whole, *rest = match.groups()
            return re.sub("[,.' ]", "", whole or "0") + "".join(f".{decimals}" for decimals in rest if decimals)
    return None
