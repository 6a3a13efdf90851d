"""Heads of requests that were answered from memory, byte for byte, so that none of them need be read twice.

Knows of HTTP only what tells whether a request ends with its head, and its connection goes on after it.
"""

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

Meaning = TypeVar("Meaning")

#: How many heads are known at most, and how long one may be, in bytes.
MOST, LONGEST = 4_000, 2_000
#: The end of a head.
_END = b"\r\n\r\n"
#: What only a request has that more bytes follow, after which a connection ends, or that is like no other.
_UNLIKE = frozenset(
    {b"content-length", b"transfer-encoding", b"expect", b"upgrade", b"http2-settings", b"x-request-id"}
)


class Heads(Generic[Meaning]):
    """What heads ask for; the longest known is forgotten where there are too many."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, Meaning] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def get(self, head: bytes) -> Meaning | None:
        """Give what a head asks for; None where it must be read."""
        return self._known.get(head)

    def learn(self, head: bytes, scope: Mapping[str, Any], meaning: Meaning) -> None:
        """Take note of what some bytes ask for that were read as `scope`, if they are the whole of a request."""
        if not _is_whole(head, scope) or head in self._known:
            return
        # A copy: what a socket gave is the begin of a large block, whose rest cannot be used while it is held.
        self._known[bytes(memoryview(head))] = meaning
        if len(self._known) > MOST:
            self._known.popitem(last=False)


def _is_whole(head: bytes, scope: Mapping[str, Any]) -> bool:
    """Whether the bytes are one head, nothing follows it, and another request may."""
    if len(head) > LONGEST or head.find(_END) != len(head) - len(_END) or scope["http_version"] != "1.1":
        return False
    return not any(
        name in _UNLIKE or (name == b"connection" and value.lower() != b"keep-alive")
        for name, value in scope["headers"]
    )
