"""How FastAPI is run and asked: two workers of uvicorn, with uvloop and httptools, which it takes where they are."""

from pathlib import Path

from bench.servers import Server

FASTAPI = Server(
    name="FastAPI",
    home=Path(__file__).parent,
    packages=("fastapi", "sqlmodel", "uvicorn", "uvloop"),
    command="{bin}/uvicorn app:app --workers 2 --port {port} --no-access-log --log-level warning",
    paths={
        "record": "/statements/{id}",
        "list": "/statements?speaker={speaker}&limit=50",
        "page": "/statements?offset={offset}&limit=50",
        "search": "/search?q={words}&limit=50",
    },
)
