"""The revocation of a certificate as a case: asked for, proposed by one officer, decided by a second one, published.

A revocation is final, so two officers always decide it. The exporter or its agent can ask for one, or an officer opens
it by proposing it. Once it is decided nothing stops it: the process that holds the chamber's keys publishes it.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.machine import Machine, row
from signing.record import RevocationReason


class CaseState(StrEnum):
    """Where a case stands. The values are stored."""

    ASKED = "asked for"
    PROPOSED = "proposed"
    """One officer wants it; a second one decides."""
    DECIDED = "decided"
    """Printing is closed; the register is told by the job that has the keys."""
    DONE = "revoked"
    """The register's reader says so."""
    DECLINED = "refused"
    TAKEN_BACK = "taken back"


class CaseEvent(StrEnum):
    """What can happen to it."""

    PROPOSE = "propose"
    DECIDE = "decide"
    CARRY_OUT = "carry out"
    DECLINE = "decline"
    TAKE_BACK = "take back"


UNDECIDED = frozenset({CaseState.ASKED, CaseState.PROPOSED})
OPEN = UNDECIDED | {CaseState.DECIDED}
"""A certificate has one open case at most."""
FINAL = frozenset(CaseState) - OPEN

REVOCATION = Machine(
    "revocation",
    CaseState.ASKED,
    (
        row(CaseEvent.PROPOSE, CaseState.PROPOSED, CaseState.ASKED),
        row(CaseEvent.DECIDE, CaseState.DECIDED, CaseState.PROPOSED),
        row(CaseEvent.CARRY_OUT, CaseState.DONE, CaseState.DECIDED),
        row(CaseEvent.DECLINE, CaseState.DECLINED, *sorted(UNDECIDED)),
        row(CaseEvent.TAKE_BACK, CaseState.TAKEN_BACK, *sorted(UNDECIDED)),
    ),
)

OF_EXPORTERS = (
    RevocationReason.EXPORTER_REQUEST,
    RevocationReason.INCORRECT_CONTENT,
    RevocationReason.CHAMBER_ERROR,
    RevocationReason.MISUSE,
)
"""What an exporter can give as its reason."""

OF_CHAMBERS = (*OF_EXPORTERS, RevocationReason.FALSE_DECLARATION)
"""What a chamber can give. Numbers that were never finished are voided instead."""


@dataclass(frozen=True)
class CaseWords:
    """What people wrote. It may name people, so it is kept sealed."""

    asked: str
    """Why, in the words of who asked, or of the officer who opened it."""
    proposed: str = ""
    """What the officer who proposes what was asked for adds for the second one."""
    closing: str = ""
    """Why it was declined."""


@dataclass(frozen=True)
class RevocationCase:
    """One case as it is stored. People are accounts."""

    id: str
    application: str
    organisation: str
    """Whose certificate it is."""
    certificate: str
    """Canonical number."""
    state: CaseState
    state_since: dt.datetime
    by_chamber: bool
    """Whether an officer opened it: then nobody outside is told before it is decided."""
    reason: RevocationReason
    """What everybody is told who looks the certificate up."""
    words: CaseWords
    asked_by: str
    asked_at: dt.datetime
    proposed_by: str | None
    proposed_at: dt.datetime | None
    settled_by: str | None
    """Who decided, declined or took it back."""
    settled_at: dt.datetime | None
    done_at: dt.datetime | None
    """When the register was seen to say so."""
    trouble: str
    """Why a decided revocation is not published yet; '' where nothing is in the way."""
    version: int

    @property
    def is_open(self) -> bool:
        """Whether something is still to come."""
        return self.state in OPEN

    @property
    def is_decided(self) -> bool:
        """Whether the chamber has decided to revoke: nothing of the certificate is printed any more."""
        return self.state in (CaseState.DECIDED, CaseState.DONE)

    @property
    def officers(self) -> tuple[str, ...]:
        """The two who decided, as the register's record names them to the office."""
        return tuple(who for who in (self.proposed_by, self.settled_by) if who is not None)
