"""A connection per thread, opened when first needed."""

import os
import threading
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from register.errors import RegisterError


class Closable(Protocol):
    """What both drivers' connections have."""

    def close(self) -> None:
        """Close it."""
        ...


C = TypeVar("C", bound=Closable)


class _Slot(threading.local, Generic[C]):
    """What a thread holds, and in which process and generation it was opened."""

    connection: C | None = None
    pid = 0
    generation = 0


class PerThread(Generic[C]):
    """Hands each thread its own connection.

    A connection is left behind, and a new one opened, in a forked process (a server that loads the program before it
    forks its workers) and after :meth:`renew`. Those of threads that have ended are closed.
    """

    def __init__(self, connect: Callable[[], C]) -> None:
        self._connect = connect
        self._slot: _Slot[C] = _Slot()
        self._lock = threading.Lock()
        self._all: list[tuple[threading.Thread, C]] = []
        self._pid = os.getpid()
        self._generation = 0
        self._closed = False
        # Connections of the process that forked this one: closing them here would disturb them there.
        self._inherited: list[C] = []

    def get(self) -> tuple[C, bool]:
        """Return this thread's connection, and whether it was opened just now."""
        slot = self._slot
        if slot.connection is not None and slot.pid == os.getpid() and slot.generation == self._generation:
            return slot.connection, False
        return self._open(slot), True

    def drop(self) -> None:
        """Close this thread's connection; the next :meth:`get` opens another."""
        connection, self._slot.connection = self._slot.connection, None
        if connection is not None and self._slot.pid == os.getpid():
            with self._lock:
                self._all = [(thread, other) for thread, other in self._all if other is not connection]
            connection.close()

    def renew(self) -> None:
        """Make every thread open a new connection at its next call."""
        self._generation += 1

    def close(self) -> None:
        """Close the connections of all threads; later calls raise :class:`RegisterError`."""
        self._closed = True
        self._leave_inherited()
        with self._lock:
            connections, self._all = self._all, []
        for _, connection in connections:
            connection.close()

    def _open(self, slot: _Slot[C]) -> C:
        if self._closed:
            raise RegisterError("This register was closed: open it again.")
        self._leave_inherited()
        self.drop()
        generation = self._generation
        connection = self._connect()
        slot.connection, slot.pid, slot.generation = connection, os.getpid(), generation
        with self._lock:
            ended = [other for thread, other in self._all if not thread.is_alive()]
            self._all = [(thread, other) for thread, other in self._all if thread.is_alive()]
            self._all.append((threading.current_thread(), connection))
        for other in ended:
            other.close()
        return connection

    def _leave_inherited(self) -> None:
        with self._lock:
            if self._pid != os.getpid():
                self._pid = os.getpid()
                self._inherited += [connection for _, connection in self._all]
                self._all = []
