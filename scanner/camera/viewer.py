"""What the person before the camera sees and steers: the live picture, the still on a hit, the comparison.

A state machine without window, camera or sound of its own: moments, hits and keys go in, pictures and wishes come
out. A hit stands still until the person goes on, so that nobody has to catch a verdict that passes by.
"""

from collections.abc import Callable
from enum import Enum, auto
from typing import Final, Protocol

from reading.draw.drawn import Picture
from scanner import language
from scanner.camera import overlay
from scanner.camera.fitting import fit
from scanner.camera.hints import Hints
from scanner.camera.still import draw_keys, draw_still
from scanner.camera.video import Moment
from scanner.camera.watch import Hit, Seen
from scanner.language import _
from scanner.screen.finding import Finding, Kind
from scanner.screen.keys import ENTER, ESCAPE, SPACE, is_key
from signing.result import Reason

FOREIGN_WAITS: Final = 0.7
"""Seconds for which a foreign code lets a certificate's own code go first: papers carry codes of carriers too."""

MAX_WAITING: Final = 8
"""Hits that wait while another stands still."""


class Wish(Enum):
    """What a key asks of the program around the viewer."""

    NOTHING = auto()
    QUIT = auto()
    FULL_SCREEN = auto()
    NEXT_CAMERA = auto()
    MUTE = auto()
    CHECK_AGAIN = auto()


class View(Protocol):
    """What is used of a comparison's view."""

    def draw(self, width: int, height: int) -> Picture:
        """Return its picture."""

    def press(self, key: int) -> "Finding | None":
        """Take a key; a finding ends the comparison."""


StartComparison = Callable[[Hit], View | None]
"""Opens the comparison of a hit; None where there is nothing to compare."""


class Viewer:
    """Holds what is shown. `say` is told the kind of each finding when it is shown first."""

    def __init__(self, *, say: Callable[[Kind], None], compare: StartComparison, continuous: bool = False) -> None:
        self._say = say
        self._compare = compare
        self._continuous = continuous
        self._hints = Hints()
        self._waiting: list[Hit] = []
        self._still: Hit | None = None
        self._view: View | None = None
        self._keys_shown = False
        self._frame: Picture | None = None
        self._seen = Seen([])
        self._help = ""
        self._kept: tuple[object, Picture] | None = None

    @property
    def stands_still(self) -> bool:
        """Whether the picture waits for the person."""
        return self._still is not None or self._view is not None or self._keys_shown

    @property
    def is_occupied(self) -> bool:
        """Whether something is shown or waits that nobody has seen yet."""
        return self.stands_still or (bool(self._waiting) and not self._continuous)

    @property
    def still(self) -> Hit | None:
        """The hit that is shown."""
        return self._still

    def report(self, hit: Hit) -> None:
        """Take a new result."""
        if self._continuous:
            self._say(hit.finding.kind)
        self._waiting = [*self._waiting[-MAX_WAITING + 1 :], hit]

    def look(self, moment: Moment, seen: Seen) -> None:
        """Take what the camera shows now."""
        self._seen = seen
        if moment.frame is not None:
            self._frame = moment.frame
            if seen.results:
                self._hints.clear()
                self._help = ""
            else:
                hint = self._hints.look(moment.frame, seen.unread, moment.seconds)
                self._help = _(hint.value) if hint else ""
        if moment.trouble:
            self._hints.clear()
            self._help = moment.trouble
        if self._continuous:
            # The latest can be compared; the others have had their card and their sound.
            self._waiting = self._waiting[-1:]
        elif self._still is None:
            self._freeze(moment.seconds)

    def _freeze(self, seconds: float) -> None:
        """Let the next hit stand still: certificates first, foreign codes after a moment."""
        own = [hit for hit in self._waiting if not _is_foreign(hit)]
        ready = own or [hit for hit in self._waiting if seconds - hit.seconds >= FOREIGN_WAITS]
        if not ready:
            return
        self._still = ready[0]
        self._waiting = [hit for hit in own if hit is not self._still]
        self._say(self._still.finding.kind)

    def press(self, key: int) -> Wish:
        """Take a key; what it cannot do here it does not do."""
        if self._view is not None:
            self._press_in_comparison(key)
            return Wish.NOTHING
        if is_key(key, "?", "h"):
            self._keys_shown = not self._keys_shown
            return Wish.NOTHING
        if self._keys_shown:
            # Any key closes the table, and then nothing else happens: nobody knows yet what it does.
            self._keys_shown = False
            return Wish.NOTHING
        if key == SPACE or (key in ENTER and not self._can_compare()):
            self._go_on()
            return Wish.NOTHING
        if key in ENTER or is_key(key, "c"):
            self._start_comparison()
            return Wish.NOTHING
        return self._wish(key)

    def _wish(self, key: int) -> Wish:
        if key == ESCAPE and self._still is not None:
            # One step back, as at the counter: who presses it once too often must not be left without a camera.
            self._go_on()
            return Wish.NOTHING
        if key == ESCAPE or is_key(key, "q"):
            return Wish.QUIT
        if is_key(key, "r") and self._still is not None:
            return Wish.CHECK_AGAIN
        for letter, wish in (("f", Wish.FULL_SCREEN), ("n", Wish.NEXT_CAMERA), ("m", Wish.MUTE)):
            if is_key(key, letter):
                return wish
        return Wish.NOTHING

    def _go_on(self) -> None:
        # What came while the picture stood still and has left since was never meant to be shown.
        in_view = {result.code.text for result in self._seen.results}
        self._waiting = [hit for hit in self._waiting if hit.text in in_view]
        self._still = None

    def forget(self) -> Hit | None:
        """Give the hit back that stands still, to be checked again."""
        hit, self._still = self._still, None
        return hit

    def _candidate(self) -> Hit | None:
        return self._still or (self._waiting[-1] if self._continuous and self._waiting else None)

    def _can_compare(self) -> bool:
        hit = self._candidate()
        return hit is not None and hit.finding.kind is Kind.COMPARE

    def _start_comparison(self) -> None:
        hit = self._candidate()
        if hit is not None and hit.finding.kind is Kind.COMPARE:
            self._view = self._compare(hit)
            self._still = hit

    def _press_in_comparison(self, key: int) -> None:
        assert self._view is not None and self._still is not None  # noqa: S101, PT018  # one never without the other
        finding = self._view.press(key)
        if finding is None:
            return
        hit = self._still
        self._view = None
        self._still = Hit(hit.text, finding, hit.seconds, hit.frame, hit.code)
        if finding.kind is not Kind.COMPARE:
            self._say(finding.kind)

    def picture(self, width: int, height: int) -> Picture:
        """Return what is to be seen now, in this size."""
        if self._view is not None:
            return self._view.draw(width, height)
        if self._keys_shown:
            return draw_keys(width, height, language.current())
        if self._still is not None:
            return self._drawn_still(self._still, width, height)
        return self._live(width, height)

    def _drawn_still(self, hit: Hit, width: int, height: int) -> Picture:
        key = (id(hit), hit.finding, width, height)
        if self._kept is None or self._kept[0] != key:
            self._kept = key, draw_still(hit, hit.finding, width, height, comparable=self._can_compare())
        return self._kept[1]

    def _live(self, width: int, height: int) -> Picture:
        frame = self._frame if self._frame is not None else _nothing()
        picture, place = fit(frame, width, height)
        results = [place.in_view(result) for result in self._seen.results]
        guide = _("Hold the QR code of the certificate before the camera   ·   ? keys   ·   Q quit")
        overlay.draw(picture, results, guide=guide, help_text=self._help)
        return picture


def _is_foreign(hit: Hit) -> bool:
    return hit.finding.result is not None and hit.finding.result.reason is Reason.FOREIGN_CODE


def _nothing() -> Picture:
    import numpy as np

    return np.full((9, 16, 3), 24, np.uint8)
