"""A line of progress on a terminal; knows nothing of the work."""

import sys
import time

from api.curation.dataset import Progress

#: Clears what a terminal shows of a longer line before.
_CLEAR = "\x1b[K"


def shown(what: str) -> Progress:
    """Report progress on long work: ten times a second on a terminal, every five seconds elsewhere."""
    terminal = sys.stderr.isatty()
    started = last = time.monotonic()

    def report(done: int, of: int) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < (0.1 if terminal else 5):
            return
        last = now
        rate = done / (now - started)
        left = f", {(of - done) / rate:.0f} seconds left" if done < of else ""
        line = f"{what}: {done} of {of} ({done / of:.0%}), {rate:.0f} a second{left}"
        ending = "" if terminal and done < of else "\n"
        print(f"\r{line}{_CLEAR}" if terminal else line, end=ending, file=sys.stderr, flush=True)

    return report
