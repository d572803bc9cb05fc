"""Reading one upload: step by step, with the rows that its codes ask."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import chain

from reading.documents import Page
from reading.errors import Obstacle, UnreadableError
from reading.limits import Limits
from reference_service.checks.question import RowCode, RowError
from reference_service.checks.table import MAX_ROWS, TableRow
from reference_service.limits.turnstile import Sender
from reference_service.scans.codes import SealSeeker
from reference_service.scans.room import ScanRoom


@dataclass(frozen=True)
class Step:
    """A page that was read: which of how many, and how many codes it has."""

    page: int
    of: int
    codes: int


class Reading:
    """The reading of one file: its steps are gone through once, and its rows are there afterwards.

    A row's `line` is its page, from 1. `obstacle` is what ended the reading early; `close` ends it at any time.
    """

    def __init__(self, pages: Iterator[Page], seeker: SealSeeker, sender: Sender, close: Callable[[], None]) -> None:
        self._pages = pages
        self._sender = sender
        self._seeker = seeker
        self.close = close
        self.rows: list[TableRow] = []
        self.pages_read = 0
        self.pages = 0
        self.attachments = 0
        self.obstacle: Obstacle | None = None

    def steps(self) -> Iterator[Step]:
        """Read page after page; where one cannot be read, its row says so and the others are left."""
        try:
            for page in self._pages:
                self.pages, self.attachments = page.of, page.attachments
                if len(self.rows) + len(page.texts) >= MAX_ROWS:
                    self._stop(Obstacle.TOO_MANY_CODES)
                    return
                self._take(page)
                yield Step(self.pages_read, page.of, len(page.texts))
        except UnreadableError as error:
            self._stop(error.obstacle)
        finally:
            self.close()

    def finish(self) -> None:
        """Go through all steps."""
        for _step in self.steps():
            pass

    def _take(self, page: Page) -> None:
        self.pages_read += 1
        self._sender.page_read()
        asked = [self._seeker.read(text) for text in page.texts] or [RowError(RowCode.NO_CODE)]
        self.rows += [TableRow(self.pages_read, "", "", question) for question in asked]

    def _stop(self, obstacle: Obstacle) -> None:
        self.obstacle = obstacle
        self.rows.append(TableRow(self.pages_read + 1, "", "", RowError(RowCode.PAGE_NOT_READ)))


def begin_reading(room: ScanRoom, data: bytes, seeker: SealSeeker, limits: Limits, sender: Sender) -> Reading:
    """Take a seat in the room and read the first page, so that a file which cannot be read is refused as a whole.

    Whoever calls this closes what it returns.

    Raises:
        AlreadyReadingError: a file of the same sender is being read.
        RoomFullError: others are being read.
        UnreadableError: not even the first page can be read.

    """
    with ExitStack() as held:
        pages = held.enter_context(room.read(data, seeker.is_genuine, limits, sender.name))
        first = next(pages)
        return Reading(chain([first], pages), seeker, sender, held.pop_all().close)
