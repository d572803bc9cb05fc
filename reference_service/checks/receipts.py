"""Signing what was answered, with the service's own receipt key: its one secret, which can sign nothing else.

The private key is an encrypted PKCS#8 file. A receipt is signed only while the signed trust list names the key as an
active receipt key of this day; otherwise the answer comes without a receipt and says why, for a receipt that nobody
can verify is worse than none.
"""

import datetime as dt
import hashlib
import logging
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from reference_service.checks.desk import Checked
from reference_service.errors import ConfigError
from reference_service.service import Service
from signing.errors import KeyRefusedError
from signing.keys import MAX_PKCS8_BYTES, PrivateKeySigner
from signing.receipt import ReceiptPayload, ReceiptRow, make_receipt
from signing.trust import KeyRole, KeyState

RECEIPT_TYPE = 'application/cose; cose-type="cose-sign1"'
"""The media type of a receipt's file (RFC 9052 section 11.3.1)."""

_log = logging.getLogger(__name__)


class NoReceipt(StrEnum):
    """Why an answer has no receipt; stable codes for programs."""

    NO_KEY = "no_receipt_key"
    KEY_NOT_LISTED = "receipt_key_not_trusted"
    NOTHING_ANSWERED = "no_row_answered"


@dataclass(frozen=True)
class SignedReceipt:
    """A receipt's bytes and when it was made (UTC)."""

    data: bytes
    checked_at: dt.datetime

    @property
    def sha256(self) -> str:
        """What ties a printed page to the file."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def file_name(self) -> str:
        """A name that sorts by time and says nothing of what was asked."""
        return f"receipt-{self.checked_at:%Y%m%dT%H%M%SZ}.cose"


def load_receipt_signer(key_file: Path | None, passphrase_file: Path | None) -> PrivateKeySigner | None:
    """Read the receipt key; None where none is set. Raises :class:`ConfigError` that says which file is wrong."""
    if key_file is None or passphrase_file is None:
        return None
    pem = _read(key_file, "receipt_key")
    passphrase = _read(passphrase_file, "receipt_passphrase_file").strip()
    try:
        return PrivateKeySigner.from_pkcs8(pem, passphrase)
    except KeyRefusedError as error:
        raise ConfigError(f"The receipt key {key_file} cannot be used: {error}") from error


def _read(path: Path, setting: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_PKCS8_BYTES + 1)
    except OSError as error:
        raise ConfigError(
            f"REFERENCE_{setting.upper()} names {path}, which cannot be read: {error.strerror}. "
            "Give this service the file, or leave both receipt settings out."
        ) from error


class ReceiptOffice:
    """Signs receipts, where the service has a key that verifies."""

    def __init__(self, service: Service) -> None:
        self._service = service

    @property
    def has_key(self) -> bool:
        """Whether a key was given at all."""
        return self._service.receipt_signer is not None

    def sign(self, checked: Checked, request: bytes) -> SignedReceipt | NoReceipt:
        """Sign what was answered to `request`: the bytes that came, whose hash the receipt carries."""
        signer = self._service.receipt_signer
        if signer is None:
            return NoReceipt.NO_KEY
        if not checked.answered:
            return NoReceipt.NOTHING_ANSWERED
        trust_list = self._service.trust.current().trust_list
        day = checked.checked_at.astimezone(dt.UTC).date()
        listed = [
            key
            for key in trust_list.keys_with(signer.public_key.key_id, KeyRole.RECEIPT)
            if key.key == signer.public_key and key.state is KeyState.ACTIVE and key.covers(day)
        ]
        if not listed:
            _log.error(
                "The receipt key %s is not an active receipt key of %s on the trust list: no receipt was signed. "
                "Put its public half there, or give the service the key that is listed.",
                signer.public_key.key_id.hex(),
                day,
            )
            return NoReceipt.KEY_NOT_LISTED
        payload = ReceiptPayload(
            request_hash=hashlib.sha256(request).digest(),
            checked_at=_whole_seconds(checked.checked_at),
            as_of=_whole_seconds(checked.head.as_of),
            register_head=checked.head.position,
            status_version=checked.status_version,
            rows=tuple(
                ReceiptRow(row.question.asked, row.verdict, row.reason, row.content_hash) for row in checked.answered
            ),
        )
        return SignedReceipt(make_receipt(signer, payload, trust_list.base), payload.checked_at)


def _whole_seconds(moment: dt.datetime) -> dt.datetime:
    # Cut off, never rounded up: a receipt must not claim more than was looked at.
    return moment.astimezone(dt.UTC).replace(microsecond=0)
