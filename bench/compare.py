"""Measure what a request costs, ours and others': the same questions to each server, over the same records, in turns.

    python -m bench.compare --facts 10000 --rounds 3
    python -m bench.compare --facts 200000 --growth 10000 1000000 --all --write

Rounds are interleaved, so that a busy machine is busy for all. Sends to loopback only; needs wrk and taskset.
"""

import argparse
from collections.abc import Mapping
from contextlib import ExitStack
from http.client import HTTPResponse
from pathlib import Path
from urllib.request import urlopen

from bench.cases import ALL, COLD, FEW, HELD, Key, asked_again, servers
from bench.layers import profile
from bench.measure import Measured, measured, wrk
from bench.questions import PAGE, Variant, variants
from bench.records import exported
from bench.release import release
from bench.results import machine, peers, report, tables
from bench.servers import Running, Server, Unavailable, started

RESULTS = Path(__file__).with_name("RESULTS.md")
#: How many variants of a question are compared, and the seconds that a server is asked before its first measurement.
COMPARED, BEFORE = 5, 1
#: Among fewer facts, no whole page is left at five sixths of them.
FEWEST = 300


def main(options: argparse.Namespace) -> None:
    """Measure everything in turns and print the tables; with `--write`, write them to bench/RESULTS.md."""
    wrk()
    wanted = servers(ALL if options.all else FEW, options.growth)
    with ExitStack() as running:
        up, absent = _started(wanted, options.facts, running)
        asked = _questions(up, options.facts)
        _agreed(up, options.facts)
        sizes = {(name, question): len(_got(up[name], paths[0]).read()) for (name, question), paths in asked.items()}
        found = _in_turns(up, asked, options)
    costs = {question: [one.cpu for one in found[COLD.name, question]] for question in ("record", "list")}
    parts = [*machine(), *peers(wanted), "", *tables(found, sizes, absent, options.growth), ""]
    parts += profile(release(options.facts), costs)
    print("\n".join(parts))
    if options.write:
        RESULTS.write_text(report(options.facts, options.rounds, options.seconds, parts), "utf-8")


def _started(wanted: tuple[Server, ...], facts: int, running: ExitStack) -> tuple[dict[str, Running], dict[str, str]]:
    """Start all servers; return those that run, and why the others do not."""
    up: dict[str, Running] = {}
    absent: dict[str, str] = {}
    data = exported(release(facts), facts)
    for server in wanted:
        among = server.facts or facts
        try:
            if server.most and among > server.most:
                raise Unavailable(f"it holds all in memory and looks through all: at most {server.most:,} facts")
            up[server.name] = running.enter_context(started(server, release(among), data, up))
        except Unavailable as error:
            absent[server.name] = str(error)
    return up, absent


def _questions(up: Mapping[str, Running], facts: int) -> dict[Key, list[str]]:
    """Return the paths of each question to each server."""
    found = {}
    for name, running in up.items():
        server = running.server
        among = variants(release(server.facts or facts))
        for question in server.paths:
            chosen = among[question.split(",")[0]][: asked_again(server)]
            found[name, question] = [server.path(question, variant) for variant in chosen]
    return found


def _got(running: Running, path: str) -> HTTPResponse:
    answer: HTTPResponse = urlopen(f"http://127.0.0.1:{running.port}{path}", timeout=60)
    return answer


def _in_turns(
    up: Mapping[str, Running], asked: Mapping[Key, list[str]], options: argparse.Namespace
) -> dict[Key, list[Measured]]:
    """Measure every question to every server, round after round; the first round begins with a warm-up.

    The data of a server are read before, so that they lie in the page cache, as those of a busy server do.
    """
    found: dict[Key, list[Measured]] = {key: [] for key in asked}
    data = exported(release(options.facts), options.facts)
    for turn in range(options.rounds):
        for (name, question), paths in asked.items():
            for file in (
                data.glob("*.db") if up[name].server.home else [release(up[name].server.facts or options.facts)]
            ):
                _read(file)
            held = [f"If-None-Match: {_got(up[name], paths[0]).headers['ETag']}"] if question == HELD else []
            if not turn:
                measured(up[name], paths, held, BEFORE)
            found[name, question].append(measured(up[name], paths, held, options.seconds))
        print(f"round {turn + 1} of {options.rounds} is done", flush=True)
    return found


def _read(file: Path) -> None:
    """Read a file from beginning to end."""
    with file.open("rb") as data:
        while data.read(1 << 20):
            pass


def _agreed(up: Mapping[str, Running], facts: int) -> None:
    """Raise `AssertionError` unless all servers answer with the same records in the same order."""
    ours = up[COLD.name]
    for running in up.values():
        server = running.server
        if server.facts not in (None, facts):
            continue
        for question in server.paths:
            word = question.partition(",")[0]
            chosen = variants(release(server.facts or facts))[word]
            # Bare gunicorn has but one answer.
            for variant in chosen[:1] if server.name.startswith("bare") else chosen[:COMPARED]:
                _same(word, ours, running, question, variant)


def _same(word: str, ours: Running, theirs: Running, question: str, variant: Variant) -> None:
    """Compare two answers record by record; of a full page of hits compare the number only, because ranks may tie."""
    expected, found = (_said(ours, word, variant), _said(theirs, question, variant))
    if question.endswith("as_of"):
        assert found, theirs.server.name
    elif word == "search":
        assert len(expected) == len(found), f"{theirs.server.name}: {len(found)} hits for {variant.words}"
        assert len(expected) == PAGE or set(expected) == set(found), f"{theirs.server.name}: other hits"
    else:
        assert expected == found, f"{theirs.server.name} answers {question} with other records"


def _said(running: Running, question: str, variant: Variant) -> list[tuple[str, str, str, str | None]]:
    """Return what is compared of each record; our dates are objects, theirs the text in it."""
    found = running.records(question, variant)
    dates = [one["date"] if isinstance(one["date"], str) else one["date"]["edtf"] for one in found]
    return [(one["id"], date, one["summary"], one.get("citation")) for one, date in zip(found, dates, strict=True)]


def read_options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--facts", type=int, default=10_000, help="how many facts all servers are given")
    parser.add_argument("--growth", type=int, nargs=2, help="the two sizes between which our growth is measured")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=1, help="how long a measurement lasts")
    parser.add_argument("--all", action="store_true", help="measure all peers, not just a few")
    parser.add_argument("--write", action="store_true", help="write bench/RESULTS.md")
    options = parser.parse_args()
    options.growth = options.growth or [options.facts // 5, options.facts]
    if min(options.facts, *options.growth) < FEWEST:
        parser.error(f"a deep page needs {FEWEST} facts, of the smaller size in --growth too")
    return options


if __name__ == "__main__":
    main(read_options())
