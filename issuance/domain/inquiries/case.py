"""A case: what somebody outside told the chamber or asked it, and where that stands."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.inquiries.report import CaseKind, Report
from issuance.domain.machine import Machine, row
from issuance.language import N_


class CaseState(StrEnum):
    """Where a case stands. The values are stored."""

    OPEN = N_("open")
    """Nobody has taken it."""
    ASSIGNED = N_("assigned")
    ANSWERED = N_("answered")
    """Its reporter has the answer, and may still add to it."""
    CLOSED = N_("case closed")
    MERGED = N_("merged")
    """It says again what another case says."""
    SPAM = N_("spam")


WAITING = frozenset({CaseState.OPEN, CaseState.ASSIGNED})
"""The chamber owes something: deadlines count."""

ENDED = frozenset({CaseState.CLOSED, CaseState.MERGED, CaseState.SPAM})
"""Nothing more is done; `closed_at` is set, from which the time of keeping counts."""

ANSWERED_DAYS = 30
"""An answered case to which nobody adds anything closes by itself after so many days."""


class CaseEvent(StrEnum):
    """What can happen to a case."""

    TAKE = "take"
    HAND_OVER = "hand over"
    LAY_BACK = "lay back"
    ANSWER = "answer"
    CLOSE = "close"
    REOPEN = "reopen"
    MERGE = "merge"
    DISCARD = "discard as spam"


CASE: Machine[CaseState, CaseEvent] = Machine(
    "case",
    CaseState.OPEN,
    (
        row(CaseEvent.TAKE, CaseState.ASSIGNED, CaseState.OPEN, CaseState.ASSIGNED),
        row(CaseEvent.HAND_OVER, CaseState.ASSIGNED, CaseState.OPEN, CaseState.ASSIGNED),
        row(CaseEvent.LAY_BACK, CaseState.OPEN, CaseState.ASSIGNED),
        row(CaseEvent.ANSWER, CaseState.ANSWERED, CaseState.ASSIGNED),
        row(CaseEvent.CLOSE, CaseState.CLOSED, CaseState.ASSIGNED, CaseState.ANSWERED),
        row(CaseEvent.REOPEN, CaseState.OPEN, CaseState.ANSWERED, *ENDED),
        row(CaseEvent.MERGE, CaseState.MERGED, *WAITING),
        row(CaseEvent.DISCARD, CaseState.SPAM, *WAITING),
    ),
)


@dataclass(frozen=True)
class Case:
    """One case. `number` is the canonical number of the certificate that it is about, where that is one of ours."""

    id: str
    reference: str
    kind: CaseKind
    state: CaseState
    language: str
    report: Report
    received_at: dt.datetime
    state_since: dt.datetime
    due_on: dt.date
    holder: str | None
    number: str | None
    duplicate_of: str | None
    """The id of the case that goes on in its place."""
    closed_at: dt.datetime | None
    version: int

    @property
    def may_be_added_to(self) -> bool:
        """Whether its reporter can still write: not to what went on elsewhere, nor to what was no report."""
        return self.state not in (CaseState.MERGED, CaseState.SPAM)

    def is_late(self, today: dt.date) -> bool:
        """Whether the chamber is late with it."""
        return self.state in WAITING and today > self.due_on


class EntryKind(StrEnum):
    """Who wrote a line of a case, and for whom."""

    MORE = "more"
    """The reporter."""
    REPLY = "reply"
    """An officer, to the reporter."""
    NOTE = "note"
    """An officer, to the other officers."""


@dataclass(frozen=True)
class CaseEntry:
    """A line of a case. `account` is the officer's, None for the reporter's own."""

    kind: EntryKind
    text: str
    account: str | None
    written_at: dt.datetime
