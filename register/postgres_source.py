"""Reading a PostgreSQL register: read-only transactions, a time limit on the server and one on this side."""

from collections.abc import Sequence

import psycopg

from register.address import PostgresAddress
from register.bounded import BoundedConnection, connect
from register.connections import PerThread
from register.source import Parameter, Row
from register.translation import is_timeout, translate_postgres

STATEMENT_SECONDS = 2.0
"""The server ends a statement after this time; a look-up takes less than a millisecond."""

ANSWER_SECONDS = 3.0
"""This side gives up after this time."""

CONNECT_SECONDS = 3
"""libpq's limit for one connection attempt, in whole seconds."""

_SETTINGS = (
    "-c application_name=originseal-reader -c default_transaction_read_only=on "
    f"-c statement_timeout={int(STATEMENT_SECONDS * 1000)} -c lock_timeout={int(STATEMENT_SECONDS * 1000)} "
    "-c search_path=public"
)


class PostgresSource:
    """A PostgreSQL register, opened for reading."""

    replica_column = "CASE WHEN pg_is_in_recovery() THEN 1 ELSE 0 END"

    def __init__(self, address: PostgresAddress) -> None:
        self._address = address
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

    def _connect(self) -> BoundedConnection:
        return connect(
            self._address.url,
            answer_seconds=ANSWER_SECONDS,
            connect_seconds=CONNECT_SECONDS,
            settings=_SETTINGS,
            autocommit=True,
        )


def _is_lost(error: psycopg.Error) -> bool:
    """Tell whether the connection died, rather than the server being slow or refusing."""
    return isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) and not is_timeout(error)
