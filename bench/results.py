"""The results as Markdown: the machine, each measurement with its spread, the ratios that must hold."""

import os
import platform
import sqlite3
import statistics
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from bench.cases import Key, Ratio, ratios
from bench.measure import CONNECTIONS, Measured
from bench.servers import Server

#: The measurements of each round, in order.
Rounds = Mapping[Key, Sequence[Measured]]


def tables(rounds: Rounds, sizes: Mapping[Key, int], absent: Mapping[str, str], growth: Sequence[int]) -> Iterator[str]:
    """Yield the lines of both tables; `absent` holds why a server has no row."""
    yield "| server | question | CPU µs a request | requests a second | p50 ms | p99 ms | MiB | bytes |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|"
    for (server, question), found in rounds.items():
        cpu = spread([one.cpu for one in found], ",.0f")
        rate, p50, p99, memory = (
            statistics.median(getattr(one, name) for one in found) for name in ("rate", "p50", "p99", "memory")
        )
        size = sizes[server, question]
        yield f"| {server} | {question} | {cpu} | {rate:,.0f} | {p50:.1f} | {p99:.1f} | {memory:.0f} | {size:,} |"
    for server, why in absent.items():
        yield f"| {server} | not measured: {why} | | | | | | |"
    yield ""
    yield "| what | ours | against | target | measured | |"
    yield "|---|---|---|---|---:|---|"
    for ratio in ratios(growth):
        yield compared(ratio, rounds)


def compared(ratio: Ratio, rounds: Rounds) -> str:
    """Return the row of a ratio: the median over the rounds in which both were measured."""
    target = ratio.measure.target.format(ratio.target)
    head = f"| {ratio.what} | {ratio.ours[0]} | {ratio.theirs[0]} | {target} |"
    if ratio.ours not in rounds or ratio.theirs not in rounds:
        return f"{head} | not measured |"
    pairs = zip(rounds[ratio.ours], rounds[ratio.theirs], strict=True)
    found = [ratio.measure.of(ours, theirs) for ours, theirs in pairs]
    held = "held" if ratio.measure.holds(statistics.median(found), ratio.target) else "**not held**"
    return f"{head} {spread(found, ',.2f')} | {held} |"


def spread(values: Sequence[float], form: str) -> str:
    """Return a median with the least and the most, as text."""
    return f"{statistics.median(values):{form}} ({min(values):{form}} to {max(values):{form}})"


def machine() -> Iterator[str]:
    """Yield lines on the machine: processor, memory, kernel, and the versions that our server runs on."""
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    yield f"* Machine: {model}, {os.cpu_count()} cores, {memory:.0f} GiB, Linux {platform.release().split('-')[0]}."
    ours = ", ".join(f"{name} {version(name)}" for name in ("gunicorn", "Flask", "marshmallow", "peewee"))
    yield f"* Ours: Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {ours}."


def peers(servers: Sequence[Server]) -> Iterator[str]:
    """Yield the versions of the other servers."""
    yield "* Peers: " + "; ".join(dict.fromkeys(server.versions for server in servers if server.versions)) + "."


def report(facts: int, rounds: int, seconds: int, parts: Sequence[str]) -> str:
    """Return the whole document."""
    head = (
        "# Results\n\n"
        f"Written by `make bench-full`; docs/performance.md says how to read it. {facts:,} facts, {rounds} interleaved "
        f"rounds of {seconds} s, {CONNECTIONS} connections, servers on one core and the load on another. Shown are "
        "medians, with the least and the most.\n"
    )
    return "\n".join([head, *parts]) + "\n"
