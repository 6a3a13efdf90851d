"""How far long work has come, for whoever waits for it; knows nothing of the work."""

from collections.abc import Callable

#: Called with what is done and what there is to do.
Progress = Callable[[int, int], None]


def quiet(done: int, of: int) -> None:
    """Report no progress."""
