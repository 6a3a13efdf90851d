"""FastAPI with SQLModel, as the tutorials of both teach: models, relations, response models, a session per request.

What is related is loaded with one more query each (`selectinload`), not one for each record. Answers are serialized by
the response model, which its documentation calls the fastest way.
"""

import os
from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Query
from sqlalchemy import literal_column, table, text
from sqlalchemy.orm import selectinload
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, select

ADDRESS = f"sqlite:///file:{os.environ['DATA']}/facts.db?mode=ro&immutable=1&uri=true"
engine = create_engine(ADDRESS, connect_args={"check_same_thread": False})
app = FastAPI()


class StatementTopic(SQLModel, table=True):
    __tablename__ = "statements_topics"
    statement_id: str = Field(foreign_key="statements.id", primary_key=True)
    topic_id: str = Field(foreign_key="topics.id", primary_key=True)


class StatementAbout(SQLModel, table=True):
    __tablename__ = "statements_about"
    statement_id: str = Field(foreign_key="statements.id", primary_key=True)
    actor_id: str = Field(foreign_key="actors.id", primary_key=True)


class ActorPublic(SQLModel):
    id: str = Field(primary_key=True)
    name: str
    type: str


class Actor(ActorPublic, table=True):
    __tablename__ = "actors"


class TopicPublic(SQLModel):
    id: str = Field(primary_key=True)


class Topic(TopicPublic, table=True):
    __tablename__ = "topics"


class SourcePublic(SQLModel):
    id: str = Field(primary_key=True)
    publisher: str
    published: str


class Source(SourcePublic, table=True):
    __tablename__ = "sources"


class EvidenceBase(SQLModel):
    start: str
    end: str
    link: str


class Evidence(EvidenceBase, table=True):
    __tablename__ = "evidence"
    id: int = Field(primary_key=True)
    statement_id: str = Field(foreign_key="statements.id")
    source_id: str = Field(foreign_key="sources.id")
    source: Source = Relationship()


class EvidencePublic(EvidenceBase):
    source: SourcePublic


class StatementBase(SQLModel):
    id: str = Field(primary_key=True)
    type: str
    summary: str
    quote: str | None
    date: str
    known_since: str
    publisher_count: int


class Statement(StatementBase, table=True):
    __tablename__ = "statements"
    citation: str
    speaker_id: str = Field(foreign_key="actors.id")
    speaker: Actor = Relationship()
    topics: list[Topic] = Relationship(link_model=StatementTopic)
    about: list[Actor] = Relationship(link_model=StatementAbout)
    evidence: list[Evidence] = Relationship()


class StatementPublic(StatementBase):
    speaker: ActorPublic
    topics: list[TopicPublic]
    about: list[ActorPublic]
    evidence: list[EvidencePublic]


class StatementAlone(StatementPublic):
    citation: str


def opened() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(opened)]
Limit = Annotated[int, Query(le=200)]
RELATED = (
    selectinload(Statement.speaker),
    selectinload(Statement.topics),
    selectinload(Statement.about),
    selectinload(Statement.evidence).selectinload(Evidence.source),
)
NEWEST = (Statement.date.desc(), Statement.id)
FTS = table("statements_fts")


@app.get("/statements/{id}", response_model=StatementAlone)
def statement(id: str, session: SessionDep) -> Any:
    found = session.get(Statement, id, options=RELATED)
    if not found:
        raise HTTPException(status_code=404, detail="Statement not found")
    return found


@app.get("/statements", response_model=list[StatementPublic])
def statements(session: SessionDep, speaker: str | None = None, offset: int = 0, limit: Limit = 50) -> Any:
    asked = select(Statement).options(*RELATED)
    if speaker:
        asked = asked.where(Statement.speaker_id == speaker)
    return session.exec(asked.order_by(*NEWEST).offset(offset).limit(limit)).all()


@app.get("/search", response_model=list[StatementPublic])
def search(session: SessionDep, q: str, limit: Limit = 50) -> Any:
    asked = (
        select(Statement)
        .options(*RELATED)
        .join(FTS, literal_column("statements_fts.rowid") == literal_column("statements.rowid"))
        .where(text("statements_fts MATCH :q").bindparams(q=q))
        .order_by(text("statements_fts.rank"))
        .limit(limit)
    )
    return session.exec(asked).all()
