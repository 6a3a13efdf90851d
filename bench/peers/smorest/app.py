"""flask-smorest with peewee models and marshmallow schemas: method views, nested schemas, its own pagination.

What is related comes with one more query each (`prefetch`). A connection stays open as long as its thread.
"""

import os

from flask import Flask
from flask.views import MethodView
from flask_smorest import Api, Blueprint, abort
from marshmallow import Schema, fields
from peewee import CharField, ForeignKeyField, IntegerField, Model, SqliteDatabase, TextField, prefetch

database = SqliteDatabase(f"file:{os.environ['DATA']}/facts.db?mode=ro&immutable=1", uri=True)
app = Flask(__name__)
app.config.update(API_TITLE="Facts", API_VERSION="v1", OPENAPI_VERSION="3.0.2")


class Table(Model):
    class Meta:
        database = database


class Actor(Table):
    id = CharField(primary_key=True)
    name = CharField()
    type = CharField()

    class Meta:
        table_name = "actors"


class Source(Table):
    id = CharField(primary_key=True)
    publisher = CharField()
    published = CharField()

    class Meta:
        table_name = "sources"


class Statement(Table):
    id = CharField(primary_key=True)
    type = CharField()
    summary = TextField()
    quote = TextField(null=True)
    date = CharField()
    known_since = CharField()
    publisher_count = IntegerField()
    citation = TextField()
    speaker = ForeignKeyField(Actor)

    class Meta:
        table_name = "statements"


class Topic(Table):
    statement = ForeignKeyField(Statement, backref="topics")
    topic_id = CharField()

    class Meta:
        table_name = "statements_topics"


class About(Table):
    statement = ForeignKeyField(Statement, backref="about")
    actor = ForeignKeyField(Actor)

    class Meta:
        table_name = "statements_about"


class Evidence(Table):
    statement = ForeignKeyField(Statement, backref="evidence")
    source = ForeignKeyField(Source)
    start = TextField()
    end = TextField()
    link = TextField()

    class Meta:
        table_name = "evidence"


class ActorSchema(Schema):
    id = fields.String()
    name = fields.String()
    type = fields.String()


class AboutSchema(Schema):
    actor = fields.Nested(ActorSchema)


class TopicSchema(Schema):
    topic_id = fields.String()


class SourceSchema(Schema):
    id = fields.String()
    publisher = fields.String()
    published = fields.String()


class EvidenceSchema(Schema):
    source = fields.Nested(SourceSchema)
    start = fields.String()
    end = fields.String()
    link = fields.String()


class StatementSchema(Schema):
    id = fields.String()
    type = fields.String()
    speaker = fields.Nested(ActorSchema)
    summary = fields.String()
    quote = fields.String(allow_none=True)
    date = fields.String()
    about = fields.Pluck(AboutSchema, "actor", many=True)
    topics = fields.Pluck(TopicSchema, "topic_id", many=True)
    evidence = fields.List(fields.Nested(EvidenceSchema))
    known_since = fields.String()
    publisher_count = fields.Integer()


class AloneSchema(StatementSchema):
    citation = fields.String()


class Asked(Schema):
    speaker = fields.String()


paths = Blueprint("statements", __name__)


@paths.route("/statements")
class Statements(MethodView):
    @paths.arguments(Asked, location="query")
    @paths.response(200, StatementSchema(many=True))
    @paths.paginate(page_size=50)
    def get(self, asked, pagination_parameters):
        found = Statement.select().order_by(Statement.date.desc(), Statement.id)
        if "speaker" in asked:
            found = found.where(Statement.speaker == asked["speaker"])
        pagination_parameters.item_count = found.count()
        return related(found.paginate(pagination_parameters.page, pagination_parameters.page_size))


@paths.route("/statements/<id>")
class One(MethodView):
    @paths.response(200, AloneSchema)
    def get(self, id):
        found = related(Statement.select().where(Statement.id == id))
        return found[0] if found else abort(404)


def related(statements):
    """Load what is related to statements. With LIMIT, a subquery would be run for each kind: ids do better."""
    ids = [statement.id for statement in statements]
    found = prefetch(
        Statement.select(Statement, Actor).join(Actor).where(Statement.id.in_(ids)),
        Topic.select().where(Topic.statement.in_(ids)),
        About.select(About, Actor).join(Actor).where(About.statement.in_(ids)),
        Evidence.select(Evidence, Source).join(Source).where(Evidence.statement.in_(ids)),
    )
    return sorted(found, key=lambda statement: ids.index(statement.id))


Api(app).register_blueprint(paths)
