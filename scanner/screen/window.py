"""The camera's window on the screen, and the question whether there is a screen at all."""

import os
import subprocess
import sys
from types import TracebackType
from typing import Final

from reading.draw.drawn import Picture
from scanner.errors import CameraError
from scanner.language import _
from scanner.screen.opencv import cv2

TITLE: Final = "OriginSeal scanner"
PROBE_SECONDS: Final = 60
FIRST_SIZE: Final = (1280, 720)
"""Width and height at the start; it can be made larger, and F fills the screen."""

SMALLEST: Final = 200
LARGEST: Final = 3840
"""Bounds of the pictures that are drawn for a window: more than any screen shows costs time and nothing else."""

# Without fonts of its own Qt complains once per window, on the terminal; all text here is drawn by Pillow.
os.environ.setdefault("QT_LOGGING_RULES", "default.warning=false")


class Window:
    """Shows pictures and takes keys; a context manager, so that the window closes however the loop ends."""

    def __init__(self, *, full_screen: bool = False) -> None:
        self._full_screen = full_screen

    def __enter__(self) -> "Window":
        refuse_without_screen()
        # The pictures are drawn in the window's own shape: the library need not keep theirs.
        cv2.namedWindow(TITLE, cv2.WINDOW_NORMAL | cv2.WINDOW_FREERATIO | cv2.WINDOW_GUI_NORMAL)
        cv2.resizeWindow(TITLE, *FIRST_SIZE)
        if self._full_screen:
            self._fill_screen()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        cv2.destroyAllWindows()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the room for a picture."""
        _left, _top, width, height = cv2.getWindowImageRect(TITLE)
        if width < SMALLEST or height < SMALLEST:
            return FIRST_SIZE
        return min(width, LARGEST), min(height, LARGEST)

    def show(self, picture: Picture) -> None:
        """Show a picture; it is seen while keys are waited for."""
        cv2.imshow(TITLE, picture)

    def key(self, wait_seconds: float = 0.0) -> int | None:
        """Return the key that is pressed within this time, at least a millisecond; None where there is none."""
        code = int(cv2.waitKey(max(1, round(wait_seconds * 1000))))
        return None if code < 0 else code & 0xFF

    @property
    def is_open(self) -> bool:
        """Whether the person has not closed it."""
        return bool(cv2.getWindowProperty(TITLE, cv2.WND_PROP_VISIBLE) >= 1)

    def toggle_full_screen(self) -> None:
        """Fill the screen, or go back to a window."""
        self._full_screen = not self._full_screen
        self._fill_screen()

    def _fill_screen(self) -> None:
        shape = cv2.WINDOW_FULLSCREEN if self._full_screen else cv2.WINDOW_NORMAL
        cv2.setWindowProperty(TITLE, cv2.WND_PROP_FULLSCREEN, shape)


def refuse_without_screen() -> None:
    """Raise where no window can be opened.

    Without a screen the window library does not report an error, it ends the whole program. So another
    process tries first.

    Raises:
        CameraError: there is no screen, or OpenCV was installed without windows.

    """
    attempt = [sys.executable, "-c", "import cv2; cv2.namedWindow('probe', cv2.WINDOW_NORMAL)"]
    try:
        probe = subprocess.run(  # noqa: S603  a constant program, by the interpreter that runs us
            attempt, capture_output=True, timeout=PROBE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise CameraError(_("the screen does not answer; use --headless to get results as lines")) from error
    if probe.returncode != 0:
        raise CameraError(
            _(
                "no window can be opened here (no screen, or OpenCV without windows); "
                "use --headless to get results as lines"
            )
        )
