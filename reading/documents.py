"""A file to the texts of its codes, page by page: the door of this room for whoever reads one file.

The file is drawn and searched in a worker process under limits of memory and time. Pages come as they are done, so a
long document shows progress, and memory stays flat. Many files, and on all cores: `reading.pool`.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from reading.conversation import Conversation, over_time
from reading.errors import Obstacle, UnreadableError
from reading.limits import DEFAULT_LIMITS, Limits
from reading.page import NOTHING_MORE, Good, Page, Wanted
from reading.starting import FreshStarter

__all__ = ["Good", "Page", "read_page", "read_pages"]


@contextmanager
def read_pages(
    file: BinaryIO, *, good: Good, limits: Limits = DEFAULT_LIMITS, clock: Callable[[], float] = time.monotonic
) -> Iterator[Iterator[Page]]:
    """Read all of an open file and yield its pages; the worker is gone at the end, whatever happened.

    `good` is asked once about each text of a page. `clock` counts seconds. The first page that cannot be read ends the
    file.

    Raises:
        UnreadableError: while pages are asked for; those before it were read.

    """
    deadline = clock() + limits.max_seconds_per_file
    with _conversation(limits) as conversation:
        yield _pages(conversation, file, good, limits, lambda: clock() > deadline)


def read_page(
    file: BinaryIO, number: int, *, good: Good, wanted: Wanted = NOTHING_MORE, limits: Limits = DEFAULT_LIMITS
) -> Page:
    """Read one page, counted from 1, and no other; `wanted` is what shall come beside its texts.

    Raises:
        UnreadableError: the file or the page cannot be read, or there is no such page.

    """
    with _conversation(limits) as conversation:
        opened = conversation.open(file)
        if not 1 <= number <= opened.pages:
            raise UnreadableError(Obstacle.NO_PAGES, f"has no page {number}, only {opened.pages}; name one of them")
        return conversation.page(number, opened, good, wanted)


def _pages(
    conversation: Conversation, file: BinaryIO, good: Good, limits: Limits, too_late: Callable[[], bool]
) -> Iterator[Page]:
    opened = conversation.open(file)
    for number in range(1, opened.pages + 1):
        yield conversation.page(number, opened, good, NOTHING_MORE)
        if too_late():
            raise over_time(limits)


@contextmanager
def _conversation(limits: Limits) -> Iterator[Conversation]:
    worker = FreshStarter(limits).start()
    try:
        yield Conversation(worker, limits)
    finally:
        worker.end()
