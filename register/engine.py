"""Connections for the programs that write: SQLAlchemy engines with the settings that the register's promises need."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import psycopg
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import QueuePool

from register.address import Address, PostgresAddress, SqliteAddress
from register.bounded import connect
from register.errors import RegisterError, RegisterSchemaError
from register.schema import register_info
from register.translation import translate_postgres, translate_sqlite
from register.version import name_of, require_kind, require_version

LOCK_SECONDS = 20.0
"""How long a writer waits for other writers."""

ANSWER_SECONDS = 70.0
"""When this side gives a PostgreSQL server up: later than the server's own limit for a statement."""

CONNECT_SECONDS = 10
"""libpq's limit for one connection attempt, in whole seconds."""

_POSTGRES_SETTINGS = (
    # An answer to the office means that the record survives a crash of the server, whatever the server's default.
    "-c application_name=originseal-writer -c synchronous_commit=on -c search_path=public "
    "-c default_transaction_isolation=read\\ committed "
    f"-c lock_timeout={int(LOCK_SECONDS * 1000)} -c statement_timeout=60000 "
    # A writer that is cut off in the middle must not hold the log for the others.
    "-c idle_in_transaction_session_timeout=30000 -c tcp_keepalives_idle=30"
)


def writing_engine(address: Address, *, create: bool = False) -> sa.Engine:
    """Return an engine; nothing is connected yet. With `create`, a missing SQLite file is made."""
    if isinstance(address, SqliteAddress):
        return _sqlite_engine(address, create=create)
    return sa.create_engine(
        address.url,
        creator=lambda: connect(
            address.url,
            answer_seconds=ANSWER_SECONDS,
            connect_seconds=CONNECT_SECONDS,
            settings=_POSTGRES_SETTINGS,
            autocommit=False,
        ),
        pool_size=1,
        pool_pre_ping=True,
        hide_parameters=True,
    )


def _sqlite_engine(address: SqliteAddress, *, create: bool) -> sa.Engine:
    mode = "rwc" if create else "rw"
    uri = f"file:{quote(str(address.path))}?mode={mode}"

    def connect_file() -> sqlite3.Connection:
        connection = sqlite3.connect(uri, uri=True, timeout=LOCK_SECONDS, isolation_level=None, check_same_thread=False)
        # The last commit survives a power cut; deleted content is overwritten, not only unlinked.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        return connection

    engine = sa.create_engine("sqlite://", creator=connect_file, poolclass=QueuePool, pool_size=1, hide_parameters=True)

    # The driver would begin too late, at the first write: two writers could then both have read before either wrote.
    @sa.event.listens_for(engine, "begin")
    def begin_immediately(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


@contextmanager
def translated_errors(address: Address) -> Iterator[None]:
    """Turn errors of the database into sentences of ours. No message of ours holds a password."""
    try:
        yield
    except DBAPIError as error:
        raise _translation(address, error) from error
    except SQLAlchemyError as error:
        raise RegisterError(f"The register {address} cannot be used: {error}") from error


def _translation(address: Address, error: DBAPIError) -> RegisterError:
    cause = error.orig
    if isinstance(address, SqliteAddress) and isinstance(cause, sqlite3.Error):
        return translate_sqlite(address, cause, "written", LOCK_SECONDS)
    if isinstance(address, PostgresAddress) and isinstance(cause, psycopg.Error):
        return translate_postgres(address, cause)
    return RegisterError(f"The register {address} cannot be used: {cause}")


def check_schema(connection: sa.Connection, address: Address, *, sandbox: bool = False) -> None:
    """Raise :class:`RegisterSchemaError` unless the tables are those of this program, and of its kind."""
    found = schema_version(connection, address, sandbox=sandbox)
    if found is None:
        raise RegisterSchemaError(f"{address} holds no register: create one there, or correct the address.")
    require_version(name_of(sandbox=sandbox), found, str(address), sandbox=sandbox)


def schema_version(connection: sa.Connection, address: Address, *, sandbox: bool = False) -> int | None:
    """Return the version of the register here, or None where there is none."""
    if not sa.inspect(connection).has_table(register_info.name):
        return None
    row = connection.execute(sa.select(register_info.c.application, register_info.c.schema_version)).one_or_none()
    application, version = row or (None, 0)
    require_kind(application, str(address), sandbox=sandbox)
    return int(version)
