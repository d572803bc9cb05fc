"""Imprints: what a chamber puts on its papers as pictures – its seal, and the signatures of its certifying officers.

An imprint is handed in by one person and confirmed by another. It is never changed: another picture is another imprint,
and certificates that were issued keep theirs.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.machine import Machine, Transition
from issuance.domain.staff import StaffAct
from issuance.errors import RefusedError
from issuance.language import N_, _

MOST_NAME = 80
MOST_TITLE = 80
"""Characters as printed below the signature; both together stand on two lines at most."""


class ImprintKind(StrEnum):
    """Whose it is."""

    SEAL = "seal"
    """The chamber's."""
    SIGNATURE = "signature"
    """A certifying officer's own."""


PROPOSES = {ImprintKind.SEAL: StaffAct.MANAGE_SETTINGS, ImprintKind.SIGNATURE: StaffAct.APPROVE_APPLICATIONS}
"""Who hands one in: a chamber administrator the seal, an officer his own signature."""

DECIDES = {ImprintKind.SEAL: StaffAct.CONFIRM_SEAL, ImprintKind.SIGNATURE: StaffAct.MANAGE_STAFF}
"""Who confirms it, refuses it, ends it. For the seal that is an officer too: a small chamber has one administrator."""


class ImprintState(StrEnum):
    """Where it stands."""

    PROPOSED = N_("proposed")
    CONFIRMED = N_("confirmed")
    REFUSED = N_("refused")
    TAKEN_BACK = N_("taken back")
    ENDED = N_("ended")


class ImprintEvent(StrEnum):
    """What can happen to it."""

    CONFIRM = "confirm"
    REFUSE = "refuse"
    TAKE_BACK = "take back"
    END = "end"


IMPRINT = Machine(
    "imprint",
    ImprintState.PROPOSED,
    (
        Transition(frozenset({ImprintState.PROPOSED}), ImprintEvent.CONFIRM, ImprintState.CONFIRMED),
        Transition(frozenset({ImprintState.PROPOSED}), ImprintEvent.REFUSE, ImprintState.REFUSED),
        Transition(frozenset({ImprintState.PROPOSED}), ImprintEvent.TAKE_BACK, ImprintState.TAKEN_BACK),
        Transition(frozenset({ImprintState.CONFIRMED}), ImprintEvent.END, ImprintState.ENDED),
    ),
)


@dataclass(frozen=True)
class Printed:
    """An officer as the certificate prints him."""

    name: str = ""
    title: str = ""

    @property
    def line(self) -> str:
        """Name and title in one line, as it stands in the certificate's content."""
        return ", ".join(part for part in (self.name, self.title) if part)


@dataclass(frozen=True)
class Imprint:
    """One picture. `account` is the officer's (None: the chamber's seal); `valid_from` is a day in Japan."""

    id: str
    kind: ImprintKind
    account: str | None
    state: ImprintState
    upload: str
    printed: Printed
    valid_from: dt.date
    proposed_at: dt.datetime
    proposed_by: str
    decided_at: dt.datetime | None
    decided_by: str | None
    reason: str
    ended_at: dt.datetime | None
    version: int

    def check_decider(self, decider: str | None) -> None:
        """Raise `RefusedError` unless `decider` is a second pair of eyes."""
        if decider is None or decider in (self.proposed_by, self.account):
            raise RefusedError(
                _("Another person has to decide on this than the one who handed it in and whose signature it is.")
            )

    def held_at(self, instant: dt.datetime) -> bool:
        """Tell whether it was confirmed at an instant, and had not ended."""
        confirmed = self.state in (ImprintState.CONFIRMED, ImprintState.ENDED)
        return (
            confirmed
            and self.decided_at is not None
            and self.decided_at <= instant
            and (self.ended_at is None or instant < self.ended_at)
        )
