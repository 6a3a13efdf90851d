"""The tables as Django sees them; they are there already."""

from django.db import models


class Table(models.Model):
    id = models.CharField(primary_key=True, max_length=100)

    class Meta:
        abstract = True


class Actor(Table):
    name = models.CharField(max_length=200)
    type = models.CharField(max_length=20)

    class Meta:
        db_table, managed = "actors", False


class Topic(Table):
    class Meta:
        db_table, managed = "topics", False


class Source(Table):
    publisher = models.CharField(max_length=200)
    published = models.CharField(max_length=20)

    class Meta:
        db_table, managed = "sources", False


class Statement(Table):
    type = models.CharField(max_length=20)
    summary = models.TextField()
    quote = models.TextField(null=True)
    date = models.CharField(max_length=20)
    known_since = models.CharField(max_length=20)
    publisher_count = models.IntegerField()
    citation = models.TextField()
    speaker = models.ForeignKey(Actor, models.PROTECT, related_name="statements")
    topics = models.ManyToManyField(Topic, db_table="statements_topics")
    about = models.ManyToManyField(Actor, db_table="statements_about", related_name="about")

    class Meta:
        db_table, managed, ordering = "statements", False, ["-date", "id"]


class Evidence(models.Model):
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="evidence")
    source = models.ForeignKey(Source, models.PROTECT)
    start = models.TextField()
    end = models.TextField()
    link = models.TextField()

    class Meta:
        db_table, managed = "evidence", False
