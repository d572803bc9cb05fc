"""How far a run is, on stderr, only where a person looks at it."""

import math
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Final, Self

from tqdm import tqdm

from scanner.language import _
from scanner.report.looks import WORDS
from scanner.report.summary import ORDER
from scanner.screen.finding import Kind, kind_of
from scanner.stack.values import Row

DRAW_EVERY: Final = 0.1
"""Seconds between two pictures of the bar."""

DELAY: Final = 1.0
"""Seconds before the first one."""


class Progress:
    """A bar of files, with the pages read and the count of each kind; nothing at all where stderr is no terminal."""

    def __init__(self, files: int, *, shown: bool, clock: Callable[[], float] = time.monotonic) -> None:
        self._counts: Counter[Kind] = Counter()
        self._pages = 0
        self._clock = clock
        self._at = ""
        # One quick paper needs no bar.
        self._begins = clock() + DELAY
        self._drawn = -math.inf
        self._seen: set[str] = set()
        self._bar = tqdm(
            total=files,
            desc=_("files"),
            unit="",
            file=sys.stderr,
            disable=not shown,
            dynamic_ncols=True,
            leave=False,
            # We draw it ourselves: by its own rhythm a file of 500 pages would stand still.
            miniters=math.inf,
            delay=DELAY,
            bar_format="{desc} {n_fmt}/{total_fmt} |{bar}| {elapsed}<{remaining}{postfix}",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()

    def page(self, page: int, of: int) -> None:
        """Count a page that was read; of a file of many pages it is said which one it was."""
        self._pages += 1
        self._at = _("page %(page)d of %(of)d", page=page, of=of) if of > 1 and page < of else ""
        self._show()

    def rows(self, rows: Sequence[Row]) -> None:
        """Count the results of some files."""
        self._counts.update(kind_of(row.code.result) for row in rows)
        files = {row.code.source for row in rows} - self._seen
        self._seen |= files
        self._bar.update(len(files))
        self._show()

    def write(self, text: str) -> None:
        """Write a line to stdout, above the bar."""
        if self._bar.disable:
            sys.stdout.write(text + "\n")
        else:
            self._bar.clear()
            sys.stdout.write(text + "\n")
            sys.stdout.flush()
            if self._clock() >= self._begins:
                self._bar.refresh()

    def _show(self) -> None:
        counts = [f"{_(WORDS[kind])} {self._counts[kind]}" for kind in ORDER if self._counts[kind]]
        pages = _("pages %(count)d", count=self._pages)
        self._bar.set_postfix_str(", ".join(filter(None, [self._at, pages, *counts])), refresh=False)
        # Pages come faster than anybody reads, and the bar itself only knows of files.
        if self._clock() >= max(self._begins, self._drawn + DRAW_EVERY):
            self._drawn = self._clock()
            self._bar.refresh()
