"""Answers kept for a moment, so that what every page asks is not asked of the database by every page."""

import datetime as dt
from collections.abc import Callable, Hashable
from typing import Final, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

KEPT_FOR: Final = dt.timedelta(seconds=5)
"""So much later a process may learn what another one has posted."""

_MOST: Final = 10_000


class Kept(Generic[K, V]):
    """Values by key, each for `KEPT_FOR`. Threads may share it: at worst one asks what another has just asked."""

    def __init__(self, clock: Callable[[], dt.datetime]) -> None:
        self._clock = clock
        self._kept: dict[K, tuple[dt.datetime, V]] = {}

    def get(self, key: K, make: Callable[[], V]) -> V:
        """Return the kept value, or make it."""
        now = self._clock()
        found = self._kept.get(key)
        if found is not None and now - KEPT_FOR < found[0] <= now:
            return found[1]
        value = make()
        if len(self._kept) >= _MOST:
            self._kept.clear()
        self._kept[key] = (now, value)
        return value

    def forget(self, key: K) -> None:
        """Ask again next time."""
        self._kept.pop(key, None)
