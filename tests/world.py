"""A release of the sample with more actors: states, a union and people whom readers call by many names."""

from pathlib import Path
from shutil import copytree

EVIDENCE = """\
evidence:
  - source: gazette-2020-05-12
    start: "The ferry crisis between Norland"
    end: "Isle of Skerry"
"""
#: The id of each actor, its type, its name, and further lines.
ACTORS = {
    "aland-guard": ("body", "Åland Guard", ""),
    "cakovec": ("body", "Čakovec Council", ""),
    "zagreb-fair": ("company", "Zagreb Fair", ""),
    "djindjic": ("person", "Zoran Đinđić", "aliases:\n  - Đinđić\n"),
    "dunai": ("company", "Đunai Lines", ""),
    "dover-port": ("company", "Dover Port", ""),
    "lodz-works": ("company", "Łódź Works", ""),
    "london-pool": ("company", "London Pool", ""),
    "nandu": ("company", "Ñandú", ""),
    "nantes": ("company", "Nantes Quay", ""),
    "oresund": ("company", "Öresund Line", ""),
    "oslo-line": ("company", "Øslo Line", ""),
    "weissbach": ("company", "Weißbach", ""),
    "weissdorn": ("company", "Weissdorn", ""),
    "quoted-house": ("media", '"Herald" House', ""),
    "germany": ("state", "Germany", "countries:\n  - DE\n"),
    "united-states": ("state", "United States", "countries:\n  - US\naliases:\n  - United States of America\n"),
    "european-union": ("organization", "European Union", ""),
    "united-nations": ("organization", "United Nations", ""),
    "vera-trumble": ("person", "Vera Trumble", ""),
    "trumble-hotel": ("company", "Trumble Hotel", ""),
    "nicolas-montero": ("person", "Nicolás Montero", ""),
    "nicholas-brand": ("person", "Nicholas Brand", ""),
    "port-office": ("body", "Office of Port Control", "countries:\n  - DE\n"),
}


def copy_with_world(fixtures: Path, folder: Path) -> None:
    """Copy fixtures into a folder, and write the actors beside them."""
    copytree(fixtures, folder)
    for id, (type, name, more) in ACTORS.items():
        text = f"id: {id}\ntype: {type}\nname: {name!r}\n{more}{EVIDENCE}"
        (folder / f"actors/{id}.yaml").write_text(text, "utf-8")
