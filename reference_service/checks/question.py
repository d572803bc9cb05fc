"""One row of a batch: what is asked, or why it cannot be.

A row that cannot be read is told so and never looked up: a slip of the finger must not come back as “not found”, least
of all under a signature.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from signing.dates import DateError, DateProblem, read_date
from signing.errors import MalformedError, MistypedNumberError, NumberError
from signing.number import CertificateNumber, parse_number, parse_typed_number
from signing.qr import ForeignCode, decode_base32, encode_base32, read_qr_text
from signing.receipt import asked_by_number, asked_by_seal
from signing.reference_base import ReferenceBase
from signing.seal import parse_seal


@dataclass(frozen=True)
class NumberQuestion:
    """A certificate by number and issue date."""

    number: CertificateNumber
    day: dt.date

    @property
    def asked(self) -> str:
        """What a receipt's row says was asked: `NUMBER DATE`."""
        return asked_by_number(self.number, self.day)


@dataclass(frozen=True)
class SealQuestion:
    """A certificate by the seal that its QR code carries; well-formed, not yet verified."""

    data: bytes

    @property
    def asked(self) -> str:
        """What a receipt's row says was asked: the seal in base32."""
        return asked_by_seal(self.data)


Question = NumberQuestion | SealQuestion


class RowCode(StrEnum):
    """Why a row got no verdict; stable codes for programs."""

    NUMBER_MISSING = "number_missing"
    NUMBER_MISTYPED = "number_mistyped"
    NUMBER_MALFORMED = "number_malformed"
    DATE_MISSING = "date_missing"
    DATE_MALFORMED = "date_malformed"
    DATE_IMPOSSIBLE = "date_impossible"
    DATE_AMBIGUOUS = "date_ambiguous"
    SEAL_MALFORMED = "seal_malformed"
    FOREIGN_CODE = "foreign_code"
    OTHER_CODE = "other_code"
    NO_CODE = "no_code"
    PAGE_NOT_READ = "page_not_read"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True)
class RowError:
    """A row without verdict.

    `readings` are the two days that an ambiguous date can mean, `host` is a foreign site. Of a row over a limit,
    `limit` names that one and `wait_seconds` says when to try again.
    """

    code: RowCode
    readings: tuple[dt.date, ...] = ()
    host: str = ""
    limit: str = ""
    wait_seconds: int = 0


_CODE_OF_DATE = {
    DateProblem.MISSING: RowCode.DATE_MISSING,
    DateProblem.MALFORMED: RowCode.DATE_MALFORMED,
    DateProblem.IMPOSSIBLE: RowCode.DATE_IMPOSSIBLE,
    DateProblem.AMBIGUOUS: RowCode.DATE_AMBIGUOUS,
}


def read_pair(number: str, date: str) -> Question | RowError:
    """Read a number and a date in the writings that people and spreadsheets use."""
    read = read_number(number)
    if isinstance(read, RowError):
        return read
    try:
        return NumberQuestion(read, read_date(date))
    except DateError as error:
        return RowError(_CODE_OF_DATE[error.problem], error.readings)


def read_number(typed: str) -> CertificateNumber | RowError:
    """Read a typed number; its check character is judged here, before anything is looked up."""
    if not typed.strip():
        return RowError(RowCode.NUMBER_MISSING)
    try:
        return parse_typed_number(typed)
    except MistypedNumberError:
        return RowError(RowCode.NUMBER_MISTYPED)
    except NumberError:
        return RowError(RowCode.NUMBER_MALFORMED)


def read_seal(text: str) -> Question | RowError:
    """Read a seal in base32, in either case."""
    try:
        data = decode_base32(text.strip())
        parse_seal(data)
    except MalformedError:
        return RowError(RowCode.SEAL_MALFORMED)
    return SealQuestion(data)


def read_code(text: str, base: ReferenceBase) -> Question | RowError:
    """Read what a hand scanner types: the text of a QR code, or a seal alone. No address is ever opened."""
    if "://" not in text:
        return read_seal(text)
    try:
        code = read_qr_text(text, [base])
    except MalformedError:
        return RowError(RowCode.SEAL_MALFORMED)
    if isinstance(code, ForeignCode):
        return RowError(RowCode.FOREIGN_CODE, host=code.host or "?")
    return read_seal(encode_base32(code.seal))


def read_asked(asked: str) -> Question | RowError:
    """Read the `asked` of a receipt's row back into the question."""
    number, blank, day = asked.partition(" ")
    if not blank:
        return read_seal(asked)
    try:
        return NumberQuestion(parse_number(number), dt.date.fromisoformat(day))
    except (NumberError, ValueError):
        return RowError(RowCode.NUMBER_MALFORMED)
