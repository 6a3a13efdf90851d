"""How json-server is run and asked: one process, which holds the whole document and looks through all of it."""

from pathlib import Path

from bench.records import SMALL
from bench.servers import Server

JSON_SERVER = Server(
    name="json-server",
    home=Path(__file__).parent,
    packages=("json-server",),
    command="node --require ./loopback.cjs {bin}/json-server {data}/db.json --port {port}",
    paths={
        "record": "/alone/{id}",
        "list": "/statements?speaker.id={speaker}&_sort=-date,id&_page=1&_per_page=50",
        "page": "/statements?_sort=-date,id&_page={page}&_per_page=50",
    },
    records=lambda answer: answer["data"] if "data" in answer else [answer],
    most=SMALL,
)
