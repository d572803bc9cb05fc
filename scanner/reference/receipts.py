"""Receipts: what the service signed of its answers, looked at before it is kept.

A receipt is of use to a person only if it is genuine and about what was asked; then it is kept even where it says
otherwise than the evidence beside it, for then it proves that the service contradicts itself.
"""

import base64
import binascii
import datetime as dt
import hashlib
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scanner.errors import ScannerError
from scanner.language import _
from scanner.receipt import SENTENCES
from scanner.reference.questions import Question, SealQuestion
from scanner.trust.files import write_atomically
from signing.errors import MalformedError, RecordChainError
from signing.evidence import NoAnswer, ServerAnswer
from signing.qr import encode_base32
from signing.receipt import MAX_RECEIPT_BYTES, ReceiptPayload, ReceiptRow
from signing.receipt_check import ReceiptVerdict, check_receipt
from signing.record import State, parse_record, state_of
from signing.result import Reason
from signing.seal import parse_seal
from signing.trust import Trust

_REASON_OF_STATE = {
    State.IN_FORCE: Reason.IN_FORCE,
    State.REVOKED: Reason.REVOKED,
    State.REPLACED: Reason.REPLACED,
    State.VOID: Reason.VOID,
    State.RETENTION_OVER: Reason.RETENTION_OVER,
}
_SAYS_NOTHING = {Reason.STATUS_STALE, Reason.STATUS_UNAVAILABLE, Reason.CONTENT_NOT_CHECKED, Reason.KEY_COMPROMISED}
"""A service that cannot tell contradicts nobody."""


class ReceiptNotKeptError(ScannerError):
    """A receipt could not be written down."""


@dataclass(frozen=True)
class VerifiedReceipt:
    """A genuine receipt about exactly what was asked. `contradicted` are the rows that the evidence contradicts."""

    data: bytes
    payload: ReceiptPayload
    contradicted: tuple[str, ...] = ()


@dataclass(frozen=True)
class KeptReceipt:
    """A receipt in its file. `asked` are its rows: a seal in base32, or `NUMBER DATE`."""

    path: Path
    sha256: bytes
    checked_at: dt.datetime
    as_of: dt.datetime
    """Of the register's data, to the whole second."""
    asked: tuple[str, ...]


class ReceiptFolder:
    """Keeps receipts as files, named by time and content; nothing is ever overwritten by something else."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._kept: list[KeptReceipt] = []
        self._by_asked: dict[str, KeptReceipt] = {}
        self._lock = threading.Lock()

    def __call__(self, receipt: VerifiedReceipt) -> None:
        """Keep a receipt; `ReceiptNotKeptError` where it cannot be written."""
        digest = hashlib.sha256(receipt.data)
        name = f"receipt-{receipt.payload.checked_at:%Y%m%dT%H%M%SZ}-{digest.hexdigest()[:12]}.cose"
        path = self.directory / name
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            write_atomically(path, receipt.data)
        except OSError as error:
            text = _("The receipt cannot be kept in %(folder)s (%(why)s); make room, or name another folder.")
            raise ReceiptNotKeptError(text % {"folder": self.directory, "why": error.strerror or error}) from error
        asked = tuple(row.asked for row in receipt.payload.rows)
        with self._lock:
            payload = receipt.payload
            kept = KeptReceipt(path, digest.digest(), payload.checked_at, payload.as_of, asked)
            self._kept.append(kept)
            self._by_asked.update(dict.fromkeys(asked, kept))

    @property
    def kept(self) -> tuple[KeptReceipt, ...]:
        """All that were kept, in order."""
        with self._lock:
            return tuple(self._kept)

    def of(self, asked: bytes | str, as_of: dt.datetime | None = None) -> Path | None:
        """Return the file in which the answer about a seal (bytes), or `NUMBER DATE`, is signed.

        With `as_of` only the answer out of the register's data of that time: in a long run the same thing is asked
        again, and the later answer may have come without a receipt.
        """
        with self._lock:
            kept = self._by_asked.get(encode_base32(asked) if isinstance(asked, bytes) else asked)
        if kept is None or (as_of is not None and kept.as_of != as_of.replace(microsecond=0)):
            return None
        return kept.path


class ReceiptDesk:
    """Looks at the receipt beside an answer, has it kept, and says what is wrong with it: each thing once."""

    def __init__(
        self,
        *,
        trust: Callable[[], Trust],
        now: Callable[[], dt.datetime],
        keep: Callable[[VerifiedReceipt], None],
        say: Callable[[str], None],
    ) -> None:
        self._trust = trust
        self._now = now
        self._keep = keep
        self._say = say
        self._said: set[str] = set()

    def take(
        self, request: bytes, fields: Mapping[str, Any], answers: Mapping[Question, ServerAnswer | NoAnswer]
    ) -> None:
        """Take the receipt of an answer (`fields`, as JSON) to `request`, with what was read from its rows."""
        try:
            receipt = self._looked_at(request, fields, answers)
            if receipt is None:
                return
            if receipt.contradicted:
                text = _("A receipt says otherwise than the records beside it: %(rows)s. It is kept; tell the chamber.")
                self._tell(text % {"rows": ", ".join(receipt.contradicted)})
            self._keep(receipt)
        except ScannerError as error:
            self._tell(str(error))

    def _looked_at(
        self, request: bytes, fields: Mapping[str, Any], answers: Mapping[Question, ServerAnswer | NoAnswer]
    ) -> VerifiedReceipt | None:
        rows = [row for row in fields["results"] if isinstance(row, dict) and row.get("verdict") is not None]
        if fields.get("receipt") is None:
            if rows:
                self._tell(_("The reference service gave no receipt of its answer; what it answered was checked."))
            return None
        data = _bytes(fields["receipt"])
        check = check_receipt(data, self._trust(), self._now())
        if check.verdict is not ReceiptVerdict.GENUINE or check.payload is None:
            text = _("A receipt is not kept: %(why)s")
            self._tell(text % {"why": _(SENTENCES[check.reason])})
            return None
        if check.payload.request_hash != hashlib.sha256(request).digest():
            self._tell(_("A receipt is not kept: it is about another question than the one that was asked."))
            return None
        if [_said(row) for row in check.payload.rows] != [_answered(row) for row in rows]:
            self._tell(_("A receipt is not kept: it says something else than the answer that it came with."))
            return None
        by_asked = {question.asked: answer for question, answer in answers.items()}
        asked = {question.asked: question for question in answers}
        wrong = tuple(
            _name(asked.get(row.asked), row.asked)
            for row in check.payload.rows
            if contradicts(row, by_asked.get(row.asked))
        )
        return VerifiedReceipt(data, check.payload, wrong)

    def _tell(self, text: str) -> None:
        if text not in self._said:
            self._said.add(text)
            self._say(text)


def contradicts(row: ReceiptRow, answer: ServerAnswer | NoAnswer | None) -> bool:
    """Tell whether the bytes that came beside a receipt's row say something else than the row."""
    if not isinstance(answer, ServerAnswer) or row.reason in _SAYS_NOTHING:
        return False
    if answer.seal is None:
        return row.reason is Reason.IN_FORCE or (
            row.content_hash is not None and row.reason is not Reason.NOT_REGISTERED
        )
    if row.reason is Reason.NOT_REGISTERED:
        return True
    try:
        sealed = parse_seal(answer.seal).payload.content_hash
        found = _REASON_OF_STATE[state_of([parse_record(record) for record in answer.records])]
    except (MalformedError, RecordChainError):
        return row.reason is Reason.IN_FORCE
    # A service that knows the newer signed status may say “revoked” before its register does: that is no contradiction.
    return (row.content_hash not in (None, sealed)) or (row.reason is Reason.IN_FORCE and found is not Reason.IN_FORCE)


def _said(row: ReceiptRow) -> tuple[object, ...]:
    return row.asked, str(row.verdict), str(row.reason), row.content_hash.hex() if row.content_hash else None


def _answered(row: Mapping[str, Any]) -> tuple[object, ...]:
    return row.get("asked"), row.get("verdict"), row.get("reason"), row.get("content_sha256")


def _name(question: Question | None, asked: str) -> str:
    """Return the number by which a person knows a row."""
    if not isinstance(question, SealQuestion):
        return asked
    try:
        return parse_seal(question.seal).payload.number
    except MalformedError:
        return asked


def _bytes(value: object) -> bytes:
    try:
        if not isinstance(value, str) or len(value) > 2 * MAX_RECEIPT_BYTES:
            return b""
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return b""
