"""The public address of the API: under which every link stands, and by which records are cited; knows no request."""

import re
from dataclasses import dataclass

#: A scheme, a host with its port, and a path.
_URL = re.compile(r"(https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:]+\])(?::[0-9]{1,5})?)((?:/[\w.~-]+)*)/?", re.ASCII)
_OURS = rb'(?:v1|problems|docs|static|openapi\.json|openapi\.yaml|healthz|readyz)[/?#"]'
#: Where a link begins, by media type. In JSON it is a whole text, never inside one, nor a value that a problem repeats.
#: Each pattern begins with what it looks for, which is found faster than what stands before it.
_JSON = re.compile(rb'"/(?<=[:\[,]"/)(?<!"value":"/)(?=' + _OURS + b")")
_LINKS = {
    "application/json": _JSON,
    "application/problem+json": _JSON,
    "application/x-ndjson": _JSON,
    "text/csv": re.compile(rb'/(?:(?<![^,"\n]/)|(?<=; /))(?=v1/)'),
    "text/html": re.compile(rb'"/(?=' + _OURS + rb'|")'),
    "application/vnd.citationstyles.csl+json": _JSON,
    "text/markdown": re.compile(rb"(?<=\(|<)/(?=v1/)"),
}


@dataclass(frozen=True)
class Address:
    """Where the public finds the API: the `origin`, and the `path` under which a proxy leads to it; or nothing."""

    origin: str = ""
    path: str = ""

    @classmethod
    def of(cls, text: str) -> "Address":
        """Read an address; raises `ValueError` where it has more or less than a scheme, a host and a path."""
        found = _URL.fullmatch(text)
        if not found:
            example = "https://facts.example or https://facts.example/venezuela"
            raise ValueError(f"{text!r} is no address of scheme, host and path alone; write it as {example}")
        return cls(*found.groups())

    def __str__(self) -> str:
        return self.origin + self.path

    def under(self, path: str) -> "Address":
        """Return the address of what stands under a path here."""
        return Address(self.origin, self.path + path)

    def absolute(self, path: str) -> str:
        """Return the address of a path, for those who have left this server; the path where no address is set."""
        return f"{self}{path}"

    def moved(self, body: bytes, media_type: str) -> bytes:
        """Return a body whose links are under the public path; the same body where there is none."""
        links = _LINKS.get(media_type.partition(";")[0]) if self.path else None
        if not links:
            return body
        quoted = b'"' if links.pattern.startswith(b'"') else b""
        return links.sub(quoted + self.path.encode() + b"/", body)  # a text is put in faster than what a function makes

    def moved_header(self, value: str) -> str:
        """Return a `Link` or a `Location` under the public path; one that is absolute stays as it is."""
        return re.sub(rf"(?:^|(?<=<))(?=/)(?!{re.escape(self.path)}/)", self.path, value) if self.path else value


#: Where none is set.
NO_ADDRESS = Address()
