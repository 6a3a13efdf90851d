"""A row of the campaign: a promise, the test of it, its bound, and what a run found; knows none of the tests."""

from collections.abc import Callable
from dataclasses import dataclass


class NotRun(Exception):
    """A row that this machine cannot run; the message says why."""


@dataclass(frozen=True)
class Figure:
    """What a run found, and whether the promise held."""

    text: str
    held: bool


@dataclass(frozen=True)
class Row:
    """A promise and its test; `run` raises `NotRun` where the machine lacks what it needs.

    A row that stands `apart` takes too long to be run with the others, and is run when it is named. One that is `calm`
    measures no time and leaves the machine as it is: it may be run beside another such.
    """

    name: str
    promise: str
    test: str
    bound: str
    run: Callable[[], Figure]
    apart: bool = False
    calm: bool = False
