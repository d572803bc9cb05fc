"""A run in a terminal: one line for each row while it runs, and at the end what it came to and what to do now."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TextIO

from scanner.language import N_, _, ngettext, shown
from scanner.report.looks import SIGNS, WORDS, word_of
from scanner.report.summary import ORDER, Summary
from scanner.report.widths import cells, padded
from scanner.screen.finding import Kind, kind_of
from scanner.stack.values import Place, Row
from scanner.terminal import printable
from scanner.words import PAPER_DIFFERS, headline, next_step
from signing.number import parse_number

_COLOURS: Final = {Kind.INVALID: "1;31", Kind.INDETERMINATE: "1;33", Kind.COMPARE: "1;36", Kind.CONFIRMED: "1;32"}
"""Cyan in place of navy, which no black terminal shows."""

_NUMBER_CELLS: Final = 22
_DATE_CELLS: Final = 10
MAX_PLACES: Final = 3
"""Places that are named of a certificate that was seen often."""

MEANINGS: Final = {
    Kind.INVALID: N_("Do not accept these."),
    Kind.INDETERMINATE: N_("Nothing can be said of these yet."),
    Kind.COMPARE: N_("In force: compare each with its paper (scanner check --compare)."),
    Kind.CONFIRMED: N_("In force, and the paper was compared or is the chamber's own file."),
}


@dataclass(frozen=True)
class Ink:
    """Colours and signs, where the terminal can show them; the words say the same."""

    colours: bool = False
    signs: bool = False

    def head(self, kind: Kind, word: str | None = None) -> str:
        """Return sign and word of a kind, as wide as the widest of all words."""
        sign = f"{SIGNS[kind]} " if self.signs else ""
        width = max(cells(_(one)) for one in (*WORDS.values(), PAPER_DIFFERS))
        text = sign + padded(word or _(WORDS[kind]), width)
        return f"\x1b[{_COLOURS[kind]}m{text}\x1b[0m" if self.colours else text


def ink_for(stream: TextIO, environment: Mapping[str, str]) -> Ink:
    """Return what a stream can show. `NO_COLOR` (no-color.org) is respected."""
    colours = stream.isatty() and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"
    try:
        "".join(SIGNS.values()).encode(stream.encoding or "ascii")
    except UnicodeEncodeError:
        return Ink(colours, signs=False)
    return Ink(colours, signs=True)


def line(row: Row, ink: Ink) -> str:
    """Return the row as one line: word, number, date, place, and what there is to know beside."""
    result = row.code.result
    kind = kind_of(result)
    number = parse_number(result.number).printed if result.number else "–"
    day = result.issued.isoformat() if result.issued else "–"
    notes = [] if kind in (Kind.COMPARE, Kind.CONFIRMED) else [headline(result)]
    notes += hints(row)
    told = f"  ({'; '.join(notes)})" if notes else ""
    place = place_text(row.place)
    columns = [ink.head(kind, word_of(result)), padded(number, _NUMBER_CELLS), padded(day, _DATE_CELLS), place]
    return "  ".join(columns) + printable(told)


def hints(row: Row) -> list[str]:
    """Return what is no verdict but worth a look: the same certificate elsewhere, pages without a code."""
    said = []
    if row.also:
        places = ", ".join(_place_beside(place, row.place) for place in row.also[:MAX_PLACES])
        more = len(row.also) - MAX_PLACES
        said.append(
            _("also on %(places)s and %(count)d more", places=places, count=more)
            if more > 0
            else _("also on %(places)s", places=places)
        )
    if row.without_code:
        said.append(
            ngettext("no code on page %(pages)s", "no code on pages %(pages)s", len(row.without_code))
            % {"pages": ranges(row.without_code)}
        )
    return said


def place_text(place: Place) -> str:
    """Return file and page, harmless to a terminal."""
    source = printable(place.source)
    if place.page is None:
        return source
    return _("%(file)s, page %(page)d", file=source, page=place.page)


def summary_lines(summary: Summary, ink: Ink, *, files: int, left_out: int = 0) -> list[str]:
    """Return the counts, everything that is not fine with the worst first, and what to do."""
    lines = ["", _("Files checked: %(files)d, results: %(rows)d", files=files, rows=summary.counts.total())]
    lines += [
        f"  {ink.head(kind)}  {summary.counts[kind]:>5}  {_(MEANINGS[kind])}" for kind in ORDER if summary.counts[kind]
    ]
    if left_out:
        said = ngettext(
            "%(count)d file of another kind left out.", "%(count)d files of other kinds left out.", left_out
        )
        lines.append("  " + said % {"count": left_out})
    if summary.attention:
        lines += ["", _("Look at these, the worst first:")]
    for row in summary.attention:
        result = row.code.result
        lines.append(f"  {line(row, ink)}")
        told = next_step(result) or shown(result.detail or "")
        if told:
            lines.append(f"      {printable(told)}")
    return lines


def ranges(numbers: tuple[int, ...]) -> str:
    """Return `2, 5–7`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)


def _place_beside(place: Place, own: Place) -> str:
    """Name a place to somebody who looks at another one: the file only where it is another."""
    if place.source == own.source and place.page is not None:
        return _("page %(page)d", page=place.page)
    return place_text(place)


def usual_ink(stream: TextIO) -> Ink:
    """Return what the stream of this program can show."""
    return ink_for(stream, os.environ)
