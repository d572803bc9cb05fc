"""An application as it is stored, its submitted versions and its papers."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from issuance.domain.application.entry import Entry
from issuance.domain.application.states import EDITABLE, State
from signing.canonical import JsonObject
from signing.content import Kind


class PaperRole(StrEnum):
    """What a paper is handed in as. The values are stored."""

    INVOICE = "commercial invoice"
    MAKERS_CERTIFICATE = "maker's certificate"
    FOREIGN_ORIGIN = "certificate of origin of a foreign chamber"
    TRANSPORT = "transport document"
    DOCUMENT = "document to be certified"
    """Of an invoice or signature certification: the certificate is put on this one."""
    MARKS = "picture of the shipping marks"
    OTHER = "other paper"


@dataclass(frozen=True)
class Remarks:
    """What an officer, or the signatory, wrote back.

    `fields` is by field name: `consignee.name`, `goods.3.hs`, `papers`; of one paper, `papers.` and its upload.
    """

    general: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    def of_paper(self, upload: str) -> str:
        """Return the remark on one paper; '' without one."""
        return self.fields.get(paper_path(upload), "")


def paper_path(upload: str) -> str:
    """Return the name of a paper among an application's fields."""
    return f"papers.{upload}"


@dataclass(frozen=True)
class Application:
    """An application as it is stored."""

    id: str
    reference: str
    """What is told on the telephone before there is a certificate number: `A-7K3M-Q9XW`."""
    kind: Kind
    state: State
    state_since: dt.datetime
    organisation: str
    """The applicant, who answers for it."""
    agent: str | None
    """The agent's organisation whose person filed it."""
    signatory: str
    """Whose signature stands in the declaration."""
    created_by: str
    """Account."""
    language: str
    """In which its people are written to."""
    entry: Entry
    remarks: Remarks
    copies: int
    """COPY sheets ordered beside the original."""
    rush: bool
    replaces: str | None
    """Public number of the certificate that this one is to replace."""
    free_of_charge: bool
    """The chamber erred in the one that it replaces."""
    version_submitted: int
    """Number of the version submitted last; 0 before."""
    version_approved: int | None
    """What is issued is this version and no other."""
    holder: str | None
    """Account of the officer who has it in review."""
    held_since: dt.datetime | None
    started_at: dt.datetime
    submitted_at: dt.datetime | None
    """First submitted; the target time and the waiting list count from here."""
    submitted_by: str | None
    due_at: dt.datetime | None
    """When the chamber wants to have decided."""
    checked_by: str | None
    """Account of the officer who reviewed it."""
    decided_at: dt.datetime | None
    decided_by: str | None
    stopped_because: str
    """Why the issue could not be finished; '' unless it stopped."""
    certificate: str | None
    """Canonical number, once one was taken."""
    delivered_at: dt.datetime | None
    submission: str | None
    """Token of the page that started or submitted it last: the same page again does nothing again."""
    changed_at: dt.datetime
    version: int

    @property
    def is_editable(self) -> bool:
        """Whether its applicant can change it."""
        return self.state in EDITABLE


@dataclass(frozen=True)
class Version:
    """What was submitted: as it was typed, and as it would be certified. Nothing in it changes afterwards."""

    application: str
    number: int
    entry: Entry
    draft: JsonObject
    """The content fields that the applicant answers for (`domain/draft.py`)."""
    submitted_at: dt.datetime
    submitted_by: str


@dataclass(frozen=True)
class PaperContents:
    """What a file was found to hold: its hash, and those of its pages or of the picture of the marks, all in hex."""

    sha256: str
    pictures: tuple[str, ...]
    words: str = ""
    """Of an invoice's text layer, for hints; '' without one."""


@dataclass(frozen=True)
class Paper:
    """A paper beside an application. Once submitted it is never taken away, but can be replaced by a newer one."""

    id: str
    application: str
    upload: str
    role: PaperRole
    added_at: dt.datetime
    added_by: str
    since_version: int
    """The first version that was submitted with it; 0 while none was."""
    removed_at: dt.datetime | None
    contents: PaperContents | None = None
    """None while it is not known: the virus scanner has not passed the file, or nobody needs to know."""
