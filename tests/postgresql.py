"""A PostgreSQL of our own: a primary and its standbys in a temporary folder, on sockets, as a user without rights."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from tests.outside import program

#: Of a server that is thrown away; the order of texts is another than that of bytes, as on most machines.
_LOCALE = ("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en")
_SETTINGS = ("listen_addresses=''", "fsync=off", "max_wal_senders=8", "hot_standby=on", "shared_buffers=64MB")


class Host:
    """One server, at a socket of its own: its port is the number of that."""

    def __init__(self, folder: Path, number: int) -> None:
        self.data, self.number = folder / f"host{number}", number
        self.address = f"postgresql:///postgres?host={folder}&port={number}&user=postgres"

    def start(self, *settings: str) -> None:
        """Start it, and wait until it answers."""
        said = [f"unix_socket_directories='{self.data.parent}'", f"port={self.number}", *_SETTINGS, *settings]
        with (self.data / "postgresql.auto.conf").open("a") as file:
            file.write("".join(f"{line}\n" for line in said))
        run("pg_ctl", f"--pgdata={self.data}", f"--log={self.data}.log", "--wait", "start")

    def stop(self) -> None:
        """Stop it, if it runs."""
        with suppress(subprocess.CalledProcessError):
            run("pg_ctl", f"--pgdata={self.data}", "--mode=immediate", "stop")

    def kill(self) -> None:
        """Kill it as a loss of power would: all of its processes, each by its id."""
        first = int((self.data / "postmaster.pid").read_text().splitlines()[0])
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for process in (first, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(process, 9)

    def readers(self) -> list[Any]:
        """Return the connections of servers."""
        return self.run("SELECT pid FROM pg_stat_activity WHERE application_name = 'crisis-facts'")

    def run(self, sql: str) -> list[Any]:
        """Run a statement as the one who may do everything."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            cursor = connection.execute(sql.encode())
            return cursor.fetchall() if cursor.description else []


@contextmanager
def hosts(standbys: int = 0) -> Iterator[list[Host]]:
    """Start a primary and so many standbys, which follow it by streaming; they are gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="crisis-facts-pg-"))
    if os.getuid() == 0:
        shutil.chown(folder, USER.pw_name)
    started: list[Host] = []
    try:
        started.append(primary := Host(folder, 1))
        run("initdb", f"--pgdata={primary.data}", "--auth=trust", "--username=postgres", "--no-sync", *_LOCALE)
        primary.start()
        for number in range(2, 2 + standbys):
            started.append(standby := Host(folder, number))
            copied = [f"--pgdata={standby.data}", f"--dbname={primary.address}", "--checkpoint=fast", "--no-sync"]
            run("pg_basebackup", *copied, "--write-recovery-conf", "--wal-method=stream")
            standby.start()
        yield started
    finally:
        for host in started:
            host.stop()
        shutil.rmtree(folder, ignore_errors=True)


def several(found: list[Host], *more: str) -> str:
    """Return the address of several hosts, in this order."""
    places = ",".join(str(one.data.parent) for one in found), ",".join(str(one.number) for one in found)
    listed = [f"host={places[0]}", f"port={places[1]}"]
    return f"postgresql:///postgres?{'&'.join([*listed, 'user=postgres', *more])}"


def run(name: str, *arguments: str) -> None:
    """Run one of the programs beside the server, as a user without rights: none of them runs as root."""
    found = Path(program("postgres") or "").resolve().parent / name
    user: dict[str, Any] = {"user": USER.pw_uid, "group": USER.pw_gid} if os.getuid() == 0 else {}
    # The server keeps what it is given as its output open: a file takes less than a pipe that somebody waits for.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run([found, *arguments], stdout=said, stderr=said, cwd="/", **user)
        said.seek(0)
        if done.returncode:
            raise subprocess.CalledProcessError(done.returncode, name, said.read().decode())


def _user() -> Any:
    names = {user.pw_name for user in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


USER = _user()
