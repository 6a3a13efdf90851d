"""The command `crisis-facts`, and each of its commands: what it takes, what it says, and its exit code."""

import argparse
import inspect
import json
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from api import (
    __version__,
    citation,
    curation,
    desk,
    doubts,
    drafts,
    importing,
    lock,
    ofac,
    openapi,
    progress,
    proposals,
    reference,
    release,
    releases,
    reports,
    server,
    settings,
    template,
)
from api.app import contract, create_app
from api.dataset import Dataset
from api.difference import changes
from api.edits import edits
from api.faults import Fault, Faulty
from api.fields import Object, Several
from api.front import Front
from api.interview import Interview
from api.kinds import RESOURCES
from api.passages import NotLocated
from api.proposals import Proposal, Unwritten
from api.rebuilding import Rebuilding
from api.refusals import Refused, Wrong
from api.releases import Unfit
from api.resource import Resource
from api.revisions import Revisions
from api.sentences import Sentences
from api.store import Store, Unusable
from api.succession import checked
from api.surveys import Wanted
from api.texts import SourceText, at_hand, source_of
from api.verification import QUOTE, verified

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

#: What the command says of its exit code.
EXITS = (
    "Exits with 0 when all is well, with 1 when something is wrong with the facts or files, with 2 when the call is."
)


class NotFoundHere(Exception):
    """Words that are not among the quotes of a release."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    options = _parser().parse_args(arguments)
    return _outcome(options.run, options)


def _outcome(run: Callable[[argparse.Namespace], None], options: argparse.Namespace) -> int:
    """Run a command, say what was wrong, and give the exit code."""
    try:
        run(options)
    except Faulty as faulty:
        _report(faulty.faults, options)
        _say(f"{_count(len(faulty.faults), 'fault')}; nothing was written")
        return 1
    except Refused as refused:
        _say(str(refused))
        return 2
    except (Unusable, NotLocated, OSError) as error:
        _say(str(error))
        return 1
    except NotFoundHere:
        return 1
    except Unwritten as unwritten:
        print(*unwritten.wrong, sep="\n", file=sys.stderr)
        _say("nothing was written")
        return 2
    return 0


def _check(options: argparse.Namespace) -> None:
    """Check fixtures: their form, their references, their evidence."""
    if not options.watch:
        _check_once(options)
        return
    with suppress(KeyboardInterrupt):
        for _ in edits(options.fixtures):
            _outcome(_check_once, options)
            _say(f"checked at {datetime.now():%H:%M:%S}; waits for the next save, stop with Ctrl-C")


def _check_once(options: argparse.Namespace) -> None:
    unformed = [fault for folder in options.fixtures for fault in drafts.unformed(folder, RESOURCES)]
    try:
        dataset = _checked(options)
    except Faulty as faulty:
        raise Faulty([*faulty.faults, *unformed]) from None
    if unformed:
        raise Faulty(unformed)
    doubtful = doubts.found(dataset)
    _report(doubtful, options)
    warnings = f", {_count(len(doubtful), 'warning')}" if doubtful else ""
    _say(f"{_count(len(dataset.records), 'record')} in {', '.join(map(str, options.fixtures))}: no faults{warnings}")


def _lock(options: argparse.Namespace) -> None:
    """Find every passage of the evidence in the texts, and write evidence.lock."""
    texts = lock.texts(options.texts)
    locks = curation.locks(options.fixtures, RESOURCES, texts, progress.shown("reading"))
    found = [locked for proven in locks.values() for locked in proven.values()]
    kept = sum(locked.text_sha256 not in texts for locked in found)
    passages = f"{_count(len(found) - kept, 'passage')} found, each once"
    if kept:
        passages += f"; {kept} kept from before, because their texts are not in {options.texts}"
    stale = [file for file, proven in locks.items() if not lock.is_written(file, proven)]
    if options.check and (kept or stale):
        what = f"is not what the texts prove; {lock.CURE} ({passages})"
        raise Faulty([Fault(str(file), 1, "", what) for file in stale or locks])
    for file in stale:
        file.write_text(lock.written(locks[file]), "utf-8")
    _say(f"{passages}; {', '.join(map(str, locks))} {'is' if len(locks) == 1 else 'are'} up to date")


def _passage(options: argparse.Namespace) -> None:
    """Find words in the text of a source, and print the evidence that names them, to be pasted below `evidence:`.

    The words must stand there once; what is named is found by `lock`.
    """
    text = SourceText.read(options.text)
    found = citation.cited(text.text, " ".join(options.words))
    source = source_of(text, at_hand(options.fixtures, RESOURCES), options.source)
    line = citation.line_of(text.text, found.passage.begin)
    _say(f"line {line} of {text.file}: {' '.join(found.passage.words.split())}")
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
    _say(f"wrote {proposal.write(options.fixtures[0], comments=not options.no_comments)}")


def _answered(interview: Interview, proposal: Proposal) -> Proposal:
    try:
        return interview.complete(proposal)
    except (EOFError, KeyboardInterrupt):
        raise Unwritten("", "the questions were left before their end") from None


def _build(options: argparse.Namespace) -> None:
    """Check fixtures and compile them into a release."""
    dataset = _checked(options)
    shown, revision = progress.shown("building"), releases.revision(options.fixtures[0])
    path = release.publish(dataset, RESOURCES, options.releases, shown, revision)
    releases.prune(options.releases, options.keep)
    _say(f"{_count(len(dataset.records), 'record')} in {path}")


def _import(options: argparse.Namespace) -> None:
    """Read versions of a sanctions list, and write fixtures to serve beside the curated ones.

    Nothing is written where anything is wrong. What curators have is joined by its identifier, and not written again.
    """
    wanted = Wanted(ofac.versions(options.lists), options.program, options.force)
    first, *beside = options.fixtures
    if options.output.resolve() in [folder.resolve() for folder in options.fixtures]:
        raise Faulty([Fault(str(options.output), 1, "", "is read and would be written over; give another --output")])
    done = importing.imported(wanted, curation.joinable(first, RESOURCES, beside), options.output)
    targets, joins = done.targets, done.targets.joins
    for line in (*joins.conflicts, *joins.matches):
        print(line, file=sys.stderr)
    for date, programs in done.listed.items():
        _say(f"{date}: " + (", ".join(f"{program} {count}" for program, count in sorted(programs.items())) or "none"))
    _say(f"{_count(joins.joined, 'record')} joined with curated ones, {_count(len(joins.conflicts), 'conflict')}")
    left = f"{_count(targets.unresolved, 'link')} to none of these entries or to more than one"
    _say(f"{left}, and {_count(targets.cut, 'entry', 'entries')} with remarks that the list cuts off, were left out")
    written = ", ".join(f"{count} {kind}" for kind, count in sorted(done.written.items()))
    _say(f"{written or 'nothing new'} in {options.output}")


def _serve(options: argparse.Namespace) -> None:
    """Serve a release over HTTP."""
    chosen = server.Options.of(vars(options))
    if chosen.watch:
        _followed(options.fixtures, chosen.release)
    served, address = _served(chosen.release), f"http://{chosen.address}"
    ready = f"{served} at {address}/v1, docs at {address}/docs; stop with Ctrl-C"
    server.Server(chosen, lambda _: _say(ready)).run()


def _followed(fixtures: Sequence[Path], release: Path) -> None:
    """Build what is served from fixtures, now and after every edit."""
    if release.name != releases.CURRENT:
        what = f"--watch builds beside {release}; give a --release that is called {releases.CURRENT}"
        raise Refused(Wrong("--release", str(release), what))
    Rebuilding(fixtures, RESOURCES, release.parent, _say).beside()


def configured() -> server.Options:
    """Give the options that the environment sets, to whoever starts the server by another command."""
    return server.Options.of(vars(_parser().parse_args(["serve"])))


def application() -> Front:
    """Give the application that the environment sets, to a worker of gunicorn."""
    return server.application(configured())


def _served(path: Path) -> str:
    """Say which release will be served, or why there is none yet: the server waits for one."""
    try:
        return f"release {checked(path.resolve(), RESOURCES).release}"
    except (Unfit, Unusable, OSError) as error:
        _say(str(error))
        return "no release yet"


def _verify(options: argparse.Namespace) -> None:
    """Look for words among the quotes of a release; exits with 1 when they are not found here."""
    store = Store(options.release, RESOURCES)
    answer, statements = verified(store, *QUOTE.values(options.quote))
    print(f"{answer['match']}: {answer['detail']}")
    for statement in map(json.loads, statements):
        print(f"\n{statement['speaker']['name']}, {statement['date'] or 'undated'}: “{statement['quote']}”")
        print(*(entry["link"] or entry["source"]["name"] for entry in statement["evidence"]), sep="\n")
    if not statements:
        raise NotFoundHere


def _diff(options: argparse.Namespace) -> None:
    """Tell what was added, changed, renamed, withdrawn or removed from one release or git revision to another.

    As text, it tells what curators did, as a list in Markdown; as JSON, every document that differs.
    """
    revisions = Revisions(options.releases, options.fixtures, RESOURCES)
    with revisions.opened(options.old) as old, revisions.opened(options.new) as new:
        if options.format == "json":
            print(json.dumps([change.document for change in changes(old, new)], ensure_ascii=False, indent=2))
        else:
            for sentence in Sentences(old, new, RESOURCES):
                print(sentence)


def _report(faults: Sequence[Fault], options: argparse.Namespace) -> None:
    """Tell faults to whoever reads: people on standard error, programs on standard output."""
    if options.report != "text":
        print(reports.FORMS[options.report](faults), end="")
    else:
        form = reports.coloured if reports.is_coloured(sys.stderr) else reports.text
        print(form(faults), end="", file=sys.stderr)


def _checked(options: argparse.Namespace) -> Dataset:
    first, *beside = options.fixtures
    return curation.checked(first, RESOURCES, progress.shown("reading"), beside)


def _openapi(options: argparse.Namespace) -> None:
    """Print the contract, with examples from a release, or write it to a file."""
    _write(openapi.text(contract(create_app(options.release))), options.output)


def _reference(options: argparse.Namespace) -> None:
    """Print the reference of kinds, parameters, settings and commands, or write it to a file."""
    _write(reference.text(RESOURCES, _parser()), options.output)


def _write(text: str, file: Path | None) -> None:
    if file:
        file.write_text(text, "utf-8")
        _say(f"wrote {file}")
    else:
        print(text, end="")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="crisis-facts", description="Check, compile and serve curated crisis facts.", epilog=EXITS
    )
    parser.add_argument("--version", action="version", version=f"crisis-facts {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    parser.set_defaults(report="text")
    check = _command(commands, "check", _check)
    _takes_folders(check)
    _takes_report(check)
    check.add_argument("--watch", action="store_true", help="Go on, and check anew whenever a file is saved.")

    locking = _command(commands, "lock", _lock)
    _takes_folders(locking)
    locking.add_argument("--texts", type=_folder, required=True, metavar="DIR", help="The folder of source texts.")
    _takes_report(locking)
    locking.add_argument(
        "--check", action="store_true", help="Only compare: write nothing, exit with 1 if it would change."
    )

    _add_writing_commands(commands)
    desk.add(commands, _command)
    _add_release_commands(commands)
    diff = _command(commands, "diff", _diff)
    named = "its file, its digest, or a revision of git, whose fixtures are checked and built"
    diff.add_argument("old", metavar="OLD", help=f"The release to compare with: {named}.")
    diff.add_argument("new", metavar="NEW", help="The release that is compared, named likewise.")
    diff.add_argument("--releases", type=Path, default=Path("releases"), metavar="DIR", help="Where releases are kept.")
    _takes_folders(diff)
    diff.add_argument("--format", choices=("text", "json"), default="text", help="The form (default: %(default)s).")

    published = _command(commands, "openapi", _openapi)
    _takes_setting(published, "--release", settings.RELEASE, Path)
    for written in (published, _command(commands, "reference", _reference)):
        written.add_argument("--output", type=Path, metavar="FILE", help="Write to this file, not to the terminal.")
    return parser


def _command(commands: _Commands, name: str, run: Callable[..., None]) -> argparse.ArgumentParser:
    """Add a command; what its function promises is its help."""
    promise = inspect.cleandoc(run.__doc__ or "")
    parser = commands.add_parser(name, help=promise.partition("\n")[0], description=promise, epilog=EXITS)
    parser.set_defaults(run=run)
    return parser


def _add_writing_commands(commands: _Commands) -> None:
    passage = _command(commands, "passage", _passage)
    passage.add_argument("text", type=Path, metavar="TEXTFILE", help="The text of a source, as UTF-8.")
    passage.add_argument(
        "words", nargs="+", metavar="WORDS", help="The words of the passage, from its first to its last."
    )
    which = "The id of the source (default: the one whose text_sha256 is the digest of the file)."
    passage.add_argument("--source", metavar="ID", help=which)
    _takes_folders(passage)

    new = _command(commands, "new", _new)
    kinds = new.add_subparsers(
        required=True, metavar="KIND", help=f"One of {', '.join(kind.name for kind in RESOURCES)}."
    )
    for resource in RESOURCES:
        _add_kind(kinds, resource)


def _add_kind(kinds: _Commands, resource: Resource) -> None:
    """Add a kind to what can be written, with an option for each of its fields."""
    kind = kinds.add_parser(resource.name, help=resource.description, description=resource.description, epilog=EXITS)
    kind.set_defaults(resource=resource, text=None, source=None)
    _takes_folders(kind)
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


def _add_release_commands(commands: _Commands) -> None:
    build = _command(commands, "build", _build)
    _takes_folders(build)
    _takes_report(build)
    folder = "The folder that gets the release; its link `current` is set to it (default: %(default)s)."
    build.add_argument("--releases", type=Path, default=Path("releases"), metavar="DIR", help=folder)
    keep = "How many releases the folder keeps, the served one among them (default: %(default)s)."
    build.add_argument("--keep", type=_positive, default=releases.KEPT, metavar="N", help=keep)

    _add_import_command(commands)
    serve = _command(commands, "serve", _serve)
    for flag, setting, kind in (
        ("--release", settings.RELEASE, Path),
        ("--host", settings.HOST, str),
        ("--port", settings.PORT, _port),
        ("--workers", settings.WORKERS, _positive),
        ("--threads", settings.THREADS, _positive),
        ("--queue", settings.QUEUE, _natural),
        ("--memory", settings.MEMORY, _natural),
        ("--query-ms", settings.QUERY, _natural),
        ("--connections", settings.CONNECTIONS, _natural),
        ("--max-requests", settings.MAX_REQUESTS, _natural),
        ("--shortcut", settings.SHORTCUT, _natural),
        ("--log", settings.LOG, _natural),
        ("--log-asked", settings.LOG_ASKED, _natural),
        ("--hosts", settings.HOSTS, str),
        ("--metrics", settings.METRICS, _folder_or_none),
    ):
        _takes_setting(serve, flag, setting, kind)
    watch = "Build the release from the fixtures, now and after every edit; faults are told here and at /healthz."
    serve.add_argument("--watch", action="store_true", help=watch)
    _takes_folders(serve)

    verify = _command(commands, "verify", _verify)
    verify.add_argument("quote", help="The words to look for, at least 12 characters.")
    _takes_setting(verify, "--release", settings.RELEASE, Path)


def _add_import_command(commands: _Commands) -> None:
    bringing = _command(commands, "import", _import)
    bringing.add_argument("list", choices=("ofac",), help="The list: Specially Designated Nationals (OFAC).")
    folders = "The folder of one version, named by its date; give all versions at once."
    bringing.add_argument("lists", type=_folder, nargs="+", metavar="LIST-DIR", help=folders)
    pattern = "Only programmes of this code, with * for any letters; may be given more than once."
    bringing.add_argument("--program", action="append", default=[], metavar="PATTERN", help=pattern)
    _takes_folders(bringing)
    _takes_report(bringing)
    output = "The folder of fixtures to write, beside the curated ones (default: %(default)s)."
    bringing.add_argument("--output", type=Path, default=Path("lists"), metavar="DIR", help=output)
    force = "Take a version that has under 80 %% of the rows of the one before."
    bringing.add_argument("--force", action="store_true", help=force)


class _Folders(argparse.Action):
    """Folders of fixtures: each that is given, and the default where none is."""

    def __call__(self, parser: object, options: argparse.Namespace, value: Any, flag: str | None = None) -> None:
        """Add a folder."""
        given = getattr(options, self.dest)
        setattr(options, self.dest, [value] if given is self.default else [*given, value])


def _takes_folders(parser: argparse.ArgumentParser) -> None:
    help = "A folder of fixtures; of more than one, the first says what the data set is (default: fixtures)."
    parser.add_argument("--fixtures", type=Path, action=_Folders, default=[Path("fixtures")], metavar="DIR", help=help)


def _takes_report(parser: argparse.ArgumentParser) -> None:
    help = "How faults are told: as lines, as a JSON document, or as commands for GitHub (default: %(default)s)."
    parser.add_argument("--format", dest="report", choices=tuple(reports.FORMS), default="text", help=help)


def _takes_setting(
    parser: argparse.ArgumentParser, flag: str, setting: settings.Setting, kind: Callable[[str], object]
) -> None:
    help = f"{setting.help} Set by {setting.name} too (default: {setting.default or 'none'})."
    parser.add_argument(flag, type=kind, default=setting.value(), help=help)


def _say(sentence: str) -> None:
    print(f"crisis-facts: {sentence}", file=sys.stderr)


def _count(number: int, noun: str, nouns: str = "") -> str:
    return f"{number} {noun if number == 1 else nouns or noun + 's'}"


def _folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"{text} is not a folder")
    return Path(text)


def _folder_or_none(text: str) -> Path | None:
    return Path(text) if text else None


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; give a number from 1 to 65535")
    return int(text)


def _positive(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 1000")
    return int(text)


def _natural(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 1_000_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 1000000000")
    return int(text)
