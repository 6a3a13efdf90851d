"""A release in PostgreSQL: the same answers as from its file, wherever they are read, and whatever dies meanwhile."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from api import cli
from api.kinds import RESOURCES
from api.model.budget import spending
from api.model.errors import Unusable
from api.query import engines
from api.query.connection import QueryTimeout
from api.query.postgresql import tsquery
from api.query.store import Store
from api.release import postgresql
from api.release.directory import Manifest
from api.server.reload import Reloader
from api.web.app import create_app
from tests.contract import CheckedClient
from tests.corpus import paths
from tests.postgresql import Host, hosts, several
from tests.serving import eventually, get, started

needs_postgresql = pytest.mark.outside("postgres")
#: What is asked again and again: a record, a list of two tables, what is counted, what words find on a day.
SOME = (
    "/v1/actors/norland",
    "/v1/statements?limit=3&sort=-date",
    "/v1/statements?facets=speaker&limit=0",
    "/v1/timeline?as_of=2019-05-01&limit=2",
    "/v1",
)


def published(release: Path, host: Host, *options: str) -> Any:
    """Publish a release, and return what leads to it."""
    assert cli.main(["publish", host.address, "--release", str(release), *options]) == 0
    return engines.location(host.address)


def answers(release: Any, asked: list[str]) -> dict[str, tuple[int, bytes]]:
    """Return what a release answers."""
    app = create_app(release, RESOURCES)
    app.test_client_class = CheckedClient
    with app.test_client() as client:
        return {path: (found.status_code, found.get_data()) for path in asked for found in [client.get(path)]}


@pytest.fixture(scope="module")
def primary() -> Iterator[Host]:
    with hosts() as (primary,):
        yield primary


@pytest.mark.slow
@needs_postgresql
def test_every_answer_is_that_of_the_file(primary: Host, shipped: Path) -> None:
    asked = paths(shipped)
    assert len(asked) >= 535
    expected = answers(shipped, asked)
    found = answers(published(shipped, primary).current(), asked)
    differing = [path for path in asked if found[path] != expected[path]]
    assert not differing, differing[:20]


@needs_postgresql
def test_some_answers_are_those_of_the_file(primary: Host, invented: Path) -> None:
    assert answers(published(invented, primary).current(), [*SOME]) == answers(invented, [*SOME])


@needs_postgresql
def test_the_releases_beside_the_served_one_are_there_until_they_are_too_many(
    primary: Host, changed: tuple[Path, Path]
) -> None:
    old, new = (Store(path, RESOURCES).name for path in changed)
    published(changed[0], primary, "--keep", "1")
    leading = published(changed[1], primary, "--keep", "2")
    asked = ["/v1/releases", f"/v1/changes?since={old}", f"/releases/{old}/v1/actors?limit=2", *SOME]
    assert leading.names() == [new, old]
    assert answers(leading.current(), asked) == answers(changed[1], asked)
    assert published(changed[0], primary).names() == [old, new]
    assert published(changed[1], primary, "--keep", "1").names() == [new]
    assert primary.run("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'release%'") == [(f"release_{new}",)]


@needs_postgresql
def test_two_publish_at_once_the_one_after_the_other(primary: Host, changed: tuple[Path, Path]) -> None:
    """Into a database in which nothing was ever published: both declare what is missing."""
    primary.run("CREATE DATABASE twice")
    address = primary.address.replace("/postgres?", "/twice?")
    with ThreadPoolExecutor(2) as pool:
        for _ in range(2):
            done = [pool.submit(postgresql.publish, path, Manifest.read(path), address, 5) for path in changed]
            assert [one.result() for one in done] == [None, None]
    assert set(engines.location(address).names()) == {Store(path, RESOURCES).name for path in changed}


@needs_postgresql
def test_an_address_needs_no_more_than_libpq_does(primary: Host, invented: Path) -> None:
    """Without the name of a database, that of the user is meant."""
    bare = primary.address.replace("/postgres?", "?")
    assert published(invented, primary).names() == engines.location(bare).names()


@needs_postgresql
def test_a_release_that_was_refused_is_taken_when_it_is_published_again(
    primary: Host, changed: tuple[Path, Path]
) -> None:
    old, new = (Store(path, RESOURCES).name for path in changed)
    published(changed[0], primary)
    leading = published(changed[1], primary)
    newest = "number >= ALL (SELECT number FROM crisis_facts.release)"
    primary.run(f"UPDATE crisis_facts.release SET manifest = '{{}}' WHERE {newest}")  # noqa: S608 - our own words
    reloader = Reloader(leading, RESOURCES)
    assert reloader.next() and reloader.status().release == old
    assert reloader.status().refused.reason.startswith(f"{new} is no manifest of a release (it has no ")  # type: ignore[union-attr]
    published(changed[1], primary)
    assert reloader.next() and reloader.status().release == new and not reloader.status().refused


def test_hosts_that_are_away_are_told_once_and_not_to_the_public(caplog: pytest.LogCaptureFixture) -> None:
    reloader = Reloader(engines.location("postgresql:///facts?host=/nowhere/at/all&connect_timeout=1"), RESOURCES)
    for _ in range(3):
        assert reloader.next() is None
    assert [record.levelname for record in caplog.records] == ["WARNING", "ERROR"], "why, and what follows from it"
    assert reloader.status().refused.reason == "the database cannot be read (OperationalError)"  # type: ignore[union-attr]


@needs_postgresql
def test_drafts_are_verified_in_what_a_database_leads_to(
    primary: Host, invented: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    published(invented, primary)
    assert cli.main(["verify", "--quote", "We came to listen", "--release", primary.address]) == 0
    assert capsys.readouterr().out.startswith("unattributed: “We came to listen”\n  Found among 2 quotes")


@needs_postgresql
def test_where_nothing_was_ever_published_that_is_told_once(
    primary: Host, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    empty = primary.address.replace("/postgres?", "/template1?")
    assert cli.main(["verify", "--quote", "words that nobody said", "--release", empty]) == 1
    told = capsys.readouterr().err
    assert "there is no release in " in told and told.endswith("/template1/; run crisis-facts publish\n")
    assert not caplog.records


@needs_postgresql
def test_a_release_that_is_dropped_under_its_readers_is_a_problem(primary: Host, changed: tuple[Path, Path]) -> None:
    leading = published(changed[0], primary, "--keep", "1")
    app = create_app(leading.current(), RESOURCES)
    with app.test_client() as client:
        assert client.get(SOME[0]).status_code == 200
        published(changed[1], primary, "--keep", "1")
        found = client.get(SOME[1])
        assert (found.status_code, found.get_json()["type"]) == (503, "/problems/no-release")
        assert "release_" not in found.get_data(as_text=True)
    with pytest.raises(Unusable, match="there is no release"):
        create_app(leading.kept(app.store.name), RESOURCES)


@needs_postgresql
def test_a_query_that_takes_too_long_ends(primary: Host, invented: Path) -> None:
    engine = published(invented, primary).current()
    with pytest.raises(QueryTimeout), spending(0.05):
        engine.rows("SELECT count(*) FROM generate_series(1, 1000000000)", {})
    with pytest.raises(QueryTimeout), spending(0.2):
        while True:
            engine.rows("SELECT count(*) FROM generate_series(1, 10000)", {})
    assert engine.rows("SELECT 1 + :one", {"one": 1}) == [(2,)]


@needs_postgresql
def test_a_server_takes_what_is_published_and_waits_where_nothing_is(changed: tuple[Path, Path]) -> None:
    with hosts() as (host,):
        leading = engines.location(host.address)
        reloader = Reloader(leading, RESOURCES)
        assert reloader.next() is None and reloader.status().refused
        assert str(host.data.parent) not in str(reloader.status().refused)
        for release in changed:
            published(release, host)
            assert reloader.next() and reloader.status().release == Store(release, RESOURCES).name
            assert reloader.next() is None and reloader.status().wanted == reloader.status().release
        host.stop()
        assert reloader.next() is None and reloader.status().release == Store(changed[1], RESOURCES).name


@pytest.mark.slow
@needs_postgresql
def test_the_death_of_the_host_that_is_read_loses_no_read(invented: Path) -> None:
    """Two standbys follow by streaming; libpq finds another host. All read from the primary, which is killed."""
    expected = answers(invented, [*SOME])
    with hosts(standbys=2) as found:
        published(invented, found[0])
        eventually(lambda: all(engines.location(host.address).stamp() for host in found[1:]))
        address, ended = several(found, "target_session_attrs=any"), Event()
        with (
            started(address, CRISIS_FACTS_MEMORY="0", CRISIS_FACTS_QUERY_MS="9000") as server,
            ThreadPoolExecutor(4) as pool,
        ):

            def read(number: int) -> int:
                for at in range(number, 1_000_000):
                    path = SOME[at % len(SOME)]
                    status, _, body = get(server.port, path)
                    assert (status, body) == expected[path]
                    if ended.is_set():
                        return at - number
                return 0

            reading = [pool.submit(read, number) for number in range(4)]
            eventually(lambda: len(found[0].readers()) > 1)
            found[0].kill()
            eventually(lambda: len(found[1].readers()) > 1)
            for _ in range(20):
                assert get(server.port, "/readyz")[0] == 200
            ended.set()
            assert sum(done.result() for done in reading) > 0


@pytest.mark.slow
@needs_postgresql
def test_a_standby_that_lags_serves_all_of_the_release_before(changed: tuple[Path, Path]) -> None:
    expected = [answers(path, [*SOME]) for path in changed]
    with hosts(standbys=1) as (primary, standby):
        published(changed[0], primary)
        leading = engines.location(several([standby, primary]))
        eventually(lambda: bool(engines.location(standby.address).stamp()))
        standby.run("SELECT pg_wal_replay_pause()")
        eventually(lambda: standby.run("SELECT pg_get_wal_replay_pause_state()") == [("paused",)])
        published(changed[1], primary)
        assert answers(leading.current(), [*SOME]) == expected[0]
        assert answers(engines.location(primary.address).current(), [*SOME]) == expected[1]
        standby.run("SELECT pg_wal_replay_resume()")
        seen = [answers(leading.current(), [*SOME])]
        while seen[-1] != expected[1]:
            assert seen[-1] == expected[0]
            seen.append(answers(leading.current(), [*SOME]))


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ('"one"', "('one')"),
        ('"one two"*', "('one' <-> 'two':*)"),
        ('("one") AND ("é.2" OR "-3") NOT ("three")', "( ('one') ) & ( ('é.2') | ('3') ) &! ( ('three') )"),
    ],
)
def test_a_query_of_words_is_one_of_tokens(words: str, query: str) -> None:
    assert tsquery(words) == query


def test_a_trigram_is_one_token() -> None:
    assert tsquery('"a b" AND """c "', whole=True) == "('a b') & ('\"c ')"


def test_what_is_no_database_is_refused(capsys: pytest.CaptureFixture[str], invented: Path) -> None:
    assert cli.main(["publish", "releases/current", "--release", str(invented)]) == 2
    assert "write postgresql://host/name" in capsys.readouterr().err
    assert cli.main(["publish", "postgresql://h/d?wrong=1", "--release", str(invented)]) == 2
    nobody = "postgresql:///facts?host=/nowhere&connect_timeout=1"
    assert cli.main(["publish", nobody, "--release", str(invented)]) == 1
    assert "the database cannot be written" in capsys.readouterr().err.splitlines()[-1]
    assert cli.main(["publish", "mysql://u:secret@h/d", "--release", str(invented)]) == 2
    said = capsys.readouterr().err
    assert "mysql:// is no address of a database; write postgresql://host/name" in said and "secret" not in said
    assert cli.main(["verify", "--quote", "words that nobody said", "--release", nobody]) == 1
    assert "/nowhere/facts/ cannot be read" in capsys.readouterr().err
