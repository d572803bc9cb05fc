"""What `scanner receipt verify` says of a receipt, for people and for programs."""

import datetime as dt
from typing import Any

from scanner.ages import age_text
from scanner.language import N_, _
from signing.errors import MalformedError, NumberError
from signing.number import parse_number
from signing.qr import decode_base32
from signing.receipt import ReceiptPayload, ReceiptRow
from signing.receipt_check import ReceiptCheck, ReceiptReason, ReceiptVerdict
from signing.seal import parse_seal

EXIT_CODES = {ReceiptVerdict.GENUINE: 0, ReceiptVerdict.NOT_GENUINE: 1, ReceiptVerdict.CANNOT_TELL: 2}

SENTENCES = {
    ReceiptReason.SIGNED_BY_THE_SERVICE: N_("The reference service signed it, with a key that was in use then."),
    ReceiptReason.MALFORMED: N_("This is no receipt, or it was cut off or altered."),
    ReceiptReason.KEY_UNKNOWN: N_("No reference service that is trusted here has the key that signed it."),
    ReceiptReason.SIGNATURE_MISMATCH: N_("It was altered, or somebody else made it."),
    ReceiptReason.KEY_NOT_VALID_THEN: N_("Its key was not in use at the time that it gives."),
    ReceiptReason.KEY_COMPROMISED: N_("Its key fell into wrong hands: anybody who has it can have made this receipt."),
    ReceiptReason.FROM_THE_FUTURE: N_("Its time lies in the future: its clock is wrong, or this machine's."),
}
_HEADINGS = {
    ReceiptVerdict.GENUINE: N_("GENUINE RECEIPT"),
    ReceiptVerdict.NOT_GENUINE: N_("NOT GENUINE"),
    ReceiptVerdict.CANNOT_TELL: N_("CANNOT TELL"),
}
_CAVEAT = N_(
    "This is what was answered then. It confirms what the chamber issued; it says nothing of the paper, or of today, "
    "and customs or a bank may still refuse it. Certificates of origin are non-preferential."
)


def describe(check: ReceiptCheck, now: dt.datetime) -> list[str]:
    """Return lines for a person. What the receipt says is shown only where it is genuine."""
    lines = [f"{_(_HEADINGS[check.verdict])}: {_(SENTENCES[check.reason])}"]
    # The detail is English, as in JSON.
    if check.detail and check.detail not in SENTENCES[check.reason]:
        lines.append(check.detail)
    payload = check.payload if check.verdict is ReceiptVerdict.GENUINE else None
    if payload is None:
        return lines
    lines += [
        _("Answered       %(time)s (%(age)s)")
        % {"time": _instant(payload.checked_at), "age": age_text(now - payload.checked_at)},
        _("Register       as of %(time)s, %(count)d records")
        % {"time": _instant(payload.as_of), "count": payload.register_head},
        _("Request        SHA-256 %(hash)s") % {"hash": payload.request_hash.hex()},
        _("Rows           %(count)d") % {"count": len(payload.rows)},
    ]
    lines += [f"  {_row(row)}" for row in payload.rows]
    return [*lines, _(_CAVEAT)]


def as_fields(source: str, check: ReceiptCheck, now: dt.datetime) -> dict[str, Any]:
    """Return the same as plain JSON values; `receipt` is null unless it is genuine."""
    payload = check.payload if check.verdict is ReceiptVerdict.GENUINE else None
    return {
        "source": source,
        "verdict": str(check.verdict),
        "reason": str(check.reason),
        "detail": check.detail,
        "key_id": check.key.key_id.hex() if check.key else None,
        "age_seconds": int((now - payload.checked_at).total_seconds()) if payload else None,
        "receipt": _payload_fields(payload) if payload else None,
    }


def _payload_fields(payload: ReceiptPayload) -> dict[str, Any]:
    return {
        "request_sha256": payload.request_hash.hex(),
        "checked_at": payload.checked_at.isoformat(),
        "as_of": payload.as_of.isoformat(),
        "register_head": payload.register_head,
        "status_version": payload.status_version,
        "rows": [
            {
                "asked": row.asked,
                "verdict": str(row.verdict),
                "reason": str(row.reason),
                "content_sha256": row.content_hash.hex() if row.content_hash else None,
            }
            for row in payload.rows
        ],
    }


def _row(row: ReceiptRow) -> str:
    return f"{_asked(row.asked):<40} {row.verdict}  {row.reason}"


def _asked(asked: str) -> str:
    """Return number and date as printed on paper, also where the question was a seal."""
    number, blank, day = asked.partition(" ")
    try:
        if blank:
            return f"{parse_number(number).printed} {day}"
        payload = parse_seal(decode_base32(asked)).payload
        return f"{parse_number(payload.number).printed} {payload.issued} (by its code)"
    except (MalformedError, NumberError):
        return asked


def _instant(instant: dt.datetime) -> str:
    return f"{instant.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S} UTC"
