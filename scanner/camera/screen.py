"""Brings viewer, window, camera and sound together: each moment drawn, each key heeded."""

import time
from collections.abc import Callable, Iterator
from typing import Final, Protocol

from reading.draw.drawn import Picture
from scanner.camera.background import BackgroundVerifier
from scanner.camera.cameras import camera_numbers
from scanner.camera.feed import LiveFeed
from scanner.camera.video import Film, Moment
from scanner.camera.viewer import Viewer, Wish
from scanner.camera.watch import Watcher
from scanner.screen.finding import Verifier

STILL_WAIT: Final = 0.05
"""Seconds for which a film that stands still waits for a key, between two looks at the window."""

REDRAW_SECONDS: Final = 0.1
"""How often a picture is drawn while the camera gives nothing new: a comparison loads pages, help changes."""


class Screen(Protocol):
    """What is used of the window."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""

    @property
    def is_open(self) -> bool:
        """Whether the person has not closed it."""

    def show(self, picture: Picture) -> None:
        """Show a picture."""

    def key(self, wait_seconds: float = 0.0) -> int | None:
        """Return a key that is pressed within this time."""

    def toggle_full_screen(self) -> None:
        """Fill the screen or go back."""


def run_on_screen(
    source: Film | LiveFeed,
    verify: Verifier,
    viewer: Viewer,
    screen: Screen,
    *,
    mute: Callable[[], None],
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Run until the person quits, or the film is over and nothing is left to be shown.

    Raises:
        CameraError: a film holds no pictures.

    """
    with BackgroundVerifier(verify) as checks:
        loop = _Loop(Watcher(checks), viewer, screen, source, mute, clock)
        loop.run()


class _Loop:
    def __init__(
        self,
        watcher: Watcher,
        viewer: Viewer,
        screen: Screen,
        source: Film | LiveFeed,
        mute: Callable[[], None],
        clock: Callable[[], float],
    ) -> None:
        self._watcher = watcher
        self._viewer = viewer
        self._screen = screen
        self._source = source
        self._mute = mute
        self._clock = clock
        self._due = self._drawn_at = clock()
        self._leaving = False

    def run(self) -> None:
        for moment in self._moments():
            unread = self._watcher.see(moment)
            self._report(moment.seconds)
            self._viewer.look(moment, self._watcher.with_findings(unread))
            self._draw(moment)
            self._heed_keys(self._wait())
            if self._leaving or not self._screen.is_open:
                return

    def _moments(self) -> Iterator[Moment]:
        """Yield the source's moments; a film waits while the picture stands still."""
        moments = self._source.moments()
        if not isinstance(self._source, Film):
            yield from moments
            return
        last = Moment(None, 0.0)
        while True:
            following = None if self._viewer.stands_still else next(moments, None)
            if following is None and not (self._viewer.is_occupied or self._watcher.is_busy):
                return
            last = following or Moment(None, last.seconds + STILL_WAIT)
            yield last

    def _report(self, seconds: float) -> None:
        for hit in self._watcher.hits(seconds):
            self._viewer.report(hit)

    def _draw(self, moment: Moment) -> None:
        now = self._clock()
        nothing_new = moment.frame is None or self._viewer.stands_still
        if nothing_new and now - self._drawn_at < REDRAW_SECONDS:
            return
        self._drawn_at = now
        self._screen.show(self._viewer.picture(*self._screen.size))

    def _wait(self) -> float:
        """Return how long to wait for a key: a camera paces itself, a film would run as fast as it decodes."""
        if not isinstance(self._source, Film):
            return 0.0
        now = self._clock()
        self._due = max(self._due + self._source.frame_seconds, now)
        return STILL_WAIT if self._viewer.stands_still else self._due - now

    def _heed_keys(self, wait: float) -> None:
        key = self._screen.key(wait)
        while key is not None and not self._leaving:
            self._heed(self._viewer.press(key))
            # What a key does is seen at once.
            self._drawn_at = -REDRAW_SECONDS
            key = self._screen.key()

    def _heed(self, wish: Wish) -> None:
        match wish:
            case Wish.QUIT:
                self._leaving = True
            case Wish.FULL_SCREEN:
                self._screen.toggle_full_screen()
            case Wish.MUTE:
                self._mute()
            case Wish.NEXT_CAMERA if isinstance(self._source, LiveFeed):
                self._source.next_source(camera_numbers())
            case Wish.CHECK_AGAIN:
                hit = self._viewer.forget()
                if hit is not None:
                    self._watcher.check_again(hit.text)
            case _:
                pass
