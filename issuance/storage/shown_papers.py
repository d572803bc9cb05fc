"""An application's papers with what is known of their files, in one query: what a desk shows."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_

from issuance.domain.application.application import PaperRole
from issuance.domain.uploads import FileKind, UploadState
from issuance.storage.paper_descriptions import opened_description
from issuance.storage.shown import ShownFile
from issuance.storage.tables.application_help import paper_description as description
from issuance.storage.tables.applications import application_paper as paper
from issuance.storage.tables.uploads import upload
from issuance.storage.unit import Unit


@dataclass(frozen=True)
class ShownPaper:
    """A paper that was submitted, and its file."""

    role: PaperRole
    file: ShownFile
    since_version: int
    removed: bool
    words: str
    """Of an invoice's text layer, for hints; '' without one, and while it is not known."""


def shown_papers(unit: Unit, application: str) -> Sequence[ShownPaper]:
    """Return the papers that were submitted with an application: those in force first, then those taken away since."""
    columns = (
        paper.c.role,
        paper.c.since_version,
        paper.c.removed_at,
        upload.c.id,
        upload.c.name,
        upload.c.kind,
        upload.c.pages,
        upload.c.size,
        upload.c.state,
        description.c.id.label("described"),
        description.c.data,
    )
    joined = and_(upload.c.chamber == paper.c.chamber, upload.c.id == paper.c.upload)
    described = and_(description.c.chamber == paper.c.chamber, description.c.id == paper.c.upload)
    query = unit.select(paper, *columns).join(upload, joined).outerjoin(description, described)
    query = query.where(paper.c.application == application, paper.c.since_version > 0)
    rows = unit.rows(query.order_by(paper.c.removed_at.is_not(None), paper.c.added_at, paper.c.id))
    return [
        ShownPaper(
            PaperRole(row["role"]),
            ShownFile(
                row["id"],
                unit.open(upload.c.name, row["id"], row["name"])["name"],
                FileKind(row["kind"]),
                row["pages"],
                row["size"],
                UploadState(row["state"]),
            ),
            row["since_version"],
            row["removed_at"] is not None,
            "" if row["described"] is None else opened_description(unit, row["described"], row["data"]).words,
        )
        for row in rows
    ]
