"""`crisis-facts init`: a folder to begin another crisis in, with an invented one that is to be replaced."""

import shutil
from pathlib import Path

import click

from api.cli.generate import schema
from api.cli.options import FOLDER, command
from api.cli.terminal import say
from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.curation.format_files import SCHEMAS

_TEMPLATE = Path(__file__).with_name("template")
#: What git is to know: texts are copyrighted, releases are made anew, and a lock merges line by line.
_FOR_GIT = {".gitignore": "/texts/\n/releases/\n", ".gitattributes": "evidence.lock merge=union\n"}


@command()
@click.argument("folder", type=FOLDER, default=".", metavar="DIR", help="The folder, which need not be there yet.")
def init(folder: Path) -> None:
    """Write a folder for another crisis: fixtures, texts, and an invented fact that is to be replaced.

    It can be checked, built and served as it is. Nothing that is there is overwritten.
    """
    taken = [folder / name for name in ("fixtures", "texts", *_FOR_GIT) if (folder / name).exists()]
    if taken:
        raise InvalidFixtures(Diagnostic(str(path), 1, "", "is there already; name a new folder") for path in taken)
    shutil.copytree(_TEMPLATE, folder, dirs_exist_ok=True)
    for name, content in _FOR_GIT.items():
        (folder / name).write_text(content, "utf-8")
    click.get_current_context().invoke(schema, fixtures=[folder / "fixtures"], output=folder / "fixtures" / SCHEMAS)
    there = "" if folder == Path() else f"cd {folder}; "
    say(f"wrote {folder / 'fixtures'} and {folder / 'texts'}; {there}crisis-facts check; crisis-facts serve --watch")
