"""The shipped configuration of nginx, with real nginx before a real server."""

import gzip
import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urljoin

import pytest

from api.web.request import REQUEST_ID
from tests.proxies import nginx
from tests.serving import get, serving, started

pytestmark = pytest.mark.outside("nginx")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "nginx"


@pytest.fixture
def port(invented: Path, folder: Path) -> Iterator[int]:
    """The port of nginx with the shipped configuration, but for the ports in it, before a server over the sample."""
    with serving(invented) as behind:
        yield from before(behind, folder)


def under_a_path(shipped: str) -> str:
    """Return the configuration as its comments on a path say."""
    commented, path = "# rewrite ^/facts(/.*) $1;", 'map "" $path { default ""; }'
    assert shipped.count(commented) == shipped.count(path) == 1
    return shipped.replace(commented, commented[2:]).replace(path, path.replace('""; }', "/facts; }"))


def before(behind: int, folder: Path, adapted: Callable[[str], str] = str) -> Iterator[int]:
    with nginx(folder, behind, adapted=adapted) as proxy:
        yield proxy.port


def asked_on(connection: HTTPConnection, path: str) -> dict[str, str]:
    """Ask for a path over a connection that stays, and give the headers."""
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    return dict(response.getheaders())


def test_it_gives_answers_again_with_their_headers(port: int) -> None:
    first, again = (get(port, "/v1/statements?limit=2") for _ in range(2))
    assert (first[1]["X-Cache"], again[1]["X-Cache"]) == ("MISS", "HIT")
    assert first[2] == again[2] and first[1]["X-Request-ID"] != again[1]["X-Request-ID"]
    for name in ("ETag", "Last-Modified", "Link", "X-Release", "Vary", "Access-Control-Allow-Origin", "Cache-Control"):
        assert first[1][name] == again[1][name]
    status, headers, body = get(port, "/v1/statements?limit=2", If_None_Match=first[1]["ETag"])
    assert (status, body, headers["ETag"]) == (304, b"", first[1]["ETag"])
    assert get(port, "/v1/statements?limit=2", "HEAD")[1]["X-Cache"] == "HIT"


def test_each_request_has_a_name_of_its_own_that_the_server_writes_down(invented: Path, folder: Path) -> None:
    with started(invented, CRISIS_FACTS_LOG="1") as behind:
        ports = before(behind.port, folder)
        port = next(ports)
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        with closing(connection):
            told = [asked_on(connection, f"/v1/statements?limit={limit}") for limit in (1, 2, 2)]
        told.append(get(port, "/v1/statements?limit=3")[1])
        with pytest.raises(StopIteration):
            next(ports)
    names = [headers["X-Request-ID"] for headers in told]
    assert len(set(names)) == 4 and all(REQUEST_ID.fullmatch(name) for name in names)
    passed = [name for name, headers in zip(names, told, strict=True) if headers["X-Cache"] == "MISS"]
    assert passed == [json.loads(line)["id"] for line in behind.out.splitlines()] and len(passed) == 3


def test_each_form_is_kept_for_itself(port: int) -> None:
    for _ in range(2):
        table = get(port, "/v1/actors", Accept="text/csv")[1]["Content-Type"]
        assert table == "text/csv; charset=utf-8; header=present"
        assert get(port, "/v1/actors")[1]["Content-Type"] == "application/json"
    plain, zipped = get(port, "/v1/actors"), get(port, "/v1/actors", Accept_Encoding="br, gzip, deflate")
    assert zipped[1]["Content-Encoding"] == "gzip" and gzip.decompress(zipped[2]) == plain[2]
    assert get(port, "/v1/actors", Accept_Encoding="gzip")[1]["X-Cache"] == "HIT"


def test_under_a_path_every_link_leads_somewhere(invented: Path, folder: Path) -> None:
    with started(
        invented, CRISIS_FACTS_URL="https://facts.example/facts", CRISIS_FACTS_METRICS=str(folder.parent / "counts")
    ) as behind:
        ports = before(behind.port, folder, under_a_path)
        port = next(ports)
        index = json.loads(get(port, "/facts/v1")[2])
        links = [link for link in index["links"].values() if "{" not in link] + [kind["url"] for kind in index["kinds"]]
        page, asked = get(port, "/facts/docs")[2].decode(), json.loads(get(port, "/facts/v1/actors?limt=1")[2])
        links += [urljoin("/facts/docs", found) for found in re.findall(r'(?:href|src)="([^"]+)"', page)] + [
            asked["type"]
        ]
        first = json.loads(get(port, "/facts/v1/statements?limit=2")[2])
        links += [first["next"], first["data"][0]["url"]]
        assert len(links) > 20 and {link: get(port, link)[0] for link in links} == dict.fromkeys(links, 200)
        assert get(port, "/facts/v1/actors/ada-broke")[1]["Location"] == "/facts/v1/actors/ada-brook"
        assert get(port, "/facts/metrics")[0] == 404 and get(behind.port, "/metrics")[0] == 200
        late = get(port, "/facts/v1/actors?limit=0")
        assert json.loads(late[2])["type"].startswith("/facts/problems/")
        with pytest.raises(StopIteration):
            next(ports)


def test_a_download_of_everything_is_resumed(port: int) -> None:
    status, headers, whole = get(port, "/v1/dataset")
    assert (status, headers["Content-Length"], headers["Accept-Ranges"]) == (200, str(len(whole)), "bytes")
    for more in ({}, {"If_Range": headers["ETag"]}):
        status, part, body = get(port, "/v1/dataset", Range="bytes=1000-", **more)
        assert (status, body, part["Content-Range"]) == (206, whole[1000:], f"bytes 1000-{len(whole) - 1}/{len(whole)}")
        assert part["Repr-Digest"] == headers["Repr-Digest"]


def test_who_asks_too_often_is_told_so(port: int) -> None:
    statuses = [get(port, "/v1/actors")[0] for _ in range(400)]
    assert set(statuses) <= {200, 429} and statuses[:200] == [200] * 200


def test_a_draft_is_as_long_as_the_server_reads(invented: Path, folder: Path) -> None:
    draft = json.dumps({"quotations": [{"quote": "We came to listen"}]})
    with serving(invented) as behind, nginx(folder, behind) as proxy:
        for length, expected in ((65_536, 200), (65_537, 413)):
            told = [
                get(port, "/v1/verify", "POST", draft.ljust(length), Content_Type="application/json")
                for port in (proxy.port, behind)
            ]
            assert [status for status, _, _ in told] == [expected] * 2
            assert json.loads(told[0][2]) == json.loads(told[1][2])


def test_problems_are_not_kept(port: int) -> None:
    for path, status in (("/v1/actors?limt=1", 400), ("/v1/actors/nobody", 404)):
        for _ in range(2):
            found, headers, _ = get(port, path)
            assert (found, headers["X-Cache"], headers["Content-Type"]) == (status, "MISS", "application/problem+json")


def test_a_server_that_is_gone_is_not_missed_by_who_asks_for_what_is_kept(invented: Path, folder: Path) -> None:
    with serving(invented) as behind:
        ports = before(behind, folder)
        port = next(ports)
        kept = get(port, "/v1/actors")
    assert get(port, "/v1/actors")[2] == kept[2]
    assert get(port, "/v1/meetings")[0] == 502
    with pytest.raises(StopIteration):
        next(ports)
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=1)
