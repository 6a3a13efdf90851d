"""Invented versions of a sanctions list, in the form in which the real one is published."""

from collections.abc import Sequence
from pathlib import Path

#: Private data of an entry; nothing of it may ever be written.
PRIVATE = "DOB 07 Apr 1961; POB Lunden; Passport N0012345; Gender Female; National ID No. 880077"
NOTHING = "-0- "

VANE = (7, "VANE, Tomas", "individual", "FERRIES", f"{PRIVATE}; a.k.a. 'THE PILOT'; Linked To: NORTH QUAY LINES S.A.")
QUAY = (11, "NORTH QUAY LINES S.A.", NOTHING, "FERRIES] [TIMBER", "Tax ID No. 55-77; a.k.a. 'NQL'.")
GULL = (12, "GREY GULL", "vessel", "FERRIES", "Vessel Registration Identification IMO 9912345; Linked To: VANE, Tomas.")
MILL = (20, "LUNDEN SAWMILL, LTD.", NOTHING, "TIMBER", NOTHING)
BROOK = (31, "BROOK, Ada Maria", "individual", "FERRIES-EO7", f"{PRIVATE}.")
NAMES = ((7, 1, "aka", "VEYNE, Thomas", NOTHING), (11, 2, "fka", "NORTH QUAY FERRIES", NOTHING))
ADDRESSES = (
    (7, 1, "12 Rope Walk", "Lunden 4410", "Norway", NOTHING),
    (11, 2, "1 Quay Street", "Skerry", "Bahamas, The", NOTHING),
    (11, 3, NOTHING, "Skerry", "Bahamas, The", NOTHING),
    (20, 4, NOTHING, NOTHING, "Norway", NOTHING),
    (20, 5, NOTHING, NOTHING, "Sweden", NOTHING),
)


def line(cells: Sequence[object]) -> str:
    """Return a row as the list has it: numbers and missing values without quotation marks."""
    return ",".join(str(cell) if cell == NOTHING or isinstance(cell, int) else f'"{cell}"' for cell in cells) + "\r\n"


def entry(number: int, name: str, type: str, programs: str, remarks: str) -> str:
    """Return a row of `sdn.csv`."""
    return line((number, name, type, programs, *[NOTHING] * 7, remarks))


def version(
    folder: Path, date: str, entries: Sequence[tuple[int, str, str, str, str]], *beside: Sequence[Sequence[object]]
) -> Path:
    """Write a version of the list: its entries, and its names, addresses and remarks beside them; return its folder."""
    place = folder / date
    place.mkdir(parents=True)
    (place / "sdn.csv").write_bytes(("".join(entry(*cells) for cells in entries) + "\x1a").encode())
    for name, rows in zip(("alt.csv", "add.csv", "sdn_comments.csv"), beside, strict=False):
        (place / name).write_bytes("".join(map(line, rows)).encode())
    return place
