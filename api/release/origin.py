"""A folder of releases elsewhere, over HTTP or in files: which one is current there, and its bytes; knows no SQL.

What is fetched is bounded in size, and goes on where it broke off. Who fetches bounds the time.
"""

import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException, IncompleteRead
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from api.model.errors import Unusable
from api.release.directory import CURRENT, Manifest, digest

#: For how many seconds an origin may be silent, and how many bytes are read at once.
_SILENCE, _AT_ONCE = 15, 1024 * 1024
#: How many bytes a manifest has at most: a hundred times those that it has.
_LARGEST_MANIFEST = 64 * 1024


class _Redirects(HTTPRedirectHandler):
    """Follows few redirects, to HTTP or HTTPS, and never from HTTPS to HTTP."""

    max_redirections = 5

    def redirect_request(  # noqa: PLR0913 - as urllib calls it
        self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        """Return the request that follows a redirect; raises `Unusable` where none may."""
        if not newurl.startswith(("https://",) if req.type == "https" else ("https://", "http://")):
            fp.close()
            raise Unusable(f"{req.full_url}: it leads to {newurl}, where a release is not fetched from")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


_OPENER = build_opener(_Redirects)


@dataclass(frozen=True)
class Origin:
    """The address of a folder as `build` writes it, and how many bytes a release of it may have."""

    url: str
    largest: int

    @classmethod
    def of(cls, place: str, largest: int) -> "Origin":
        """Return the origin at an address, or in a folder of this machine; raises `Unusable`."""
        if not place:
            raise Unusable("the address of the origin is empty; name a folder of releases")
        scheme, is_address, rest = place.partition("://")
        if not is_address:
            return cls(Path(place).resolve().as_uri().rstrip("/"), largest)
        if scheme.lower() not in ("https", "http", "file"):
            raise Unusable(f"{place}: a release is fetched over https or http, or from a file or a folder")
        folder, *more = re.split(r"[?#]", rest)
        if more:
            raise Unusable(f"{scheme}://{folder}: an origin is a folder, whose files have no ? and no #; leave it out")
        if "@" in rest.partition("/")[0]:
            raise Unusable(f"{scheme}://…@{rest.partition('@')[2]}: no name or password is sent; leave it out")
        return cls(f"{scheme.lower()}://{rest}".rstrip("/"), largest)

    def named(self) -> Manifest:
        """Return the manifest of the release that is current; raises `Unusable`."""
        url = f"{self.url}/{CURRENT}.json"
        with _told(url), _opened(url, {"Cache-Control": "no-cache"}) as answer:
            written = answer.read(_LARGEST_MANIFEST)
        return Manifest.of(written, url)

    def fetch(self, manifest: Manifest, part: Path) -> None:
        """Complete the file of a release, of which a part may be there; raises `Unusable`, and `OSError` of that file.

        What is complete and has another digest is removed; all else is kept, and fetched no more.
        """
        url = f"{self.url}/{manifest.release}.db"
        try:
            self._complete(url, part)
        except Unusable:
            if part.exists() and not part.stat().st_size:
                part.unlink()
            raise
        sha256 = digest(part)
        if sha256 != manifest.sha256:
            part.unlink()
            raise Unusable(f"{url}: its sha256 is {sha256}, and its manifest says {manifest.sha256}")

    def _complete(self, url: str, part: Path) -> None:
        with part.open("ab") as file:
            try:
                self._append(url, file)
            except HTTPError as error:
                if error.code != 416 or not file.tell():  # there is no more than what is here
                    raise Unusable(f"{url}: {error}") from None

    def _append(self, url: str, file: Any) -> None:
        begun = file.tell()
        with _told(url), _opened(url, {"Range": f"bytes={begun}-"} if begun else {}) as answer:
            if begun and not str(answer.headers["Content-Range"]).startswith(f"bytes {begun}-"):
                file.truncate(begun := 0)
            length = begun + int(answer.headers["Content-Length"] or 0)
            free = shutil.disk_usage(os.path.dirname(file.name)).free
            if length > self.largest or length - begun > free:
                room = min(self.largest, begun + free)
                raise Unusable(f"{url}: it has {length:,} bytes, and there is room for {room:,}")
            while piece := answer.read1(_AT_ONCE):
                begun += len(piece)
                if begun > self.largest:
                    raise Unusable(f"{url}: it has more than {self.largest:,} bytes")
                _write(file, piece)
        if begun < length:
            raise Unusable(f"{url}: it broke off after {begun:,} of {length:,} bytes; the next pull goes on there")


def _write(file: Any, piece: bytes) -> None:
    try:
        file.write(piece)
        file.flush()
    except OSError as error:
        os.unlink(file.name)  # others may need the room
        raise Unusable(f"{file.name}: {error.strerror}; the part that was fetched is removed") from None


@contextmanager
def _told(url: str) -> Iterator[None]:
    """Say of an error what was asked for, in one line; the refusal of a server stays what it is."""
    try:
        yield
    except HTTPError as error:
        error.close()
        if error.code == 416:
            raise
        raise Unusable(f"{url}: {' '.join(str(error).split())}") from None
    except IncompleteRead:
        raise Unusable(f"{url}: it broke off; the next pull goes on there") from None
    except (OSError, ValueError, HTTPException) as error:
        reason = error.reason if isinstance(error, URLError) else error
        raise Unusable(f"{url}: {' '.join(str(reason).split()) or type(reason).__name__}") from None


def _opened(url: str, headers: Mapping[str, str]) -> Any:
    """Open what is at an address; raises `Unusable` where its bytes come in another form than they have."""
    answer = _OPENER.open(Request(url, headers=dict(headers)), timeout=_SILENCE)  # noqa: S310 - of these schemes alone
    packing = answer.headers["Content-Encoding"] or "identity"
    if packing != "identity":
        answer.close()
        raise Unusable(f"{url}: it comes packed ({packing}), which nobody asked for; have the origin send it as it is")
    return answer
