"""Who asks: by the connection, or by what a trusted proxy says."""

import pytest

from api.server.clients import Clients


@pytest.mark.parametrize(
    ("peer", "named", "client"),
    [
        ("203.0.113.7", [], "203.0.113.7"),
        ("203.0.113.7", [b"198.51.100.1"], "203.0.113.7"),  # who is no proxy may say what it likes
        ("127.0.0.1", [b"198.51.100.1"], "198.51.100.1"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", [b"6.6.6.6, 198.51.100.1"], "198.51.100.1"),  # a client names itself in front
        ("127.0.0.1", [b"198.51.100.1, 10.1.2.3"], "198.51.100.1"),  # two proxies
        ("127.0.0.1", [b"198.51.100.1", b"10.1.2.3"], "198.51.100.1"),
        ("127.0.0.1", [b"somebody"], "127.0.0.1"),
        ("", [b"198.51.100.1"], "198.51.100.1"),  # a Unix socket
        ("2001:db8:1:2::9", [], "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", [], "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", [], "203.0.113.7"),
    ],
)
def test_a_client_is_who_asks_the_first_that_is_no_proxy_of_ours(peer: str, named: list[bytes], client: str) -> None:
    headers = [(b"host", b"a"), *((b"x-forwarded-for", value) for value in named)]
    scope = {"client": (peer, 1) if peer else None, "headers": headers}
    assert Clients("127.0.0.1,::1, 10.0.0.0/8").name(scope) == client


def test_a_proxy_that_is_no_address_is_refused() -> None:
    with pytest.raises(ValueError, match="proxy"):
        Clients("proxy")
