"""Run the campaign: `python -m torture [ROW …] [--write]`."""

import argparse
import sys
import time
import traceback
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor

from torture import (
    bytes,
    clock,
    contract,
    deaths,
    departed,
    disk,
    fuzz,
    guided,
    holding,
    leak,
    mutants,
    poison,
    report,
    sameness,
    slow,
    spoiling,
    spoilt,
    suite,
    swaps,
    unfair,
)
from torture.rows import NotRun, Row

ROWS: tuple[Row, ...] = (
    contract.ROW,
    fuzz.ROW,
    guided.ROW,
    bytes.ROW,
    slow.ROW,
    departed.ROW,
    deaths.ROW,
    swaps.ROW,
    spoilt.ROW,
    spoiling.ROW,
    disk.ROW,
    clock.ROW,
    sameness.ROW,
    poison.ROW,
    leak.ROW,
    holding.ROW,
    unfair.ROW,
    suite.ROW,
    mutants.ROW,
)


def main() -> int:
    """Run rows and print what each found; return 1 if one did not hold."""
    options = _options()
    rows = [row for row in ROWS if row.name in options.rows or not (options.rows or row.apart)]
    found = {**beside(row.name for row in rows if row.calm), **{row.name: ran(row) for row in rows if not row.calm}}
    if options.write:
        report.kept(ROWS, found)
    return 1 if any(one["held"] is False for one in found.values()) else 0


def beside(names: Iterable[str]) -> dict[str, report.Found]:
    """Run calm rows, two at a time, in processes of their own."""
    names = tuple(names)
    with ProcessPoolExecutor(2) as processes:
        return dict(zip(names, processes.map(named, names), strict=True))


def named(name: str) -> report.Found:
    """Run the row of this name."""
    return ran(next(row for row in ROWS if row.name == name))


def ran(row: Row) -> report.Found:
    """Run a row, and print what it found."""
    begun = time.monotonic()
    held: bool | None = None
    try:
        figure = row.run()
        held, text = figure.held, figure.text
    except NotRun as reason:
        text = str(reason)
    except Exception as error:  # whatever it is, the promise was not shown to hold, and the other rows are to be run
        traceback.print_exc()
        held, text = False, f"broke off: {error!r}"
    took = round(time.monotonic() - begun)
    said = {True: "held", False: "NOT HELD", None: "NOT RUN"}[held]
    print(f"{row.name:8} {said}: {row.promise}: {text} ({took} s)", flush=True)
    return {"figure": text, "held": held, "seconds": took}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="torture", description=__doc__)
    names = [row.name for row in ROWS]
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"Some of {', '.join(names)}.")
    parser.add_argument("--write", action="store_true", help="Write the figures into docs/reliability.md.")
    options = parser.parse_args()
    if unknown := set(options.rows) - set(names):
        parser.error(f"there is no row {', '.join(sorted(unknown))}")
    return options


if __name__ == "__main__":
    sys.exit(main())
