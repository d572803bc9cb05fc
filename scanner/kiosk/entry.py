"""Makes a question of a line that was typed: a code, or a number with its issue date."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from scanner.kiosk.layouts import is_own_code, undone
from scanner.language import N_
from signing.dates import DateError, read_date
from signing.errors import MistypedNumberError, NumberError
from signing.number import CertificateNumber, parse_typed_number
from signing.reference_base import ReferenceBase

MAX_LINE: Final = 4096
"""Characters of a line that are kept; a code of ours has 311 at most, and garbage must not fill the memory."""

LONGEST_TYPED: Final = 110
"""A number and a date in their longest writings; what is longer was not typed by a person."""


@dataclass(frozen=True, slots=True)
class CodeQuestion:
    """The text of a code, as far as what a keyboard layout did to it could be undone."""

    text: str


@dataclass(frozen=True, slots=True)
class NumberQuestion:
    """A certificate number and its issue date."""

    number: CertificateNumber
    day: dt.date


@dataclass(frozen=True, slots=True)
class DateWanted:
    """A number without its date: nothing is shown without both."""

    number: CertificateNumber


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Neither; `sentence` says what to do, marked for translation."""

    sentence: str


Entry = CodeQuestion | NumberQuestion | DateWanted | NotUnderstood

NO_NUMBER: Final = N_("Scan the QR code, or type number and issue date: TYO26-001234-K7QM-3XW9 2026-11-20")
MISTYPED: Final = N_("A character of the number is mistyped: compare it with the paper.")
TOO_LONG: Final = N_("This is too long for a code of a certificate. Scan the QR code once more.")
BAD_DATE: Final = N_("This is no date, or can mean two days. Type the issue date as 2026-11-20.")


def read_entry(line: str, base: ReferenceBase, waiting_for_date: CertificateNumber | None = None) -> Entry:
    """Read a line; where a number waits for its date, a date alone answers it."""
    if len(line) >= MAX_LINE:
        return NotUnderstood(TOO_LONG)
    code = undone(line, base)
    if is_own_code(code, base):
        return CodeQuestion(code)
    text = " ".join(line.split())
    if len(text) > LONGEST_TYPED or "://" in text:
        # A code of others: the check names its host and opens nothing.
        return CodeQuestion(text)
    if waiting_for_date is not None:
        try:
            return NumberQuestion(waiting_for_date, read_date(text))
        except DateError:
            other = _typed(text)
            return NotUnderstood(BAD_DATE) if isinstance(other, NotUnderstood) else other
    return _typed(text)


def _typed(text: str) -> Entry:
    mistyped = False
    # Both may hold blanks: the longest beginning that is a number is taken for it.
    for end in _ends_of_words(text):
        try:
            number = parse_typed_number(text[:end])
        except MistypedNumberError:
            mistyped = True
            continue
        except NumberError:
            continue
        rest = text[end:].strip(" ,;\t")
        if not rest:
            return DateWanted(number)
        try:
            return NumberQuestion(number, read_date(rest))
        except DateError:
            return NotUnderstood(BAD_DATE)
    return NotUnderstood(MISTYPED if mistyped else NO_NUMBER)


def _ends_of_words(text: str) -> list[int]:
    return [len(text), *(index for index in range(len(text) - 1, 0, -1) if text[index] in " ,;\t")]
