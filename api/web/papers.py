"""`/docs/{name}`: the papers for users, as text, and as pages for a browser, where the server has them."""

import re
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup

from api.model.errors import Missing
from api.pages.templates import page
from api.query import parameters
from api.query.formats import Format
from api.web.asking import Asking
from api.web.request import Request
from api.web.responses import Representation
from api.web.served import ServedRelease

PLAIN = Format("txt", "text/plain", False, "Text.", "txt", "; charset=utf-8")
#: The papers, as readers call them.
TITLES = {
    name: name.replace("-", " ").capitalize()
    for name in ("guide", "reference", "time-and-truth", "operations", "scaling", "performance", "reliability")
}

_FOLDER = Path(__file__).parent.parent.parent / "docs"
_NO_WORD = re.compile(r"[^\w-]+")
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def paper(served: ServedRelease, request: Request, name: str) -> Representation:
    """Show a paper as it is written."""
    return Representation(_text(request, name).encode(), PLAIN.content_type)


def paper_page(asking: Asking, name: str) -> bytes:
    """Show a paper as a page; its headings are places to link to."""
    tokens = _MARKDOWN.parse(_text(asking.request, name))
    for head, text in zip(tokens, tokens[1:], strict=False):
        if head.type == "heading_open":
            head.attrSet("id", "-".join(_NO_WORD.sub(" ", text.content.lower()).split()))
        for part in text.children or ():
            part.attrs = {key: _led(str(value)) if key == "href" else value for key, value in part.attrs.items()}
    shown = Markup(_MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {}))  # noqa: S704 - our own papers, escaped
    frame = asking.frame((TITLES[name], ""), dated=False)
    return page("paper", frame, heading=TITLES[name], shown=shown, papers=TITLES)


def _text(request: Request, name: str) -> str:
    parameters.read({}, request.pairs)
    if name not in TITLES or not (path := _FOLDER / f"{name}.md").exists():
        raise Missing(request.path, [f"/docs/{other}" for other in TITLES])
    return path.read_text("utf-8")


def _led(address: str) -> str:
    """Return where a link between papers leads here."""
    name, dot, place = address.partition(".md")
    return f"/docs/{name}{place}" if dot and name in TITLES else address
