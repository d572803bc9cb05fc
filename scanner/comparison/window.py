"""The comparison in a window of its own."""

import contextlib
import time
from typing import Final

from scanner.comparison.outcome import Outcome
from scanner.comparison.view import NO_KEY, ComparisonView
from scanner.errors import CameraError
from scanner.language import _
from scanner.screen.opencv import cv2
from scanner.screen.window import refuse_without_screen

TITLE: Final = "OriginSeal: compare"
SIZE: Final = (1440, 900)
"""Width and height of a window that is not full screen, until the person changes them."""

LOOK_MILLISECONDS: Final = 60
"""How long one look at the keyboard takes; a picture that comes in meanwhile is shown after it."""

ENDING_SECONDS: Final = 4.0
ENDING_MOMENT: Final = 1.0
"""How long the end is shown, and from when on any key closes it: keys pressed too often must not hide it."""


def compare_in_window(view: ComparisonView, *, full_screen: bool = False) -> Outcome:
    """Open a window, let the person compare, show how it ended, and close it. Closing the window stops.

    Raises:
        CameraError: no window can be opened here; the text says so, and what to use in its place.

    """
    try:
        refuse_without_screen()
    except CameraError as error:
        raise CameraError(_("no window can be opened here; compare in words with --terminal")) from error
    cv2.namedWindow(TITLE, cv2.WINDOW_NORMAL | cv2.WINDOW_FREERATIO | cv2.WINDOW_GUI_NORMAL)
    try:
        cv2.setWindowTitle(TITLE, _("OriginSeal: compare with the paper"))
        if full_screen:
            cv2.setWindowProperty(TITLE, cv2.WND_PROP_FULLSCREEN, cv2.WINDOW_FULLSCREEN)
        else:
            cv2.resizeWindow(TITLE, *SIZE)
        return _compare(view)
    finally:
        with contextlib.suppress(cv2.error):  # the person has closed it
            cv2.destroyWindow(TITLE)
            cv2.waitKey(1)


def _compare(view: ComparisonView) -> Outcome:
    outcome = None
    while outcome is None:
        if not _show(view):
            return view.stop()
        outcome = view.press(_key())
    began = time.monotonic()
    while _show(view) and (stood := time.monotonic() - began) < ENDING_SECONDS:
        if _key() != NO_KEY and stood > ENDING_MOMENT:
            break
    return outcome


def _key() -> int:
    return int(cv2.waitKey(LOOK_MILLISECONDS)) & 0xFF


def _show(view: ComparisonView) -> bool:
    """Show the picture in the window's size of now; False once the window is closed."""
    try:
        _left, _top, width, height = cv2.getWindowImageRect(TITLE)
        # Before it is on the screen a window has no size.
        size = (width, height) if width > 0 and height > 0 else SIZE
        cv2.imshow(TITLE, view.draw(*size))
        return bool(cv2.getWindowProperty(TITLE, cv2.WND_PROP_VISIBLE) >= 1)
    except cv2.error:
        return False
