"""Three hundred clients at a time that are slow or never done, with probes beside them."""

import asyncio
import multiprocessing
import socket
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

from torture import answers
from torture.facts import invented
from torture.load import Load, Tally, read
from torture.rows import Figure, Row
from torture.server import Running, served

CLIENTS, SECONDS, WORST = 300, 8, 0.25
#: How many seconds a slow client lets pass between two bytes, and before it comes again.
PAUSE, AGAIN = 0.3, 1.0
#: What the probes ask, one after another: from memory, and anew each time.
PROBES = ("/healthz", "/v1/actors/actor-1", *(f"/v1/statements?q=harbour&limit={limit}" for limit in range(1, 200)))

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Kind = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def idle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say nothing."""
    await reader.read(1)


async def dripping_head(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send a head byte by byte."""
    await _drip(writer, b"GET /v1 HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"x" * 1000)


async def held_open(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Ask once, and keep the connection."""
    writer.write(b"GET /v1 HTTP/1.1\r\nHost: localhost\r\n\r\n")
    await read(reader)
    await reader.read(1)


async def dripping_body(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Promise a body, and send it byte by byte."""
    writer.write(b"POST /v1 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n")
    await _drip(writer, b"x" * 1000)


async def slow_reading(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Ask for everything, and read it in drips."""
    writer.write(b"GET /v1/dataset HTTP/1.1\r\nHost: localhost\r\n\r\n")
    while await reader.read(1000):
        await asyncio.sleep(PAUSE)


KINDS: tuple[Kind, ...] = (idle, dripping_head, held_open, dripping_body, slow_reading)


async def _drip(writer: asyncio.StreamWriter, content: bytes) -> None:
    for byte in content:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(PAUSE)


def run() -> Figure:
    """Run each kind of slow client in turn."""
    with invented() as release, served(release) as server:
        found = {kind.__name__.replace("_", " "): beside(server, kind) for kind in KINDS}
    texts = (
        f"{name}: {len(one.lost + one.wrong)} failed of {one.asked}, worst {one.worst * 1000:.0f} ms"
        for name, one in found.items()
    )
    return Figure("; ".join(texts), all(one.held and one.worst < WORST and not one.retried for one in found.values()))


def beside(server: Running, kind: Kind) -> Tally:
    """Probe a server while it has slow clients, which are in a process of their own."""
    crowd = multiprocessing.Process(target=_crowd, args=(server.port, kind), daemon=True)
    crowd.start()
    time.sleep(2)
    probes = Load(server.port, PROBES, lambda path, answer: answers.fault(answer, {200}), clients=1, pause=0.01)
    with probes.running() as tally:
        time.sleep(SECONDS)
    crowd.terminate()
    crowd.join()
    return tally


def _crowd(port: int, kind: Kind) -> None:
    async def clients() -> None:
        await asyncio.gather(*(_client(port, kind, AGAIN * number / CLIENTS) for number in range(CLIENTS)))

    asyncio.run(clients())


async def _client(port: int, kind: Kind, first: float) -> None:
    """Be slow over and over, from this second on."""
    await asyncio.sleep(first)
    while True:
        with suppress(OSError, EOFError):
            ours = socket.socket()
            ours.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            ours.setblocking(False)
            await asyncio.get_running_loop().sock_connect(ours, ("127.0.0.1", port))
            reader, writer = await asyncio.open_connection(sock=ours, limit=4096)
            try:
                await kind(reader, writer)
            finally:
                writer.close()
        await asyncio.sleep(AGAIN)


ROW = Row(
    "slow",
    "Slow clients harm nobody",
    f"{CLIENTS} connections of each of five kinds ({', '.join(kind.__name__.replace('_', ' ') for kind in KINDS)}), "
    f"{SECONDS} s each; probes beside them, no proxy",
    f"0 failed, worst answer under {WORST} s",
    run,
)
