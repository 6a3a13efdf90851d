"""`crisis-facts lock` and `passage`: the proof that every passage stands in its text, and the evidence for words."""

from pathlib import Path

import click

from api.cli.options import EXISTING, FILE, command, takes_fixtures, takes_report
from api.cli.terminal import counted, progress, say
from api.curation import evidence_lock, passage_finder, validate
from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.curation.passage_finder import SourceText, read_leniently, source_of
from api.kinds import RESOURCES


@command()
@takes_fixtures
@click.option("--texts", type=EXISTING, metavar="DIR", help="The folder of source texts; new evidence needs them.")
@takes_report
@click.option("--check", is_flag=True, help="Only compare: write nothing, exit with 1 if it would change.")
def lock(fixtures: tuple[Path, ...], texts: Path | None, check: bool) -> None:
    """Find every passage of the evidence in the texts, and write evidence.lock.

    What was proven of a text that is not there is kept: without texts, the command mends a merge of two locks.
    """
    known = evidence_lock.read_texts(texts) if texts else {}
    with progress("reading") as shown:
        locks, faults = validate.prove_locks(fixtures, RESOURCES, known, shown)
    found = [locked for proven in locks.values() for locked in proven.values()]
    kept = [locked.source for locked in found if locked.text_sha256 not in known]
    passages = f"{counted(len(found) - len(kept), 'passage')} found, each once"
    if kept:
        of = ", ".join(dict.fromkeys(sorted(kept)))
        where = f"not in {texts}, or were changed" if texts else "not given"
        passages += f"; {len(kept)} kept from before, because the texts of {of} are {where}"
        passages += "; quotation marks were not looked for there"
    stale = [file for file, proven in locks.items() if not _is_current(file, evidence_lock.lock_text(proven))]
    for file, proven in () if check else locks.items():
        file.write_text(evidence_lock.lock_text(proven), "utf-8")
    if faults:
        raise InvalidFixtures(faults, "nothing was written" if check else f"all else is locked: {passages}")
    if check and (kept and texts or stale):
        what = f"is not what the texts prove; {evidence_lock.CURE} ({passages})"
        raise InvalidFixtures([Diagnostic(str(file), 1, "", what) for file in stale or locks])
    say(f"{passages}; {', '.join(map(str, locks))} {'is' if len(locks) == 1 else 'are'} up to date")


def _is_current(file: Path, lock: str) -> bool:
    """Whether a file holds this lock and nothing else, in any order: an import writes its lines by entry."""
    return file.is_file() and sorted(file.read_bytes().splitlines()) == sorted(lock.encode().splitlines())


@command()
@click.argument("text", type=FILE, metavar="TEXTFILE", help="The text of a source, as UTF-8.")
@click.argument("words", nargs=-1, required=True, metavar="WORDS...", help="The passage, from first to last word.")
@click.option("--source", metavar="ID", help="The id of the source; without it, the one that has the text is found.")
@takes_fixtures
def passage(text: Path, words: tuple[str, ...], source: str | None, fixtures: tuple[Path, ...]) -> None:
    """Find words in the text of a source, and print the evidence that names them.

    What is printed is to be pasted below `evidence:`. The words must stand in the text once; what is named is found by
    `lock`.
    """
    read = SourceText.read(text)
    found = passage_finder.find_passage(read.text, " ".join(words))
    entry = found.as_yaml(source_of(read, read_leniently(fixtures, RESOURCES), source))
    line = passage_finder.line_of(read.text, found.passage.begin)
    say(f"line {line} of {text}: {' '.join(found.passage.words.split())}")
    click.echo(entry, nl=False)
