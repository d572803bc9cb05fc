"""The words of rows, tables and receipts, marked for translation as in :mod:`reference_service.messages`."""

from enum import StrEnum

from reference_service.checks.question import RowCode
from reference_service.checks.receipts import NoReceipt
from reference_service.messages import NOT_KNOWN, OUTCOMES, VERDICT_WORDS, Outcome, _
from signing.receipt_check import ReceiptReason, ReceiptVerdict
from signing.result import Reason, Verdict

ROW_ERRORS: dict[RowCode, str] = {
    RowCode.NUMBER_MISSING: _("There is no certificate number"),
    RowCode.NUMBER_MISTYPED: _("A character of the number is mistyped: compare it with the paper"),
    RowCode.NUMBER_MALFORMED: _("This is not a certificate number; it looks like TYO26-001234-K7QM-3XW9"),
    RowCode.DATE_MISSING: _("There is no issue date"),
    RowCode.DATE_MALFORMED: _("This is not a date; write it as 2026-11-20"),
    RowCode.DATE_IMPOSSIBLE: _("There is no such day in the calendar"),
    RowCode.DATE_AMBIGUOUS: _("This date can be %(one)s or %(other)s: write year, month, day, as 2026-11-20"),
    RowCode.SEAL_MALFORMED: _(
        "This is not a seal. Scan the code again; if it was printed so, treat the paper as forged"
    ),
    RowCode.FOREIGN_CODE: _("This code leads to another site (%(host)s), not to this register; it was not opened"),
    RowCode.OTHER_CODE: _("This code is none of this register's and leads nowhere"),
    RowCode.NO_CODE: _("No code found on this page: scan it again, or check by its number and date"),
    RowCode.PAGE_NOT_READ: _("This page and those after it were not read: send them as a file of their own"),
    RowCode.NOT_CHECKED: _("Too many checks for now: this row was not looked up. Try it again in a minute"),
}

NOT_LOOKED_UP = _("Not looked up")

NO_RECEIPT: dict[NoReceipt, str] = {
    NoReceipt.NO_KEY: _("This site has no receipt key, so there is no signed receipt of this answer."),
    NoReceipt.KEY_NOT_LISTED: _(
        "This site's receipt key is not on the signed trust list at the moment, so there is no signed receipt of this "
        "answer."
    ),
    NoReceipt.NOTHING_ANSWERED: _("No row was looked up, so there is nothing to sign."),
}


class TableProblem(StrEnum):
    """What can be wrong with a table as a whole; the value is the text."""

    NOTHING = _("Choose a CSV file or paste numbers and dates")
    BOTH = _("There is a file and there are pasted rows. Check one after the other, so that no row is passed over")
    EMPTY = _("There is no row in it: each row needs a certificate number and an issue date")
    ENCODING = _("The file is not text in UTF-8, UTF-16 or Shift_JIS. Save it as “CSV UTF-8” and try again")
    QUOTE = _("A quotation mark in line %(line)s is not closed or stands in the middle of a cell. Mend that line")
    TOO_MANY = _("There are more than 1,000 rows. Divide the list and check it in parts; nothing was looked up")
    TOO_LARGE = _(
        "This is larger than 500 kB, far more than 1,000 rows need. Divide the list and check it in parts; nothing was "
        "looked up"
    )


class ReceiptProblem(StrEnum):
    """What can be wrong with an upload of a receipt; the value is the text."""

    NOTHING = _("Choose the receipt's file; its name ends in .cose")
    TOO_LARGE = _("This is larger than any receipt. Choose the receipt's file; its name ends in .cose")


RECEIPT_OUTCOMES: dict[ReceiptReason, Outcome] = {
    ReceiptReason.SIGNED_BY_THE_SERVICE: Outcome(
        _("A genuine receipt"),
        _("This register's reference service signed it, with a key that was in use then, and nothing was changed."),
        _("It says what was true then. What is true now stands beside it."),
    ),
    ReceiptReason.MALFORMED: Outcome(
        _("Not a receipt of this system"),
        _("The file is no receipt, or it was cut off or altered."),
        _("Ask for the file as it was downloaded; a print or a copied text cannot be checked."),
    ),
    ReceiptReason.KEY_UNKNOWN: Outcome(
        _("Not a receipt of this register"),
        _("The key that signed it is none of this register's receipt keys."),
        _("Do not rely on it. Check the certificates themselves."),
    ),
    ReceiptReason.SIGNATURE_MISMATCH: Outcome(
        _("Altered or forged"),
        _("The signature is not this register's. Nothing of what the file says is shown."),
        _("Do not rely on it. Check the certificates themselves."),
    ),
    ReceiptReason.KEY_NOT_VALID_THEN: Outcome(
        _("This receipt could not have been made that day"),
        _("The key that signed it was not in use at the time that the receipt gives."),
        _("Do not rely on it. Check the certificates themselves."),
    ),
    ReceiptReason.KEY_COMPROMISED: Outcome(
        _("Cannot tell: the key behind this receipt is no longer trusted"),
        _("The key fell into wrong hands, so anybody who has it can have made this receipt."),
        _("Check the certificates themselves."),
    ),
    ReceiptReason.FROM_THE_FUTURE: Outcome(
        _("Cannot tell: the receipt's time lies in the future"),
        _("Either this site's clock is wrong, or the receipt's."),
        _("Check the certificates themselves."),
    ),
}

RECEIPT_LABELS: dict[ReceiptVerdict, str] = {
    ReceiptVerdict.GENUINE: _("Signature verified"),
    ReceiptVerdict.NOT_GENUINE: _("Not genuine"),
    ReceiptVerdict.CANNOT_TELL: _("Not determined"),
}


REASON_TITLES: dict[Reason, str] = {
    **{reason: outcome.bare_title or outcome.title for reason, outcome in OUTCOMES.items()},
    # Asked by number, which proves no seal, this is the ordinary “not found”; `row_title` tells the two apart.
    Reason.NOT_REGISTERED: NOT_KNOWN.title,
    Reason.FOREIGN_CODE: _("A code of another system"),
    Reason.NO_CODE: _("No code"),
}


def row_title(reason: Reason, *, by_seal: bool) -> str:
    """Return a reason's title for one row of a table."""
    if by_seal and reason is Reason.NOT_REGISTERED:
        return OUTCOMES[reason].title
    return REASON_TITLES[reason]


def row_label(verdict: Verdict, reason: Reason, *, by_seal: bool) -> str:
    """Return the verdict's word for one row of a table; by number, “not found” proves no forgery."""
    if not by_seal and reason is Reason.NOT_REGISTERED:
        return NOT_KNOWN.label
    return VERDICT_WORDS[verdict]
