"""nginx, twice: with our answers as files, and before our server with the configuration that is shipped."""

import shutil
from getpass import getuser
from pathlib import Path

from bench.servers import ROOT, Server

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"
COMMAND = f"{NGINX} -p {{folder}} -c {{folder}}/nginx.conf -g 'daemon off; user {getuser()};'"
RECORD = {"record": "/v1/statements/{id}"}

STATIC = Server(
    name="nginx with files",
    settings=Path(__file__).parent / "nginx.conf",
    replaced={"PORT": "{port}", "DATA": "{data}"},
    command=COMMAND,
    paths=RECORD,
)
BEFORE = Server(
    name="ours behind nginx",
    settings=ROOT / "deploy/nginx.conf",
    replaced={
        "127.0.0.1:8000": "127.0.0.1:{behind}",
        "127.0.0.1:8080": "127.0.0.1:{port}",
        "rate=50r/s": "rate=1000000r/s",  # all the load comes from one address; it is counted as before
    },
    command=COMMAND,
    paths=RECORD,
    behind="ours, from memory",
)
