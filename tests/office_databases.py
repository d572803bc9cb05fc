"""The databases of offices under test, SQLite or PostgreSQL: fresh, with every table, and made in a moment.

    with DATABASES.lent(folder) as urls:                 # on the kind that this run is about
        office = Installation.make(template, folder, urls).open()

The environment says which kind a run is about: ``ORIGINSEAL_TEST_DATABASE=postgresql`` puts every office under test on
PostgreSQL, ``sqlite`` on SQLite. Where it says nothing, an office is on SQLite, and what takes the fixture ``database``
runs on both.

The migrations run once for a process and kind; each office gets a copy of what they made: of two files, or of two
databases (``CREATE DATABASE … TEMPLATE``). One PostgreSQL server serves a process, from the first who asks for it.
"""

import atexit
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert, select

from issuance.storage.engine import open_engine
from issuance.storage.migrate import upgrade
from issuance.storage.tables import metadata
from register.create import create_register
from tests.servers.postgres import Database, PostgresServer

SWITCH = "ORIGINSEAL_TEST_DATABASE"
SQLITE, POSTGRESQL = "sqlite", "postgresql"


def wanted_kinds() -> tuple[str, ...]:
    """Return the kinds of database on which this run tries what is tried on each; the first is that of all else."""
    told = os.environ.get(SWITCH, "")
    if told not in ("", SQLITE, POSTGRESQL):
        raise ValueError(f"{SWITCH} is {told!r}: {SQLITE}, {POSTGRESQL} or nothing (both) is expected.")
    return (told,) if told else (SQLITE, POSTGRESQL)


@dataclass(frozen=True)
class Urls:
    """Where an installation's two databases are."""

    office: str
    register: str


def sqlite_urls(folder: Path) -> Urls:
    """Return the addresses of two SQLite files of an installation in `folder`."""
    return Urls(f"sqlite:///{folder}/office/office.sqlite", f"sqlite:///{folder}/register/register.sqlite")


class OfficeDatabases:
    """Lends databases to the offices of one process. `kind` is where an office is that asks for none."""

    def __init__(self) -> None:
        self.kind = wanted_kinds()[0]

    @contextmanager
    def on(self, kind: str) -> Iterator[None]:
        """Put the offices that are made within the block on this kind of database."""
        before, self.kind = self.kind, kind
        try:
            yield
        finally:
            self.kind = before

    @contextmanager
    def lent(self, folder: Path, kind: str | None = None) -> Iterator[Urls]:
        """Lend an office's two databases with all tables, and take them away at the end of the block."""
        if (kind or self.kind) == SQLITE:
            yield fill_sqlite(sqlite_urls(folder))
            return
        lent = [self.server.copy_database(template) for template in self._postgres_templates]
        try:
            yield Urls(lent[0].url, lent[1].url)
        finally:
            for database in lent:
                self.server.drop_database(database)

    @contextmanager
    def moved(self, office_url: str, folder: Path) -> Iterator[str]:
        """Take the office's rows from SQLite to where this run's offices are, for the block; yield their new URL."""
        if self.kind == SQLITE:
            yield office_url
            return
        with self.lent(folder) as urls:
            _copy_rows(office_url, urls.office)
            yield urls.office

    @cached_property
    def server(self) -> PostgresServer:
        """The process's PostgreSQL server."""
        return PostgresServer()

    @cached_property
    def _postgres_templates(self) -> list[Database]:
        made = [self.server.create_database(), self.server.create_database()]
        _make_tables(Urls(made[0].url, made[1].url))
        return made

    def close(self) -> None:
        """End the server; whoever asks later gets another."""
        self.__dict__.pop("_postgres_templates", None)
        if (server := self.__dict__.pop("server", None)) is not None:
            server.close()


def fill_sqlite(urls: Urls) -> Urls:
    """Lay two databases with all tables where these addresses are and nothing is yet."""
    for url, made in zip((urls.office, urls.register), _sqlite_templates(), strict=True):
        path = _file(url)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.touch(mode=0o600)
            path.write_bytes(made)
    return urls


_sqlite_made: list[bytes] = []


def _sqlite_templates() -> list[bytes]:
    if not _sqlite_made:
        with TemporaryDirectory(prefix="originseal-tables-") as folder:
            _make_tables(urls := sqlite_urls(Path(folder)))
            _sqlite_made.extend(_file(url).read_bytes() for url in (urls.office, urls.register))
    return _sqlite_made


def _file(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def stored_bytes(url: str) -> bytes:
    """Return all that lies in an office's database: SQLite's files as they are, of PostgreSQL every row."""
    if url.startswith(SQLITE):
        path = _file(url)
        return b"".join(file.read_bytes() for file in path.parent.glob(f"{path.name}*"))
    engine = open_engine(url)
    with engine.connect() as connection:
        rows = [row for table in metadata.sorted_tables for row in connection.execute(select(table))]
    engine.dispose()
    return b"\0".join(value if isinstance(value, bytes) else str(value).encode() for row in rows for value in row)


def _copy_rows(source: str, target: str) -> None:
    here, there = open_engine(source), open_engine(target)
    with here.connect() as reading, there.begin() as writing:
        for table in metadata.sorted_tables:
            if rows := [dict(row) for row in reading.execute(select(table)).mappings()]:
                writing.execute(insert(table), rows)
        # What PostgreSQL counts itself goes on after the rows that came with their numbers.
        writing.exec_driver_sql("SELECT setval(pg_get_serial_sequence('outbox', 'id'), max(id)) FROM outbox")
    here.dispose()
    there.dispose()


def _make_tables(urls: Urls) -> None:
    engine = open_engine(urls.office, create=True)
    try:
        upgrade(engine)
    finally:
        # Where nobody has it open any more, a file holds everything that was written to it.
        engine.dispose()
    create_register(urls.register)


DATABASES = OfficeDatabases()
atexit.register(DATABASES.close)
