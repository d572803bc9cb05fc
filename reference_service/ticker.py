"""What a process does once a second besides answering, in a thread of its own."""

import threading
from collections.abc import Callable

SECONDS = 1.0


class Ticker:
    """Runs jobs every second. The thread starts with the first request in a process, thus after a server has forked."""

    def __init__(self, *jobs: Callable[[], None], seconds: float = SECONDS) -> None:
        self._jobs = jobs
        self._seconds = seconds
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()

    def start(self) -> None:
        """Start it unless it runs; to be called with every request."""
        # In a forked process the parent's thread is not alive.
        if self._jobs and (self._thread is None or not self._thread.is_alive()):
            self._start()

    def close(self) -> None:
        """End the thread."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join()

    def _start(self) -> None:
        with self._starting:
            if not self._closed.is_set() and (self._thread is None or not self._thread.is_alive()):
                self._thread = threading.Thread(target=self._run, name="ticker", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        while not self._closed.wait(self._seconds):
            for job in self._jobs:
                job()
