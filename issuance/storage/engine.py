"""Open the office's database by URL: SQLite (a file) or PostgreSQL."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from issuance.errors import StorageError

LOCK_TIMEOUT_SECONDS = 30
"""How long a writer waits for another before it says that the database is busy."""


def open_engine(url: str) -> Engine:
    """Return an engine whose every transaction is durable and, on SQLite, takes the write lock at its start."""
    parsed = parse_url(url)
    if parsed.get_backend_name() == "postgresql":
        return create_engine(parsed, pool_pre_ping=True, isolation_level="READ COMMITTED")
    engine = create_engine(parsed, connect_args={"timeout": LOCK_TIMEOUT_SECONDS, "isolation_level": None})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def parse_url(url: str) -> URL:
    """Read a database URL; only SQLite files and PostgreSQL are accepted."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StorageError(
            "The office's database URL cannot be read: sqlite:///file or postgresql+psycopg://…"
        ) from error
    if parsed.drivername not in ("sqlite", "postgresql+psycopg"):
        raise StorageError(f"A database of the kind {parsed.drivername!r} is not known: sqlite or postgresql+psycopg.")
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return parsed


def _begin_sqlite(connection: Connection) -> None:
    # A writer that took its lock late could find that the rows it read have changed; it takes it at once.
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("read_only") else "BEGIN IMMEDIATE")


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401  # the DB-API's connection type is not named by SQLAlchemy
    cursor = connection.cursor()
    # FULL: a transaction that was reported as committed survives a power cut, not only a crash.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
