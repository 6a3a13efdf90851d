"""What stands before a server: nothing, or a proxy with its shipped configuration, but for the ports in it."""

import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from getpass import getuser
from pathlib import Path
from tempfile import TemporaryDirectory

from torture.rows import NotRun
from torture.server import ROOT, accepts, eventually, free_port

#: A port, and the TLS that is spoken there, if any.
Front = tuple[int, ssl.SSLContext | None]


@contextmanager
def direct(behind: int) -> Iterator[Front]:
    """Put nothing before a server."""
    yield behind, None


@contextmanager
def nginx(behind: int) -> Iterator[Front]:
    """Put nginx before it."""
    with TemporaryDirectory() as folder:
        command = [_program("nginx"), "-p", folder, "-c", "front", "-g", f"daemon off; user {getuser()};"]
        with _running("nginx.conf", "127.0.0.1:8080", behind, Path(folder), command) as port:
            yield port, None


@contextmanager
def haproxy(behind: int) -> Iterator[Front]:
    """Put HAProxy before it, with a certificate that nobody signed."""
    with TemporaryDirectory() as folder:
        made = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost -keyout k -out c"
        subprocess.run([_program("openssl"), *made.split()], cwd=folder, check=True, capture_output=True)
        Path(folder, "facts.pem").write_bytes(b"".join(Path(folder, name).read_bytes() for name in "ck"))
        command = [_program("haproxy"), "-f", "front"]
        with _running("haproxy.cfg", "127.0.0.1:8443", behind, Path(folder), command) as port:
            context = ssl.create_default_context()
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
            yield port, context


#: All there are, by their names.
FRONTS: Mapping[str, Callable[[int], AbstractContextManager[Front]]] = {
    "direct": direct,
    "nginx": nginx,
    "HAProxy": haproxy,
}


@contextmanager
def _running(shipped: str, listens: str, behind: int, folder: Path, command: list[str]) -> Iterator[int]:
    port, text = free_port(), (ROOT / "deploy" / shipped).read_text("utf-8")
    moved = text.replace("127.0.0.1:8000", f"127.0.0.1:{behind}").replace(listens, f"127.0.0.1:{port}")
    (folder / "front").write_text(moved, "utf-8")
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.DEVNULL)
    try:
        eventually(lambda: accepts(port))
        yield port
    finally:
        process.terminate()
        process.wait()


def _program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin")
    if not found:
        raise NotRun(f"needs {name}: apt-get install {name}")
    return found
