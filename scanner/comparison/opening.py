"""Opens the comparison of a certificate for the windows of the camera and of the counter."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final, Protocol

from reading.draw.drawn import Picture
from scanner.comparison.apart import draw_apart
from scanner.comparison.comparison import comparison_of, is_comparable
from scanner.comparison.confirming import Stands, conclude_comparison
from scanner.comparison.outcome import Found, Outcome, as_fields
from scanner.comparison.pages import CertifiedPages, NoPages, Pages, Publisher, published
from scanner.comparison.view import ComparisonView
from scanner.logbook import Logbook
from scanner.report.compared import compared_sentences
from scanner.screen.finding import Finding
from scanner.screen.findings import finding_of
from signing.result import Verdict, VerificationResult

QUOTED: Final = 80
"""Characters of a box that differs which the verdict quotes: it has to stay big."""

StartComparison = Callable[[Finding, Picture | None], "OpenComparison | None"]
"""Opens the comparison of a finding beside a picture of the paper; None where there is nothing to compare."""


class View(Protocol):
    """What is used of a comparison's view."""

    def draw(self, width: int, height: int) -> Picture:
        """Return its picture."""

    def press(self, key: int) -> Outcome | None:
        """Take a key; an outcome ends it."""

    def stop(self) -> Outcome:
        """End it as it stands."""


class OpenComparison:
    """A comparison under way: draws itself, takes keys, and ends with a finding."""

    def __init__(self, result: VerificationResult, view: View, stands: Stands, log: Logbook) -> None:
        self._stands = stands
        self._result = result
        self._view = view
        self._log = log

    def draw(self, width: int, height: int) -> Picture:
        """Return the picture of it."""
        return self._view.draw(width, height)

    def press(self, key: int) -> Finding | None:
        """Take a key; a finding ends the comparison."""
        outcome = self._view.press(key)
        return None if outcome is None else self._ended(outcome)

    def stop(self) -> Finding:
        """End it as it stands: not compared, or different where a box was marked so."""
        return self._ended(self._view.stop())

    def _ended(self, outcome: Outcome) -> Finding:
        result = conclude_comparison(self._result, outcome, self._stands)
        finding = _compared(result, outcome) if result.verdict is Verdict.VALID else finding_of(result)
        return self._log.compared(finding, outcome)


def _compared(result: VerificationResult, outcome: Outcome) -> Finding:
    """Return the finding with who compared, when, and what differs; one that was broken off is as it was before."""
    finding = finding_of(result)
    fields = as_fields(outcome)
    if outcome.found is Found.NOT_COMPARED or fields is None:
        return finding
    return replace(finding, lines=(*finding.lines, *compared_sentences(fields, most=QUOTED)))


def comparisons(
    publisher: Publisher | None,
    *,
    stands: Stands,
    by: str | None = None,
    log: Logbook | None = None,
    ticks: Callable[[], float] = time.monotonic,
) -> StartComparison:
    """Return what opens comparisons; `publisher` gives the pictures of certified pages, None without a network.

    `stands` is asked at the end of each: the certificate may have been revoked while a person compared, or looked away.
    `by` is who compares, `log` notes what comes of it, `ticks` counts seconds.
    """
    logbook = Logbook() if log is None else log

    def start(finding: Finding, scan: Picture | None) -> OpenComparison | None:
        result = finding.result
        if result is None or not is_comparable(result):
            return None
        comparison = comparison_of(result)
        pages: Pages = NoPages() if publisher is None else CertifiedPages(published(publisher, comparison), draw_apart)
        view = ComparisonView(comparison, scans=() if scan is None else (scan,), pages=pages, by=by, ticks=ticks)
        return OpenComparison(result, view, stands, logbook)

    return start
