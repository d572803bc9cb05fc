"""What may be taken along as a file: certificates in force alone, after their content was verified against the seal.

A page says at its head that a certificate was revoked; a file that leaves the page says it nowhere. So none is made of
what has ended, of what did not verify, and of data too old to tell (docs/adr/0013).
"""

from dataclasses import dataclass
from http import HTTPStatus

from flask import Response

from reference_service.api.answer import TOO_OLD
from reference_service.api.problem import cannot_tell, not_known, problem
from reference_service.api.reading import read_number_and_day
from reference_service.messages import OUTCOMES
from reference_service.pages.judgement import judge_published
from reference_service.register_view import Answer
from reference_service.service import Service
from register.documents import DocumentStore
from register.entry import StoredCertificate
from register.errors import DocumentError
from signing.content import AnyContent
from signing.result import Reason

PDF_SIGNATURE = b"%PDF-"
_TOO_OLD_REASONS = frozenset({Reason.STATUS_STALE, Reason.STATUS_UNAVAILABLE})
_ENDED = frozenset({Reason.REVOKED, Reason.REPLACED, Reason.VOID, Reason.RETENTION_OVER})


@dataclass(frozen=True)
class InForce:
    """A certificate of which files may be made: verified content, and what the register holds of it."""

    answer: Answer
    stored: StoredCertificate
    content: AnyContent


@dataclass(frozen=True)
class NotGiven:
    """Why no file is made; `reason` is None where the register knows no such certificate."""

    answer: Answer
    reason: Reason | None

    def as_problem(self) -> Response:
        """Return it as a problem document."""
        if self.reason is None:
            # Data that are too old may lack what was published since: never “not found” on their word.
            return not_known(self.answer.head).response() if self.answer.current else cannot_tell(TOO_OLD)
        if self.reason in _TOO_OLD_REASONS:
            return cannot_tell(
                "What this site knows is too old to say that the certificate is still in force. Try again."
            )
        code = "not_in_force" if self.reason in _ENDED else "not_verified"
        detail = f"{OUTCOMES[self.reason].explanation} Files are made of certificates in force alone."
        return problem(HTTPStatus.CONFLICT, code, detail, verdict=str(self.reason.verdict), reason=str(self.reason))


def take_away(service: Service, number: str, issue_date: str) -> InForce | NotGiven | Response:
    """Look a certificate up and verify it; a number or date that cannot be read is a problem document."""
    read = read_number_and_day(number, issue_date)
    if isinstance(read, Response):
        return read
    answer = service.register.by_number(read[0].canonical, read[1])
    if answer.published is None:
        return NotGiven(answer, None)
    judgement = judge_published(answer, answer.published, service.trust.current(), service.clock())
    if judgement.reason is not Reason.IN_FORCE or judgement.content is None:
        return NotGiven(answer, judgement.reason)
    return InForce(answer, answer.published.stored, judgement.content)


def read_copy(documents: DocumentStore, sha256: str) -> bytes:
    """Return a reference copy; raise :class:`DocumentError` where what lies there is missing, damaged or no PDF."""
    data = documents.get(sha256)
    if not data.startswith(PDF_SIGNATURE):
        raise DocumentError(f"The document {sha256} was published as a reference copy, but it is no PDF.")
    return data
