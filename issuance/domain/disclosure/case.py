"""A disclosure: one administrator asks with the legal ground, another one approves, both fetch the file for a week."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.machine import Machine, row
from issuance.domain.retention.hold import HoldKind
from issuance.errors import RefusedError
from issuance.language import N_, _

FETCHED_FOR = dt.timedelta(days=7)
"""After that the file is deleted; the case stays on record."""

MOST_FETCHES = 3
"""By each of the two: a download can break off."""


class DisclosureState(StrEnum):
    """Where a disclosure stands. The values are stored."""

    ASKED = N_("asked")
    APPROVED = N_("approved")
    """The issue job makes the file: it has the chamber's key."""
    MADE = N_("made")
    OVER = N_("over")
    """The file is deleted."""
    FAILED = N_("failed")
    REFUSED = N_("refused")
    TAKEN_BACK = N_("taken back")


class DisclosureEvent(StrEnum):
    """What can happen to it."""

    APPROVE = "approve"
    REFUSE = "refuse"
    TAKE_BACK = "take back"
    MAKE = "make"
    FAIL = "fail"
    EXPIRE = "expire"


DISCLOSURE = Machine(
    "disclosure",
    DisclosureState.ASKED,
    (
        row(DisclosureEvent.APPROVE, DisclosureState.APPROVED, DisclosureState.ASKED),
        row(DisclosureEvent.REFUSE, DisclosureState.REFUSED, DisclosureState.ASKED),
        row(DisclosureEvent.TAKE_BACK, DisclosureState.TAKEN_BACK, DisclosureState.ASKED),
        row(DisclosureEvent.MAKE, DisclosureState.MADE, DisclosureState.APPROVED),
        row(DisclosureEvent.FAIL, DisclosureState.FAILED, DisclosureState.APPROVED),
        row(DisclosureEvent.EXPIRE, DisclosureState.OVER, DisclosureState.MADE),
    ),
)


@dataclass(frozen=True)
class Ground:
    """Why data are disclosed: to whom, under which of its references, by which law and for what."""

    authority: str
    reference: str
    ground: str


@dataclass(frozen=True)
class Disclosure:
    """One case. `asked_by` and `settled_by` are accounts; `paper` is the upload of the request as it was received."""

    id: str
    kind: HoldKind
    subject: str
    state: DisclosureState
    ground: Ground
    paper: str
    may_be_told: bool
    asked_by: str
    asked_at: dt.datetime
    settled_by: str | None
    settled_at: dt.datetime | None
    made_at: dt.datetime | None
    size: int | None
    sha256: str | None
    failed_because: str
    version: int

    @property
    def fetched_until(self) -> dt.datetime | None:
        """The instant at which the file goes; None where there is none yet."""
        return None if self.made_at is None else self.made_at + FETCHED_FOR

    def check_decider(self, decider: str | None) -> None:
        """Raise `RefusedError` unless `decider` is a second pair of eyes."""
        if decider is None or decider == self.asked_by:
            raise RefusedError(_("Another chamber administrator has to decide this than the one who asked for it."))

    def check_fetcher(self, fetcher: str | None, fetches: int, now: dt.datetime) -> None:
        """Raise `RefusedError` unless `fetcher` is one of the two, and may fetch the file once more."""
        if fetcher is None or fetcher not in (self.asked_by, self.settled_by):
            raise RefusedError(_("Only the two who asked for a disclosure and approved it can fetch its file."))
        until = self.fetched_until
        if self.state is not DisclosureState.MADE or until is None or now >= until:
            raise RefusedError(_("There is no file to fetch: it is made within minutes, and deleted after seven days."))
        if fetches >= MOST_FETCHES:
            raise RefusedError(
                _(
                    "You have fetched this file %(most)s times. The other of the two can fetch it still.",
                    most=MOST_FETCHES,
                )
            )
