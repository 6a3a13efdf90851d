"""Quotation marks in a text, of any national form: where quotations stand, and what is within one; knows no sources."""

import re
from collections.abc import Iterator

#: Takes the place of what is no prose within a line: nobody sees it, and no comparison does.
NOTHING = "\u2060"
#: Within how many characters beside a mark the next one is that a reader sees.
_FEW = 12
#: The types of source of which the whole text is speech, so that nothing in it needs quotation marks.
SPOKEN = ("transcript", "speech", "letter", "declaration", "post", "video")
#: The marks that end what each mark begins: “English”, „German“, ”Swedish”, «French», »Danish«, and others.
_ENDS = {
    **{"“": "”", "„": "“”", "‟": "”", "”": "”", "«": "»", "»": "«»", '"': '"', "〝": "〞〟", "「": "」", "『": "』"},
    **{"《": "》", "‹": "›", "›": "‹›", "‘": "’", "‚": "‘’", "'": "'", "״": "״", "׳": "׳"},
    **{"❝": "❞", "＂": "＂", "｢": "｣"},
}
_SINGLE = "‘’'"
#: A mark of any of these, or an apostrophe.
MARK = re.compile(f"[{''.join({*_ENDS, *''.join(_ENDS.values())})}]")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
#: Inside a Hebrew abbreviation, the mark is none.
_HEBREW = re.compile('[א-ת]["״׳][א-ת]')
#: What an apostrophe stands before that has lost its first letters, as in `the '80s` and `rock 'n' roll`.
_CUT = re.compile(r"(?:\d0s|n|em)\b")
_INCHES = re.compile(r'\d"')
#: The apostrophe behind an s ends no quotation, where another one follows that does, behind a punctuation mark.
_LATER_END = re.compile(r"[^‘’'\n]*(?<=[,.!?…])[’'](?!\w)")
#: After how many apostrophes of a paragraph that look like single marks the rest of it has none.
_STRAYS = 5
#: Such a dash at the beginning of a paragraph says that somebody speaks in it.
_DASHES = ("—", "–", "―")
#: Where a paragraph ends: at an empty line, or before a line that somebody else speaks.
_PARAGRAPH_END = re.compile(rf"{_BLANK_LINE.pattern}|(?<=[.!?…:»”\"])\n[^\S\n]*(?=[{''.join(_DASHES)}])")
#: The end of a sentence, and no initial or title within a name.
SENTENCE_END = re.compile(
    r"[!?…。！？]|(?<!\b\w)(?<!\bMr|\bMs|\bDr|\bSr|\bSt)(?<!\bMrs|\bGen|\bSen|\bRep|\bGov|\bCol)\."
)


def is_within_marks(text: str, begin: int, stop: int) -> bool:
    """Whether the part of a text from `begin` to `stop` lies within quotation marks, but for marks at its ends."""
    while begin < stop and not text[begin].isalnum():
        begin += 1
    while begin < stop and not text[stop - 1].isalnum():
        stop -= 1
    paragraph = max((blank.end() for blank in _BLANK_LINE.finditer(text, 0, begin)), default=0)
    if text[paragraph:begin].lstrip().startswith(_DASHES):
        return True
    opened: list[str] = []
    for at in range(paragraph, stop):
        _note(opened, text, at)
        if at >= begin and not opened:
            return False
    return begin < stop


def quotations(text: str) -> Iterator[tuple[int, int, bool]]:
    """Yield where the outermost quotations of a text begin and stop, without their marks, in order.

    One that goes on over several paragraphs is one in each, and told to go on in all but the first. What a paragraph
    leaves open ends with it, unless it is a single mark, which was an apostrophe then. Where a paragraph begins with a
    dash and has no marks, what stands before, and after, what somebody tells between dashes is quoted.
    """
    left_open = ""
    for begin, stop in _paragraphs(text):
        goes_on = bool(left_open) and text[begin] in left_open + _ENDS[left_open]
        found, left_open = _marked(text, begin, stop, left_open if goes_on else "")
        if not found and text.startswith(_DASHES, begin) and SENTENCE_END.search(text, begin, stop):
            parts = list(re.finditer(f"[^{text[begin]}]+", text[begin:stop]))
            found = [(begin + part.start(), begin + part.end()) for part in parts[::2]]
        yield from ((*span, goes_on and number == 0) for number, span in enumerate(found))


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    begin = len(text) - len(text.lstrip())
    for end in _PARAGRAPH_END.finditer(text, begin):
        yield begin, end.start()
        begin = end.end()
    if begin < len(text):
        yield begin, len(text)


def _marked(text: str, begin: int, stop: int, goes_on: str) -> tuple[list[tuple[int, int]], str]:
    """Return the quotations between marks in a paragraph, and the mark of the last one where it is left open."""
    found: list[tuple[int, int]] = []
    opened, inside, strays = [goes_on] * bool(goes_on), begin + bool(goes_on), 0
    at = inside - 1
    while mark := MARK.search(text, at + 1, stop):
        at, outer = mark.start(), bool(opened)
        _note(opened, text, at)
        if opened and not outer:
            inside = at + 1
        elif outer and not opened:
            found.append((inside, at))
        if opened and opened[0] in _SINGLE and not MARK.search(text, at + 1, stop):
            at, opened, strays = inside - 1 if strays < _STRAYS else stop, [], strays + 1
    if opened and opened[0] not in _SINGLE:
        return [*found, (inside, stop)], opened[0]
    return found, ""


def _seen(piece: str) -> str:
    return piece.replace(NOTHING, "") if NOTHING in piece else piece


def _note(opened: list[str], text: str, at: int) -> None:
    """Note a mark that opens or closes a quotation; apostrophes do neither, nor what opens each paragraph of one."""
    char, before, after = text[at], _seen(text[max(0, at - _FEW) : at])[-1:], _seen(text[at + 1 : at + _FEW])[:1]
    if char in _SINGLE and after.isalnum() and (before.isalnum() or char == "’" or _CUT.match(text, at + 1)):
        return
    if _HEBREW.match(text, at - 1) or (char in opened and text[max(0, at - 9) : at].rstrip(" ").endswith("\n\n")):
        return
    closed = next((place for place in reversed(range(len(opened))) if char in _ENDS[opened[place]]), None)
    if closed is not None and not (char in _SINGLE and before in "sS" and _LATER_END.match(text, at + 1)):
        del opened[closed:]
    elif (
        char in _ENDS
        and char not in opened
        and (after.isalnum() if char in _SINGLE else not _INCHES.match(before + char))
    ):
        opened.append(char)
