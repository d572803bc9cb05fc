"""A database as one consistent stream, and back: a copy of the SQLite file, or `pg_dump`'s custom format.

SQLite is copied by `VACUUM INTO` rather than page by page: one read transaction that keeps no writer waiting, and rows
that were purged leave nothing in the copy's free pages. Of PostgreSQL, `pg_dump` and whatever is counted beside it see
one exported snapshot.
"""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg.conninfo import make_conninfo
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from issuance.backup.errors import BackupError
from issuance.backup.sealing import Source
from issuance.files import make_private_folder, sync_directory
from issuance.storage.engine import parse_url

_PIECE = 1 << 20


@dataclass(frozen=True)
class Snapshot:
    """A database at one instant: a connection onto it, and its dump as a stream of bytes."""

    kind: str
    connection: sa.Connection
    dump: Source


@contextmanager
def snapshot(url: str, scratch: Path) -> Iterator[Snapshot]:
    """Open a database as it is now. The block reads the dump to its end; errors of the tools are raised after it."""
    parsed = parse_url(url)
    opened = _sqlite_snapshot(parsed, scratch) if parsed.drivername == "sqlite" else _postgres_snapshot(parsed)
    with opened as found:
        yield found


@contextmanager
def _sqlite_snapshot(url: URL, scratch: Path) -> Iterator[Snapshot]:
    path = Path(url.database or "")
    if not path.exists():
        raise BackupError(f"There is no database at {path}: correct the setting, or run `issuance migrate`.")
    copy = scratch / path.name
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=60)) as source:
            source.execute("VACUUM INTO ?", (str(copy),))
    except sqlite3.Error as error:
        raise BackupError(f"The database {path} cannot be copied: {error}.") from error
    engine = sa.create_engine(f"sqlite:///{copy}", poolclass=NullPool)
    try:
        with engine.connect() as connection, copy.open("rb") as dump:
            yield Snapshot("sqlite", connection, dump)
    finally:
        engine.dispose()
        copy.unlink(missing_ok=True)


@contextmanager
def _postgres_snapshot(url: URL) -> Iterator[Snapshot]:
    engine = sa.create_engine(url, poolclass=NullPool, isolation_level="REPEATABLE READ", hide_parameters=True)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SET TRANSACTION READ ONLY")
            name = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
            command = [_tool("pg_dump"), "--format=custom", "--no-password", f"--snapshot={name}"]
            with _running([*command, f"--dbname={_conninfo(url)}"], url) as process:
                if process.stdout is None:  # pragma: no cover  # it is a pipe
                    raise AssertionError
                yield Snapshot("postgresql", connection, process.stdout)
    except sa.exc.DBAPIError as error:
        raise BackupError(f"The database {_told(url)} cannot be read: {_first_line(error.orig)}") from error
    finally:
        engine.dispose()


def check_empty(url: str) -> None:
    """Raise `BackupError` unless nothing is where a database shall be restored."""
    parsed = parse_url(url)
    if parsed.drivername == "sqlite":
        path = Path(parsed.database or "")
        if path.exists():
            raise BackupError(f"There is a database at {path} already: a backup is restored where nothing is.")
        return
    try:
        with psycopg.connect(_conninfo(parsed), password=parsed.password, connect_timeout=10) as connection:
            tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    except psycopg.Error as error:
        raise BackupError(
            f"The database {_told(parsed)} cannot be opened: {_first_line(error)}. Create it, empty, with its owner."
        ) from error
    if tables is None or tables[0]:
        raise BackupError(f"The database {_told(parsed)} holds tables: a backup is restored where nothing is.")


def restore_sqlite(path: Path, dump: Path) -> None:
    """Put a copied file in its place, in one step and durably, with the journal mode that all programs expect."""
    with closing(sqlite3.connect(dump)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    make_private_folder(path.parent)
    beside = path.with_name(f".{path.name}.restored")
    shutil.copyfile(dump, beside)
    beside.chmod(0o600)
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    beside.replace(path)
    sync_directory(path.parent)


def restore_postgres(url: str, dump: Path) -> None:
    """Fill an empty database from a dump, all of it or nothing; owner of everything is who connects."""
    parsed = parse_url(url)
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", "--no-password"]
    command = [_tool("pg_restore"), *options, f"--dbname={_conninfo(parsed)}", str(dump)]
    with _running(command, parsed):
        pass


@contextmanager
def _running(command: list[str], url: URL) -> Iterator["subprocess.Popen[bytes]"]:
    # The password goes by the environment: a command line can be read by everybody on the machine.
    environment = {**os.environ, "PGPASSWORD": url.password or os.environ.get("PGPASSWORD", "")}
    with subprocess.Popen(  # noqa: S603  # no shell, and nothing in it is typed by strangers
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment
    ) as process:
        try:
            yield process
            if process.stdout is not None:
                while process.stdout.read(_PIECE):
                    pass
            told = process.stderr.read().decode(errors="replace") if process.stderr is not None else ""
        except BaseException:
            process.kill()
            raise
    if process.returncode:
        name = Path(command[0]).name
        raise BackupError(f"{name} of {_told(url)} failed: {told.strip().splitlines()[:1] or process.returncode}.")


def _conninfo(url: URL) -> str:
    parts = {"host": url.host, "port": url.port, "user": url.username, "dbname": url.database}
    options = {name: value for name, value in url.query.items() if isinstance(value, str)}
    return make_conninfo("", **options, **{name: value for name, value in parts.items() if value is not None})


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise BackupError(f"The program {name} is not here: install Debian's postgresql-client.")
    return found


def _told(url: URL) -> str:
    return url.set(query={}).render_as_string(hide_password=True)


def _first_line(error: object) -> str:
    return str(error).strip().partition("\n")[0].rstrip(".") + "."
