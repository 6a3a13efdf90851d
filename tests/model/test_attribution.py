"""Whom a draft names beside a quotation: by the sentence, the neighbouring ones, or as a guess that is told as one."""

import re

import pytest

from api.model.attribution import Names, attributed
from api.model.draft import Draft

NAMES = Names(
    [
        ("brook", "person", ["Ada Brook", "Brook"]),
        ("vane", "person", ["Tom Vane"]),
        ("flores", "person", ["Juan Flores"]),
        ("cilia", "person", ["Cilia Flores"]),
        ("diaz", "person", ["José Díaz"]),
        ("geng", "person", ["耿爽"]),
        ("ryabkov", "person", ["Сергей Рябков"]),
        ("wire", "media", ["Sea Wire"]),
        ("us", "state", ["United States", "US"]),
        ("norland", "state", ["Norland"]),
        ("reporters", "group", ["Reporters"]),
        ("president", "person", ["Vice-President"]),
        ("perdomo", "person", ["PERDOMO, Adrian Antonio", "Adrian Antonio Perdomo"]),
        ("minister", "person", ["Minister of Norland on 3 May", "Foreign Minister"]),
        ("deputy", "person", ["Deputy of Norland on 3 May", "Deputy Minister"]),
    ],
    offices=[
        ("president", "Vice-President"),
        ("brook", "Foreign Minister"),
        ("deputy", "Deputy Minister"),
        ("vane", "Special Envoy"),
    ],
)
QUOTE, LONG = "“we shall not go there”", "“We shall not go there,”"
RIGHT = r"""
brook sentence | Q, said Ada Brook.
brook sentence | L Brook told Sea Wire.
brook sentence | Brook told reporters: Q
brook sentence | Vane left. According to Brook, Q.
brook sentence | Brook: Q
brook sentence | Brook told Vane in Rome: Q.
vane sentence | Vane answered Brook: Q
brook sentence | Brook, who met Vane in Rome, said Q.
brook sentence | Brook, Norland's foreign minister, said Q.
brook sentence | Brook, the foreign minister of Norland, said Q.
brook sentence | As Vane left, L said Brook.
brook sentence | As Vane left, L Brook said.
brook sentence | Brook said the sides had Q, and Vane agreed.
brook sentence | L Sea Wire quoted Brook as saying.
brook sentence | Brook said, according to Sea Wire, Q.
brook sentence | In Brook’s words, Q.
brook sentence | L said the deputy foreign minister of Norland, Ada Brook, after talks with Tom Vane.
brook sentence | Brook said the United States had Q.
brook sentence | Vane came, told reporters. Brook was short:\n\nQ
brook sentence | L\n— Ada Brook, 2020
brook sentence | — We shall go, we shall — said Brook. — Now.
brook+vane sentence | Brook came Q Vane went.
brook beside | Brook was frank. “We failed, all of us.” Vane disagreed.
brook beside | Vane left.\n\n“We shall not go there.” That was how Ada Brook put it.
brook before | Brook spoke in Rome. L he wrote down.
vane before | Brook spoke. Vane left.\n\nL she said.
vane before | Vane spoke of Brook.\n\nL the minister told Norland.
diaz sentence | L dijo Jose Diaz.
vane sentence | L said Mr. Vane.
geng sentence | 发言人耿爽说:「我们已经等得太久了」。
 | 他爽快地说:「我们已经等得太久了」。
ryabkov sentence | «Мы не смогли сблизить позиции», — сказал Рябков.
us sentence | The US said Q.
 | Some of us said Q, and reporters wrote it down.
 | L said Flores.
flores sentence | L said Juan Flores.
 | L said Stacey Brook.
brook sentence | That was Tom Vane\n\nBrook said Q.
 | Brook came.\n\nL said Stacey Brook.
 | Brook came. L said John Smith.
 | Brook came.\n\nL said Foreign Minister Sergei Lavrov.
 | Brook came.\n\nSmith said Q.
 | Brook came.\n\nL said Brook’s spokesman.
brook before | Brook came.\n\nThe Minister said Q.
 | L said the President.
 | L said Antonio Silva.
perdomo sentence | L said Perdomo.
 | Stacey Brook said Q.
 | L said Ada Brook Jr.
brook sentence | But Brook said Q.
brook sentence | L said Dr. Brook.
brook sentence | L said US Special Envoy Ada Brook.
brook sentence | L said Norland Ambassador Brook.
us sentence | L said the US, as Brook left.
brook sentence | L said US Special Envoy for Norland Ada Brook.
brook sentence | L said the special envoy for Norland Brook.
brook sentence | L said Secretary of State Ada Brook.
brook sentence | L a déclaré Ada Brook.
 | L said the spokesman of President Brook.
 | L said the wife of Ada Brook.
 | L said a pro-Brook lawmaker.
 | L said a Brook-backed envoy.
vane sentence | L said Special Envoy Vane.
vane sentence | L sagte Vizeaußenminister Vane.
vane sentence | L dijo el Presidente Vane.
brook sentence | L said Foreign Minister Ada Brook.
 | L said Foreign Minister Lavrov.
 | L said the Foreign Minister.
deputy sentence | L said the Deputy Minister.
 | L said Deputy Minister Lavrov.
vane sentence | L said Deputy Minister Tom Vane.
 | L said Brook’s spokesman.
 | Brook's lawyer, Sue Gray, said Q.
 | L said Brook’s boss, Sergei Lavrov.
brook sentence | Brook’s blunt answer was Q.
brook sentence | According to Brook’s statement, Q.
brook sentence | L Vane was told by Brook.
 | Nobody said Q.
 | Brook never said Q.
 | Brook denied having said Q.
 | Brook did not say Q.
 | It was not Brook who said Q.
brook sentence | Brook did not come, and said Q.
vane sentence | L said Vane, not Brook.
"""


@pytest.mark.parametrize("row", RIGHT.strip("\n").split("\n"))
def test_whom_a_draft_names(row: str) -> None:
    right, _, text = row.partition(" | ")
    draft = Draft(text.replace("Q", QUOTE).replace("L ", f"{LONG} ").replace(r"\n", "\n").replace("L\n", f"{LONG}\n"))
    named = attributed(draft, NAMES)[0]
    assert (f"{'+'.join(named.ids)} {named.way}" if named else "") == right.strip()


@pytest.mark.parametrize(
    "lines",
    [
        "- Brook: {}\n- Vane: {}",
        "* {} – Ada Brook\n* {} – Tom Vane",
        "1. Brook said {}\n2. Vane said {}",
        "| Brook | {} |\n| Vane | {} |",
        "| {} | Brook |\n| {} | Vane |",
        "Ada Brook: {}\nTom Vane: {}",
    ],
)
@pytest.mark.parametrize("sign", ["", "**"])
def test_a_line_of_a_list_a_table_or_a_transcript_is_told_by_itself(lines: str, sign: str) -> None:
    lines = re.sub("(Ada |Tom )?(Brook|Vane)", rf"{sign}\g<0>{sign}", lines)
    draft = Draft(lines.format(QUOTE, "“we have nothing to add to that”"), markdown=bool(sign))
    assert [one and one.ids for one in attributed(draft, NAMES)] == [("brook",), ("vane",)]


def test_one_who_is_quoted_over_paragraphs_is_named_once() -> None:
    draft = Draft("Vane came. “We shall not go there\n\n“and not come back,” said Brook.")
    assert [named and named.ids for named in attributed(draft, NAMES)] == [("brook",), ("brook",)]


def test_a_name_in_a_quotation_speaks_nothing() -> None:
    draft = Draft("“Brook said we shall go,” said Vane. “Vane said so.”")
    assert [named and named.ids for named in attributed(draft, NAMES)] == [("vane",), ("vane",)]


def test_names_are_looked_up_in_any_case_and_print() -> None:
    assert NAMES.ids("ADA BROOK") == NAMES.ids("Brook") == ("brook",)
    assert NAMES.ids("José diaz") == ("diaz",) and not NAMES.ids("Nobody") and not NAMES.ids("…")
