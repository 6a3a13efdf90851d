"""The comparison: what is compared is there, versions are pinned, and a ratio holds from its target on."""

import json
import re
import sqlite3
from pathlib import Path

import pytest

from api.curation.progress import quiet
from api.kinds import RESOURCES
from api.release.builder import publish
from api.web.app import create_app
from bench.cases import ALL, CHEAPER, COLD, FEW, RATE, Ratio, ratios, servers
from bench.facts import dataset
from bench.layers import Layers
from bench.measure import Measured
from bench.questions import variants
from bench.records import PLAIN, write_document, write_tables, write_wide
from bench.results import compared
from bench.servers import Server, requirements

GROWTH = (10, 100)
SERVERS = {server.name: server for server in servers(ALL, GROWTH)}


@pytest.mark.parametrize("ratio", [*ratios(GROWTH)], ids=lambda ratio: f"{ratio.what}: {ratio.theirs[0]}")
def test_a_ratio_is_between_questions_that_are_asked(ratio: Ratio) -> None:
    for server, question in (ratio.ours, ratio.theirs):
        assert question in SERVERS[server].paths


@pytest.mark.parametrize("server", [server for server in ALL if server.home], ids=lambda server: server.name)
def test_a_peer_names_the_versions_that_it_pins(server: Server) -> None:
    assert all(re.search(r" \d", version) for version in server.versions.split(", "))
    assert "//" not in requirements(Path(str(server.home))).read_text("utf-8")


def test_the_few_are_among_all() -> None:
    assert set(FEW) <= set(ALL)


@pytest.mark.parametrize(("theirs", "said"), [(29, "**not held**"), (30, "held"), (31, "held")])
def test_a_ratio_holds_from_its_target_on(theirs: float, said: str) -> None:
    keys = (COLD.name, "record"), ("other", "record")
    rounds = {keys[0]: [measured(cpu=10)] * 3, keys[1]: [measured(cpu=1), *[measured(cpu=theirs)] * 2]}
    row = compared(Ratio("record", *keys, CHEAPER, 3), rounds)
    assert row.endswith(f"{theirs / 10:.2f} (0.10 to {theirs / 10:.2f}) | {said} |")


def test_what_was_not_measured_is_neither_held_nor_not() -> None:
    row = compared(Ratio("record", (COLD.name, "record"), ("other", "record"), RATE, 1), {})
    assert row.endswith("| not measured |")
    assert row.count("|") == 7


@pytest.mark.parametrize("question", ["record", "list"])
def test_the_layers_of_a_request_add_up_to_it(tmp_path: Path, question: str) -> None:
    release = publish(dataset(300), RESOURCES, tmp_path, quiet)
    costs = dict(Layers(release).costs(question, variants(release)[question][:2], 1000.0))
    assert costs.pop("all") == 1000.0
    assert sum(costs.values()) == pytest.approx(1000.0)


def test_the_others_hold_the_statements_that_we_serve_with_a_citation_for_a_record_alone(tmp_path: Path) -> None:
    release = publish(dataset(300), RESOURCES, tmp_path, quiet)
    write_tables(release, tmp_path / "facts.db")
    write_wide(release, tmp_path)
    write_document(release, tmp_path / "db.json")
    held = json.loads((tmp_path / "db.json").read_text("utf-8"))
    ours = create_app(release, RESOURCES).test_client().get(f"/v1/statements/{held['alone'][0]['id']}").get_json()
    first = {name: ours[name] for name in PLAIN} | {"date": ours["date"]["edtf"]}
    assert {name: held["alone"][0][name] for name in PLAIN} == first
    assert [{**one, "citation": None} for one in held["statements"]] == [{**o, "citation": None} for o in held["alone"]]
    assert not any("citation" in one for one in held["statements"])
    for file in ("facts.db", "wide.db"):
        database = sqlite3.connect(tmp_path / file)
        assert database.execute("SELECT count(*) FROM statements").fetchone() == (300,)
        database.row_factory = sqlite3.Row
        row = database.execute("SELECT * FROM statements WHERE rowid = 1").fetchone()
        assert {name: row[name] for name in PLAIN} == first, file
        database.close()


def measured(cpu: float) -> Measured:
    return Measured(cpu, rate=1, p50=1, p99=1, memory=1)
