"""Reading a PostgreSQL register: read-only transactions, a time limit on the server and one on this side.

The limit on this side is for a server that is frozen or cut off: it keeps the connection open and never answers, so the
server's own limit never fires.
"""

import time
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.abc import PQGen
from sqlalchemy.engine import URL

from register.address import PostgresAddress
from register.connections import PerThread
from register.source import Parameter, Row
from register.translation import is_timeout, translate_postgres

STATEMENT_SECONDS = 2.0
"""The server ends a statement after this time; a look-up takes less than a millisecond."""

ANSWER_SECONDS = 3.0
"""This side gives up after this time."""

CONNECT_SECONDS = 3
"""libpq's limit for one connection attempt, in whole seconds."""

_OPTIONS = (
    f"-c default_transaction_read_only=on -c statement_timeout={int(STATEMENT_SECONDS * 1000)} "
    f"-c lock_timeout={int(STATEMENT_SECONDS * 1000)} -c search_path=public"
)


class _Connection(psycopg.Connection[Row]):
    """A connection whose every wait has an end."""

    def wait(self, gen: PQGen[Any], interval: float = 0.1, timeout: float | None = None) -> Any:  # noqa: ANN401  # as in psycopg
        """Wait for the server, but not for ever; raise `ConnectionTimeout` where it takes too long."""
        limit = ANSWER_SECONDS if timeout is None else timeout
        started = time.monotonic()
        try:
            return super().wait(gen, interval, limit)
        except psycopg.OperationalError as error:
            # The driver's own exception for this is not public.
            if time.monotonic() - started >= limit:
                raise psycopg.errors.ConnectionTimeout(f"no answer for {limit:g} seconds") from error
            raise


class PostgresSource:
    """A PostgreSQL register, opened for reading."""

    replica_column = "CASE WHEN pg_is_in_recovery() THEN 1 ELSE 0 END"

    def __init__(self, address: PostgresAddress) -> None:
        self._address = address
        self._parameters = _connection_parameters(address.url)
        self._connections = PerThread(self._connect)

    def rows(self, statement: str, parameters: Sequence[Parameter] = ()) -> list[Row]:
        """Return the rows of a SELECT. A connection that has died since its last use is replaced once."""
        query = statement.replace("?", "%s").encode()
        while True:
            fresh = True
            try:
                connection, fresh = self._connections.get()
                return connection.execute(query, parameters, prepare=True, binary=True).fetchall()
            except psycopg.Error as error:
                lost = _is_lost(error)
                self._connections.drop()
                if lost and not fresh:
                    continue
                raise translate_postgres(self._address, error, STATEMENT_SECONDS) from error

    def check_identity(self) -> None:
        """Do nothing: a server that is replaced ends its connections, and each new one looks anew."""

    def close(self) -> None:
        """Close all connections."""
        self._connections.close()

    def _connect(self) -> _Connection:
        return _Connection.connect(**self._parameters, autocommit=True)


def _is_lost(error: psycopg.Error) -> bool:
    """Tell whether the connection died, rather than the server being slow or refusing."""
    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and not is_timeout(error)


def _connection_parameters(url: URL) -> dict[str, Any]:
    options = {name: value for name, value in url.query.items() if isinstance(value, str)}
    parts = {
        "host": url.host,
        "port": url.port,
        "user": url.username,
        "password": url.password,
        "dbname": url.database,
    }
    return {
        **options,
        **{name: value for name, value in parts.items() if value is not None},
        "connect_timeout": CONNECT_SECONDS,
        "options": f"{options.get('options', '')} {_OPTIONS}".strip(),
        "application_name": "originseal-reader",
        # A cable that was pulled is noticed between questions too.
        "tcp_user_timeout": int(ANSWER_SECONDS * 1000),
    }
