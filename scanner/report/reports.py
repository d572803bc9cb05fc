"""The reports of one run: where they go, and that they are written again as the run goes on."""

from collections.abc import Callable, Sequence
from pathlib import Path

from scanner.report.csv_file import csv_bytes, is_our_csv
from scanner.report.keeping import ReportError, refuse_strangers, write_report
from scanner.report.page import Circumstances, html_bytes, is_our_html
from scanner.stack.values import Row


class Reports:
    """Writes the CSV and the HTML that were asked for.

    `about` returns the circumstances, given whether the run is finished. `warn` is told of a report that cannot be
    written; the run goes on, and `failed` stays set until it could be written after all.
    """

    def __init__(
        self,
        *,
        csv: Path | None,
        html: Path | None,
        about: Callable[[bool], Circumstances],
        warn: Callable[[str], None],
    ) -> None:
        self._csv = csv
        self._html = html
        self._about = about
        self._warn = warn
        self.failed = False

    def refuse_strangers(self, *, force: bool) -> None:
        """Raise `ReportError` where a report would destroy a file that is none of ours."""
        if self._csv is not None:
            refuse_strangers(self._csv, is_our_csv, force=force)
        if self._html is not None:
            refuse_strangers(self._html, is_our_html, force=force)

    @property
    def exist(self) -> bool:
        """Whether a report of an earlier run is there."""
        return any(path is not None and path.exists() for path in (self._csv, self._html))

    def write(self, rows: Sequence[Row], *, finished: bool) -> None:
        """Write both; one that fails does not keep the other from being written."""
        self.failed = False
        if self._csv is not None:
            self._try(self._csv, lambda: csv_bytes(rows))
        if self._html is not None:
            self._try(self._html, lambda: html_bytes(rows, self._about(finished)))

    def _try(self, path: Path, make: Callable[[], bytes]) -> None:
        try:
            write_report(path, make())
        except ReportError as error:
            self.failed = True
            self._warn(str(error))
