"""The command `crisis-facts`, and each of its commands: what it takes, what it says, and its exit code."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from api import (
    __version__,
    curation,
    desk,
    importing,
    ofac,
    openapi,
    progress,
    reference,
    release,
    releases,
    server,
    settings,
)
from api.app import contract, create_app
from api.arguments import (
    EXITS,
    Commands,
    command,
    folder,
    folder_or_none,
    natural,
    port,
    positive,
    takes_folders,
    takes_report,
    takes_setting,
)
from api.difference import changes
from api.faults import Fault, Faulty
from api.front import Front
from api.kinds import RESOURCES
from api.rebuilding import Rebuilding
from api.refusals import Refused, Wrong
from api.releases import Unfit
from api.revisions import Revisions
from api.sentences import Sentences
from api.store import Store, Unusable
from api.succession import checked
from api.surveys import Wanted
from api.terminal import NotFoundHere, counted, outcome, say
from api.verification import QUOTE, verified


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    options = _parser().parse_args(arguments)
    return outcome(options.run, options)


def _build(options: argparse.Namespace) -> None:
    """Check fixtures and compile them into a release."""
    dataset = desk.checked(options)
    shown, revision = progress.shown("building"), releases.revision(options.fixtures[0])
    path = release.publish(dataset, RESOURCES, options.releases, shown, revision)
    releases.prune(options.releases, options.keep)
    say(f"{counted(len(dataset.records), 'record')} in {path}")


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
        say(f"{date}: " + (", ".join(f"{program} {count}" for program, count in sorted(programs.items())) or "none"))
    say(f"{counted(joins.joined, 'record')} joined with curated ones, {counted(len(joins.conflicts), 'conflict')}")
    left = f"{counted(targets.unresolved, 'link')} to none of these entries or to more than one"
    say(f"{left}, and {counted(targets.cut, 'entry', 'entries')} with remarks that the list cuts off, were left out")
    written = ", ".join(f"{count} {kind}" for kind, count in sorted(done.written.items()))
    say(f"{written or 'nothing new'} in {options.output}")


def _serve(options: argparse.Namespace) -> None:
    """Serve a release over HTTP."""
    chosen = server.Options.of(vars(options))
    if chosen.watch:
        _followed(options.fixtures, chosen.release)
    served, address = _served(chosen.release), f"http://{chosen.address}"
    ready = f"{served} at {address}/v1, docs at {address}/docs; stop with Ctrl-C"
    server.Server(chosen, lambda _: say(ready)).run()


def _followed(fixtures: Sequence[Path], release: Path) -> None:
    """Build what is served from fixtures, now and after every edit."""
    if release.name != releases.CURRENT:
        what = f"--watch builds beside {release}; give a --release that is called {releases.CURRENT}"
        raise Refused(Wrong("--release", str(release), what))
    Rebuilding(fixtures, RESOURCES, release.parent, say).beside()


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
        say(str(error))
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


def _openapi(options: argparse.Namespace) -> None:
    """Print the contract, with examples from a release, or write it to a file."""
    _write(openapi.text(contract(create_app(options.release))), options.output)


def _reference(options: argparse.Namespace) -> None:
    """Print the reference of kinds, parameters, settings and commands, or write it to a file."""
    _write(reference.text(RESOURCES, _parser()), options.output)


def _write(text: str, file: Path | None) -> None:
    if file:
        file.write_text(text, "utf-8")
        say(f"wrote {file}")
    else:
        print(text, end="")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="crisis-facts", description="Check, compile and serve curated crisis facts.", epilog=EXITS
    )
    parser.add_argument("--version", action="version", version=f"crisis-facts {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    parser.set_defaults(report="text")
    desk.add(commands)
    _add_release_commands(commands)
    diff = command(commands, "diff", _diff)
    named = "its file, its digest, or a revision of git, whose fixtures are checked and built"
    diff.add_argument("old", metavar="OLD", help=f"The release to compare with: {named}.")
    diff.add_argument("new", metavar="NEW", help="The release that is compared, named likewise.")
    diff.add_argument("--releases", type=Path, default=Path("releases"), metavar="DIR", help="Where releases are kept.")
    takes_folders(diff)
    diff.add_argument("--format", choices=("text", "json"), default="text", help="The form (default: %(default)s).")

    published = command(commands, "openapi", _openapi)
    takes_setting(published, "--release", settings.RELEASE, Path)
    for written in (published, command(commands, "reference", _reference)):
        written.add_argument("--output", type=Path, metavar="FILE", help="Write to this file, not to the terminal.")
    return parser


def _add_release_commands(commands: Commands) -> None:
    build = command(commands, "build", _build)
    takes_folders(build)
    takes_report(build)
    folder = "The folder that gets the release; its link `current` is set to it (default: %(default)s)."
    build.add_argument("--releases", type=Path, default=Path("releases"), metavar="DIR", help=folder)
    keep = "How many releases the folder keeps, the served one among them (default: %(default)s)."
    build.add_argument("--keep", type=positive, default=releases.KEPT, metavar="N", help=keep)

    _add_import_command(commands)
    serve = command(commands, "serve", _serve)
    for flag, setting, kind in (
        ("--release", settings.RELEASE, Path),
        ("--host", settings.HOST, str),
        ("--port", settings.PORT, port),
        ("--workers", settings.WORKERS, positive),
        ("--threads", settings.THREADS, positive),
        ("--queue", settings.QUEUE, natural),
        ("--memory", settings.MEMORY, natural),
        ("--query-ms", settings.QUERY, natural),
        ("--connections", settings.CONNECTIONS, natural),
        ("--max-requests", settings.MAX_REQUESTS, natural),
        ("--shortcut", settings.SHORTCUT, natural),
        ("--log", settings.LOG, natural),
        ("--log-asked", settings.LOG_ASKED, natural),
        ("--hosts", settings.HOSTS, str),
        ("--metrics", settings.METRICS, folder_or_none),
    ):
        takes_setting(serve, flag, setting, kind)
    watch = "Build the release from the fixtures, now and after every edit; faults are told here and at /healthz."
    serve.add_argument("--watch", action="store_true", help=watch)
    takes_folders(serve)

    verify = command(commands, "verify", _verify)
    verify.add_argument("quote", help="The words to look for, at least 12 characters.")
    takes_setting(verify, "--release", settings.RELEASE, Path)


def _add_import_command(commands: Commands) -> None:
    bringing = command(commands, "import", _import)
    bringing.add_argument("list", choices=("ofac",), help="The list: Specially Designated Nationals (OFAC).")
    folders = "The folder of one version, named by its date; give all versions at once."
    bringing.add_argument("lists", type=folder, nargs="+", metavar="LIST-DIR", help=folders)
    pattern = "Only programmes of this code, with * for any letters; may be given more than once."
    bringing.add_argument("--program", action="append", default=[], metavar="PATTERN", help=pattern)
    takes_folders(bringing)
    takes_report(bringing)
    output = "The folder of fixtures to write, beside the curated ones (default: %(default)s)."
    bringing.add_argument("--output", type=Path, default=Path("lists"), metavar="DIR", help=output)
    force = "Take a version that has under 80 %% of the rows of the one before."
    bringing.add_argument("--force", action="store_true", help=force)
