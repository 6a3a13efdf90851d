"""A row of the campaign: a promise, its test, its bound, and what a run found."""

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

    An `apart` row takes too long to run with the others; it runs when it is named. A `calm` row measures no time and
    leaves the machine as it is; two of them may run at once.
    """

    name: str
    promise: str
    test: str
    bound: str
    run: Callable[[], Figure]
    apart: bool = False
    calm: bool = False
