"""Fixtures with one fault at a time: each must be refused, and no client may notice."""

import re
import shutil
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from api import cli
from api.kinds import RESOURCES
from torture.facts import PATHS, Releases, copied, prepared
from torture.rows import Figure, Row
from torture.server import served

MUTANTS = 300
#: What is said of a fault: file, line, and what is wrong.
FAULT = re.compile(r"^\S+:\d+: \S")
_KEY = re.compile(r"^(\s*(?:- )?)([a-z_0-9]+):( .*)?$")
#: The keys whose values must stand in a text, to the letter.
_VERBATIM = ("quote", "as_written", "start", "end")

#: The keys of references.
_REFERENCES = {"source", "target", "authority", "publisher", "subject", "object", "actor", "meeting"}
#: Gives the text of a file with a fault in it; None where it has no place for that fault.
Spoil = Callable[[str, Random], str | None]
_REQUIRED = {
    resource.name: [name for name, field in resource.loader.fields.items() if field.required] for resource in RESOURCES
}


def of_a_line(change: Callable[[re.Match[str], Random], str | None]) -> Spoil:
    """Return a fault that changes one key with its whole value, over as many lines as the value has."""

    def spoil(text: str, chance: Random) -> str | None:
        lines = text.split("\n")
        for at in chance.sample(range(len(lines)), len(lines)):
            match = _KEY.match(lines[at])
            if match and (changed := change(match, chance)) is not None:
                return "\n".join([*lines[:at], changed, *lines[_end(lines, at, match) :]])
        return None

    return spoil


def _end(lines: list[str], at: int, line: re.Match[str]) -> int:
    """Return the number of the line after a value; a value goes on in the lines indented deeper than its key."""
    deeper = " " * (len(line[1]) + 1)
    behind = range(at + 1, len(lines) + 1)
    return next(end for end in behind if not line[3] or end == len(lines) or not lines[end].startswith(deeper))


def misspelt(line: re.Match[str], chance: Random) -> str:
    """A key with a letter too many."""
    return f"{line[1]}{line[2]}x:{line[3] or ''}"


def doubled(line: re.Match[str], chance: Random) -> str | None:
    """A key that stands twice."""
    return f"{line[0]}\n{line[1].replace('-', ' ')}{line[2]}: again" if line[3] else None


def anchored(line: re.Match[str], chance: Random) -> str | None:
    """A value with an anchor or a tag."""
    return f"{line[1]}{line[2]}: {chance.choice(('&a', '!!str', '!x'))}{line[3]}" if line[3] else None


def nothing(line: re.Match[str], chance: Random) -> str | None:
    """A value that is left out, or null."""
    return f"{line[1]}{line[2]}:{chance.choice(('', ' ~', ' null'))}" if line[3] else None


def nested(line: re.Match[str], chance: Random) -> str | None:
    """A list or a mapping in the place of a text."""
    return f"{line[1]}{line[2]}: {chance.choice(('[[a]]', '{a: b}'))}" if line[3] else None


def reworded(line: re.Match[str], chance: Random) -> str | None:
    """Verbatim words with a word added."""
    inner = (line[3] or "").strip().strip('"')
    if line[2] not in _VERBATIM or not inner or inner[0] in ">|[":
        return None
    return f"{line[1]}{line[2]}: 'entirely {inner.replace(chr(39), chr(39) * 2)}'"


def misdated(line: re.Match[str], chance: Random) -> str | None:
    """A day that does not exist."""
    if not re.search(r"\d{4}-\d\d-\d\d", line[3] or "") or "date" not in line[2]:
        return None
    return f"{line[1]}{line[2]}: {chance.choice(('2019-02-30', '20 March 2019', '2019-13', 'tomorrow', '2020/2019'))}"


def mislinked(line: re.Match[str], chance: Random) -> str | None:
    """An address that is not on the web."""
    if not line[2].endswith("url"):
        return None
    return f"{line[1]}{line[2]}: {chance.choice(('javascript:alert(1)', 'data:text/html,x', 'ftp://a.example/', 'x'))}"


def dangling(line: re.Match[str], chance: Random) -> str | None:
    """A reference to nobody."""
    if line[2] not in (
        "source",
        "target",
        "authority",
        "publisher",
        "subject",
        "object",
        "actor",
        "meeting",
    ):
        return None
    return f"{line[1]}{line[2]}: nobody-at-all"


def _within(text: str, chance: Random, put: str) -> str:
    at = chance.randrange(len(text))
    return text[:at] + put + text[at:]


WORDS: Mapping[str, Spoil] = {
    "misspelt key": of_a_line(misspelt),
    "doubled key": of_a_line(doubled),
    "anchor or tag": of_a_line(anchored),
    "no value": of_a_line(nothing),
    "nested value": of_a_line(nested),
    "other words": of_a_line(reworded),
    "no such day": of_a_line(misdated),
    "no such address": of_a_line(mislinked),
    "no such record": of_a_line(dangling),
    "control character": lambda text, chance: _within(text, chance, chance.choice("\x00\x07\x1b\x7f")),
    "broken UTF-8": lambda text, chance: _within(text, chance, "\udcff"),
    "second document": lambda text, chance: text + "---\nid: other\n",
    "cut off": lambda text, chance: text[: chance.randrange(len(text) // 10, len(text) * 9 // 10)],
    "tab": lambda text, chance: text.replace("\n  ", "\n\t", 1) if "\n  " in text else None,
    "bomb": lambda text, chance: text + "bomb: &a [x, x]\nmore: [*a, *a, *a]\n" if text[0] != "-" else None,
    "depth": lambda text, chance: text + "deep: " + "[" * 5000 + "]" * 5000 + "\n" if text[0] != "-" else None,
}


def without_required(file: Path, chance: Random) -> bool:
    """Leave a key out that must be there."""
    text = file.read_text("utf-8")
    key = chance.choice(_REQUIRED[file.parent.name])
    changed = re.sub(rf"(?m)^{key}:.*\n(?:[ -].*\n)*", "", text, count=1)
    file.write_text(changed, "utf-8")
    return changed != text


def renamed(file: Path, chance: Random) -> bool:
    """Rename a file."""
    file.rename(file.with_stem(f"{file.stem}-x"))
    return True


def copied_beside(file: Path, chance: Random) -> bool:
    """Copy a file, so that each of its ids stands twice."""
    shutil.copy(file, file.with_stem(f"{file.stem}-x"))
    return True


def removed(file: Path, chance: Random) -> bool:
    """Remove an actor or a source that others refer to."""
    if file.parent.name not in ("actors", "sources"):
        return False
    file.unlink()
    return True


def led_outside(file: Path, chance: Random) -> bool:
    """Replace a file by a link that leads out of the folder."""
    file.unlink()
    file.symlink_to("/etc/hostname")
    return True


FILES = (without_required, renamed, copied_beside, removed, led_outside)


def run() -> Figure:
    """Spoil the fixtures in all ways; after each, build, and check what is served."""
    refused, wrong, chance = 0, [], Random(1)
    with prepared() as releases, served(releases.current) as server, TemporaryDirectory() as scratch:
        for number in range(MUTANTS):
            folder = copied(Path(scratch, str(number)))
            what = _spoilt(folder, number, chance)
            code, said = _built(folder, releases.folder)
            shutil.rmtree(folder)
            refused += code == 1
            if fault := _let_through(releases, code, said):
                wrong.append(f"{what}: {fault}")
            path = PATHS[number % len(PATHS)]
            if fault := releases.judge(path, server.get(path)):
                wrong.append(f"{path}: {fault}")
    text = f"{refused} of {MUTANTS} refused, {MUTANTS - refused - len(wrong)} equivalent, {len(wrong)} wrong"
    return Figure(text + (f": {wrong[0]}" if wrong else ""), not wrong)


def _let_through(releases: Releases, code: int, said: str) -> str | None:
    """Return what is wrong, or None: the build must refuse by file and line, or make the same release."""
    is_current = releases.current.resolve() == releases.file(releases.names[0]).resolve()
    if not is_current:
        releases.point(releases.names[0])
    faults = said.splitlines()[:-1]
    if is_current and (code == 0 or (faults and all(map(FAULT.match, faults)))):
        return None
    return f"{code}, {said[:300]}"


def _spoilt(folder: Path, number: int, chance: Random) -> str:
    """Put a fault into a file of a folder, and return which; each kind of fault has its turn."""
    ways = [*WORDS, *FILES]
    way = ways[number % len(ways)]
    files = sorted(folder.glob("*/*.yaml"))
    for file in chance.sample(files, len(files)):
        what = f"{way if isinstance(way, str) else way.__name__} in {file.parent.name}/{file.name}"
        if not isinstance(way, str):
            if way(file, chance):
                return what
        elif (text := WORDS[way](file.read_text("utf-8"), chance)) is not None:
            file.write_bytes(text.encode("utf-8", "surrogateescape"))
            return what
    raise AssertionError(f"no file has a place for {way}")


def _built(fixtures: Path, releases: Path) -> tuple[int, str]:
    """Build; return the exit code and the messages."""
    with redirect_stderr(StringIO()) as said:
        code = cli.main(["build", "--fixtures", str(fixtures), "--releases", str(releases)])
    return code, said.getvalue()


ROW = Row(
    "fixtures",
    "A bad fixture never reaches users",
    f"{MUTANTS} mutants of the fixtures, of {len(WORDS) + len(FILES)} kinds ({', '.join(WORDS)}, "
    f"{', '.join(way.__name__.replace('_', ' ') for way in FILES)}), each built into the folder that is served",
    "100 % refused with file and line, service unchanged",
    run,
    calm=True,
)
