"""The run over a stack: files in, rows out, in the order of the files.

Files are read ahead on all cores (`reading`), and their codes are asked about many at once, since a question takes the
network's time and not ours. A bad file is a row that says so; the run goes on.
"""

import datetime as dt
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final, Protocol

from scanner.snapshot import Snapshot
from scanner.stack.reading import Item, StackReader
from scanner.stack.repeats import Repeats
from scanner.stack.rows import rows_of
from scanner.stack.values import Row
from scanner.stack.work import Work
from signing.result import VerificationResult

MAX_CODES: Final = 100
"""Codes asked about at once: as many as one request to the reference service takes."""

MAX_FILES: Final = 50
"""Files that wait for their answers, each with an open copy."""

MAX_BYTES: Final = 128_000_000
"""Bytes of those files that are held in memory for their signatures."""

MAX_WAIT: Final = 1.0
"""Seconds that a read file waits for others to be asked about with it: somebody looks at the screen."""


class TextChecker(Protocol):
    """What judges texts: `scanner.checker.Checker`."""

    def check_texts(self, asked: Sequence[tuple[str, Snapshot | None]]) -> list[VerificationResult]:
        """Return a result for each text, in order."""

    def now(self) -> dt.datetime:
        """Return the time, UTC."""


class StackRun:
    """Checks files and remembers which certificates it saw; `check` may be called again and again.

    `clock` counts seconds. `on_page` is called after every page with its count and how many the file has.
    `receipt_of` names the file of the receipt that a row rests on.
    """

    def __init__(
        self,
        reader: StackReader,
        checker: TextChecker,
        *,
        receipt_of: Callable[[Row], str | None] = lambda _: None,
        on_page: Callable[[int, int], None] = lambda _page, _of: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reader = reader
        self._checker = checker
        self._receipt_of = receipt_of
        self._on_page = on_page
        self._clock = clock
        self._repeats = Repeats()

    def check(self, items: Iterable[Item]) -> Iterator[list[Row]]:
        """Yield the rows of the files, some files at a time."""
        waiting: list[Work] = []
        since = self._clock()
        for work in self._reader.read(items):
            if not work.done:
                self._on_page(len(work.pages) + len(work.lost), work.count or 1)
            else:
                if not waiting:
                    since = self._clock()
                waiting.append(work)
            if waiting and (_is_enough(waiting) or self._clock() - since >= MAX_WAIT):
                yield self._judged(waiting)
                waiting = []
        if waiting:
            yield self._judged(waiting)

    def finished(self, rows: Iterable[Row]) -> list[Row]:
        """Return the rows with what is only known at the end: later places of the same certificate."""
        return [self._repeats.finished(row) for row in rows]

    def _judged(self, works: list[Work]) -> list[Row]:
        asked = [(text, work.document) for work in works for text in work.texts()]
        results = iter(self._checker.check_texts(asked))
        now = self._checker.now()
        rows: list[Row] = []
        for work in works:
            answers = list(islice(results, len(work.texts())))
            rows += [self._repeats.seen(self._with_receipt(row)) for row in rows_of(work, answers, now)]
            work.closing.close()
        return rows

    def _with_receipt(self, row: Row) -> Row:
        return replace(row, receipt=self._receipt_of(row))


def _is_enough(works: list[Work]) -> bool:
    return (
        len(works) >= MAX_FILES
        or sum(len(work.texts()) for work in works) >= MAX_CODES
        or sum(work.weight for work in works) >= MAX_BYTES
    )
