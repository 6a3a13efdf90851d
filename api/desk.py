"""The commands of `crisis-facts` for those who write fixtures: check, lock, passage, new, schema, fmt."""

import argparse
import json
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from api import citation, curation, doubts, drafts, editors, lock, progress, proposals, template
from api.arguments import EXITS, Commands, command, folder, takes_folders, takes_report
from api.dataset import Dataset
from api.edits import edits
from api.faults import Fault, Faulty
from api.fields import Object, Several
from api.interview import Interview
from api.kinds import RESOURCES
from api.proposals import Proposal, Unwritten
from api.resource import Resource
from api.terminal import counted, outcome, reported, say
from api.texts import SourceText, at_hand, source_of


def add(commands: Commands) -> None:
    """Add these commands to others."""
    check = command(commands, "check", _check)
    takes_folders(check)
    takes_report(check)
    check.add_argument("--watch", action="store_true", help="Go on, and check anew whenever a file is saved.")

    locking = command(commands, "lock", _lock)
    takes_folders(locking)
    locking.add_argument("--texts", type=folder, required=True, metavar="DIR", help="The folder of source texts.")
    takes_report(locking)
    locking.add_argument(
        "--check", action="store_true", help="Only compare: write nothing, exit with 1 if it would change."
    )

    passage = command(commands, "passage", _passage)
    passage.add_argument("text", type=Path, metavar="TEXTFILE", help="The text of a source, as UTF-8.")
    passage.add_argument(
        "words", nargs="+", metavar="WORDS", help="The words of the passage, from its first to its last."
    )
    which = "The id of the source (default: the one whose text_sha256 is the digest of the file)."
    passage.add_argument("--source", metavar="ID", help=which)
    takes_folders(passage)

    new = command(commands, "new", _new)
    kinds = new.add_subparsers(
        required=True, metavar="KIND", help=f"One of {', '.join(kind.name for kind in RESOURCES)}."
    )
    for resource in RESOURCES:
        _add_kind(kinds, resource)

    schema = command(commands, "schema", _schema)
    output = "The folder to write to, a file for each kind (default: %(default)s)."
    schema.add_argument("--output", type=Path, default=Path("fixtures/.schemas"), metavar="DIR", help=output)

    fmt = command(commands, "fmt", _fmt)
    takes_folders(fmt)
    fmt.add_argument("--check", action="store_true", help="Only look: write nothing, exit with 1 if it would.")


def _add_kind(kinds: Commands, resource: Resource) -> None:
    """Add a kind to what can be written, with an option for each of its fields."""
    kind = kinds.add_parser(resource.name, help=resource.description, description=resource.description, epilog=EXITS)
    kind.set_defaults(resource=resource, text=None, source=None)
    takes_folders(kind)
    kind.add_argument("--no-comments", action="store_true", help="Write no comments on the fields that may be added.")
    if resource.rests_on_evidence:
        kind.add_argument("--source", metavar="ID", help="The source that it comes with.")
    else:
        kind.add_argument("--text", type=Path, metavar="FILE", help="Its text, for text_sha256.")
    for name, field in template.fields(resource.loader).items():
        inner = field.inner if isinstance(field, Several) else field
        several = " May be given more than once." if isinstance(field, Several) else ""
        help = (template.told(field) + several).replace("%", "%%")
        shape = "YAML" if isinstance(inner, Object) else "VALUE"
        kind.add_argument(f"--{name}", action="append" if several else "store", metavar=shape, help=help)


def _check(options: argparse.Namespace) -> None:
    """Check fixtures: their form, their references, their evidence."""
    if not options.watch:
        _check_once(options)
        return
    with suppress(KeyboardInterrupt):
        for _ in edits(options.fixtures):
            outcome(_check_once, options)
            say(f"checked at {datetime.now():%H:%M:%S}; waits for the next save, stop with Ctrl-C")


def _check_once(options: argparse.Namespace) -> None:
    unformed = [fault for folder in options.fixtures for fault in drafts.unformed(folder, RESOURCES)]
    try:
        dataset = checked(options)
    except Faulty as faulty:
        raise Faulty([*faulty.faults, *unformed]) from None
    if unformed:
        raise Faulty(unformed)
    doubtful = doubts.found(dataset)
    reported(doubtful, options)
    warnings = f", {counted(len(doubtful), 'warning')}" if doubtful else ""
    say(f"{counted(len(dataset.records), 'record')} in {', '.join(map(str, options.fixtures))}: no faults{warnings}")


def _lock(options: argparse.Namespace) -> None:
    """Find every passage of the evidence in the texts, and write evidence.lock."""
    texts = lock.texts(options.texts)
    locks = curation.locks(options.fixtures, RESOURCES, texts, progress.shown("reading"))
    found = [locked for proven in locks.values() for locked in proven.values()]
    kept = sum(locked.text_sha256 not in texts for locked in found)
    passages = f"{counted(len(found) - kept, 'passage')} found, each once"
    if kept:
        passages += f"; {kept} kept from before, because their texts are not in {options.texts}"
    stale = [file for file, proven in locks.items() if not lock.is_written(file, proven)]
    if options.check and (kept or stale):
        what = f"is not what the texts prove; {lock.CURE} ({passages})"
        raise Faulty([Fault(str(file), 1, "", what) for file in stale or locks])
    for file in stale:
        file.write_text(lock.written(locks[file]), "utf-8")
    say(f"{passages}; {', '.join(map(str, locks))} {'is' if len(locks) == 1 else 'are'} up to date")


def _passage(options: argparse.Namespace) -> None:
    """Find words in the text of a source, and print the evidence that names them, to be pasted below `evidence:`.

    The words must stand there once; what is named is found by `lock`.
    """
    text = SourceText.read(options.text)
    found = citation.cited(text.text, " ".join(options.words))
    source = source_of(text, at_hand(options.fixtures, RESOURCES), options.source)
    line = citation.line_of(text.text, found.passage.begin)
    say(f"line {line} of {text.file}: {' '.join(found.passage.words.split())}")
    print(found.entry(source), end="")


def _new(options: argparse.Namespace) -> None:
    """Write a new record into its file in the first folder, with a comment on each field that may be added.

    What is needed and not given is asked for, on a terminal; elsewhere, it is told, and nothing is written.
    """
    dataset, resource = at_hand(options.fixtures, RESOURCES), options.resource
    values = proposals.given(resource, vars(options))
    if options.text:
        values["text_sha256"] = SourceText.read(options.text).sha256
    proposal = Proposal(resource, values, options.source)
    if list(proposal.wrong(dataset, RESOURCES)) and sys.stdin.isatty():
        proposal = _answered(Interview(dataset, RESOURCES, input, print), proposal)
    wrong = [f"--{field}: {what}" for field, what in proposal.wrong(dataset, RESOURCES)]
    if wrong:
        raise Unwritten(*wrong)
    say(f"wrote {proposal.write(options.fixtures[0], comments=not options.no_comments)}")


def _answered(interview: Interview, proposal: Proposal) -> Proposal:
    try:
        return interview.complete(proposal)
    except (EOFError, KeyboardInterrupt):
        raise Unwritten("", "the questions were left before their end") from None


def checked(options: argparse.Namespace) -> Dataset:
    """Read and check the folders of fixtures; raises `Faulty` with every fault at once."""
    first, *beside = options.fixtures
    return curation.checked(first, RESOURCES, progress.shown("reading"), beside)


def _schema(options: argparse.Namespace) -> None:
    """Write the JSON Schemas of fixture files, by which editors complete and check what a curator types."""
    options.output.mkdir(parents=True, exist_ok=True)
    schemas = editors.schemas(RESOURCES)
    for name, schema in schemas.items():
        (options.output / f"{name}.json").write_text(json.dumps(schema, ensure_ascii=False, indent=1) + "\n", "utf-8")
    say(f"wrote {len(schemas)} schemas to {options.output}")


def _fmt(options: argparse.Namespace) -> None:
    """Put YAML fixtures into their one form: order of keys, quotation marks, folds; comments stay."""
    folders = options.fixtures
    missing = [folder for folder in folders if not folder.is_dir()]
    if missing:
        raise Faulty(Fault(str(folder), 1, "", "is not a folder; name one of fixtures") for folder in missing)
    if options.check:
        written: list[Path] = []
        unformed = [fault for folder in folders for fault in drafts.unformed(folder, RESOURCES)]
        if unformed:
            raise Faulty(unformed)
    else:
        written = [file for folder in folders for file in drafts.form(folder, RESOURCES)]
    for file in written:
        print(file)
    files = f"{len(written) or 'no'} file{'' if len(written) == 1 else 's'}"
    say(f"{files} needed another form")
