"""Turns a verification's result, or the lack of one, into what a screen shows."""

import datetime as dt
from typing import Final

from scanner.language import N_, _, day_text, shown
from scanner.screen.finding import Finding, Kind, kind_of
from scanner.terminal import printable
from scanner.words import headline, next_step
from signing.number import parse_number
from signing.result import Verdict, VerificationResult

CANNOT_TELL: Final = N_("Cannot tell now")


def finding_of(result: VerificationResult) -> Finding:
    """Return the finding in the language that is spoken now: number, date, chamber and as-of time as its lines."""
    lines: list[str] = []
    if result.number and result.issued:
        lines.append(parse_number(result.number).printed)
        lines.append(_("Issued %(day)s") % {"day": day_text(result.issued)})
    if result.chamber:
        lines.append(result.chamber)
    if result.host:
        lines.append(_("The code leads to %(host)s") % {"host": result.host})
    if result.successor:
        lines.append(_("Its successor is %(number)s.") % {"number": result.successor})
    as_of = result.server_as_of or result.signed_as_of
    if as_of is not None:
        lines.append(_("As of %(day)s, %(time)s UTC") % {"day": day_text(as_of.date()), "time": _time_of_day(as_of)})
    if result.verdict is Verdict.INDETERMINATE and result.detail:
        lines.append(shown(result.detail))
    step = next_step(result)
    if step:
        lines.append(step)
    # A service's own words may stand among them: no line break of theirs makes a line of ours, or stops the drawing.
    return Finding(kind_of(result), headline(result), tuple(printable(line) for line in lines), step, result)


def cannot_tell(sentence: str) -> Finding:
    """Return the finding for a check that failed."""
    said = printable(sentence)
    return Finding(Kind.INDETERMINATE, _(CANNOT_TELL), (said,), said)


def _time_of_day(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).strftime("%H:%M:%S")
