"""The loop over a drop folder: look, hand over what is complete, wait, until somebody stops it.

A folder that vanishes (a share whose server restarts, a stick that is pulled out) is said once and waited for.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from scanner.language import _
from scanner.stack.watching import Stamp, Watch, stamps

LOOK_EVERY: Final = 2.0
"""Seconds between two looks. A scanner that pauses longer than this within a file gets two results for it."""


class DropFolder:
    """Looks into one folder. `sleep` waits the given seconds; `say` tells a person what happens to the folder."""

    def __init__(
        self,
        folder: Path,
        *,
        sleep: Callable[[float], object],
        say: Callable[[str], None],
        look: Callable[[Path], Mapping[str, Stamp]] = stamps,
        every: float = LOOK_EVERY,
    ) -> None:
        self._folder = folder
        self._sleep = sleep
        self._say = say
        self._look = look
        self._every = every
        self._watch = Watch()
        self._gone = False

    def watch(self, check: Callable[[list[Path]], None], *, idle: Callable[[], None] = lambda: None) -> None:
        """Hand each complete file to `check`, some at a time, and call `idle` after every look. Never returns."""
        while True:
            ready = self.ready()
            if ready:
                check(ready)
            idle()
            self._sleep(self._every)

    def ready(self) -> list[Path]:
        """Look once and return the files that are complete now."""
        try:
            there = self._look(self._folder)
        except OSError as error:
            if not self._gone:
                self._say(
                    _(
                        "%(folder)s cannot be looked into (%(why)s): waiting until it is back.",
                        folder=self._folder,
                        why=error.strerror or error,
                    )
                )
            self._gone = True
            return []
        if self._gone:
            self._say(_("%(folder)s is back.", folder=self._folder))
        self._gone = False
        return [self._folder / name for name in self._watch.look(there)]
