"""A certificate on its way through the office, and the stages that it passes in this order."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from signing.content import Kind
from signing.number import CertificateNumber


class Stage(StrEnum):
    """What is committed so far; a crash goes on from here.

    numbered: number and issue date. sealed: content and seal. recorded: the PDF's hash, the issue record and the
    outbox row. published: the register has it. delivered: the register's reader returned it; the applicant may print.
    voided: given up by two officers; the number stays used.
    """

    NUMBERED = "numbered"
    SEALED = "sealed"
    RECORDED = "recorded"
    PUBLISHED = "published"
    DELIVERED = "delivered"
    VOIDED = "voided"

    @property
    def is_final(self) -> bool:
        """Whether the office has nothing more to do."""
        return self in (Stage.DELIVERED, Stage.VOIDED)


@dataclass(frozen=True)
class Imprinted:
    """Which pictures of the chamber a certificate carries; without one, what the chamber's stationery has.

    `seal` and `officer` name imprints. `certifying_officer` is who approved, as printed; None: the chamber's profile.
    """

    seal: str | None = None
    officer: str | None = None
    certifying_officer: str | None = None


NOT_IMPRINTED = Imprinted()


@dataclass(frozen=True)
class LedgerEntry:
    """One row of the office's ledger."""

    number: CertificateNumber
    kind: Kind
    issue_date: dt.date
    stage: Stage
    claim: str
    draft: bytes
    replaces: str | None
    officers: tuple[str, ...]
    content: bytes | None
    seal: bytes | None
    sid: bytes | None
    pdf_sha256: bytes | None
    original: str | None
    delivered_at: dt.datetime | None
    reference: str | None = None
    """The application from which it comes; None where it was issued from a file."""
    signature: str | None = None
    """Document store name of the picture of the signatory's signature, encrypted."""
    document: str | None = None
    """Document store name of the document to be certified, encrypted."""
    imprints: Imprinted = NOT_IMPRINTED

    @property
    def public_number(self) -> str:
        """The part of the number that may be told to anyone."""
        return self.number.public
