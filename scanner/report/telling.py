"""What is said on stdout while a run goes on: JSON for programs, the long answer for one or two papers, else lines."""

import json
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from scanner.language import _
from scanner.report.fields import as_fields
from scanner.report.lines import Ink, hints, line, place_text, summary_lines
from scanner.report.summary import summarise
from scanner.stack.values import Row
from scanner.terminal import printable
from scanner.words import describe
from signing.result import Reason

FEW: Final = 4
"""So many results of one or two files get the long answer each; a PDF of forty papers gets lines."""

Write = Callable[[str], None]
"""Takes one line."""


class Teller(Protocol):
    """Says rows."""

    def rows(self, rows: Sequence[Row]) -> None:
        """Say some rows, as soon as they are known."""

    def end(self, rows: Sequence[Row], *, files: int, left_out: int) -> None:
        """Say what all of it came to."""


class JsonTeller:
    """One JSON object for each row and line."""

    def __init__(self, write: Write) -> None:
        self._write = write

    def rows(self, rows: Sequence[Row]) -> None:
        """Write the rows."""
        for row in rows:
            self._write(json.dumps(as_fields(row)))

    def end(self, rows: Sequence[Row], *, files: int, left_out: int) -> None:
        """Write nothing: all was said."""


class LongTeller:
    """Everything that there is to say of each paper: for one or two of them."""

    def __init__(self, write: Write) -> None:
        self._write = write

    def rows(self, rows: Sequence[Row]) -> None:
        """Write each row as a block of lines."""
        for row in rows:
            lines = [
                place_text(row.place),
                *describe(row.code.result, row.checked_at),
                *(f"  {hint}" for hint in hints(row)),
            ]
            self._write("\n".join(printable(line) for line in lines) + "\n")

    def end(self, rows: Sequence[Row], *, files: int, left_out: int) -> None:
        """Write nothing: all was said."""


class LineTeller:
    """One line for each row, and at the end the summary."""

    def __init__(self, write: Write, ink: Ink) -> None:
        self._write = write
        self._ink = ink

    def rows(self, rows: Sequence[Row]) -> None:
        """Write a line for each row."""
        for row in rows:
            self._write(line(row, self._ink))

    def end(self, rows: Sequence[Row], *, files: int, left_out: int) -> None:
        """Write the summary."""
        for text in summary_lines(summarise(rows), self._ink, files=files, left_out=left_out):
            self._write(text)
        if any(row.code.result.reason is Reason.NO_CODE for row in rows):
            self._write("")
            self._write(_("Where no code could be read, check what you type: scanner lookup NUMBER DATE."))


class FewTeller:
    """The long answer where there turns out to be little to say, lines where there is much."""

    def __init__(self, few: Teller, many: Teller) -> None:
        self._few = few
        self._many = many
        self._chosen: Teller | None = None

    def rows(self, rows: Sequence[Row]) -> None:
        """Choose by the first results, and stay with it."""
        if self._chosen is None:
            self._chosen = self._few if len(rows) <= FEW else self._many
        self._chosen.rows(rows)

    def end(self, rows: Sequence[Row], *, files: int, left_out: int) -> None:
        """Say it as the rows were said."""
        if self._chosen is not None:
            self._chosen.end(rows, files=files, left_out=left_out)
