"""What scripts differ in: where words begin, what a print may leave out, how much a character says; knows no texts."""

import re
import unicodedata

_CHARACTERS = (
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua48f\uf900-\ufaff\U00020000-\U0003ffff"
)
#: The characters of scripts without spaces between words, as a class of a regular expression: each counts as a word.
UNSPACED = f"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff{_CHARACTERS}"
#: What nobody sees, but for its effect: soft hyphens, joiners, marks of direction, variants of a glyph.
UNSEEN = (
    "\u00ad\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e0fff"
)
#: Marks that a print may have or leave out: vowels of Arabic and Hebrew, and the stroke that stretches a word.
OPTIONAL = "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u0652\u0670"
#: Stands in a normalized text for a hyphen at the end of a line, which may or may not be part of the word.
LINE_HYPHEN = "\u2027"

#: Categories of Unicode that no reader can see: controls, surrogates, line and paragraph separators, and the format
#: characters that hide or reorder text. Joiners (U+200C, U+200D) are left: some scripts need them.
_HIDDEN = {"Cc", "Cs", "Zl", "Zp", "Cf", "Cn"}
_JOINERS = "\u200c\u200d"

_SYLLABLES = re.compile(f"[{_CHARACTERS}\uac00-\ud7a3]")


def least_length(text: str) -> int:
    """Return how many normalized characters words must have to be more than chance, in the script of a text.

    It is 12, and 7 where most characters are words or syllables, as in Chinese, Japanese and Korean.
    """
    return 7 if 2 * len(_SYLLABLES.findall(text)) > len(text) else 12


def unprintable(text: str) -> str | None:
    """Return what a message says of the first character of a text that no reader can see, if there is one."""
    unseen = (char for char in text if unicodedata.category(char) in _HIDDEN and char not in _JOINERS)
    first = None if text.isprintable() else next(unseen, None)
    return f"holds the unprintable character U+{ord(first):04X}" if first else None
