"""PostgreSQL connections whose every wait has an end.

A server that is frozen or cut off keeps the connection open and never answers. Its own limits then never fire and the
driver would wait for ever; so there is a limit on this side as well.
"""

import time
from typing import Any

import psycopg
from psycopg.abc import PQGen
from sqlalchemy.engine import URL


class BoundedConnection(psycopg.Connection[Any]):
    """A connection that gives up, and closes itself, where an answer takes longer than `answer_seconds`."""

    answer_seconds: float = 3.0

    def wait(self, gen: PQGen[Any], interval: float = 0.1, timeout: float | None = None) -> Any:  # noqa: ANN401  # as in psycopg
        """Wait for the server, but not for ever; raise `ConnectionTimeout` where it takes too long."""
        limit = self.answer_seconds if timeout is None else timeout
        started = time.monotonic()
        try:
            return super().wait(gen, interval, limit)
        except psycopg.OperationalError as error:
            # The driver's own exception for this is not public.
            if time.monotonic() - started < limit:
                raise
            # Nothing more is asked of it: a roll-back, too, would wait.
            self.pgconn.finish()
            raise psycopg.errors.ConnectionTimeout(f"no answer for {limit:g} seconds") from error


def connect(
    url: URL, *, answer_seconds: float, connect_seconds: int, settings: str, autocommit: bool
) -> BoundedConnection:
    """Connect to the database of a SQLAlchemy URL; `settings` are `-c name=value` for the session."""
    options = {name: value for name, value in url.query.items() if isinstance(value, str)}
    parts = {
        "host": url.host,
        "port": url.port,
        "user": url.username,
        "password": url.password,
        "dbname": url.database,
    }
    given: dict[str, Any] = options | {name: value for name, value in parts.items() if value is not None}
    given |= {
        "connect_timeout": connect_seconds,
        "options": f"{options.get('options', '')} {settings}".strip(),
        # A cable that was pulled is noticed between questions too.
        "tcp_user_timeout": int(answer_seconds * 1000),
    }
    connection = BoundedConnection.connect(**given, autocommit=autocommit)
    connection.answer_seconds = answer_seconds
    return connection
