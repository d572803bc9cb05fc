"""Opens a camera, a video file or a stream, and hands out its frames with their time."""

import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from scanner.decode.filters import Picture
from scanner.errors import CameraError

# FFmpeg inside OpenCV writes its own complaints to the terminal unless told not to, before it is loaded.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")

from scanner.opencv import cv2

OPEN_TIMEOUT_MS: Final = 10_000
"""How long a stream may take to answer, in milliseconds."""

READ_TIMEOUT_MS: Final = 10_000
"""How long a stream may pause."""

USUAL_FPS: Final = 25.0
"""Assumed where a file does not say its frame rate or says nonsense."""


class Video:
    """Frames of a source as (frame, seconds since the start).

    A file has a time of its own (frame by frame at its rate); cameras and streams follow `clock`.
    """

    def __init__(self, source: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
        self._source = source
        self._clock = clock
        self.is_file = not source.isdecimal() and "://" not in source
        self._capture = _open(source)
        rate = float(self._capture.get(cv2.CAP_PROP_FPS))
        self.frame_seconds = 1 / (rate if 1 <= rate <= 1000 else USUAL_FPS)

    def frames(self) -> Iterator[tuple[Picture, float]]:
        """Yield frame after frame.

        Raises:
            CameraError: a file without a single picture; a camera or stream that falls silent.

        """
        started = self._clock()
        count = 0
        try:
            while True:
                ok, frame = self._capture.read()
                if not ok or frame is None:
                    break
                yield (
                    frame.astype("uint8", copy=False),
                    (count * self.frame_seconds if self.is_file else self._clock() - started),
                )
                count += 1
        finally:
            self._capture.release()
        if not self.is_file:
            raise CameraError(f"{_named(self._source)} gives no more pictures; check its cable or the network")
        if count == 0:
            raise CameraError(f"{self._source} holds no pictures; give a video file, or 0 for the first camera")


def _open(source: str) -> cv2.VideoCapture:
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
        raise CameraError(f"{_named(source)} cannot be opened; try --source 0, or name a video file") from error
    if capture.isOpened():
        return capture
    capture.release()
    if source.isdecimal():
        raise CameraError(
            f"there is no camera {source}, or another program uses it; close that program, try --source 1, "
            "or name a video file"
        )
    raise CameraError(f"{_named(source)} is not a video that can be read; give an AVI or MP4 file, or a stream's URL")


def _refuse_unless_file(path: Path) -> None:
    """Refuse all that is no regular file: opening a named pipe would wait for ever."""
    try:
        about = path.stat()
    except (OSError, ValueError) as error:
        raise CameraError(f"the video {path} cannot be opened; check the name") from error
    if not stat.S_ISREG(about.st_mode):
        raise CameraError(f"{path} is no file; give a video file, a stream's URL, or 0 for the first camera")
    if not os.access(path, os.R_OK):
        raise CameraError(f"{path} may not be read by you; ask its owner for permission")


def _named(source: str) -> str:
    return f"camera {source}" if source.isdecimal() else source
