"""How Django REST framework is run and asked: two workers of gunicorn with threads, so that connections are kept."""

from pathlib import Path

from bench.servers import Server

DJANGO = Server(
    name="Django REST framework",
    home=Path(__file__).parent,
    packages=("Django", "djangorestframework", "gunicorn"),
    command="{bin}/gunicorn app:app --workers 2 --threads 4 --bind 127.0.0.1:{port}"
    " --no-control-socket --log-level error",
    paths={
        "record": "/statements/{id}",
        "list": "/statements?speaker={speaker}&limit=50",
        "page": "/statements?offset={offset}&limit=50",
    },
    records=lambda answer: answer.get("results", [answer]),
)
