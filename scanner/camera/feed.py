"""Keeps a camera or stream connected: unplugged, it is tried again and again until it is back.

The device is read in a thread of its own. So the window answers keys while a camera hangs, and whoever looks always
gets the newest picture: the ones in between are dropped, for a verdict on a picture of two seconds ago is none.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Final

from reading.draw.drawn import Picture
from scanner.camera.video import Capture, Moment, named, open_capture, read_frame
from scanner.errors import CameraError
from scanner.language import _

RETRY_SECONDS: Final = 1.0
"""Between two attempts to reach a camera that was lost."""

SILENT_AFTER: Final = 2.0
"""Seconds without a picture after which the person is told, though the device has not reported an error yet."""

PATIENCE: Final = 0.02
"""Seconds for which a moment waits for a new picture; keys are looked at in between."""

LEAVE_AFTER: Final = 0.5
"""Seconds that the thread gets to let the device go; a driver that hangs is left behind."""


class LiveFeed:
    """The newest frame of one of several sources; a context manager.

    The first source is opened at once, so that a wrong number is told at the start.
    """

    def __init__(
        self,
        sources: Sequence[str],
        *,
        open_source: Callable[[str], Capture] = open_capture,
        clock: Callable[[], float] = time.monotonic,
        retry_seconds: float = RETRY_SECONDS,
    ) -> None:
        self._sources = list(sources)
        self._open = open_source
        self._clock = clock
        self._retry_seconds = retry_seconds
        self._wanted = 0
        self._started = self._newest_at = clock()
        self._newest: Picture | None = None
        self._lost = ""
        self._news = threading.Condition()
        self._leaving = threading.Event()
        self._hurry = threading.Event()
        self._capture: Capture | None = open_source(self._sources[0])
        self._thread = threading.Thread(target=self._work, name="camera", daemon=True)

    def __enter__(self) -> "LiveFeed":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leaving.set()
        self._hurry.set()
        self._thread.join(LEAVE_AFTER)

    @property
    def source(self) -> str:
        """The source that is shown, or tried."""
        return self._sources[self._wanted]

    def next_source(self, found: Sequence[str] = ()) -> str:
        """Go on to the next source, those in `found` being added; return which one that is."""
        with self._news:
            self._sources += [source for source in found if source not in self._sources]
            self._wanted = (self._wanted + 1) % len(self._sources)
            self._newest_at = self._clock()
        self._hurry.set()
        return self.source

    def moments(self) -> Iterator[Moment]:
        """Yield what is new, without end; each waits a moment for a picture and then comes without one."""
        while True:
            with self._news:
                self._news.wait_for(lambda: self._newest is not None, PATIENCE)
                frame, self._newest = self._newest, None
                now = self._clock()
                silent = now - self._newest_at > SILENT_AFTER
                trouble = self._lost or (_silence(self.source) if silent and frame is None else "")
            yield Moment(frame, now - self._started, "" if frame is not None else trouble)

    def _work(self) -> None:
        current = self._wanted
        while not self._leaving.is_set():
            if current != self._wanted:
                current = self._wanted
                self._let_go()
            if self._capture is None and not self._connect(current):
                continue
            assert self._capture is not None  # noqa: S101  # connected above
            frame = read_frame(self._capture)
            if frame is None:
                self._let_go()
                self._tell_loss(_silence(self._sources[current]))
                self._pause()
            elif current == self._wanted:
                self._hand_over(frame)
        self._let_go()

    def _connect(self, current: int) -> bool:
        try:
            self._capture = self._open(self._sources[current])
        except CameraError as error:
            self._tell_loss(str(error))
            self._pause()
            return False
        return True

    def _hand_over(self, frame: Picture) -> None:
        with self._news:
            self._newest, self._newest_at, self._lost = frame, self._clock(), ""
            self._news.notify()

    def _tell_loss(self, sentence: str) -> None:
        with self._news:
            self._lost = sentence

    def _pause(self) -> None:
        self._hurry.wait(self._retry_seconds)
        if not self._leaving.is_set():
            self._hurry.clear()

    def _let_go(self) -> None:
        if self._capture is not None:
            self._capture.release()
            self._capture = None


def _silence(source: str) -> str:
    return _("%(source)s gives no more pictures; check its cable or the network") % {"source": named(source)}
