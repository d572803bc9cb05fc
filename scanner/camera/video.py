"""Opens a camera, a video file or a stream, and hands out a film's frames with their time."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from reading.draw.drawn import Picture
from scanner.errors import CameraError
from scanner.language import _

# FFmpeg inside OpenCV writes its own complaints to the terminal unless told not to, before it is loaded.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

from scanner.screen.opencv import cv2

OPEN_TIMEOUT_MS: Final = 10_000
"""How long a stream may take to answer, in milliseconds."""

READ_TIMEOUT_MS: Final = 10_000
"""How long a stream may pause."""

USUAL_FPS: Final = 25.0
"""Assumed where a file does not say its frame rate or says nonsense."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What a source gives at one moment."""

    frame: Picture | None
    """None where there is nothing new since the moment before."""

    seconds: float
    """Since the start: of the film by its own time, of a camera by the clock."""

    trouble: str = ""
    """Why there are no pictures, as a sentence; empty while the source works."""


class Film:
    """The frames of a video file, each of them, with a time of their own: frame by frame at the film's rate."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._capture = open_capture(source)
        rate = float(self._capture.get(cv2.CAP_PROP_FPS))
        self.frame_seconds = 1 / (rate if 1 <= rate <= 1000 else USUAL_FPS)

    def moments(self) -> Iterator[Moment]:
        """Yield frame after frame.

        Raises:
            CameraError: the file holds not a single picture.

        """
        count = 0
        try:
            while (frame := read_frame(self._capture)) is not None:
                yield Moment(frame, count * self.frame_seconds)
                count += 1
        finally:
            self._capture.release()
        if count == 0:
            raise CameraError(
                _("%(source)s holds no pictures; give a video file, or 0 for the first camera")
                % {"source": self._source}
            )


def is_film(source: str) -> bool:
    """Tell a video file from a camera's number and a stream's address."""
    return not source.isdecimal() and "://" not in source


class Capture(Protocol):
    """What is used of `cv2.VideoCapture`."""

    def read(self) -> tuple[bool, Any]:
        """Return whether there is a frame, and the frame."""

    def release(self) -> None:
        """Let the device go."""


def read_frame(capture: Capture) -> Picture | None:
    """Return the next frame; None where there is none, or where the driver reports an error."""
    try:
        ok, frame = capture.read()
    except cv2.error:
        return None
    return frame.astype("uint8", copy=False) if ok and frame is not None else None


def open_capture(source: str) -> cv2.VideoCapture:
    """Open a camera by its number, a video file or the address of a stream.

    Raises:
        CameraError: it cannot be opened, with what to do about it.

    """
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        if source.isdecimal():
            capture = cv2.VideoCapture(int(source))
        else:
            if "://" not in source:
                _refuse_unless_file(Path(source))
            limits = [
                cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
                OPEN_TIMEOUT_MS,
                cv2.CAP_PROP_READ_TIMEOUT_MSEC,
                READ_TIMEOUT_MS,
            ]
            capture = cv2.VideoCapture(source, cv2.CAP_FFMPEG, limits)
    except (cv2.error, OverflowError) as error:
        raise CameraError(
            _("%(source)s cannot be opened; try --source 0, or name a video file") % {"source": named(source)}
        ) from error
    if capture.isOpened():
        return capture
    capture.release()
    if source.isdecimal():
        raise CameraError(
            _(
                "there is no camera %(number)s, or another program uses it; close that program, try --source 1, "
                "or name a video file"
            )
            % {"number": source}
        )
    raise CameraError(
        _("%(source)s is not a video that can be read; give an AVI or MP4 file, or a stream's URL")
        % {"source": named(source)}
    )


def _refuse_unless_file(path: Path) -> None:
    """Refuse all that is no regular file: opening a named pipe would wait for ever."""
    try:
        about = path.stat()
    except (OSError, ValueError) as error:
        raise CameraError(_("the video %(path)s cannot be opened; check the name") % {"path": path}) from error
    if not stat.S_ISREG(about.st_mode):
        raise CameraError(
            _("%(path)s is no file; give a video file, a stream's URL, or 0 for the first camera") % {"path": path}
        )
    if not os.access(path, os.R_OK):
        raise CameraError(_("%(path)s may not be read by you; ask its owner for permission") % {"path": path})


def named(source: str) -> str:
    """Return how a source is called before a person; a stream's user name and password are left out."""
    if source.isdecimal():
        return _("camera %(number)s") % {"number": source}
    scheme, separator, rest = source.partition("://")
    if not separator:
        return source
    address, slash, path = rest.partition("/")
    return scheme + separator + address.rpartition("@")[2] + slash + path
