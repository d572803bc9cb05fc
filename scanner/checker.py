"""Check documents: read their codes, gather the evidence for each, and let `signing.verify` judge."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from scanner.errors import DocumentError, PictureError
from scanner.limits import Limits
from scanner.reference import ReferenceClient
from scanner.snapshot import Snapshot, take_snapshot
from signing.evidence import Evidence
from signing.result import Paper, Reason, Verdict, VerificationResult
from signing.status import StatusFile
from signing.trust import AnchorState, Trust
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

    def check_text(self, text: str, document: Snapshot | None = None) -> VerificationResult:
        """Check one scanned text; `document` is the file that it was found in."""
        now = self._now()
        opened = open_code(text, self._trust, now)
        if isinstance(opened, VerificationResult):
            return opened
        evidence = Evidence(
            status=self._status,
            answer=None if self._reference is None else self._reference.by_seal(opened.data),
            content=self._content,
            file_sha256=None if document is None else document.sha256,
        )
        result = conclude(opened, evidence, self._trust, now)
        if document is None or result.paper is not Paper.NOT_COMPARED:
            return result
        # Only a file that no verified record knows by its hash has to be known by its signature.
        signed_sid = self._signed_sid(document, opened)
        return conclude(opened, replace(evidence, signed_sid=signed_sid), self._trust, now) if signed_sid else result

    def check_file(self, path: Path) -> Iterator[CheckedCode]:
        """Check every code in a file, each once; a file without any gives one result that says so."""
        from scanner.documents import draw_pages

        source = str(path)
        seen: set[str] = set()
        try:
            with (
                take_snapshot(path, self._limits, keep_up_to=MAX_SIGNED_PDF_BYTES) as document,
                draw_pages(document.file, path, self._limits) as pages,
            ):
                # Imported here: OpenCV loads while the first page is drawn in the other process.
                from scanner.decode.cascade import read_texts

                for page in pages:
                    for text in read_texts(page.picture, good=self._is_seal, limits=self._limits):
                        if text not in seen:
                            seen.add(text)
                            yield CheckedCode(source, page.number, self.check_text(text, document), document.sha256)
        except (DocumentError, PictureError) as error:
            yield CheckedCode(source, None, _no_code(f"{str(error).removesuffix('.')}."))
            return
        if not seen:
            yield CheckedCode(source, None, _no_code(NOTHING_FOUND))

    def _is_seal(self, text: str) -> bool:
        return isinstance(open_code(text, self._trust, self._now()), OpenedSeal)

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


def _no_code(detail: str) -> VerificationResult:
    return VerificationResult(Verdict.INDETERMINATE, Reason.NO_CODE, detail=detail)


def exit_code(checked: list[CheckedCode]) -> int:
    """Return 0 all valid, paper matched or confirmed; 3 all valid; 1 any invalid; 2 otherwise.

    Codes of other systems inside a file that is the registered original do not count: the chamber registered them
    with it.
    """
    # Files are told apart by what was read, for one name can mean two files, one after the other.
    matched = {code.sha256 for code in checked if code.result.paper is Paper.MATCHED} - {None}
    counted = [
        code.result for code in checked if not (code.result.reason is Reason.FOREIGN_CODE and code.sha256 in matched)
    ]
    if any(result.verdict is Verdict.INVALID for result in counted):
        return 1
    if not counted or any(result.verdict is not Verdict.VALID for result in counted):
        return 2
    return 3 if any(result.paper is Paper.NOT_COMPARED for result in counted) else 0
