"""Checks texts beside the frame loop, so that a slow server never freezes the picture."""

import queue
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Final

from scanner.errors import ScannerError
from scanner.screen.finding import Finding, Verifier
from scanner.screen.findings import cannot_tell

THREADS: Final = 2
"""Two, so that one unreachable server does not hold up the next certificate."""

LEAVE_AFTER: Final = 0.2
"""Seconds that an idle thread gets to end."""

MAX_WAITING: Final = 32
"""Texts waiting to be checked; a film of ever new codes must not fill the memory."""


class BackgroundVerifier:
    """Takes texts, gives findings later. Its threads never keep the program from ending."""

    def __init__(self, verify: Verifier) -> None:
        self._verify = verify
        self._waiting: queue.Queue[str | None] = queue.Queue(MAX_WAITING)
        self._done: queue.Queue[tuple[str, Finding | BaseException]] = queue.Queue()
        self._unfinished = 0
        self._threads = [threading.Thread(target=self._work, name="verify", daemon=True) for _ in range(THREADS)]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> "BackgroundVerifier":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let idle threads end; one that waits for a server is left behind."""
        with suppress(queue.Empty):
            while True:
                self._waiting.get_nowait()
        for _ in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join(LEAVE_AFTER)

    def submit(self, text: str) -> bool:
        """Have a text checked; False where too many are waiting, so ask again later."""
        try:
            self._waiting.put_nowait(text)
        except queue.Full:
            return False
        self._unfinished += 1
        return True

    @property
    def is_busy(self) -> bool:
        """Whether texts are waiting, or their findings have not been taken yet."""
        return self._unfinished > 0

    def findings(self) -> list[tuple[str, Finding]]:
        """Return what was found since the last call, without waiting."""
        found = []
        while True:
            try:
                found.append(self._take(self._done.get_nowait()))
            except queue.Empty:
                return found

    def drain(self, seconds: float) -> list[tuple[str, Finding]]:
        """Wait up to `seconds` for all that is unfinished and return it."""
        found = []
        deadline = time.monotonic() + seconds
        while self._unfinished:
            try:
                found.append(self._take(self._done.get(timeout=max(0.0, deadline - time.monotonic()))))
            except queue.Empty:
                break
        return found

    def _take(self, done: tuple[str, Finding | BaseException]) -> tuple[str, Finding]:
        self._unfinished -= 1
        text, result = done
        if isinstance(result, Finding):
            return text, result
        if isinstance(result, ScannerError):
            return text, cannot_tell(str(result))
        raise result

    def _work(self) -> None:
        while (text := self._waiting.get()) is not None:
            try:
                self._done.put((text, self._verify(text)))
            except BaseException as error:  # noqa: BLE001  raised again in the main thread by `_take`
                self._done.put((text, error))
