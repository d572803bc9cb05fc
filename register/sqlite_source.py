"""Reading a SQLite register: `mode=ro`, so that SQLite itself refuses to write.

A register in WAL mode has two files beside it while a program has it open, `-wal` and `-shm`. A reader that may not
write to the folder (the public service under a user of its own) cannot make them, so SQLite refuses it exactly while
nobody else has the register open. But then the main file is complete and at rest: it is read as *immutable*, and what
was read counts only if the file did not change meanwhile. As soon as a writer comes, reading goes on in the ordinary
way.
"""

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from register.address import SqliteAddress
from register.connections import PerThread
from register.errors import RegisterError
from register.source import Parameter, Row
from register.translation import missing_file, translate_sqlite

BUSY_SECONDS = 2.0
"""How long a reader waits; in WAL mode it does so only while a crashed writer's log is being recovered."""

_SETTLED_SECONDS = 0.1
"""A file that changed more recently could change again without a new time stamp, whose grain is some milliseconds."""

_FileState = tuple[int, int, int, int]


class SqliteSource:
    """A SQLite register, opened for reading."""

    replica_column = "0"

    def __init__(self, address: SqliteAddress) -> None:
        self._address = address
        self._path = address.path.absolute()
        self._connections = PerThread(lambda: self._connect("mode=ro"))
        # None while reading in the ordinary way; else the state of the resting file that `_resting` was opened on.
        self._rest_state: _FileState | None = None
        self._resting = PerThread(lambda: self._connect("mode=ro&immutable=1"))
        self._file = self._inode()

    def rows(self, statement: str, parameters: Sequence[Parameter] = ()) -> list[Row]:
        """Return the rows of a SELECT."""
        try:
            connection, _ = self._connections.get()
            return connection.execute(statement, parameters).fetchall()
        except sqlite3.Error as error:
            self._connections.drop()
            if not _may_be_at_rest(error):
                raise self._translation(error) from error
            return self._rows_at_rest(statement, parameters, error)

    def check_identity(self) -> None:
        """Open the file again where another one was put in its place, for example from a backup."""
        inode = self._inode()
        if inode != self._file:
            self._file = inode
            self._connections.renew()

    def close(self) -> None:
        """Close all connections."""
        self._connections.close()
        self._resting.close()

    def _connect(self, options: str) -> sqlite3.Connection:
        if not self._path.exists():
            raise missing_file(self._address)
        # Each thread has a connection of its own; `close` may come from another one.
        return sqlite3.connect(
            f"file:{quote(str(self._path))}?{options}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )

    def _rows_at_rest(self, statement: str, parameters: Sequence[Parameter], cause: sqlite3.Error) -> list[Row]:
        deadline = time.monotonic() + BUSY_SECONDS
        while time.monotonic() < deadline:
            state = self._state_at_rest()
            try:
                if state is None:
                    # A writer is here, or was a moment ago: it makes the files that are needed, or leaves at once.
                    time.sleep(_SETTLED_SECONDS / 4)
                    return self._connections.get()[0].execute(statement, parameters).fetchall()
                if state != self._rest_state:
                    self._rest_state = state
                    self._resting.renew()
                rows = self._resting.get()[0].execute(statement, parameters).fetchall()
            except sqlite3.Error as error:
                self._connections.drop()
                self._resting.drop()
                # A file that is being written while it is read as immutable can look like anything.
                if state is not None and self._state_at_rest() == state:
                    raise self._translation(error) from error
                cause = error
                continue
            if self._state_at_rest() == state:
                return rows
        raise self._translation(cause) from cause

    def _state_at_rest(self) -> _FileState | None:
        """Return what changes whenever the file does, or None where it cannot be relied on to be complete."""
        if self._beside("-wal").exists() or self._beside("-shm").exists() or self._beside("-journal").exists():
            return None
        stat = self._path.stat()
        if abs(time.time() - stat.st_mtime) < _SETTLED_SECONDS:
            return None
        return stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns

    def _beside(self, suffix: str) -> Path:
        return self._path.with_name(self._path.name + suffix)

    def _inode(self) -> tuple[int, int] | None:
        try:
            stat = self._path.stat()
        except OSError:
            return None
        return stat.st_dev, stat.st_ino

    def _translation(self, error: sqlite3.Error) -> RegisterError:
        return translate_sqlite(self._address, error, "read", BUSY_SECONDS)


def _may_be_at_rest(error: sqlite3.Error) -> bool:
    """Tell whether SQLite's complaint is that it cannot make the files of WAL mode."""
    return getattr(error, "sqlite_errorname", "").startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY"))
