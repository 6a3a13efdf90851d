"""What is a plain text, and what has to be converted into one first; knows no sources."""

import re

from api.model.passages import NotLocated

#: How a file of each other form begins, and what makes a text of it.
_FORMS = {
    "a PDF": (rb"%PDF-", "pdftotext FILE.pdf FILE.txt"),
    "HTML": (
        rb"(?is)(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?<(!doctype )?html",
        "w3m -dump FILE.html > FILE.txt",
    ),
}


def refuse_other_forms(content: bytes, what: str) -> None:
    """Raise `NotLocated` for a PDF or HTML, and say what makes a text of it."""
    for form, (begins, converter) in _FORMS.items():
        if re.match(begins, content):
            raise NotLocated(f"{what} is {form}; convert it to text, for example by: {converter}")
