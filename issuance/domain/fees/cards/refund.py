"""Money that goes back to a card, whole or in part."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.machine import Machine, Transition
from issuance.language import N_


class RefundState(StrEnum):
    """Where a refund stands. The values are stored."""

    REQUESTED = N_("requested")
    """Taken from the balance here; whether the card service has done it is not known yet."""
    DONE = "done"
    FAILED = "failed"
    """It did not go; the money is on the balance again."""


class RefundEvent(StrEnum):
    """What can happen to it."""

    FINISH = "finish"
    FAIL = "fail"


CARD_REFUND = Machine(
    "refund to a card",
    RefundState.REQUESTED,
    (
        Transition(frozenset({RefundState.REQUESTED}), RefundEvent.FINISH, RefundState.DONE),
        # Banks send money back days after the card service called it done.
        Transition(frozenset({RefundState.REQUESTED, RefundState.DONE}), RefundEvent.FAIL, RefundState.FAILED),
    ),
)


@dataclass(frozen=True)
class CardRefund:
    """A refund as it is stored."""

    id: str
    payment: str
    amount: int
    reason: str
    """Empty where it was made at the card service's own pages."""
    state: RefundState
    made_at: dt.datetime
    made_by: str | None
    """Account; None where it was made at the card service's own pages."""
    service_id: str | None
    """The card service's name of it."""
    movement: str | None
    version: int
