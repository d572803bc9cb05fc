"""The camera loop: frames in, each new code checked once, the verdict shown or reported.

Checking runs beside the loop (`scanner.camera.background`). The loop itself knows neither window nor JSON: it calls
`report` for each new finding and `show` for each moment.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from reading.decode.zxing import Code, Unread
from reading.draw.drawn import Picture
from scanner.camera.background import BackgroundVerifier
from scanner.camera.live import LiveDecoder
from scanner.camera.sightings import InView, Sightings
from scanner.camera.video import Moment
from scanner.screen.finding import Finding, Verifier

LAST_WAIT_SECONDS: Final = 30.0
"""How long the end of a film waits for checks that are still under way."""

MAX_KEPT_FRAMES: Final = 4
"""Frames that are kept for codes whose check is under way; more would fill the memory."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A code that was checked, with the picture in which it came into view."""

    text: str
    finding: Finding
    seconds: float
    """When the answer was there, since the start."""

    frame: Picture | None = None
    """None where too many checks were under way to keep each picture."""

    code: Code | None = None
    """Where it was in that picture."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one moment shows."""

    results: list[InView]
    """The codes in view, the latest first."""

    unread: Unread | None = None
    """A code that is plainly there and could not be read, with an empty text."""


Report = Callable[[Hit], None]
"""Called once for each new result."""

Show = Callable[[Moment, Seen], bool]
"""Called for each moment; False ends the loop."""


def watch(moments: Iterable[Moment], verify: Verifier, *, report: Report, show: Show) -> None:
    """Run until the film ends or `show` returns False.

    Raises:
        CameraError: the source holds no pictures.

    """
    with BackgroundVerifier(verify) as checks:
        watcher = Watcher(checks)
        seconds = 0.0
        for moment in moments:
            seconds = moment.seconds
            seen = watcher.see(moment)
            for hit in watcher.hits(seconds):
                report(hit)
            if not show(moment, watcher.with_findings(seen)):
                return
        for hit in watcher.last_hits(seconds):
            report(hit)


class Watcher:
    """Follows the codes in the frames and has each new one checked."""

    def __init__(self, checks: BackgroundVerifier) -> None:
        self._checks = checks
        self._decoder = LiveDecoder()
        self._sightings = Sightings()
        self._findings: dict[str, Finding] = {}
        self._pictures: dict[str, tuple[Picture, Code]] = {}
        self._seconds = 0.0

    def see(self, moment: Moment) -> Unread | None:
        """Look at a frame; return a code in it that is there and cannot be read."""
        if moment.frame is None:
            return None
        codes = self._decoder.feed(moment.frame)
        self._seconds = moment.seconds
        for text in self._sightings.see(codes, moment.seconds):
            self._findings.pop(text, None)
            if not self._checks.submit(text):
                self._sightings.forget(text)
            elif len(self._pictures) < MAX_KEPT_FRAMES:
                self._pictures[text] = moment.frame, next(code for code in codes if code.text == text)
        return self._decoder.unread

    @property
    def is_busy(self) -> bool:
        """Whether checks are under way."""
        return self._checks.is_busy

    def check_again(self, text: str) -> None:
        """Have a code that is in view checked once more, as if it had just come."""
        self._findings.pop(text, None)
        self._sightings.forget(text)

    def hits(self, seconds: float) -> list[Hit]:
        """Return what was found out since the last call."""
        return [self._hit(text, finding, seconds) for text, finding in self._checks.findings()]

    def last_hits(self, seconds: float) -> list[Hit]:
        """Wait for the checks under way."""
        return [self._hit(text, finding, seconds) for text, finding in self._checks.drain(LAST_WAIT_SECONDS)]

    def with_findings(self, unread: Unread | None) -> Seen:
        """Return the codes in view with what is known of them."""
        in_view = self._sightings.in_view()
        # What has left the view is forgotten: after a long shift the memory holds no more than the last codes.
        self._findings = {code.text: self._findings[code.text] for code in in_view if code.text in self._findings}
        located = {code.text: self._sightings.located(code.text, self._seconds) for code in in_view}
        return Seen([InView(code, self._findings.get(code.text), located[code.text]) for code in in_view], unread)

    def _hit(self, text: str, finding: Finding, seconds: float) -> Hit:
        self._findings[text] = finding
        frame, code = self._pictures.pop(text, (None, None))
        return Hit(text, finding, seconds, frame, code)
