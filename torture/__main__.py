"""Run the campaign: `python -m torture [ROW …] [--write]`."""

import argparse
import sys
import time
import traceback

from torture import clock, deaths, disk, holding, leak, poison, sameness, slow, spoiling, swaps
from torture.rows import Figure, NotRun, Row

ROWS: tuple[Row, ...] = (
    slow.ROW,
    deaths.ROW,
    swaps.ROW,
    spoiling.ROW,
    disk.ROW,
    clock.ROW,
    sameness.ROW,
    poison.ROW,
    leak.ROW,
    holding.ROW,
)


def main() -> int:
    """Run rows, and say of each what it found; give 1 where one did not hold."""
    options = _options()
    rows = [row for row in ROWS if row.name in options.rows or not (options.rows or row.apart)]
    found = {row.name: ran(row) for row in rows}
    return 0 if all(figure.held for figure in found.values() if figure) else 1


def ran(row: Row) -> Figure | None:
    """Run a row, and say what it found; None where it cannot be run here."""
    begun = time.monotonic()
    try:
        figure = row.run()
    except NotRun as reason:
        print(f"{row.name:8} NOT RUN: {reason}", flush=True)
        return None
    except Exception as error:  # whatever it is, the promise was not shown to hold, and the other rows are to be run
        traceback.print_exc()
        figure = Figure(f"broke off: {error!r}", False)
    held = "held" if figure.held else "NOT HELD"
    print(f"{row.name:8} {held}: {row.promise}: {figure.text} ({time.monotonic() - begun:.0f} s)", flush=True)
    return figure


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="torture", description=__doc__)
    names = [row.name for row in ROWS]
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"Some of {', '.join(names)}.")
    parser.add_argument("--write", action="store_true", help="Write the figures into docs/reliability.md.")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
