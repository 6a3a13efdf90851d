"""Requests with bytes changed, left out, doubled and swapped, to a real server."""

import socket
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from random import Random

from torture import answers
from torture.facts import prepared
from torture.rows import Figure, Row
from torture.server import Answer, Running, served

SENT, AT_ONCE = 10_000, 32
#: After how many silent seconds the server is told that nothing follows: it waits for more of the request.
SILENCE = 0.3
GOOD = (
    b"GET /v1/statements?limit=5&q=talks HTTP/1.1\r\nHost: localhost\r\nAccept: text/csv\r\nConnection: close\r\n\r\n",
    b"POST /v1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello",
    b"POST /v1 HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    b"HEAD /v1/actors/venezuela HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept-Encoding: gzip\r\n\r\n",
)
PIECES = (b"\r", b"\n", b"\r\n", b"\x00", b"\xff", b" ", b"\t", b":", b"%", b"%00", b"/../", b"9" * 20, b"HTTP/1.1")


def run() -> Figure:
    """Send each request over a connection of its own, and read to the end."""
    with prepared() as releases, served(releases.current) as server, ThreadPoolExecutor(AT_ONCE) as threads:
        found = list(threads.map(lambda number: sent(server, number), range(SENT)))
        alive = server.get("/healthz").status == 200
    wrong = [fault for _, fault in found if fault]
    counted = Counter(status for status, _ in found)
    told = ", ".join(f"{status or 'closed'} ×{number:,}" for status, number in sorted(counted.items()))
    return Figure(f"{len(wrong)} wrong of {SENT:,} ({told})" + (f": {wrong[0]}" if wrong else ""), not wrong and alive)


def sent(server: Running, number: int) -> tuple[int, str | None]:
    """Send one request; return its status, or 0 without an answer, and what was wrong."""
    request = mutated(Random(number))
    received = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=SILENCE) as client, suppress(ConnectionError):
        client.sendall(request)
        while piece := _piece(client):
            received += piece
    if not received:
        return 0, None
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    status = int(first.split()[1])
    if request[:4] == b"HEAD":
        return status, f"status {status}: {request!r}" if status >= 500 else None
    fault = answers.fault(Answer(status, headers, body[: int(headers.get("content-length", len(body)))]))
    return status, f"{fault}: {request!r}" if fault else None


def _piece(client: socket.socket) -> bytes:
    try:
        return client.recv(65536)
    except TimeoutError:
        client.settimeout(30)
        client.shutdown(socket.SHUT_WR)
        return client.recv(65536)


def mutated(chance: Random) -> bytes:
    """Return a request with a few random changes."""
    request = bytearray(chance.choice(GOOD))
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        at, to = sorted(chance.sample(range(len(request) + 1), 2))
        change = chance.randrange(5)
        if change == 0:
            request[at:at] = chance.choice(PIECES)
        elif change == 1:
            del request[at : min(to, at + 8)]
        elif change == 2:
            request[at:at] = request[at:to]
        elif change == 3 and at < len(request):
            request[at] = chance.randrange(256)
        else:
            request[at:at] = bytes(chance.randrange(256) for _ in range(4))
        if len(request) < 4:
            break
    return bytes(request)


ROW = Row(
    "bytes",
    "Every error is a problem document, gunicorn's own included",
    f"{SENT:,} requests with bytes changed, left out, doubled, put in, each over a connection of its own",
    "0 answers 5xx; every error a problem document; the server goes on",
    run,
)
