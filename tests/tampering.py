"""Somebody with the register's file in their hands: changes what no rule of the database lets change.

Tests of a lying or altered register begin here; what they show is that readers of the answer notice.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path


def tamper(path: Path, statement: str, parameters: Sequence[bytes | int | str] = ()) -> int:
    """Remove every trigger from a SQLite register and run a statement on it; return how many rows it changed."""
    with closing(sqlite3.connect(path)) as connection, connection:
        triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        return connection.execute(statement, parameters).rowcount
