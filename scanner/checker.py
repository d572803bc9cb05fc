"""Check documents: read their codes, gather the evidence for each, and let `signing.verify` judge."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scanner.errors import UsageError
from scanner.language import _
from scanner.reference import ReferenceClient
from scanner.reference.questions import NumberQuestion
from scanner.snapshot import Snapshot
from scanner.standing import as_of_now
from scanner.trust.keeper import TrustKeeper
from scanner.typed import NOT_OFFLINE, open_typed
from signing.evidence import Evidence, NoAnswer, ServerAnswer
from signing.number import CertificateNumber
from signing.result import Paper, Reason, Verdict, VerificationResult
from signing.trust import AnchorState
from signing.verify import OpenedSeal, conclude, open_code

_PDF_MAGIC = b"%PDF-"
_MAGIC_WINDOW = 1024
_SIGNATURE_MARK = b"/ByteRange"
MAX_SIGNED_PDF_BYTES = 64_000_000
"""The chamber's files are far smaller; the signature of a larger PDF is not looked at."""

NOTHING_FOUND = "Scan the page flat and sharp, or check by number and date at the chamber's known address."


@dataclass(frozen=True)
class CheckedCode:
    """One code of one document. `page` counts from 1 and is None where the document has no pages."""

    source: str
    page: int | None
    result: VerificationResult
    sha256: bytes | None = None
    """Of the document as it was read; None where it could not be."""


class Checker:
    """Checks codes with the trust that holds at that moment.

    `reference` is None for an offline check. `content` is a content file that the person has.
    """

    def __init__(
        self,
        *,
        trust: TrustKeeper,
        reference: ReferenceClient | None,
        content: bytes | None = None,
    ) -> None:
        self.trust = trust
        self.reference = reference
        self._content = content

    def now(self) -> dt.datetime:
        """Return the time from which ages count (UTC)."""
        return self.trust.now()

    def close(self) -> None:
        """Close the connections that were kept for further questions."""
        if self.reference is not None:
            self.reference.close()

    def check_text(self, text: str, document: Snapshot | None = None) -> VerificationResult:
        """Check one scanned text; `document` is the file that it was found in."""
        now, held = self.now(), self.trust.current()
        opened = open_code(text, held.trust, now)
        if isinstance(opened, VerificationResult):
            return opened
        return self._conclude(opened, None if self.reference is None else self.reference.by_seal(opened.data), document)

    def as_of_now(self, result: VerificationResult) -> VerificationResult:
        """Return a result of a while ago if it still stands by what is held now; nothing is asked."""
        return as_of_now(result, self.trust.current().status, self.now())

    def asked_again(self, result: VerificationResult, text: str | None) -> VerificationResult:
        """Return a result of a while ago as it stands now; `text` is its code, and the service is asked for it again.

        What was in force and still is keeps all that was known of it, with the new times.
        """
        held = self.as_of_now(result)
        if text is None or self.reference is None or held.verdict is Verdict.INVALID:
            return held
        again = self.check_text(text)
        if again.verdict is Verdict.VALID and again.sid == result.sid:
            return replace(result, server_as_of=again.server_as_of, signed_as_of=again.signed_as_of)
        # Nobody answered: what is held is all there is.
        return again if again.verdict is Verdict.INVALID else held

    def check_texts(self, asked: Sequence[tuple[str, Snapshot | None]]) -> list[VerificationResult]:
        """Check many texts, each with the file that it was found in, with as few questions as there can be."""
        now, held = self.now(), self.trust.current()
        opened = [open_code(text, held.trust, now) for text, _document in asked]
        genuine = [code for code in opened if isinstance(code, OpenedSeal)]
        answers = iter(
            [None] * len(genuine)
            if self.reference is None
            else self.reference.by_seals([code.data for code in genuine])
        )
        return [
            self._conclude(code, next(answers), document) if isinstance(code, OpenedSeal) else code
            for code, (_text, document) in zip(opened, asked, strict=True)
        ]

    def check_typed(self, number: CertificateNumber, day: dt.date) -> VerificationResult:
        """Check what a person typed from the paper. A number alone proves nothing: the service must be asked."""
        if self.reference is None:
            raise UsageError(_(NOT_OFFLINE))
        answer = self.reference.by_number(number, day)
        now, held = self.now(), self.trust.current()
        opened = open_typed(NumberQuestion(number, day), answer, held, now)
        return opened if isinstance(opened, VerificationResult) else self._conclude(opened, answer, None)

    def _conclude(
        self, opened: OpenedSeal, answer: ServerAnswer | NoAnswer | None, document: Snapshot | None
    ) -> VerificationResult:
        # Asked anew: an update may have come in while the service was asked.
        now, held = self.now(), self.trust.current()
        evidence = Evidence(
            status=held.status,
            answer=answer,
            content=self._content,
            file_sha256=None if document is None else document.sha256,
        )
        result = conclude(opened, evidence, held.trust, now)
        if document is None or result.paper is not Paper.NOT_COMPARED:
            return result
        # Only a file that no verified record knows by its hash has to be known by its signature.
        signed_sid = self._signed_sid(document, opened)
        return conclude(opened, replace(evidence, signed_sid=signed_sid), held.trust, now) if signed_sid else result

    def is_seal(self, text: str) -> bool:
        """Tell whether a text is a genuine seal: the search of a page ends there. Safe in several threads."""
        return isinstance(open_code(text, self.trust.current().trust, self.now()), OpenedSeal)

    def _signed_sid(self, document: Snapshot, opened: OpenedSeal) -> bytes | None:
        """Return the seal id that the file's own signature names, if the seal's chamber made that signature."""
        data = document.data
        if data is None or _PDF_MAGIC not in data[:_MAGIC_WINDOW] or _SIGNATURE_MARK not in data:
            return None
        # Imported here: it takes as long as all else together, and neither a scan nor a registered file needs it.
        from scanner.pdf_signature import SignedPdf, verify_pdf_signature

        anchors = [anchor.der for anchor in opened.chamber.pdf_anchors if anchor.state is AnchorState.ACTIVE]
        noon = dt.datetime.combine(opened.seal.payload.issued, dt.time(12), opened.chamber.zone)
        signed = verify_pdf_signature(data, anchors, noon)
        return signed.sid if isinstance(signed, SignedPdf) else None


def no_code(detail: str) -> VerificationResult:
    """Return the result for a document, or a part of one, of which nothing can be said; `detail` is a sentence."""
    return VerificationResult(Verdict.INDETERMINATE, Reason.NO_CODE, detail=detail)


def exit_code(checked: list[CheckedCode]) -> int:
    """Return 0 all valid, paper matched or confirmed; 3 all valid; 1 any invalid or its paper differs; 2 otherwise."""
    results = [code.result for code, counts in zip(checked, counted(checked), strict=True) if counts]
    if any(result.verdict is Verdict.INVALID or result.paper is Paper.DIFFERS for result in results):
        return 1
    if not results or any(result.verdict is not Verdict.VALID for result in results):
        return 2
    return 0 if all(result.paper.is_same for result in results) else 3


def counted(checked: Sequence[CheckedCode]) -> list[bool]:
    """Tell of each code whether it counts: those of other systems inside a registered original do not.

    The chamber registered them with it. Files are told apart by what was read, for one name can mean two files, one
    after the other.
    """
    matched = {code.sha256 for code in checked if code.result.paper is Paper.MATCHED} - {None}
    return [not (code.result.reason is Reason.FOREIGN_CODE and code.sha256 in matched) for code in checked]
