"""Check documents: read their codes, gather the evidence for each, and let `signing.verify` judge."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from scanner.errors import DocumentError, PictureError
from scanner.limits import Limits
from scanner.pdf_signature import SignedPdf, verify_pdf_signature
from scanner.reference import ReferenceClient
from signing.result import Paper, Reason, Verdict, VerificationResult
from signing.status import StatusFile
from signing.trust import AnchorState, Trust
from signing.verify import Evidence, OpenedSeal, conclude, open_code

_PDF_MAGIC = b"%PDF-"
_MAGIC_WINDOW = 1024
MAX_SIGNED_PDF_BYTES = 64 * 1024 * 1024
"""The chamber's files are far smaller; a larger PDF is treated as a picture."""


@dataclass(frozen=True)
class CheckedCode:
    """One code of one document. `page` counts from 1 and is None where the document has no pages."""

    source: str
    page: int | None
    result: VerificationResult


class Checker:
    """Checks codes with one state of trust.

    `reference` is None for an offline check. `content` is a content file that the person has. `now` is the time from
    which ages count.
    """

    def __init__(
        self,
        *,
        trust: Trust,
        status: StatusFile | None,
        now: Callable[[], dt.datetime],
        reference: ReferenceClient | None,
        limits: Limits,
        content: bytes | None = None,
    ) -> None:
        self._trust = trust
        self._status = status
        self._now = now
        self._reference = reference
        self._limits = limits
        self._content = content

    def check_text(self, text: str, document: bytes | None = None) -> VerificationResult:
        """Check one scanned text; `document` is the file that it was found in."""
        now = self._now()
        opened = open_code(text, self._trust, now)
        if isinstance(opened, VerificationResult):
            return opened
        evidence = Evidence(
            status=self._status,
            answer=None if self._reference is None else self._reference.by_seal(opened.data),
            content=self._content,
            file_sha256=None if document is None else hashlib.sha256(document).digest(),
            signed_sid=None if document is None else self._signed_sid(document, opened),
        )
        return conclude(opened, evidence, self._trust, now)

    def check_file(self, path: Path) -> Iterator[CheckedCode]:
        """Check every code in a file, each once; a file without any gives one result that says so."""
        from scanner.decode.cascade import read_texts
        from scanner.documents import open_document

        source = str(path)
        document: bytes | None = None
        seen: set[str] = set()
        try:
            for page in open_document(path, self._limits):
                if document is None:
                    document = path.read_bytes()
                for text in read_texts(page.picture, good=self._is_seal, limits=self._limits):
                    if text not in seen:
                        seen.add(text)
                        yield CheckedCode(source, page.number, self.check_text(text, document))
        except (DocumentError, PictureError, OSError) as error:
            yield CheckedCode(source, None, _no_code(str(error)))
            return
        if not seen:
            yield CheckedCode(source, None, _no_code("No QR code was found. Type number and date instead."))

    def _is_seal(self, text: str) -> bool:
        return isinstance(open_code(text, self._trust, self._now()), OpenedSeal)

    def _signed_sid(self, document: bytes, opened: OpenedSeal) -> bytes | None:
        """Return the seal id that the file's own signature names, if the seal's chamber made that signature."""
        if _PDF_MAGIC not in document[:_MAGIC_WINDOW] or len(document) > MAX_SIGNED_PDF_BYTES:
            return None
        anchors = [anchor.der for anchor in opened.chamber.pdf_anchors if anchor.state is AnchorState.ACTIVE]
        noon = dt.datetime.combine(opened.seal.payload.issued, dt.time(12), opened.chamber.zone)
        signed = verify_pdf_signature(document, anchors, noon)
        return signed.sid if isinstance(signed, SignedPdf) else None


def _no_code(detail: str) -> VerificationResult:
    return VerificationResult(Verdict.INDETERMINATE, Reason.NO_CODE, detail=detail)


def exit_code(checked: list[CheckedCode]) -> int:
    """Return 0 all valid, paper matched or confirmed; 3 all valid; 1 any invalid; 2 otherwise.

    Codes of other systems inside a file that is the registered original do not count: the chamber registered them
    with it.
    """
    matched = {code.source for code in checked if code.result.paper is Paper.MATCHED}
    counted = [
        code.result for code in checked if not (code.result.reason is Reason.FOREIGN_CODE and code.source in matched)
    ]
    if any(result.verdict is Verdict.INVALID for result in counted):
        return 1
    if not counted or any(result.verdict is not Verdict.VALID for result in counted):
        return 2
    return 3 if any(result.paper is Paper.NOT_COMPARED for result in counted) else 0
