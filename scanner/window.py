"""The window on the screen, and the question whether there is a screen at all."""

import subprocess
import sys
from types import TracebackType
from typing import Final

from scanner.decode.filters import Picture
from scanner.errors import CameraError
from scanner.opencv import cv2

TITLE: Final = "OriginSeal scanner"
ESCAPE: Final = 27
QUIT_KEYS: Final = (ESCAPE, ord("q"), ord("Q"))
PROBE_SECONDS: Final = 20


class Window:
    """Shows frames; a context manager, so that the window closes however the loop ends."""

    def __enter__(self) -> "Window":
        refuse_without_screen()
        cv2.namedWindow(TITLE, cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO | cv2.WINDOW_GUI_NORMAL)
        self._sized = False
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        cv2.destroyAllWindows()

    def show(self, picture: Picture, wait_seconds: float) -> bool:
        """Show a frame for a while; False once the person wants to quit (Esc, q, or the window closed)."""
        if not self._sized:
            cv2.resizeWindow(TITLE, picture.shape[1], picture.shape[0])
            self._sized = True
        cv2.imshow(TITLE, picture)
        key = cv2.waitKey(max(1, round(wait_seconds * 1000))) & 0xFF
        return key not in QUIT_KEYS and cv2.getWindowProperty(TITLE, cv2.WND_PROP_VISIBLE) >= 1


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
        raise CameraError("the screen does not answer; use --headless to get results as lines") from error
    if probe.returncode != 0:
        raise CameraError(
            "no window can be opened here (no screen, or OpenCV without windows); "
            "use --headless to get results as lines"
        )
