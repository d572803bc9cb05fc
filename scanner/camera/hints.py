"""What would help where no code is read: come closer, more light, hold still, turn the paper.

Measured from frames now and then; a hint is shown once it was right for a while and then stays for a while, so that
nothing flickers while a hand moves.
"""

from collections import Counter, deque
from dataclasses import dataclass
from enum import Enum
from typing import Final

import numpy as np

from reading.decode.zxing import Unread
from reading.draw.drawn import Picture
from scanner.language import N_
from scanner.screen.opencv import cv2

MEASURED_EVERY: Final = 0.15
"""Seconds between two measurements: each costs about as much as the search of one frame."""

WINDOW_SECONDS: Final = 1.2
"""How far back measurements count."""

AGREED: Final = 0.6
"""Part of the measurements that must say the same before it is shown."""

SPAN_SECONDS: Final = 0.8
"""The measurements must reach back so far at least."""

STAYS_SECONDS: Final = 1.5
"""A hint that is shown is not exchanged for another before."""

DARK_BELOW: Final = 45
"""Mean brightness, of 255."""

SATURATED: Final = 250
GLARE_FROM: Final = 0.06
"""Part of the picture that is saturated."""

SMALL_BELOW: Final = 170
"""Side of an unread code in pixels: three for each of the 53 or 57 modules that our codes have."""

MOVING_FROM: Final = 7.0
"""Mean change of brightness between two measurements."""

PRINT_FROM: Final = 12.0
"""Coarse contrast: a paper on a desk has 30 and more, the desk alone about 1."""

BLURRED_BELOW: Final = 1.0
"""Fine edges divided by the coarse contrast: sharp print has 1.5 to 4, a lens out of focus takes the fine ones."""

LOOKED_AT: Final = 640
"""Width to which a frame is shrunk before it is measured."""


class Hint(Enum):
    """What the person can do; the value is the sentence."""

    LIGHT = N_("Too dark: more light")
    GLARE = N_("Glare: turn the paper out of the light")
    STILL = N_("Blurred: hold the paper still")
    CLOSER = N_("Too small: bring the QR code closer")


@dataclass(frozen=True, slots=True)
class Measures:
    """What is measured of a frame."""

    brightness: float
    saturated: float
    fine: float
    coarse: float
    moved: float


class Hints:
    """Says what would help. Time is passed in, in seconds of any steady clock."""

    def __init__(self) -> None:
        self._before: Picture | None = None
        self._measured_at = -MEASURED_EVERY
        self._said: deque[tuple[float, Hint | None]] = deque()
        self._shown: Hint | None = None
        self._shown_since = 0.0

    def look(self, frame: Picture, unread: Unread | None, now: float) -> Hint | None:
        """Look at a frame in which nothing was read; return the hint to show."""
        if now - self._measured_at < MEASURED_EVERY:
            return self._shown
        self._measured_at = now
        measures, self._before = measure(frame, self._before)
        return self.note(hint_for(measures, unread), now)

    def clear(self) -> None:
        """Forget all: a code was read, or there is no picture."""
        self._said.clear()
        self._shown = None
        self._before = None

    def note(self, hint: Hint | None, now: float) -> Hint | None:
        """Note what one measurement says; return the hint to show."""
        self._said.append((now, hint))
        while now - self._said[0][0] > WINDOW_SECONDS:
            self._said.popleft()
        common, count = Counter(said for _, said in self._said).most_common(1)[0]
        settled = now - self._said[0][0] >= SPAN_SECONDS and count >= AGREED * len(self._said)
        free = self._shown is None or now - self._shown_since >= STAYS_SECONDS
        if settled and free and common is not self._shown:
            self._shown, self._shown_since = common, now
        return self._shown


def hint_for(measures: Measures, unread: Unread | None) -> Hint | None:
    """Return what would help with such a frame; None where there is nothing that looks like a paper."""
    if measures.brightness < DARK_BELOW:
        return Hint.LIGHT
    if measures.saturated >= GLARE_FROM:
        return Hint.GLARE
    if unread is not None:
        return Hint.CLOSER if unread.side < SMALL_BELOW else Hint.STILL
    if measures.coarse < PRINT_FROM:
        return None
    if measures.moved >= MOVING_FROM or measures.fine < BLURRED_BELOW * measures.coarse:
        return Hint.STILL
    return Hint.CLOSER


def measure(frame: Picture, before: Picture | None) -> tuple[Measures, Picture]:
    """Measure a frame, and its change since an earlier one; the second value is what the next call is given."""
    height, width = frame.shape[:2]
    scale = min(1.0, LOOKED_AT / width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    grey = cv2.cvtColor(cv2.resize(frame, size, interpolation=cv2.INTER_AREA), cv2.COLOR_BGR2GRAY)
    smooth = cv2.GaussianBlur(grey, (0, 0), 1.5)
    small = cv2.resize(smooth, (max(1, size[0] // 4), max(1, size[1] // 4)), interpolation=cv2.INTER_AREA)
    moved = 0.0 if before is None or before.shape != small.shape else float(cv2.absdiff(small, before).mean())
    contrast = cv2.absdiff(small, cv2.GaussianBlur(small, (0, 0), 4))
    return (
        Measures(
            brightness=float(small.mean()),
            saturated=float((grey[::2, ::2] >= SATURATED).mean()),
            fine=float(np.percentile(np.abs(cv2.Laplacian(grey, cv2.CV_16S)[::2, ::2]), 98)),
            coarse=float(np.percentile(contrast, 95)),
            moved=moved,
        ),
        small.astype(np.uint8, copy=False),
    )
