"""The camera loop: frames in, each new code checked once, the verdict drawn or reported.

Checking runs beside the loop (`scanner.background`). The loop itself knows neither window nor JSON: it calls
`report` for each new finding and `show` for each frame.
"""

from collections.abc import Callable
from typing import Final

from scanner.background import BackgroundVerifier
from scanner.decode.filters import Picture
from scanner.decode.live import LiveDecoder
from scanner.finding import Finding, InView, Verifier
from scanner.sightings import Sightings
from scanner.video import Video

LAST_WAIT_SECONDS: Final = 30.0
"""How long the end of a film waits for checks that are still under way."""

Report = Callable[[str, Finding, float], None]
"""Called once for each new result: the text, its finding, seconds since the start."""

Show = Callable[[Picture, list[InView]], bool]
"""Called for each frame with the codes in view, the latest first; False ends the loop."""


def watch(video: Video, verify: Verifier, *, report: Report, show: Show) -> None:
    """Run until the film ends or `show` returns False.

    Raises:
        CameraError: the source holds no pictures, or a camera fell silent.

    """
    with BackgroundVerifier(verify) as checks:
        _watch(video, checks, report, show)


def _watch(video: Video, checks: BackgroundVerifier, report: Report, show: Show) -> None:
    decoder, sightings = LiveDecoder(), Sightings()
    findings: dict[str, Finding] = {}
    seconds = 0.0
    for frame, seconds in video.frames():
        for text in sightings.see(decoder.feed(frame), seconds):
            findings.pop(text, None)
            if not checks.submit(text):
                sightings.forget(text)
        for text, finding in checks.findings():
            findings[text] = finding
            report(text, finding, seconds)
        in_view = sightings.in_view()
        # What has left the view is forgotten: after a long shift the memory holds no more than the last
        # codes.
        findings = {code.text: findings[code.text] for code in in_view if code.text in findings}
        results = [InView(code, findings.get(code.text), sightings.located(code.text, seconds)) for code in in_view]
        if not show(frame, results):
            return
    for text, finding in checks.drain(LAST_WAIT_SECONDS):
        report(text, finding, seconds)
