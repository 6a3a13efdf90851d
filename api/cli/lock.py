"""`crisis-facts lock`: the proof that every passage stands in its text, written or compared."""

import argparse

from api.cli.errors import counted, say
from api.cli.options import folder, takes_folders, takes_report
from api.curation import evidence_lock, progress, validate
from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.kinds import RESOURCES


def add(parser: argparse.ArgumentParser) -> None:
    """Take folders, the folder of texts, the form of faults, and whether to compare only."""
    takes_folders(parser)
    parser.add_argument("--texts", type=folder, required=True, metavar="DIR", help="The folder of source texts.")
    takes_report(parser)
    parser.add_argument(
        "--check", action="store_true", help="Only compare: write nothing, exit with 1 if it would change."
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    texts = evidence_lock.read_texts(options.texts)
    locks = validate.prove_locks(options.fixtures, RESOURCES, texts, progress.shown("reading"))
    found = [locked for proven in locks.values() for locked in proven.values()]
    kept = sum(locked.text_sha256 not in texts for locked in found)
    passages = f"{counted(len(found) - kept, 'passage')} found, each once"
    if kept:
        passages += f"; {kept} kept from before, because their texts are not in {options.texts}"
    stale = [file for file, proven in locks.items() if not evidence_lock.is_current(file, proven)]
    if options.check and (kept or stale):
        what = f"is not what the texts prove; {evidence_lock.CURE} ({passages})"
        raise InvalidFixtures([Diagnostic(str(file), 1, "", what) for file in stale or locks])
    for file in stale:
        file.write_text(evidence_lock.lock_text(locks[file]), "utf-8")
    say(f"{passages}; {', '.join(map(str, locks))} {'is' if len(locks) == 1 else 'are'} up to date")
