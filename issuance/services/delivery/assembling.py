"""From an approved application to what the core issues: its version's draft, pictures, signature, document."""

import datetime as dt
import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from issuance.attachments import describe_document
from issuance.domain.actor import Actor
from issuance.domain.application.application import Application, Paper, PaperRole
from issuance.domain.calendar import japan_date
from issuance.domain.ledger import Imprinted
from issuance.domain.signatories import SignatoryState
from issuance.domain.uploads import FileKind
from issuance.errors import RefusedError
from issuance.language import _
from issuance.paper import Enclosures
from issuance.paper.specimen import ink_of
from issuance.services.certificates.issue import IssueRequest
from issuance.services.imprints.pictures import ImprintPictures
from issuance.services.uploads import Uploads
from issuance.storage.application_papers import papers_of
from issuance.storage.applications import get_version
from issuance.storage.imprints import seal_on, signature_at
from issuance.storage.signatories import get_signatory
from issuance.storage.unit import Unit, Units
from signing.canonical import JsonObject
from signing.content import Kind

CERTIFIES_A_DOCUMENT = frozenset({Kind.INVOICE, Kind.SIGNATURE})

MOST_SIGNATURES = 64
"""Kept in memory, some ten kilobytes each."""

_SIGNS = frozenset({SignatoryState.APPROVED, SignatoryState.ENDED})
"""Whose specimen the chamber has approved. One who has left since signed when the application was submitted."""


@dataclass(frozen=True)
class _Parts:
    """What lies in the office's database and files."""

    draft: JsonObject
    signature: bytes | None
    document: bytes | None
    marks: Sequence[bytes]
    imprints: Imprinted


class Assembler:
    """Puts together what is issued: the version that was approved, and nothing that came later."""

    def __init__(self, units: Units, uploads: Uploads, imprints: ImprintPictures) -> None:
        self._units = units
        self._uploads = uploads
        self._imprints = imprints
        # Making a picture anew starts a process, which costs as much as all the rest of an issue, and one signatory's
        # certificates come in rows. A file never changes under its id.
        self._signatures: OrderedDict[tuple[str, str], bytes] = OrderedDict()

    def request(self, actor: Actor, application: Application) -> IssueRequest:
        """Return what the core issues; raise `RefusedError` where something that it needs cannot be opened."""
        with self._units.look(actor) as unit:
            parts = self._parts(unit, application)
        draft, pictures = parts.draft, {hashlib.sha256(mark).hexdigest(): mark for mark in parts.marks}
        if parts.document is not None:
            # Drawn in a process of its own, and outside of any act: it takes seconds for a long document.
            draft, pages = describe_document(draft, parts.document)
            pictures |= pages
        officers = dict.fromkeys(who for who in (application.checked_by, application.decided_by) if who is not None)
        return IssueRequest(
            chamber=actor.chamber,
            draft=draft,
            officers=tuple(officers),
            pictures=pictures,
            replaces=application.replaces,
            reference=application.id,
            enclosures=Enclosures(
                parts.signature,
                parts.document,
                self._imprint(actor.chamber, parts.imprints.seal),
                self._imprint(actor.chamber, parts.imprints.officer),
            ),
            imprints=parts.imprints,
        )

    def _imprint(self, chamber: str, key: str | None) -> bytes | None:
        return None if key is None else self._imprints.of(chamber, key)

    def _parts(self, unit: Unit, application: Application) -> _Parts:
        if application.version_approved is None:
            raise RefusedError(_("No version of this application was approved."))
        version = get_version(unit, application.id, application.version_approved)
        papers = [
            paper
            for paper in papers_of(unit, application.id, removed=True)
            if 0 < paper.since_version <= version.number and not _was_removed_before(paper, version.submitted_at)
        ]
        return _Parts(
            draft=version.draft,
            signature=self._signature(unit, application),
            document=self._document(unit, papers) if application.kind in CERTIFIES_A_DOCUMENT else None,
            marks=[self._uploads.picture(unit, paper.upload) for paper in papers if paper.role is PaperRole.MARKS],
            imprints=_imprinted(unit, application),
        )

    def _signature(self, unit: Unit, application: Application) -> bytes | None:
        """Return the signatory's own signature, cut from the specimen; None without one, for a line to sign by hand."""
        signatory = get_signatory(unit, application.signatory)
        if signatory.state not in _SIGNS:
            raise RefusedError(_("The specimen signature of the signatory is not approved: check it, then try again."))
        return None if signatory.specimen is None else self._picture(unit, signatory.specimen)

    def _picture(self, unit: Unit, upload: str) -> bytes:
        place = (unit.chamber, upload)
        picture = self._signatures.pop(place, None) or ink_of(self._uploads.picture(unit, upload))
        self._signatures[place] = picture
        if len(self._signatures) > MOST_SIGNATURES:
            self._signatures.popitem(last=False)
        return picture

    def _document(self, unit: Unit, papers: Sequence[Paper]) -> bytes:
        documents = [paper for paper in papers if paper.role is PaperRole.DOCUMENT]
        if not documents:
            raise RefusedError(_("The document to be certified is not among the papers of this application."))
        upload = self._uploads.get(unit, documents[-1].upload)
        if upload.kind is not FileKind.PDF:
            raise RefusedError(_("The document to be certified is a picture; it has to be handed in as a PDF."))
        return self._uploads.open(unit, upload.id)


def _imprinted(unit: Unit, application: Application) -> Imprinted:
    """Return the chamber's seal of today, and name and signature of the officer as he had them when he approved."""
    seal = seal_on(unit, japan_date(unit.now))
    signature = None
    if application.decided_by is not None and application.decided_at is not None:
        signature = signature_at(unit, application.decided_by, application.decided_at)
    return Imprinted(
        seal=None if seal is None else seal.id,
        # Never one officer's name over another one's signature: both are his, or both are the stationery's.
        officer=None if signature is None else signature.id,
        certifying_officer=None if signature is None else signature.printed.line,
    )


def _was_removed_before(paper: Paper, instant: dt.datetime) -> bool:
    return paper.removed_at is not None and paper.removed_at <= instant
