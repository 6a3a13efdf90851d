"""Names in the order in which a reader looks for them: no letter with an accent stands behind Z."""

from api.model.normalization import sort_key
from tests.contract import CheckedClient
from tests.walking import ids, walk
from tests.world import ACTORS

ALPHABET = [
    "aland-guard",
    "cakovec",
    "dover-port",
    "dunai",
    "european-union",
    "germany",
    "quoted-house",
    "lodz-works",
    "london-pool",
    "nandu",
    "nantes",
    "nicholas-brand",
    "nicolas-montero",
    "port-office",
    "oresund",
    "oslo-line",
    "trumble-hotel",
    "united-nations",
    "united-states",
    "vera-trumble",
    "weissbach",
    "weissdorn",
    "zagreb-fair",
    "djindjic",
]


def test_names_stand_where_a_reader_looks_for_them(world_client: CheckedClient) -> None:
    """Row 26 of what clients tried."""

    def listed(path: str) -> list[str]:
        return [id for id in ids(walk(world_client, path)) if id in ACTORS]

    assert listed("/v1/actors") == listed("/v1/actors?limit=3") == listed("/v1/actors?sort=name") == ALPHABET
    assert listed("/v1/actors?sort=-name") == ALPHABET[::-1]


def test_letters_stand_beside_those_that_they_look_like() -> None:
    for one, other, behind in (
        ("Åland", "aland", "Alba"),
        ("Ñandú", "nandu", "Nantes"),
        ("Öresund", "oresund", "Oslo"),
        ("Đinđić", "dindic", "Dover"),
        ("Łódź", "lodz", "London"),
        ("Øst", "ost", "Oz"),
        ("Weißbach", "weissbach", "Weissdorn"),
        ("“Herald” House", "herald house", "Herring"),
        ("O'Brien", "obrien", "Oz"),
        ("U.S. delegation", "us delegation", "Usher"),
        ("Æsir", "aesir", "Aft"),
        ("¿Qué?", "que", "Quito"),
    ):
        assert sort_key(one) == other < sort_key(behind)
        assert sort_key(sort_key(one)) == sort_key(one)
    assert sort_key("Путин") == "путин"
    assert sort_key("…") == "…", "a name of signs alone is sorted by them"
