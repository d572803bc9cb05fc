"""After a run: lay each paper that is in force beside its certificate, for a person to compare."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reading.limits import DEFAULT_LIMITS
from scanner.comparison.comparison import Comparison, comparison_of, is_comparable
from scanner.comparison.hints import differences
from scanner.comparison.outcome import Outcome
from scanner.comparison.sources import ScannedPaper, pages_for, scanned_paper
from scanner.comparison.terminal import compare_in_terminal
from scanner.errors import CameraError, DocumentError, UsageError
from scanner.language import _
from scanner.report.lines import place_text
from scanner.snapshot import take_snapshot
from scanner.stack.values import Row
from scanner.terminal import printable
from signing.result import VerificationResult

if TYPE_CHECKING:
    from scanner.checker import Checker


class Desk:
    """Where the person compares: a window, or this terminal."""

    def __init__(self, checker: "Checker", *, terminal: bool, by: str | None) -> None:
        self._checker = checker
        self._terminal = terminal
        self._by = by

    def takes(self, row: Row) -> bool:
        """Tell whether there is something to compare: in force, and nobody has compared it."""
        return is_comparable(row.code.result)

    def compare(self, row: Row, numbers: Sequence[int]) -> Outcome | None:
        """Let the person compare one paper, of which these pages are shown; None where the file is no longer there."""
        sys.stderr.write(printable(_("Compare: %(place)s", place=place_text(row.place))) + "\n")
        path = Path(row.code.source)
        paper = _paper_as_judged(path, row.code.sha256, numbers)
        if paper is None:
            sys.stderr.write(printable(_("%(file)s was changed or moved since it was checked.", file=path)) + "\n")
            return None
        return self.compare_with(row.code.result, paper)

    def compare_with(self, result: VerificationResult, paper: ScannedPaper) -> Outcome:
        """Let the person compare a certificate with the paper in hand; `paper` holds what there is of it as a scan."""
        comparison = comparison_of(result)
        return self._in_terminal(comparison, paper) if self._terminal else self._in_window(comparison, paper)

    def _in_terminal(self, comparison: Comparison, paper: ScannedPaper) -> Outcome:
        return compare_in_terminal(comparison, differences(comparison, paper.words), by=self._by)

    def _in_window(self, comparison: Comparison, paper: ScannedPaper) -> Outcome:
        # Imported here: a machine without a screen compares in its terminal, and has no libraries for windows.
        from scanner.comparison.view import ComparisonView
        from scanner.comparison.window import compare_in_window

        view = ComparisonView(
            comparison,
            scans=paper.pictures,
            hints=differences(comparison, paper.words),
            pages=pages_for(comparison, self._checker.reference),
            by=self._by,
        )
        return compare_in_window(view)


def refuse_without_person(*, terminal: bool) -> None:
    """Say before the work is done that nobody could compare its result.

    Raises:
        UsageError: the input is no terminal.
        CameraError: there is no screen.

    """
    if terminal and not sys.stdin.isatty():
        raise UsageError(_("--terminal needs a person at the keyboard, but the input is no terminal."))
    if not terminal:
        from scanner.screen.window import refuse_without_screen

        try:
            refuse_without_screen()
        except CameraError as error:
            raise CameraError(_("no window can be opened here; add --terminal to compare in words.")) from error


def pages_of(row: Row, rows: Sequence[Row]) -> list[int]:
    """Return the pages of a paper: that of its code, and those behind it which show no code of their own."""
    number = row.code.page or 1
    blank = next((other.without_code for other in rows if other.code.source == row.code.source), ())
    pages = [number]
    while pages[-1] + 1 in blank:
        pages.append(pages[-1] + 1)
    return pages


def _paper_as_judged(path: Path, sha256: bytes | None, numbers: Sequence[int]) -> ScannedPaper | None:
    """Return pages of the file if it holds the bytes that were checked: what is shown must be what was judged.

    They are drawn from the copy whose hash was found right: the path could mean another file a moment later.
    """
    try:
        with take_snapshot(path, DEFAULT_LIMITS, keep_up_to=0) as now:
            return scanned_paper(now.file, numbers) if now.sha256 == sha256 else None
    except DocumentError:
        return None
