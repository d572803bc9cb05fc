"""Where the reader's rows come from: one of two back ends behind one small interface."""

from collections.abc import Sequence
from typing import Protocol

Row = tuple[object, ...]
Parameter = bytes | int | str


class Source(Protocol):
    """A register opened for reading. Statements have `?` for parameters; each is one consistent snapshot."""

    replica_column: str
    """SQL expression that tells whether this database is a replica, which lags behind."""

    def rows(self, statement: str, parameters: Sequence[Parameter] = ()) -> list[Row]:
        """Return the rows of a SELECT; raise :class:`RegisterError` with a sentence where that fails."""
        ...

    def check_identity(self) -> None:
        """Notice where another database has come to stand in this one's place, and go on with that one."""
        ...

    def close(self) -> None:
        """Close all connections."""
        ...
