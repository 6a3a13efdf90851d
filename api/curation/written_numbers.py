"""Numbers in the words of sources, in the forms of languages: `40.000`, `40 000`, `3 millones`; reads no files.

Numbers in letters are not read, but for `a million` and `half a million`: then nothing is said of any number.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal

from api.curation.dataset import Record
from api.curation.diagnostics import Diagnostic
from api.model.messages import quoted
from api.model.normalization import normalize_casefold

#: What multiplies the number before it, by the powers of ten that it may mean.
_SCALES = {
    r"mil millones|mrd\.?|bn|mld|mlrd|milliard[ens]*|miliard\w*|млрд|миллиард\w*|мільярд\w*|مليار": (9,),
    r"thousand|tausend|mil(?:le)?|tys\.?|тыс\w*|ألف|آلاف": (3,),
    r"k": (0, 3),
    r"lakhs?": (5,),
    r"mio\.?|mln|millionen|millions?|mill[oó]n(?:es)?|milh(?:ão|ões)|milion\w*": (6,),
    r"млн|миллион\w*|мільйон\w*|مليون|ملايين": (6,),
    r"m": (0, 6),
    r"crores?": (7,),
    r"billions?": (9, 12),
    r"bill[oó]n(?:es)?|billionen|trillions?|трлн": (12,),
}
_HAN = {"百": 2, "千": 3, "万": 4, "萬": 4, "億": 8, "亿": 8, "백": 2, "천": 3, "만": 4, "억": 8}
_SCALE = rf"(?:{'|'.join(_SCALES)})(?!\w)"
_NUMBER = re.compile(
    r"(?P<number>(?<!\d)\d{1,3}(?: \d{3})+(?!\d)|\d+(?:[.,']\d+)*"
    r"|\b(?P<half>half an?|eine halbe|medio|un demi|mezzo|meio|пол)|\b(?:an?|one|une?|una|eine?|uma?|один))"
    rf"(?:(?P<han>[{''.join(_HAN)}]+)|[ -]?(?P<scale>{_SCALE}))?"
)
_IN_LETTERS = re.compile(
    rf"\b{_SCALE}|[一二三四五六七八九十两]|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|dozens?|half|dos|tres|cuatro|cinco|seis"
    r"|siete|ocho|nueve|diez|cien|deux|trois|quatre|cinq|sept|huit|neuf|dix|cent|zwei|drei|vier|fünf|sechs|sieben|acht"
    r"|neun|zehn|hundert|два|две|три|четыре|пять|шесть|семь|восемь|девять|десять|сто)\b"
)
#: The languages in which a point begins the decimals; in all others a comma does.
_POINT = frozenset("en zh ja ko th he hi ur bn ta te mr ms sw ga cy".split())


def faults(record: Record, sources: Mapping[str, Record]) -> Iterator[Diagnostic]:
    """Yield each number of a figure that is not among those that its words say."""
    cited = [sources[entry["source"]] for entry in record.data.get("evidence") or () if entry.get("source") in sources]
    written, unit = record.data.get("as_written") or "", record.data.get("unit") or ""
    found = readings(written, {str(source.data.get("language")) for source in cited}, unit)
    for name in ("value", "value_min", "value_max"):
        value = record.data.get(name)
        number = None if value is None else abs(Decimal(str(value)))
        if number is not None and found and number not in found:
            meant = min(found, key=lambda other: (_digits(other) != _digits(number), abs(other - number)))
            what = f"{quoted(written)} does not say {value}; write {meant.normalize():f}, or the words that say it"
            yield record.fault((name,), what)


def readings(written: str, languages: set[str], unit: str = "") -> set[Decimal]:
    """Return the numbers that words may say in some languages; none where not all of them can be read.

    What multiplies a number may stand in the unit: 3 in `million people` is `3 million people`.
    """
    text = "".join(str(unicodedata.decimal(char, char)) for char in normalize_casefold(written)).replace("٬", "'")
    points = {"." if language.split("-")[0] in _POINT else "," for language in languages}
    matches = [match for match in _NUMBER.finditer(text) if match["number"][0].isdigit() or match["scale"]]
    rest = _NUMBER.sub(lambda match: "0" if match["number"][0].isdigit() or match["scale"] else match[0], text)
    if _IN_LETTERS.search(rest):
        return set()
    shared = {0}.union(*map(_powers, matches))
    is_scaled = bool(re.search(rf"\b{_SCALE}", unit.casefold()))
    found: set[Decimal] = set()
    last, end, is_han = {Decimal(0)}, 0, False
    for match in matches:
        goes_on = is_han and text[end : match.start()] in ("", " ")  # 1万2000, 1만 2000
        powers = (_powers(match) or ({0} if goes_on else shared)) | ({0} if is_scaled else set())
        values = {one.scaleb(power) for one in _plain(match, points) for power in powers}
        last = {one + other for one in last for other in values} if goes_on else values
        found, end, is_han = found | values | last, match.end(), bool(match["han"])
    return found


def _powers(match: re.Match[str]) -> set[int]:
    """Return the powers of ten that the number may be multiplied by; none where nothing multiplies it."""
    if match["han"]:
        return {sum(_HAN[char] for char in match["han"])}
    scale = match["scale"] or ""
    return {power for words, powers in _SCALES.items() if re.fullmatch(words, scale) for power in powers}


def _plain(match: re.Match[str], points: set[str]) -> set[Decimal]:
    """Return what a number may be by itself: three digits behind one sign are thousands, or decimals by a language."""
    number = re.sub("[ ']", "", match["number"])
    if not number[0].isdigit():
        return {Decimal("0.5" if match["half"] else 1)}
    whole, sign, tail = max(number.rpartition("."), number.rpartition(","), key=lambda parts: len(parts[0]))
    joined = Decimal(re.sub("[.,]", "", number))
    if not sign or sign in whole:
        return {joined}
    decimal = Decimal(f"{re.sub('[.,]', '', whole)}.{tail}")
    is_grouped = len(tail) == 3 and len(whole) <= 3 and whole != "0"
    return {joined, *([decimal] if sign in points else [])} if is_grouped else {decimal}


def _digits(number: Decimal) -> str:
    return f"{number:f}".replace(".", "").strip("0")
