"""Bare gunicorn, each worker class: what any application under it costs at least. It takes our settings."""

from pathlib import Path

from bench.servers import Server

#: With threads, gunicorn keeps connections; `sync` cannot.
WORKERS = {"asgi": "app:asgi --asgi-lifespan off", "sync": "app:wsgi", "gthread": "app:wsgi --threads 4"}
WORKERS |= {"gevent": "app:wsgi", "tornado": "app:wsgi"}

BARE = tuple(
    Server(
        name=f"bare gunicorn, {worker}",
        home=Path(__file__).parent,
        packages=("gunicorn",),
        command="{bin}/gunicorn " + what + f" --worker-class {worker} --workers 2 --bind 127.0.0.1:{{port}}"
        " --http-parser python --no-control-socket --log-level error",
        paths={"record": "/record", "list": "/list"},
        records=lambda answer: answer.get("data", [answer]),
    )
    for worker, what in WORKERS.items()
)
