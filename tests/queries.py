"""Counts the statements that a piece of code sends to a database.

with counted(engine) as statements:
    client.get("/TYO/")
assert len(statements) <= 12
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

_NOT_COUNTED = ("BEGIN", "PRAGMA")


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Collect every statement, those that begin a transaction aside."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(_NOT_COUNTED):
            statements.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
