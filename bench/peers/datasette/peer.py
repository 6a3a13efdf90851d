"""How Datasette is run and asked: an immutable file, a table page, and a canned query for search by relevance.

`DATASETTE` is asked as its documentation shows; `TUNED` without what it works out beside the rows: the count of all,
facets, and which facets would be worth a look.
"""

from dataclasses import replace
from pathlib import Path

from bench.servers import Server

LEAN = "&_nocount=1&_nofacet=1&_nosuggest=1"
LIST = "/wide/statements.json?_shape=objects&_size=50&_sort_desc=date&_nocol=citation"

DATASETTE = Server(
    name="Datasette",
    home=Path(__file__).parent,
    packages=("datasette", "uvicorn", "uvloop"),
    command="{bin}/datasette serve --immutable {data}/wide.db --metadata metadata.json --port {port}"
    " --setting sql_time_limit_ms 20000",
    paths={
        "record": "/wide/statements/{id}.json?_shape=objects",
        "list": LIST + "&speaker_id={speaker}",
        "page": LIST + "&_next={after_date},{after}",
        "search": "/wide/search.json?_shape=objects&q={words}",
    },
    records=lambda answer: answer["rows"],
)
TUNED = replace(
    DATASETTE,
    name="Datasette, tuned",
    command=DATASETTE.command + " --setting suggest_facets off",
    paths={name: DATASETTE.paths[name] + LEAN for name in ("list", "page")},
)
