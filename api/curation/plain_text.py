"""What is a plain text, and what has to be converted into one first; knows no sources."""

import re

from api.model.passages import NotLocated

_HTML = re.compile(rb"(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?<(!doctype )?html", re.IGNORECASE | re.DOTALL)


def is_pdf(content: bytes) -> bool:
    """Whether a file is a PDF."""
    return content.startswith(b"%PDF-")


def refuse_other_forms(content: bytes, what: str) -> None:
    """Raise `NotLocated` for a PDF or HTML, and say what makes a text of it."""
    if is_pdf(content):
        raise NotLocated(f"{what} is a PDF; convert it to text, for example by: pdftotext FILE.pdf FILE.txt")
    if _HTML.match(content):
        cure = "convert it to text, for example by: w3m -dump FILE.html > FILE.txt, or copy the words from a browser"
        raise NotLocated(f"{what} is HTML; {cure}")
