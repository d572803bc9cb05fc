"""The document to be certified and the picture of the marks, as the certificate will name them: by their hashes.

Of invoices the words are kept besides, for hints to the officer. Drawing a document's pages takes up to seconds, so all
of it is done outside of every act, once for each file.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.application.application import Paper, PaperContents, PaperRole
from issuance.domain.application.context import DocumentData
from issuance.domain.application.invoice_text import MOST_CHARACTERS
from issuance.errors import RefusedError
from issuance.language import _
from issuance.paper.errors import PaperError
from issuance.paper.pictures import page_pictures
from issuance.services.uploads import Uploads
from issuance.storage.paper_descriptions import find_descriptions, keep_description
from issuance.storage.unit import Units

DESCRIBED = frozenset({PaperRole.DOCUMENT, PaperRole.MARKS})
"""What the certificate names by hashes."""

READ = frozenset({PaperRole.DOCUMENT, PaperRole.INVOICE})
"""Of what the words are kept."""


@dataclass(frozen=True)
class Described:
    """What an application's papers hold that stands in the certificate; None while it is not known."""

    document: DocumentData | None = None
    marks: str | None = None


def described(papers: Collection[Paper]) -> Described:
    """Return what is known of the newest document and the newest picture of the marks."""
    document, marks = newest(papers, PaperRole.DOCUMENT), newest(papers, PaperRole.MARKS)
    text = document.contents if document else None
    picture = marks.contents if marks else None
    return Described(
        document=DocumentData(text.sha256, text.pictures) if text else None,
        marks=picture.pictures[0] if picture else None,
    )


def newest(papers: Collection[Paper], role: PaperRole) -> Paper | None:
    """Return the paper of a role that was handed in last."""
    of_role = [paper for paper in papers if paper.role is role]
    return max(of_role, key=lambda paper: (paper.added_at, paper.id), default=None)


class Describer:
    """Finds out what papers hold."""

    def __init__(self, units: Units, uploads: Uploads) -> None:
        self._units = units
        self._uploads = uploads

    def describe(self, actor: Actor, papers: Collection[Paper]) -> None:
        """Find out what is not known yet, as far as the virus scanner has passed the files.

        Raises `RefusedError` for a document whose pages cannot be drawn. Call it while no unit is open.
        """
        wanted = [paper for role in DESCRIBED if (paper := newest(papers, role)) is not None]
        wanted += [paper for paper in papers if paper.role is PaperRole.INVOICE]
        if not wanted:
            return
        with self._units.look(actor) as unit:
            known = find_descriptions(unit, {paper.upload for paper in wanted})
            uploads = self._uploads.find(unit, {paper.upload for paper in wanted})
        for paper in wanted:
            upload = uploads.get(paper.upload)
            if paper.upload in known or upload is None or not upload.may_be_opened:
                continue
            pictures = self.pictures(actor, paper) if paper.role in DESCRIBED else {}
            found = PaperContents(upload.sha256.hex(), tuple(pictures), self._words(actor, paper))
            with self._units.act(actor) as unit:
                keep_description(unit, paper.upload, found)

    def _words(self, actor: Actor, paper: Paper) -> str:
        if paper.role not in READ:
            return ""
        try:
            with self._units.look(actor) as unit:
                return self._uploads.words(unit, paper.upload, MOST_CHARACTERS)
        except RefusedError:
            return ""  # it can be looked at, and only hints are lost

    def pictures(self, actor: Actor, paper: Paper) -> dict[str, bytes]:
        """Return a paper's pictures by their SHA-256 in hex: of each page of a document, or of the marks."""
        with self._units.look(actor) as unit:
            if paper.role is PaperRole.MARKS:
                drawn = [self._uploads.picture(unit, paper.upload)]
            else:
                data = self._uploads.open(unit, paper.upload)
        if paper.role is not PaperRole.MARKS:
            try:
                drawn = page_pictures(data)
            except PaperError as error:
                raise RefusedError(
                    _("The pages of this document cannot be drawn, so it cannot be certified: %(why)s", why=error)
                ) from error
        return {hashlib.sha256(picture).hexdigest(): picture for picture in drawn}
