"""`crisis-facts verify`: whether the quotations of drafts, or words, are among the quotes of a release, and whose."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from api.cli.options import command, takes_release, takes_texts
from api.cli.terminal import WrongCall, counted, say
from api.kinds import RESOURCES
from api.pages.values import named
from api.query.engines import Location, engine
from api.query.parameters import AS_OF
from api.query.store import Store
from api.query.texts_at_hand import TextsAtHand
from api.web.verdicts import GOOD, Asked, judged, quoted, speaker_named
from api.web.verify import QUOTE

_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd", ".qmd", ".rmd")
_DRAFT = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


@command()
@click.argument(
    "files", nargs=-1, type=_DRAFT, metavar="FILE...", help="Drafts, text or Markdown; - is standard input."
)
@click.option("--quote", metavar="WORDS", help="In place of drafts, words: at least 12 characters, of Chinese 7.")
@click.option("--speaker", metavar="NAME", help="Who is said to have said these words: the id or a name of an actor.")
@click.option("--as-of", metavar="DAY", help="The day of knowledge, as 2019-03-19.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON document, with the members that the API has.")
@takes_texts
@takes_release
def verify(files: tuple[Path, ...], quote: str | None, speaker: str | None, release: Location, **chosen: Any) -> None:
    """Look for the quotations of drafts among the quotes of a release, and for who said them.

    Exits with 1 when one is not found here, or was not said by whom the draft names.
    """
    if bool(files) == bool(quote) or (speaker and not quote):
        raise WrongCall("name drafts, or give words by --quote, to which alone --speaker belongs")
    store = Store(engine(release).current(), RESOURCES)
    as_of = AS_OF.values([chosen["as_of"]])[0] if chosen["as_of"] else None
    drafts = [(str(file), _read(store, file)) for file in files]
    if quote:
        by = speaker_named(store, speaker, "--speaker") if speaker else None
        drafts = [("", [Asked(QUOTE.values([quote])[0], by)])]
    texts = TextsAtHand(chosen["texts"], store) if chosen["texts"] else None
    found = [{"file": file} | one for file, asked in drafts for one in judged(store, asked, as_of, texts)]
    if chosen["as_json"]:
        click.echo(json.dumps({"data": found, "total": len(found), "next": None}, ensure_ascii=False, indent=2))
    else:
        click.echo("\n".join(line for one in found for line in _lines(one)))
        counts = Counter(one["verdict"].replace("_", " ") for one in found)
        told = ", ".join(f"{number} {verdict}" for verdict, number in sorted(counts.items()))
        say(f"{counted(len(found), 'quotation')}{': ' * bool(told)}{told}")
    good = GOOD if speaker or not quote else (*GOOD, "unattributed")
    if any(one["verdict"] not in good for one in found):
        raise click.exceptions.Exit(1)


def _read(store: Store, file: Path) -> list[Asked]:
    data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise WrongCall(f"{file}: byte {error.start + 1} is no UTF-8; save it as that") from None
    return quoted(store, text, markdown=file.suffix.lower() in _MARKDOWN)


def _lines(found: dict[str, Any]) -> Iterator[str]:
    """Yield what is said of a quotation: where, the verdict and the words; why; and who said them when, with links."""
    place = f"{found['file']}:{found['place']}: " if found["file"] else ""
    yield f"{place}{found['verdict'].replace('_', ' ')}: “{found['quote']}”"
    yield f"  {found['detail']}"
    for statement in found["statements"]:
        date = statement["date"]
        yield f"  {named(statement['speakers'])}, {date['label'] if date else 'undated'}: “{statement['quote']}”"
        for later in statement.get("retracted_by", ()):
            yield f"  Taken back: {later['name']} ({later['id']})"
        for entry in statement["evidence"]:
            yield f"  {entry['link'] or entry['source']['id']}"
    for place in found["places"]:
        yield f"  {place['publisher']['name']}, {place['published']['label']}: {place['source']['name']}"
        yield f"  {place['link'] or place['source']['id']}"
