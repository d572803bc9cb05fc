"""Open the office's database by URL: SQLite (a file) or PostgreSQL."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError

from issuance.errors import ConflictError, StorageError
from issuance.files import make_private_folder
from issuance.language import _

LOCK_TIMEOUT_SECONDS = 30
"""How long a writer waits for another before it says that the database is busy."""

CONNECT_TIMEOUT_SECONDS = 10
"""How long a PostgreSQL server may take to answer a new connection."""


def open_engine(url: str, *, create: bool = False) -> Engine:
    """Return an engine whose every transaction is durable and, on SQLite, takes the write lock at its start.

    With `create`, a missing SQLite file is made, readable by its owner alone; without it, `StorageError` says what to
    do: a mistyped folder must not fill with empty databases.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(
            parsed,
            pool_pre_ping=True,
            isolation_level="READ COMMITTED",
            hide_parameters=True,
            connect_args={"connect_timeout": CONNECT_TIMEOUT_SECONDS},
        )
    return _sqlite_engine(Path(parsed.database or ""), create=create)


def parse_url(url: str) -> URL:
    """Read a database URL; only SQLite files and PostgreSQL are accepted."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # The text may hold a password, so it is neither shown nor kept as the cause.
        raise StorageError(
            "The office's database URL cannot be read: sqlite:///file or postgresql+psycopg://… is expected."
        ) from None
    if parsed.drivername not in ("sqlite", "postgresql+psycopg"):
        raise StorageError(f"A database of the kind {parsed.drivername!r} is not known: sqlite or postgresql+psycopg.")
    if not parsed.database or parsed.database == ":memory:":
        raise StorageError("The office's database URL names no database: sqlite:///file or postgresql+psycopg://….")
    return parsed


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turn the database's errors into sentences of ours, which hold neither data nor password."""
    try:
        yield
    except IntegrityError as error:
        raise ConflictError(
            _(
                "Somebody else has just entered the same into the office's database (%(error)s): "
                "look at what stands there now, then try again.",
                error=_first_line(error),
            )
        ) from error
    except DBAPIError as error:
        raise StorageError(
            f"The office's database cannot be used: {_first_line(error)}. See that it is there and running, with "
            "free space, writable and not held by another program; then run: issuance resume"
        ) from error
    except SQLAlchemyError as error:
        raise StorageError(f"The office's database cannot be used: {_first_line(error)}.") from error


def _first_line(error: SQLAlchemyError) -> str:
    told = error.orig if isinstance(error, DBAPIError) else error
    return str(told).strip().partition("\n")[0].rstrip(".")


def _sqlite_engine(path: Path, *, create: bool) -> Engine:
    if create:
        make_private_folder(path.parent)
        # SQLite gives the files that it lays beside this one the same rights.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    elif not path.exists():
        raise StorageError(f"There is no office database at {path}. Make one with: issuance migrate")
    # mode=rw: a file that somebody moves away meanwhile is missed, not made anew.
    uri = f"file:{quote(str(path.absolute()))}?mode=rw"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            uri, uri=True, timeout=LOCK_TIMEOUT_SECONDS, isolation_level=None, check_same_thread=False
        )
        # FULL: a transaction that was reported as committed survives a power cut, not only a crash.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, hide_parameters=True)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _begin_sqlite(connection: Connection) -> None:
    # A writer that took its lock late could find that the rows it read have changed; it takes it at once.
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("read_only") else "BEGIN IMMEDIATE")
