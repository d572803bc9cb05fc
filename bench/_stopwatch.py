"""CPU time by step: where steps are nested, each counts what the steps inside it do not."""

import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any


class Stopwatch:
    """Counts the CPU seconds of this process (all threads, system calls included) by the name of a step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._running: list[str] = []
        self._since = time.process_time()

    def watch(self, target: object, method: str, step: str) -> None:
        """Count what a method of an object takes as `step`."""
        inner: Callable[..., Any] = getattr(target, method)

        def timed(*args: Any, **named: Any) -> Any:  # noqa: ANN401  # whatever the method takes and gives
            self._enter(step)
            try:
                return inner(*args, **named)
            finally:
                self._leave()

        setattr(target, method, timed)

    def reset(self) -> None:
        """Begin anew."""
        self.seconds.clear()
        self._since = time.process_time()

    def _enter(self, step: str) -> None:
        self._book()
        self._running.append(step)

    def _leave(self) -> None:
        self._book()
        self._running.pop()

    def _book(self) -> None:
        now = time.process_time()
        if self._running:
            self.seconds[self._running[-1]] += now - self._since
        self._since = now
