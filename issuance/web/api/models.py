"""What calls answer, as JSON. Instants are RFC 3339 in UTC, sums whole yen."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from issuance.domain.application.entry import Entry


class Part(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(frozen=True)


class SystemNamed(Part):
    """The system that calls."""

    id: str
    name: str


class WhoAmI(Part):
    """For whom a token acts, and what it may do at this moment."""

    chamber: str
    system: SystemNamed
    scopes: list[str]
    until: dt.datetime
    id: Annotated[str | None, Field(description="Login of the id; missing for a chamber's own system.")] = None


class Status(Part):
    """Where an application stands."""

    id: str
    reference: str
    kind: str
    state: str
    since: dt.datetime
    certificate: Annotated[str | None, Field(description="Public number, once delivered.")]


class ApplicationLine(Part):
    """An application in a list, or after a change."""

    id: str
    reference: Annotated[str, Field(description="What is told on the telephone: `A-7K3M-Q9XW`.")]
    kind: str
    state: str
    since: Annotated[dt.datetime, Field(description="Since when it is in this state.")]
    changed_at: dt.datetime
    started_at: dt.datetime
    submitted_at: Annotated[dt.datetime | None, Field(description="First submitted.")]
    delivered_at: dt.datetime | None
    certificate: Annotated[str | None, Field(description="Public number, once delivered.")]
    replaces: str | None
    version: Annotated[int, Field(description="Counts changes; the ETag, and what If-Match names.")]


class ApplicationPage(Part):
    """A page of a list, what was changed last first."""

    applications: list[ApplicationLine]
    next: Annotated[str | None, Field(description="The `before` of the next page; null on the last one.")]


class RemarksSaid(Part):
    """What the officer, or the signatory, wrote back."""

    general: str
    fields: dict[str, str]


class ProblemSaid(Part):
    """What is to be put right, or looked at, by field."""

    field: str
    text: str
    severity: Literal["error", "warning"]


class Problem(Part):
    """An error (RFC 9457). `code` never changes; the sentences do, and come in the language that is asked for."""

    type: Literal["about:blank"]
    title: str
    status: int
    code: str
    detail: str | None = None
    problems: list[ProblemSaid] | None = None


class VersionSeen(Part):
    """What was submitted: nothing in it changes any more."""

    number: int
    submitted_at: dt.datetime
    typed: Entry
    content: Annotated[dict[str, object], Field(description="As it reads, and would be certified.")]


class Happened(Part):
    """One thing that happened to it."""

    at: dt.datetime
    what: Literal["started", "submitted", "decided", "delivered", "state"]
    state: str | None = None


class ApplicationSeen(ApplicationLine):
    """An application as its own side sees it."""

    typed: Annotated[Entry, Field(description="As it was typed, complete or not.")]
    submitted: list[VersionSeen]
    remarks: RemarksSaid
    problems: Annotated[list[ProblemSaid], Field(description="While it can be changed: what is said of it now.")]
    must_ask_signatory: Annotated[bool, Field(description="Whether the signatory sees it before the chamber does.")]
    certificate_state: str | None
    history: list[Happened]


class PaperSeen(Part):
    """A paper beside an application."""

    id: str
    role: str
    added_at: dt.datetime
    since_version: Annotated[int, Field(description="The first version submitted with it; 0 before.")]
    file: Annotated[str | None, Field(description="Its name; null where it was removed.")]
    kind: str | None
    pages: int | None
    size: Annotated[int | None, Field(description="Bytes.")]
    sha256: str | None
    check: Annotated[str | None, Field(description="Where it stands with the virus scanner.")]


class PaperPage(Part):
    """All papers of an application."""

    papers: list[PaperSeen]


class FeeLine(Part):
    """A line of a charge."""

    what: str
    quantity: int
    unit_price: int
    net: int


class ChargeSeen(Part):
    """What is owed for one application."""

    id: str
    reference: str
    application: str
    state: str
    since: dt.datetime
    made_on: dt.date
    due_on: dt.date
    paid_on: dt.date | None
    lines: list[FeeLine]
    net: int
    tax: int
    total: int


class Fees(Part):
    """An organisation's account."""

    balance: int
    on_account: Annotated[bool, Field(description="Whether it pays by the month.")]
    owed: int
    late: int
    charges: list[ChargeSeen]


class CertificateOffered(Part):
    """A delivered certificate whose time for printing is not over."""

    number: Annotated[str, Field(description="Public number.")]
    application: str
    kind: str
    delivered_at: dt.datetime | None
    closes_at: dt.datetime
    sheets: Annotated[list[str], Field(description="`original`, `copy-1` …: each is fetched as this name and `.pdf`.")]


class Certificates(Part):
    """What can be printed now, the first to end first."""

    certificates: list[CertificateOffered]
