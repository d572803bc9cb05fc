"""Where the register is, by one setting: `sqlite:///path/to/register.sqlite` or `postgresql+psycopg://…`.

As in SQLAlchemy, three slashes begin a relative path and four an absolute one.
"""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from register.errors import RegisterError

SQLITE = "sqlite"
POSTGRESQL = "postgresql+psycopg"


@dataclass(frozen=True)
class SqliteAddress:
    """A register in a file."""

    path: Path

    def __str__(self) -> str:
        """Return the path, for messages."""
        return str(self.path)


@dataclass(frozen=True)
class PostgresAddress:
    """A register in a PostgreSQL database."""

    url: URL

    def __str__(self) -> str:
        """Return the address without its password and without its options, for messages."""
        return self.url.set(query={}).render_as_string(hide_password=True)


Address = SqliteAddress | PostgresAddress


def parse_address(url: str) -> Address:
    """Read a register's URL; raise :class:`RegisterError` that names neither the text nor its password."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # The text may hold a password, so it is neither shown nor kept as the cause.
        raise RegisterError(_EXPECTED) from None
    if parsed.drivername == SQLITE and parsed.database and parsed.database != ":memory:" and not parsed.host:
        if parsed.query:
            raise RegisterError("A SQLite register's address takes no options after a question mark: leave them out.")
        return SqliteAddress(Path(parsed.database))
    if parsed.drivername == POSTGRESQL and parsed.database:
        return PostgresAddress(parsed)
    raise RegisterError(_EXPECTED)


_EXPECTED = (
    "The register's address cannot be read. It looks like sqlite:///var/register/register.sqlite "
    "or postgresql+psycopg://user@host/database."
)
