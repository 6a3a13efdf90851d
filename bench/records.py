"""The records of a release in the forms that other servers read: tables, one wide table, JSON and lines of JSON.

All are made from what the API serves, so that every server holds the same records. Fields that are empty in all
invented statements are left out, and a date is one text, which helps the others and not us. A citation is shown by a
record that is asked for by itself, and not in a list; so do the others.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from api.kinds import RESOURCES
from api.web.app import create_app
from bench.questions import MANY, variants
from bench.release import documents

FOLDER = Path(__file__).parent / ".peers/data"
#: The columns of a statement in every form.
PLAIN = ("id", "type", "summary", "quote", "date", "known_since", "publisher_count", "citation")
#: Up to how many facts are written as one document of JSON, which json-server reads whole.
SMALL = 10_000

#: As object-relational mappers would have it. A row number is the place in the list, so that pages lie together.
TABLES = """
CREATE TABLE actors (id TEXT PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL);
CREATE TABLE sources (id TEXT PRIMARY KEY, publisher TEXT NOT NULL, published TEXT NOT NULL);
CREATE TABLE topics (id TEXT PRIMARY KEY);
CREATE TABLE statements (
    id TEXT PRIMARY KEY, type TEXT NOT NULL, summary TEXT NOT NULL, quote TEXT, date TEXT NOT NULL,
    known_since TEXT NOT NULL, publisher_count INTEGER NOT NULL, citation TEXT NOT NULL,
    speaker_id TEXT NOT NULL REFERENCES actors(id));
CREATE TABLE statements_topics (id INTEGER PRIMARY KEY, statement_id TEXT NOT NULL REFERENCES statements(id),
    topic_id TEXT NOT NULL REFERENCES topics(id), UNIQUE (statement_id, topic_id));
CREATE TABLE statements_about (id INTEGER PRIMARY KEY, statement_id TEXT NOT NULL REFERENCES statements(id),
    actor_id TEXT NOT NULL REFERENCES actors(id), UNIQUE (statement_id, actor_id));
CREATE TABLE evidence (id INTEGER PRIMARY KEY, statement_id TEXT NOT NULL REFERENCES statements(id),
    source_id TEXT NOT NULL REFERENCES sources(id), start TEXT NOT NULL, "end" TEXT NOT NULL, link TEXT NOT NULL);
"""
#: As Datasette and its tools would have it: lists are JSON, and nothing needs a join.
WIDE = """
CREATE TABLE statements (
    id TEXT PRIMARY KEY, type TEXT, summary TEXT, quote TEXT, date TEXT, known_since TEXT,
    publisher_count INTEGER, citation TEXT, speaker_id TEXT, speaker_name TEXT, topics TEXT, about TEXT, evidence TEXT);
"""
WIDE_WORDS = """
CREATE VIRTUAL TABLE statements_fts USING fts5(summary, quote, topics, content='statements');
INSERT INTO statements_fts(statements_fts) VALUES ('rebuild');
"""
#: An index for each question, written after the rows.
INDEXES = """
CREATE INDEX statements_date ON statements(date DESC, id);
CREATE INDEX statements_speaker ON statements(speaker_id, date DESC, id);
ANALYZE;
"""
INDEXED = "INSERT INTO statements_fts(statements_fts) VALUES ('optimize')"


def exported(release: Path, facts: int) -> Path:
    """Return the folder with the records of a release in all forms; write them first where they are missing."""
    folder = FOLDER / str(facts)
    made = folder / release.name
    if not made.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        write_tables(release, folder / "facts.db")
        write_wide(release, folder)
        write_answers(release, folder)
        if facts <= SMALL:
            write_document(release, folder / "db.json")
        made.touch()
    return folder


def statements(release: Path) -> Iterator[dict[str, Any]]:
    """Yield the statements in the order of the list, with the citation that each has by itself; a date is its EDTF."""
    client = create_app(release, RESOURCES).test_client()
    for one in documents(release, "statements"):
        date = one["date"]["edtf"]
        yield one | {"date": date, "citation": client.get(f"{one['url']}?fields=citation").get_json()["citation"]}


def write_tables(release: Path, path: Path) -> None:
    """Write the records as tables that refer to each other, with a full-text index."""
    database = sqlite3.connect(path)
    database.executescript(
        TABLES + "CREATE VIRTUAL TABLE statements_fts USING fts5(summary, quote, topics, content='');"
    )
    _insert(database, "actors", ([one["id"], one["name"], one["type"]] for one in documents(release, "actors")))
    published = (
        [one["id"], one["publisher"]["name"], one["published"]["edtf"]] for one in documents(release, "sources")
    )
    _insert(database, "sources", published)
    for row, one in enumerate(statements(release), 1):
        _insert(database, "statements", [[*(one[name] for name in PLAIN), one["speakers"][0]["id"]]])
        database.executemany("INSERT OR IGNORE INTO topics VALUES (?)", [[topic] for topic in one["topics"]])
        _insert(database, "statements_topics", ([None, one["id"], topic] for topic in one["topics"]))
        _insert(database, "statements_about", ([None, one["id"], actor["id"]] for actor in one["about"]))
        _insert(database, "evidence", ([None, one["id"], *passage] for passage in _passages(one)))
        text = [row, one["summary"], one["quote"], " ".join(one["topics"])]
        database.execute("INSERT INTO statements_fts(rowid, summary, quote, topics) VALUES (?, ?, ?, ?)", text)
    _finished(database, "CREATE INDEX evidence_statement ON evidence(statement_id);" + INDEXES)


def write_wide(release: Path, folder: Path) -> None:
    """Write statements as one wide table with its full-text index, and as lines of JSON."""
    database = sqlite3.connect(folder / "wide.db")
    database.executescript(WIDE)
    with (folder / "statements.ndjson").open("w", encoding="utf-8") as lines:
        for one in statements(release):
            row = wide(one)
            _insert(database, "statements", [list(row.values())])
            # The whole record under one key is what ROAPI's key-value store can give.
            lines.write(json.dumps({**row, "record": json.dumps(row)}) + "\n")
    _finished(database, WIDE_WORDS + INDEXES)


def write_document(release: Path, path: Path) -> None:
    """Write the statements as one document, once for lists and once for records that are asked for by themselves.

    Each has its one `speaker` beside the list, in which json-server does not look.
    """
    alone = [{**one, "speaker": one["speakers"][0]} for one in statements(release)]
    listed = [{name: value for name, value in one.items() if name != "citation"} for one in alone]
    path.write_text(json.dumps({"statements": listed, "alone": alone}), "utf-8")


def wide(one: dict[str, Any]) -> dict[str, Any]:
    """Return a statement as a row of the wide table."""
    speaker = {"speaker_id": one["speakers"][0]["id"], "speaker_name": one["speakers"][0]["name"]}
    lists = {name: json.dumps(one[name]) for name in ("topics", "about", "evidence")}
    return {name: one[name] for name in PLAIN} | speaker | lists


def write_answers(release: Path, folder: Path) -> None:
    """Write our answers as they are: as files for nginx, and two of them with their headers for bare gunicorn."""
    client = create_app(release, RESOURCES).test_client()
    asked = variants(release)
    for variant in asked["record"][:MANY]:
        file = folder / f"static/v1/statements/{variant.id}"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(client.get(f"/v1/statements/{variant.id}").data)
    paths = {
        "record": f"/v1/statements/{asked['record'][0].id}",
        "list": f"/v1/statements?speaker={asked['list'][0].speaker}",
    }
    answers = {name: client.get(path) for name, path in paths.items()}
    told = {f"/{name}": {"headers": list(answer.headers), "body": answer.text} for name, answer in answers.items()}
    (folder / "bare.json").write_text(json.dumps(told), "utf-8")


def _passages(one: dict[str, Any]) -> Iterator[list[str]]:
    for passage in one["evidence"]:
        yield [passage["source"]["id"], passage["start"], passage["end"], passage["link"]]


def _insert(database: sqlite3.Connection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    for row in rows:
        marks = ", ".join("?" * len(row))
        database.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608 - our own name, and question marks


def _finished(database: sqlite3.Connection, script: str) -> None:
    """Write the indexes, and compact the file."""
    database.commit()
    database.executescript(script)
    database.execute(INDEXED)
    database.commit()
    database.execute("VACUUM")
    database.close()
