"""The papers beside an application: handed in, listed, taken away."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application, Paper, PaperRole
from issuance.domain.ids import Act
from issuance.domain.uploads import FileKind, Purpose, Upload
from issuance.errors import ConflictError, RefusedError
from issuance.language import _
from issuance.services.applications.described import DESCRIBED, READ, Describer
from issuance.services.applications.sight import applicant_in
from issuance.services.applications.steps import act_to_edit, require_editable
from issuance.services.uploads import Uploads, upload_of
from issuance.storage.application_papers import add_paper, papers_of, papers_with_files, remove_paper
from issuance.storage.paper_descriptions import forget_description
from issuance.storage.unit import Unit, Units
from signing.content import Kind

MOST_PAPERS = 30

_ALWAYS = (PaperRole.INVOICE, PaperRole.OTHER)
_ORIGIN = (PaperRole.INVOICE, PaperRole.MAKERS_CERTIFICATE, PaperRole.TRANSPORT, PaperRole.MARKS, PaperRole.OTHER)
ROLES_OF: Mapping[Kind, tuple[PaperRole, ...]] = {
    Kind.COO_JP: _ORIGIN,
    Kind.COO_FOREIGN: (*_ORIGIN[:2], PaperRole.FOREIGN_ORIGIN, *_ORIGIN[2:]),
    Kind.INVOICE: (PaperRole.DOCUMENT, *_ALWAYS),
    Kind.SIGNATURE: (PaperRole.DOCUMENT, *_ALWAYS),
}
"""As what a paper can be handed in, by kind, what is asked for first at the top."""

_FILES_OF = {
    PaperRole.DOCUMENT: ((FileKind.PDF,), "PDF"),
    PaperRole.MARKS: ((FileKind.PNG, FileKind.JPEG), "PNG, JPEG"),
}


@dataclass(frozen=True)
class ShownPaper:
    """A paper with its file; None where the file was removed."""

    paper: Paper
    file: Upload | None


class PaperDesk:
    """Takes papers in and gives them back."""

    def __init__(self, units: Units, uploads: Uploads, describer: Describer) -> None:
        self._units = units
        self._uploads = uploads
        self._describer = describer

    def add(self, actor: Actor, id_: str, stream: BinaryIO, filename: str, role: PaperRole) -> Paper:
        """Take a file in as a paper; raise `RefusedError` with the sentence for its owner, and keep nothing then."""
        with self._units.look(actor) as unit:
            organisation = self._to_edit(unit, id_, role).organisation
        upload = self._uploads.receive(actor, stream, filename, Purpose.DOCUMENT, organisation)
        try:
            kinds, words = _FILES_OF.get(role, (tuple(FileKind), ""))
            if upload.kind not in kinds:
                raise RefusedError(
                    _("This file is %(kind)s; this paper has to be %(words)s.", kind=upload.kind.upper(), words=words)
                )
            with self._units.act(actor) as unit:
                application = self._to_edit(unit, id_, role, to_change=True)
                if len(papers_of(unit, application.id)) >= MOST_PAPERS:
                    raise RefusedError(
                        _("An application takes %(most)s papers at most: put several into one PDF.", most=MOST_PAPERS)
                    )
                paper = add_paper(unit, application, upload.id, role, str(actor.account))
                after = {"paper": paper.id, "role": role, "upload": upload.id}
                unit.record(
                    "application.paper_add", f"application:{application.id}", organisation=organisation, after=after
                )
        except (RefusedError, ConflictError):
            with self._units.act(actor) as unit:
                self._uploads.remove(unit, upload.id)  # what no application names would lie there for ever
            raise
        if role in DESCRIBED | READ:
            self._describe_or_remove(actor, id_, paper)
        return paper

    def remove(self, actor: Actor, id_: str, paper_id: str) -> None:
        """Take a paper away; one that was submitted once stays with the versions that it was submitted with."""
        with self._units.act(actor) as unit:
            application = self._to_edit(unit, id_, to_change=True)
            paper = next((each for each in papers_of(unit, application.id) if each.id == paper_id), None)
            if paper is None:
                return  # it is gone already
            remove_paper(unit, paper)
            if not paper.since_version:
                self._remove_file(unit, paper)
            unit.record(
                "application.paper_remove",
                f"application:{application.id}",
                organisation=application.organisation,
                before={"paper": paper.id, "role": paper.role, "since_version": paper.since_version},
            )

    def of(self, unit: Unit, application_id: str) -> list[ShownPaper]:
        """Return an application's papers with their files; one query."""
        return [
            ShownPaper(paper, None if file is None else upload_of(unit, file))
            for paper, file in papers_with_files(unit, application_id)
        ]

    def shown(self, unit: Unit, papers: Collection[Paper]) -> list[ShownPaper]:
        """Return papers with their files."""
        files = self._uploads.find(unit, {paper.upload for paper in papers})
        return [ShownPaper(paper, files.get(paper.upload)) for paper in papers]

    def picture(self, actor: Actor, id_: str, paper_id: str, page: int) -> bytes:
        """Return a page of a paper as a PNG made anew."""
        with self._units.look(actor) as unit:
            application = applicant_in(unit).open(unit, id_)
            paper = next((each for each in papers_of(unit, application.id, removed=True) if each.id == paper_id), None)
            if paper is None:
                raise RefusedError(_("There is no such paper beside this application."))
            return self._uploads.picture(unit, paper.upload, page)

    def forget(self, unit: Unit, paper: Paper) -> None:
        """Remove a paper that was never submitted for good, in an act that is under way."""
        remove_paper(unit, paper)
        self._remove_file(unit, paper)

    def _remove_file(self, unit: Unit, paper: Paper) -> None:
        forget_description(unit, paper.upload)
        self._uploads.remove(unit, paper.upload)

    def _describe_or_remove(self, actor: Actor, id_: str, paper: Paper) -> None:
        try:
            self._describer.describe(actor, [paper])
        except RefusedError:
            self.remove(actor, id_, paper.id)
            raise

    def _to_edit(self, unit: Unit, id_: str, role: PaperRole | None = None, *, to_change: bool = False) -> Application:
        applicant = applicant_in(unit)
        application = applicant.open(unit, id_, Act.READ_APPLICATIONS, to_change=to_change)
        require_editable(application)
        applicant.require(act_to_edit(application))
        if role is not None and role not in ROLES_OF[application.kind]:
            raise RefusedError(_("Choose which paper this is."))
        return application
