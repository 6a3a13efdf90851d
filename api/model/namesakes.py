"""What the words beside a name in a draft say of it: a namesake's, in a compound, behind a title; knows no actors.

`Stacey Abrams` is not Elliott Abrams. `Ambassador Abrams`, `But Abrams` and `On Tuesday Abrams` may be, and so may
`Elliot Abrams`: who has another initial is another.
"""

import re
from collections.abc import Container

from api.model.words import keys

#: What stands before a surname and is no given name, besides the words of the offices that are known.
_TITLES = (
    "mr mrs ms miss mx dr prof professor sir dame lord lady senator congressman congresswoman representative "
    "governor mayor general colonel captain major admiral lieutenant sergeant judge justice president chairman "
    "chairwoman chair chancellor premier minister secretary envoy ambassador diplomat delegate spokesman "
    "spokeswoman spokesperson director chief commissioner commander leader comrade king queen prince princess pope "
    "bishop archbishop cardinal father republican democrat candidate señor señora don doña presidente presidenta "
    "ministro ministra canciller embajador embajadora senador senadora diputado herr frau kanzler kanzlerin "
    "monsieur madame mme président présidente ministre ambassadeur signor signora embaixador senhor господин "
    "президент министр посол"
)
_TITLE_ENDS = re.compile(
    r"(?:minister|präsident|chef|sprecher|botschafter|kanzler|beauftragter?|gesandter?|diplomat|direktor|führer)(?:n|in)?"
)
#: Words that begin a sentence and are no name.
_OTHERS = (
    "but and or yet so then when while as if after before although though because since however where here there "
    "later meanwhile earlier yesterday today tomorrow tonight still now only even both neither nor either what why "
    "how who whom that this these those did does do has had have is was will would could can should may might must "
    "like unlike once until unless whether also again finally instead perhaps maybe per via for to from in on at by "
    "with without about against despite pero y e cuando según como mientras si aunque luego ayer hoy para por con "
    "sin a de en que porque mais et quand selon puis hier mas quando segundo ontem hoje aber und als wenn doch denn "
    "dann laut gestern heute auch wie nur weil но и а когда как если затем вчера сегодня"
)
_NO_NAMES = frozenset(key for listed in (_TITLES, _OTHERS) for key in keys(listed))
#: After these, a word with a capital is a day or a place (`on Tuesday Abrams said`), or a title (`the Envoy Abrams`).
_LEADING = re.compile(
    r"(?<!\w)(?:in|on|at|last|this|since|the|a|an|en|el|la|le|em|o|am|im|der|die|des|dem|den)\s+\Z", re.IGNORECASE
)
_BEFORE = re.compile(r"(?<![^\W\d_])(?<![.’'-])([^\W\d_]+)[^\S\n]+\Z")
_YOUNGER = re.compile(r",?\s+(?:Jr|Junior|hijo|filho|fils)\b")

#: The end of a title that has an object, before a name: `Secretary of State`, `Representative for Venezuela`.
_OBJECT = re.compile(
    r"(?P<noun>\w+)\s+(?:of|for|de|del|da|do|du|von|für|para|pour)\s+(?:the\s+|la\s+|los\s+)?(?P<object>\w+(?:\s\w+){0,3})\s+\Z"
)
_BESIDE_HYPHEN = re.compile(r"(?<=\w)[-‐‑]\Z"), re.compile(r"[-‐‑](?=\w)")


def until_its_object(before: str, *, is_known: bool) -> str:
    """Return what stands before a name without the object of a title that belongs to it.

    `Said the spokesman of President` says that another one speaks, `said Secretary of State` does not. It `is_known`
    that the object is a name, as that of a state.
    """
    found = _OBJECT.search(before)
    if not found:
        return before
    is_title = found["noun"].istitle() and all(is_a_name(word, ()) for word in found["object"].split())
    return before[: found.end("noun")] if is_known or is_title else before


def is_in_a_compound(text: str, begin: int, end: int) -> bool:
    """Whether a hyphen joins a name to another word, as in `pro-Maduro` and `Under-Secretary-General`."""
    joined_before, joined_behind = _BESIDE_HYPHEN
    return bool(joined_before.search(text, max(0, begin - 2), begin) or joined_behind.match(text, end))


def is_a_sons(text: str, end: int) -> bool:
    """Whether a name that ends at a place of a text is that of a son, as `Tom Vane Jr`."""
    return bool(_YOUNGER.match(text, end))


def is_anothers(text: str, begin: int, initials: Container[str], no_names: Container[str]) -> bool:
    """Whether a surname that begins at a place of a text follows the given name of another.

    Of its bearer, the `initials` of given names are known; words of `no_names` are no given names. Both are keys.
    """
    before = _BEFORE.search(text, max(0, begin - 60), begin)
    if not before or keys(before[1])[0][0] in initials:
        return False
    return is_a_name(before[1], no_names) and not _LEADING.search(text, max(0, before.start() - 20), before.start())


def is_a_name(word: str, no_names: Container[str]) -> bool:
    """Whether a word has the capital of a name, and is no title nor what else may begin a sentence."""
    key = keys(word)[0]
    return word.istitle() and not (key in _NO_NAMES or key in no_names or _TITLE_ENDS.search(key))
