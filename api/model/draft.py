"""The quotations of a draft, text or Markdown, each with its place; knows nothing of who said what."""

import html
import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import islice

from api.model.normalization import as_printed
from api.model.quotation import MARK, NOTHING, quotations
from api.model.scripts import least_length
from api.model.words import words

_AROUND = f" \n\t\r\xa0\u202f{NOTHING}"
#: The marks of notes, and addresses, in any draft.
_NOTES = re.compile(r"\[\^?\d{1,3}\]|\[\^[^\]\s]{1,40}\]:?|[¹²³⁴-⁹⁰]+|https?://[^\s<>\"“”«»]+")
#: What is no prose in a line of Markdown; of a link, all but its text.
_LINK = re.compile(
    r"!?\[([^\[\]\n]{1,400})\](?:\([^()\n]{0,400}(?:\([^()\n]{0,200}\)[^()\n]{0,200})?\)|\[[^\[\]\n]{0,100}\])"
)
_SIGNS = re.compile(
    r"(`{1,3})[^`\n]{1,400}\1|</?[A-Za-z][^<>]{0,400}>|<!--[^<]{0,400}?-->|^ {0,3}\[(?!\^)[^\[\]\n]{1,100}\]:.*$"
    r"|\\(?=[^\w\s])|\*+|~~|(?<![^\W_])_+|_+(?![^\W_])",
    re.MULTILINE,
)
#: An entity of HTML, as `&ldquo;`; and tags that part lines, paragraphs, or quotations from what is told.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_PARTING = {
    **dict.fromkeys(("br", "td", "th"), "\n"),
    **dict.fromkeys("p div li ul ol dl dt dd tr table section article aside header footer figure hr".split(), "\n\n"),
    **dict.fromkeys("blockquote figcaption h1 h2 h3 h4 h5 h6".split(), "\n\n"),
}
_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_BLOCK_TAG = re.compile(
    r"<blockquote(?:\s[^<>]{0,400})?>(?P<quoted>(?:[^<]|<(?!/?blockquote)){1,20000})</blockquote", re.I
)
#: Lines of Markdown: the head of a file, which is for machines, and how lines of a quote, a list and code begin.
_HEAD = re.compile(r"\A\ufeff?---\n(?:.*\n)*?---(?=\n)")
_QUOTED = re.compile(r" {0,3}>[ >]*")
_ITEM = re.compile(r" {0,3}(?:[-*+]|\d{1,9}[.)])[ \t]")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
#: The line below a quotation that says who said it.
_SIGNED = re.compile(r"\n[ \t]*(?:[—–―]|--)[^\n]{1,200}\s*\Z")
_PARAGRAPH = re.compile(r"\S(?:.|\n(?![^\S\n]*\n))*")
#: How many marks of quotations and apostrophes there may be for each quotation.
_MARKS_EACH = 30

_MORE = "has more than {} quotations; give them in parts"

Spans = list[tuple[int, int, bool]]


@dataclass(frozen=True)
class Quotation:
    """Words that a draft quotes: as printed on one line, where they begin and stop in its prose, and in which line.

    Lines and columns count from 1, columns in code points. One that `goes_on` goes on from the paragraph before.
    """

    words: str
    begin: int
    stop: int
    line: int
    column: int
    goes_on: bool = False


def is_short(quote: str) -> bool:
    """Whether words are one or two, or too few letters for their script to be told from chance."""
    found, least = words(quote), least_length(quote)
    letters = sum(word.end - word.begin + 1 for word in found) - 1
    return letters < least or (least > 7 and len(found) < 3)


class Draft:
    """A draft: its prose, in which all else leaves as many characters that do not count, and its quotations."""

    def __init__(self, text: str, *, markdown: bool = False, most: int | None = None) -> None:
        """Read a draft; raises `ValueError` where it has more than so many quotations."""
        prose, blocks = _without_code(text) if markdown else (_typeset(text), [])
        self.prose = _NOTES.sub(_nothing, prose)
        spans = _quoted(self.prose, blocks, most)
        lines = [0, *(end.end() for end in re.finditer("\n", text))]
        self.quotations: list[Quotation] = []
        for begin, stop, goes_on in spans:
            found = self.prose[begin:stop].rstrip(_AROUND)
            begin, stop = begin + len(found) - len(found.lstrip(_AROUND)), begin + len(found)
            if printed := as_printed(self.prose[begin:stop]):
                line = bisect_right(lines, begin)
                self.quotations.append(Quotation(printed, begin, stop, line, begin - lines[line - 1] + 1, goes_on))


def _typeset(text: str) -> str:
    """Return plain text with the quotation marks of typewriters and of TeX as one mark each, at the same places."""
    return text.replace("``", f"{NOTHING}“").replace("''", f"”{NOTHING}") if "``" in text else text


def _without_code(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return Markdown without what is no prose, and where its block quotes begin and stop."""
    rows: list[str] = []
    blocks: list[tuple[int, int]] = []
    at, fence, before, is_list = 0, "", "", False
    for row in _HEAD.sub(_blank, text).split("\n"):
        if not row:
            rows.append(before := row)
            at += 1
            continue
        mark = _QUOTED.match(row)
        body = row[mark.end() :] if mark else row
        fenced = _FENCE.match(body)
        is_list = bool(_ITEM.match(body)) or (is_list and body[:1] in ("", " ", "\t"))
        is_code = bool(fence or fenced) or (body.startswith(("    ", "\t")) and not (is_list or before.strip()))
        if fenced and fenced[1].startswith(fence):
            fence = "" if fence else fenced[1]
        if mark:
            first = blocks.pop()[0] if blocks and blocks[-1][1] == at else at
            blocks.append((first, at + len(row) + 1))
        before = "" if is_code else body
        rows.append(before.rjust(len(row)) if before else " " * len(row))
        at += len(row) + 1
    prose = "\n".join(rows)
    blocks += [tag.span("quoted") for tag in _BLOCK_TAG.finditer(prose)]
    return _ENTITY.sub(_unescaped, _SIGNS.sub(_unmarked, _LINK.sub(_around, prose))), sorted(blocks)


def _unmarked(sign: re.Match[str]) -> str:
    """Return what stands for a sign of Markdown or a tag: as many characters, which part what the tag does."""
    tag = _TAG.match(sign[0])
    name = tag[1].lower() if tag else ""
    if name == "q":
        return NOTHING * (len(sign[0]) - 1) + ("”" if sign[0][1] == "/" else "“")
    return _PARTING[name].rjust(len(sign[0])) if name in _PARTING else _nothing(sign)


def _unescaped(entity: re.Match[str]) -> str:
    shown = html.unescape(entity[0])
    return NOTHING * (len(entity[0]) - 1) + shown if len(shown) == 1 else entity[0]


def _around(link: re.Match[str]) -> str:
    before, after = link.start(1) - link.start(), link.end() - link.end(1)
    return NOTHING * before + link[1] + NOTHING * after


def _nothing(found: re.Match[str]) -> str:
    return NOTHING * len(found[0])


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _quoted(prose: str, blocks: list[tuple[int, int]], most: int | None) -> Spans:
    """Return where quotations begin and stop: a block quote whose greater part is in no marks is one of its own."""
    if most is not None and len(list(islice(MARK.finditer(prose), most * _MARKS_EACH + 1))) > most * _MARKS_EACH:
        raise ValueError(_MORE.format(most))
    marked = list(islice(quotations(prose), None if most is None else 3 * most))
    for begin, stop in reversed(blocks[:most]):
        low, high = bisect_left(marked, (begin,)), bisect_left(marked, (stop,))
        if 2 * sum(last - first for first, last, _ in marked[low:high]) < len(prose[begin:stop].strip()):
            signed = _SIGNED.search(prose, begin, stop)
            paragraphs = _PARAGRAPH.finditer(prose, begin, signed.start() if signed else min(stop, len(prose)))
            shown = [one.span() for one in paragraphs if one[0].strip(_AROUND)]
            marked[low:high] = [(*span, number > 0) for number, span in enumerate(shown)]
    if most is not None and len(marked) + len(blocks[most:]) > most:
        raise ValueError(_MORE.format(most))
    return marked
