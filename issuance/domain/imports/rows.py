"""One row of such a file: what it says of a past certificate, or what is wrong with it."""

import datetime as dt
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from issuance.language import N_
from signing.content import KIND_BY_SLUG, Kind
from signing.dates import DateError, read_date
from signing.errors import NumberError
from signing.import_record import EarlierState, check_earlier_number
from signing.number import is_public_number, parse_typed_number

FIRST_DAY = dt.date(1970, 1, 1)

STATES = {
    "in force": EarlierState.IN_FORCE,
    "有効": EarlierState.IN_FORCE,
    "revoked": EarlierState.REVOKED,
    "取消": EarlierState.REVOKED,
    "replaced": EarlierState.REPLACED,
    "差替": EarlierState.REPLACED,
}
KINDS = {
    **KIND_BY_SLUG,
    "日本産": Kind.COO_JP,
    "外国産": Kind.COO_FOREIGN,
    "インボイス証明": Kind.INVOICE,
    "サイン証明": Kind.SIGNATURE,
}


class Wrong(StrEnum):
    """What can be wrong with a row. The values are stored."""

    UNREADABLE = "unreadable"
    NUMBER = "number"
    OUR_NUMBER = "our number"
    TWICE = "twice"
    OTHERWISE = "otherwise"
    ISSUED = "issued"
    KIND = "kind"
    STATUS = "status"
    CHANGED = "changed"
    SUCCESSOR = "successor"


WORDS = {
    Wrong.UNREADABLE: (
        N_("The row has not the cells that the headings name, or one of them is too long."),
        N_("Export the file anew, with one cell for each heading."),
    ),
    Wrong.NUMBER: (
        N_("This is no number of a certificate."),
        N_("Enter 3 to 32 letters and digits, at least one digit, with nothing but blanks and strokes between them."),
    ),
    Wrong.OUR_NUMBER: (
        N_("This reads as a number of the present system."),
        N_("Leave the row out: what was issued here is in the register already."),
    ),
    Wrong.TWICE: (N_("The same number stands in an earlier row."), N_("Keep the row that is right.")),
    Wrong.OTHERWISE: (
        N_("This number was imported before, with another date, kind or status."),
        N_("What was imported stays. Compare both, and leave the row out."),
    ),
    Wrong.ISSUED: (
        N_("The issue date is missing, cannot be read or lies in the future."),
        N_("Enter it as 2019-04-26."),
    ),
    Wrong.KIND: (N_("The kind is not known."), N_("Enter coo-jp, coo-foreign, invoice or signature.")),
    Wrong.STATUS: (N_("The status is not known."), N_("Enter in force, revoked or replaced.")),
    Wrong.CHANGED: (
        N_("The day of the change cannot be read, lies before the issue or in the future, or nothing has changed."),
        N_("Enter it as 2019-05-07 where the certificate was revoked or replaced, else leave it empty."),
    ),
    Wrong.SUCCESSOR: (
        N_("The successor is no number, is the certificate itself, or the certificate was not replaced."),
        N_("Enter the number of the certificate that replaces it, else leave it empty."),
    ),
}
"""What is wrong, and what to do: for who has prepared the file."""


@dataclass(frozen=True)
class EarlierCertificate:
    """A past certificate, as a row names it."""

    number: str
    """In its bare form."""
    written: str
    issued: dt.date
    kind: Kind
    state: EarlierState
    changed: dt.date | None
    successor: str | None


class RowError(ValueError):
    """A row that cannot be imported."""

    def __init__(self, wrong: Wrong) -> None:
        super().__init__(wrong.value)
        self.wrong = wrong


def read_row(cells: Mapping[str, str], today: dt.date) -> EarlierCertificate:
    """Read a row by the names of its columns; raise :class:`RowError` for the first thing that is wrong."""
    written = unicodedata.normalize("NFKC", cells["number"]).strip()
    number = _number(written)
    issued = _day(cells["issued"], Wrong.ISSUED)
    if issued is None or not FIRST_DAY <= issued <= today:
        raise RowError(Wrong.ISSUED)
    kind = KINDS.get(cells["kind"].strip().lower())
    if kind is None:
        raise RowError(Wrong.KIND)
    state = STATES.get(" ".join(cells["status"].lower().replace("_", " ").split()))
    if state is None:
        raise RowError(Wrong.STATUS)
    changed = _day(cells.get("changed", ""), Wrong.CHANGED)
    if changed is not None and (state is EarlierState.IN_FORCE or not issued <= changed <= today):
        raise RowError(Wrong.CHANGED)
    successor = _successor(cells.get("successor", ""), number, state)
    return EarlierCertificate(number, written, issued, kind, state, changed, successor)


def _number(written: str) -> str:
    try:
        return check_earlier_number(written)
    except NumberError as error:
        raise RowError(Wrong.OUR_NUMBER if "present system" in str(error) else Wrong.NUMBER) from error


def _day(typed: str, wrong: Wrong) -> dt.date | None:
    if not typed.strip():
        return None
    try:
        return read_date(typed)
    except DateError as error:
        raise RowError(wrong) from error


def _successor(typed: str, number: str, state: EarlierState) -> str | None:
    written = unicodedata.normalize("NFKC", typed).strip()
    if not written:
        return None
    if state is not EarlierState.REPLACED:
        raise RowError(Wrong.SUCCESSOR)
    if is_public_number(written.upper()):
        return written.upper()
    try:
        # A full number is cut to the part that may be told to anyone.
        return parse_typed_number(written).public
    except NumberError:
        pass
    try:
        if check_earlier_number(written) == number:
            raise RowError(Wrong.SUCCESSOR)
    except NumberError as error:
        raise RowError(Wrong.SUCCESSOR) from error
    return written
