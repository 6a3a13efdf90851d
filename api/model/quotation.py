"""Quotation marks in a text, of any national form: whether words stand within them; knows nothing of sources."""

import re

#: The marks that end what each mark begins: “English”, „German“, ”Swedish”, «French», »Danish«, and others.
_ENDS = {
    **{"“": "”", "„": "“”", "‟": "”", "”": "”", "«": "»", "»": "«»", '"': '"', "〝": "〞〟", "「": "」", "『": "』"},
    **{"《": "》", "‹": "›", "›": "‹›", "‘": "’", "‚": "‘’", "'": "'", "״": "״", "׳": "׳"},
}
_SINGLE = "‘’'"
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
#: Inside a Hebrew abbreviation, the mark is none.
_HEBREW = re.compile('[א-ת]["״׳][א-ת]')
#: Such a dash at the beginning of a paragraph says that somebody speaks in it.
_DASHES = ("—", "–", "―")


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


def _note(opened: list[str], text: str, at: int) -> None:
    """Note a mark that opens or closes a quotation; apostrophes do neither, nor what opens each paragraph of one."""
    char, before, after = text[at], text[at - 1 : at], text[at + 1 : at + 2]
    if char in _SINGLE and after.isalnum() and (before.isalnum() or char == "’"):
        return
    if _HEBREW.match(text, at - 1) or (char in opened and text[:at].rstrip(" ").endswith("\n\n")):
        return
    closed = next((place for place in reversed(range(len(opened))) if char in _ENDS[opened[place]]), None)
    if closed is not None:
        del opened[closed:]
    elif char in _ENDS and char not in opened and (char not in _SINGLE or after.isalnum()):
        opened.append(char)
