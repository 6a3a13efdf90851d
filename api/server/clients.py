"""Who asks: the address of the connection, or the one that a trusted proxy names; knows nothing of what is asked."""

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

#: The header in which proxies name those who asked them, the last one last.
NAMED = b"x-forwarded-for"
#: Of an IPv6 address, what a provider gives to one customer.
_CUSTOMER = 64


class Clients:
    """Tells clients apart. An IPv6 client is known by its network of 64 bits, which it can choose addresses from."""

    def __init__(self, proxies: str) -> None:
        """Believe the proxies with these addresses or networks, with commas between; raises `ValueError`."""
        self._proxies = [ip_network(text.strip(), strict=False) for text in proxies.split(",") if text.strip()]
        self._read = lru_cache(maxsize=4_096)(self._client)

    def name(self, scope: Mapping[str, Any]) -> str:
        """Return the name of the client of a request, the same for all its requests."""
        peer = scope.get("client")
        named = b",".join(value for name, value in scope["headers"] if name == NAMED)
        return self._read(peer[0] if peer else "", named)

    def _client(self, peer: str, named: bytes) -> str:
        """Go back from the peer, who may be a proxy, to the first who is none; a Unix socket has no address."""
        hops = [peer, *reversed([hop.strip() for hop in named.decode("latin-1").split(",") if hop.strip()])]
        for here, before in zip(hops, [*hops[1:], ""], strict=True):
            try:
                address = ip_address(here) if here else None
            except ValueError:
                return peer
            if not before or (address and not any(address in proxies for proxies in self._proxies)):
                if isinstance(address, IPv6Address) and not address.ipv4_mapped:
                    return str(ip_network((address, _CUSTOMER), strict=False))
                return str(address and (getattr(address, "ipv4_mapped", None) or address))
        return peer
