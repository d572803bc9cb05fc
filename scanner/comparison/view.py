"""The window of the comparison as a picture: draw it, hand it the keys, take the outcome.

Left the paper as it was scanned, right what the certificate says, one box at a time and as large as it fits; above
what is known, below the map of all boxes and the keys. It opens no window: who has one shows what `draw` returns.
"""

import datetime as dt
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

import numpy as np
from PIL import Image, ImageDraw

from reading.draw.drawn import Picture
from scanner.comparison import look, messages, panels
from scanner.comparison.comparison import Comparison
from scanner.comparison.course import Act, Course, Stage, utc_now
from scanner.comparison.hints import Hint
from scanner.comparison.outcome import Outcome
from scanner.comparison.pages import Loading, Missing, NoPages, Pages
from scanner.comparison.panels import Board
from scanner.comparison.sheets import Row, Slice, divide, slices
from scanner.screen.frames import Rectangle
from scanner.screen.tones import GREY

ACTS: Final[Mapping[int, Act]] = {
    13: Act.SAME,
    10: Act.SAME,
    8: Act.BACK,
    127: Act.BACK,
    27: Act.STOP,
    32: Act.ON,
    **{
        ord(letter): act
        for letters, act in (("dD", Act.DIFFERS), ("uU", Act.UNDO), ("aA", Act.ALL_SAME))
        for letter in letters
    },
}
"""What the keys do, by the codes that OpenCV gives."""

NO_KEY: Final = 0xFF
"""What `waitKey` gives where no key was pressed."""

NEXT_SCAN: Final = 9
ENLARGE: Final = (ord("z"), ord("Z"))
VIEWS_OF_SCAN: Final = ((0.0, 1.0), (0.0, 0.4), (0.3, 0.7), (0.6, 1.0))
"""Which part of a scan's height is shown: all, then enlarged from head to foot."""

SMALLEST: Final = (480, 320)


class ComparisonView:
    """One comparison on the screen.

    `scans` are pictures of the paper, the frozen frame of a camera or the pages of a file; `hints` point at values to
    look at; `pages` gives the pictures that the certificate names. The other arguments are those of `Course`.
    """

    def __init__(
        self,
        comparison: Comparison,
        *,
        scans: Sequence[Picture] = (),
        hints: Sequence[Hint] = (),
        pages: Pages | None = None,
        by: str | None = None,
        clock: Callable[[], dt.datetime] = utc_now,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self.course = Course(comparison, by=by, clock=clock, ticks=ticks)
        self._comparison = comparison
        self._scans = [Image.fromarray(np.ascontiguousarray(scan[:, :, ::-1])) for scan in scans]
        self._hints = _by_line(hints)
        self._pages = NoPages() if pages is None else pages
        self._scan = 0
        self._scan_view = 0
        self._outcome: Outcome | None = None
        self._drawn: tuple[object, Picture] | None = None

    def press(self, key: int) -> Outcome | None:
        """Take a key (`cv2.waitKey() & 0xFF`); an outcome ends the comparison, and `draw` then shows it."""
        if key == NEXT_SCAN and self._scans:
            self._scan = (self._scan + 1) % len(self._scans)
            self._scan_view = 0
        elif key in ENLARGE and self._scans:
            self._scan_view = (self._scan_view + 1) % len(VIEWS_OF_SCAN)
        elif key in ACTS:
            self._outcome = self.course.act(ACTS[key]) or self._outcome
            return self._outcome
        if key != NO_KEY:
            self.course.touched()
        return self._outcome

    def stop(self) -> Outcome:
        """End it here, as Esc does: for a window that was closed."""
        self._outcome = self._outcome or self.course.stop()
        return self._outcome

    def draw(self, width: int, height: int) -> Picture:
        """Return the picture of the window, height x width x 3 (blue, green, red); drawn anew only where it changed."""
        width, height = max(width, SMALLEST[0]), max(height, SMALLEST[1])
        board = self._board(width, height)
        outcome = self._outcome
        if outcome is not None:
            paint = partial(messages.ending, board, outcome, self._comparison)
            return self._kept((width, height, outcome), board, paint)
        body = self._body(board)
        if self.course.stage is not Stage.BOX:
            stage = (width, height, self.course.stage, tuple(self.course.marks), self._scan, self._scan_view)
            picture = self._kept(stage, board, lambda: self._draw_question(board, body))
            self.course.shown()
            return picture
        return self._draw_box(board, body)

    def _board(self, width: int, height: int) -> Board:
        image = Image.new("RGB", (width, height), look.GROUND)
        return Board(image, ImageDraw.Draw(image), max(12, min(height // 42, width // 70)))

    def _kept(self, key: object, board: Board, paint: Callable[[], None]) -> Picture:
        if self._drawn is None or self._drawn[0] != key:
            paint()
            self._drawn = key, np.ascontiguousarray(np.asarray(board.image)[:, :, ::-1])
        return self._drawn[1]

    def _body(self, board: Board) -> Rectangle:
        """Return the rectangle right of the scan, between head and map."""
        unit, (width, height) = board.unit, board.image.size
        left = round(width * 0.45) if self._scans else unit
        return left, unit * 7, width - unit, height - round(unit * 6.3)

    def _draw_box(self, board: Board, body: Rectangle) -> Picture:
        course, box = self.course, self.course.box
        unit = board.unit
        room = (body[2] - body[0] - unit * 3, body[3] - body[1] - round(unit * 3.5))
        sight = None if box.picture is None else self._pages.get(box.picture)
        texts: list[list[Row]] = []
        parts: list[Slice] = []
        if isinstance(sight, np.ndarray) and not box.lines:
            parts = slices((sight.shape[1], sight.shape[0]), room)
        else:
            # Where a shipping mark stands below the words, it takes the lower part of the card.
            height = room[1] if sight is None else room[1] * 11 // 20
            texts = divide(box.lines, self._hints.get(course.position, {}), (room[0], height), unit)
        count = max(1, len(texts), len(parts))
        course.sheets(count)
        key = (
            board.image.size,
            course.position,
            course.sheet,
            count,
            tuple(course.marks),
            type(sight),
            course.saw_all,
            self._scan,
            self._scan_view,
        )

        def paint() -> None:
            self._draw_frame(board, body, messages.keys(course, scans=len(self._scans)))
            sheet = messages.sheet(course.sheet, count) if count > 1 else ""
            title = panels.title_of(box, self._comparison.language)
            inside = panels.card(board, body, course.marks[course.position], title, sheet)
            if parts and isinstance(sight, np.ndarray):
                panels.slice_of(board, inside, sight, parts[course.sheet])
            else:
                panels.rows(board, inside, texts[course.sheet])
                if sight is not None:
                    below = (inside[0], inside[1] + room[1] * 11 // 20, inside[2], inside[3])
                    panels.picture(board, inside if not box.lines else below, sight)

        picture = self._kept(key, board, paint)
        course.shown(complete=not isinstance(sight, Loading), lacking=isinstance(sight, Missing))
        return picture

    def _draw_question(self, board: Board, body: Rectangle) -> None:
        course = self.course
        self._draw_frame(board, body, messages.keys(course, scans=len(self._scans)))
        if course.stage is Stage.DIFFERENCE:
            messages.difference(board, body, course)
        else:
            messages.summary(board, body, course)

    def _draw_frame(self, board: Board, body: Rectangle, offered: list[tuple[str, str]]) -> None:
        """Draw what stands around the card: head, scan, map, keys."""
        unit, (width, height) = board.unit, board.image.size
        panels.head(board, (unit // 2, unit // 2, width - unit // 2, unit * 6), self._comparison)
        if self._scans:
            first, last = VIEWS_OF_SCAN[self._scan_view]
            whole = self._scans[self._scan]
            part = whole.crop((0, int(whole.height * first), whole.width, int(whole.height * last)))
            caption = messages.caption(self._scan, len(self._scans))
            panels.scan(board, (unit // 2, unit * 7, body[0] - unit, height - round(unit * 6.3)), part, caption)
        board.text((unit, 0, width - unit, 0), height - round(unit * 4.9), messages.progress(self.course), unit, GREY)
        panels.chart(board, (unit, height - round(unit * 4.3), width - unit, height - round(unit * 2.6)), self.course)
        look.keys(board.canvas, (0, height - unit * 2, width, height), unit, offered)


def _by_line(hints: Sequence[Hint]) -> dict[int, dict[int, list[str]]]:
    """Return what is hinted at by box and line."""
    found: dict[int, dict[int, list[str]]] = {}
    for hint in hints:
        found.setdefault(hint.box, {}).setdefault(hint.line, []).append(hint.text)
    return found
