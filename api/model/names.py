"""When two names are one: the same words, whatever their case, accents and order; knows nothing of records."""

import re
import unicodedata

#: Accents that stand by themselves.
ACCENTS = re.compile("[\u0300-\u036f]")


def name_key(name: str) -> str:
    """Give the words of a name without case, accents and order: `GUAIDÓ, Juan` and `Juan Guaidó` are one."""
    plain = ACCENTS.sub("", unicodedata.normalize("NFKD", name.casefold()))
    return " ".join(sorted(re.findall(r"[^\W_]+", plain)))
