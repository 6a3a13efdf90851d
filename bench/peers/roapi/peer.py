"""How ROAPI is run and asked: a table in memory, and its key-value store, which gives records and nothing else.

Its REST interface has no offset and no search.
"""

from dataclasses import replace
from pathlib import Path

from bench.servers import Server

ROAPI = Server(
    name="ROAPI",
    home=Path(__file__).parent,
    packages=("roapi",),
    settings=Path(__file__).parent / "roapi.yml",
    replaced={"PORT": "{port}", "DATA": "{data}"},
    command="{bin}/roapi --config {folder}/roapi.yml",
    paths={
        "record": "/api/tables/statements?filter[id]='{id}'",
        "list": "/api/tables/statements?filter[speaker_id]='{speaker}'&sort=-date,id&limit=50&columns="
        + "id,type,summary,quote,date,known_since,publisher_count,speaker_id,speaker_name,topics,about,evidence",
    },
)
STORE = replace(ROAPI, name="ROAPI, key-value store", paths={"record": "/api/kv/statements/{id}"})
