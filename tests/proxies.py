"""The shipped configurations of nginx and HAProxy, run as they are but for ports, before servers of a test."""

import re
import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from getpass import getuser
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from socket import create_connection, socket

from tests.outside import program
from tests.serving import ROOT, eventually, free_port, wait_for

Adapted = Callable[[str], str]


@dataclass
class Proxy:
    """A running proxy, the folder it writes into, and how it is trusted where it speaks TLS."""

    port: int
    folder: Path
    context: ssl.SSLContext | None = None

    def connection(self, source: str = "127.0.0.1") -> HTTPConnection:
        """Return a connection from an address of loopback."""
        if self.context:
            return HTTPSConnection("localhost", self.port, timeout=40, context=self.context, source_address=(source, 0))
        return HTTPConnection("127.0.0.1", self.port, timeout=40, source_address=(source, 0))

    def get(
        self, path: str, method: str = "GET", source: str = "127.0.0.1", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        """Ask for a path over a connection of its own."""
        with closing(self.connection(source)) as connection:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            response = connection.getresponse()
            named = {name.title(): value for name, value in response.getheaders()}
            return response.status, named, response.read()

    def silent(self, source: str) -> socket:
        """Return a connection on which nothing is said."""
        return create_connection(("127.0.0.1", self.port), timeout=40, source_address=(source, 0))

    def said(self, request: bytes, source: str = "127.0.0.1") -> bytes:
        """Return all that comes back for some bytes, up to the end of the connection."""
        with self.silent(source) as plain:
            wrapped = self.context.wrap_socket(plain, server_hostname="localhost") if self.context else plain
            with wrapped as speaking:
                speaking.sendall(request)
                return b"".join(iter(lambda: speaking.recv(65_536), b""))

    def logged(self) -> str:
        """Return all that the proxy has written to standard error and into its logs."""
        return "".join(file.read_text("utf-8") for file in sorted(self.folder.glob("*.log")))


def placed(shipped: str, port: int, public: str, servers: tuple[int, ...]) -> str:
    """Put ports in the place of those of a configuration; with more servers, its comments on these come true."""
    assert public in shipped and "127.0.0.1:8000" in shipped
    shipped = shipped.replace(public, f"127.0.0.1:{port}")
    if len(servers) > 1:
        shipped = re.sub(rf"# (?=server .*127.0.0.1:800[0-{len(servers) - 1}])", "", shipped)
    for number, server in enumerate(servers):
        shipped = shipped.replace(f"127.0.0.1:800{number}", f"127.0.0.1:{server}")
    return shipped


@contextmanager
def nginx(folder: Path, *servers: int, adapted: Adapted = str) -> Iterator[Proxy]:
    """Run nginx before servers."""
    port, file = free_port(), folder / "nginx.conf"
    folder.mkdir()
    file.write_text(placed(adapted((ROOT / "deploy/nginx.conf").read_text("utf-8")), port, "127.0.0.1:8080", servers))
    command = [str(program("nginx")), "-p", str(folder), "-c", str(file), "-g", f"daemon off; user {getuser()};"]
    with running(command, folder, port):
        yield Proxy(port, folder)


@contextmanager
def haproxy(folder: Path, *servers: int, adapted: Adapted = str) -> Iterator[Proxy]:
    """Run HAProxy before servers, with a certificate made for it, and wait until it finds them well."""
    folder.mkdir()
    port, certificate, key = free_port(), folder / "facts.crt", folder / "facts.key"
    made = [str(program("openssl")), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    made += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate]
    subprocess.run(made, check=True, capture_output=True)
    (folder / "facts.pem").write_bytes(certificate.read_bytes() + key.read_bytes())
    shipped = adapted((ROOT / "deploy/haproxy.cfg").read_text("utf-8"))
    (folder / "haproxy.cfg").write_text(placed(shipped, port, "127.0.0.1:8443", servers), "utf-8")
    command = [str(program("haproxy")), "-f", "haproxy.cfg"]
    checked = subprocess.run([*command, "-c"], cwd=folder, capture_output=True)
    assert checked.returncode == 0 and b"WARNING" not in checked.stderr, checked.stderr.decode()
    with running(command, folder, port):
        proxy = Proxy(port, folder, ssl.create_default_context(cafile=certificate))
        eventually(lambda: proxy.get("/readyz")[0] == 200)
        yield proxy


@contextmanager
def running(command: list[str], folder: Path, port: int) -> Iterator[None]:
    """Run a proxy in a folder while a test lasts; what it says of errors goes into a file there."""
    with (folder / "stderr.log").open("wb") as said:
        process = subprocess.Popen(command, cwd=folder, stderr=said)
    try:
        wait_for(port, process)
        yield
    finally:
        process.terminate()
        process.wait(30)


PROXIES = {"nginx": nginx, "haproxy": haproxy}
