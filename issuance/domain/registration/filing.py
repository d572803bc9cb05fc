"""A filing (届出): what an organisation hands in to be registered, renewed or changed, and what becomes of it.

A registration's own state (`states.py`) follows from what happens to its filings.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from issuance.domain.machine import Machine, row
from issuance.domain.registration.form import RegistrationForm


class FilingKind(StrEnum):
    """What is asked for."""

    NEW = "new"
    RENEWAL = "renewal"
    CHANGE = "change"


class FilingState(StrEnum):
    """Where a filing stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in review"
    RETURNED = "returned"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class FilingEvent(StrEnum):
    """What can happen to it."""

    SUBMIT = "submit"
    TAKE = "take"
    TAKE_OVER = "take over"
    GIVE_BACK = "give back"
    RETURN = "return"
    APPROVE = "approve"
    REJECT = "reject"
    WITHDRAW = "withdraw"


OPEN = frozenset({FilingState.DRAFT, FilingState.SUBMITTED, FilingState.IN_REVIEW, FilingState.RETURNED})
"""A registration has one open filing at most."""

EDITABLE = frozenset({FilingState.DRAFT, FilingState.RETURNED})


FILING = Machine(
    "filing",
    FilingState.DRAFT,
    (
        row(FilingEvent.SUBMIT, FilingState.SUBMITTED, FilingState.DRAFT, FilingState.RETURNED),
        row(FilingEvent.TAKE, FilingState.IN_REVIEW, FilingState.SUBMITTED),
        row(FilingEvent.TAKE_OVER, FilingState.IN_REVIEW, FilingState.IN_REVIEW),
        row(FilingEvent.GIVE_BACK, FilingState.SUBMITTED, FilingState.IN_REVIEW),
        row(FilingEvent.RETURN, FilingState.RETURNED, FilingState.IN_REVIEW),
        row(FilingEvent.APPROVE, FilingState.APPROVED, FilingState.IN_REVIEW),
        row(FilingEvent.REJECT, FilingState.REJECTED, FilingState.IN_REVIEW),
        row(FilingEvent.WITHDRAW, FilingState.WITHDRAWN, *OPEN),
    ),
)


@dataclass(frozen=True)
class Remarks:
    """What a registrar wrote to the applicant. `fields` is by path: `organisation.name_en`, `papers.statutes`."""

    general: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Filing:
    """A filing as it is stored. `data` is by section (`sections.py`), as it was typed."""

    id: str
    kind: FilingKind
    state: FilingState
    state_since: dt.datetime
    reference: str
    """What an applicant tells the chamber on the telephone: `R-7K3M-Q9XW`."""
    language: str
    data: Mapping[str, Any]
    form: RegistrationForm | None
    """What was submitted last, checked; None before."""
    registration: str | None
    """None until a new registration is submitted for the first time."""
    basis: str | None
    """The filing in force that this one renews or changes."""
    remarks: Remarks
    holder: str | None
    """Account of the registrar who has it in review."""
    held_since: dt.datetime | None
    started_at: dt.datetime
    submitted_at: dt.datetime | None
    submitted_by: str | None
    """Account; None for a visitor."""
    submission: str | None
    """Token of the page that started or submitted it last: the same page again does nothing again."""
    decided_at: dt.datetime | None
    decided_by: str | None
    term_from: dt.date | None
    """First day of the validity that its approval gave, None for a change."""
    term_until: dt.date | None
    version: int

    @property
    def is_open(self) -> bool:
        """Whether something can still become of it."""
        return self.state in OPEN

    @property
    def submitted_form(self) -> RegistrationForm:
        """The form of a filing that is known to have been submitted."""
        if self.form is None:
            raise LookupError(f"The filing {self.id} was never submitted.")
        return self.form
