"""How flask-smorest is run and asked: two workers of gunicorn with threads, so that connections are kept."""

from pathlib import Path

from bench.servers import Server

SMOREST = Server(
    name="flask-smorest",
    home=Path(__file__).parent,
    packages=("flask-smorest", "peewee", "gunicorn"),
    command="{bin}/gunicorn app:app --workers 2 --threads 4 --bind 127.0.0.1:{port}"
    " --no-control-socket --log-level error",
    paths={
        "record": "/statements/{id}",
        "list": "/statements?speaker={speaker}&page_size=50",
        "page": "/statements?page={page}&page_size=50",
    },
)
