"""A payment by card: what a payer set out to pay at the card service's own page, and what became of it."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.machine import Machine, Transition
from issuance.language import N_

LEAST_YEN = 50
"""The card service takes no less."""

PAGE_LIFE = dt.timedelta(hours=1)
"""How long the card service's page of a payment stays open."""

CURRENCY = "jpy"
"""It has no smaller unit: the card service's amounts are whole yen."""


class CardState(StrEnum):
    """Where a payment by card stands. The values are stored."""

    BEGUN = "begun"
    """Noted here; nobody has the address of its page yet."""
    WAITING = N_("page open")
    """Its payer is at the card service's page, or has gone away from it."""
    PROCESSING = N_("processing")
    """Handed in there; the bank has not answered yet."""
    PAID = "paid"
    UNCLEAR = N_("unclear")
    """Money came, but not what was asked for: the cashier has a case about it."""
    FAILED = "failed"
    EXPIRED = N_("lapsed")
    """Its page closed before anything was paid."""


class CardEvent(StrEnum):
    """What can happen to it."""

    OPEN = "open its page"
    HAND_IN = "hand in"
    PAY = "pay"
    QUESTION = "question"
    FAIL = "fail"
    EXPIRE = "expire"


LIVING = frozenset({CardState.BEGUN, CardState.WAITING, CardState.PROCESSING})
"""Something is still waited for."""

AT_THE_SERVICE = frozenset({CardState.WAITING, CardState.PROCESSING})
"""The card service has a page of it that may be paid, or is."""

_UNPAID = LIVING | {CardState.FAILED, CardState.EXPIRED}

CARD_PAYMENT = Machine(
    "payment by card",
    CardState.BEGUN,
    (
        Transition(frozenset({CardState.BEGUN}), CardEvent.OPEN, CardState.WAITING),
        Transition(frozenset({CardState.BEGUN, CardState.WAITING}), CardEvent.HAND_IN, CardState.PROCESSING),
        # What was given up here can be paid all the same: money that came is money.
        Transition(_UNPAID | {CardState.UNCLEAR}, CardEvent.PAY, CardState.PAID),
        Transition(_UNPAID, CardEvent.QUESTION, CardState.UNCLEAR),
        Transition(LIVING | {CardState.UNCLEAR}, CardEvent.FAIL, CardState.FAILED),
        Transition(frozenset({CardState.BEGUN, CardState.WAITING}), CardEvent.EXPIRE, CardState.EXPIRED),
    ),
)

_NAME = re.compile(r"([A-Z]{2,4})-([0-9a-f]{16})")


@dataclass(frozen=True)
class CardName:
    """What the card service keeps of us beside a payment or a refund: `TYO-0123456789abcdef`."""

    chamber: str
    id: str

    @classmethod
    def read(cls, text: str | None) -> "CardName | None":
        """Return the name in a text, None where it is none of ours."""
        found = _NAME.fullmatch(text or "")
        return None if found is None else cls(found[1], found[2])

    def __str__(self) -> str:
        return f"{self.chamber}-{self.id}"


@dataclass(frozen=True)
class CardPayment:
    """A payment by card as it is stored."""

    id: str
    reference: str
    """What is told on the telephone: `P-7K3M-Q9XW`."""
    organisation: str
    amount: int
    """Whole yen that were asked for."""
    charges: tuple[str, ...]
    """Ids of the charges it is meant for; what it pays beyond them stays on the balance."""
    language: str
    state: CardState
    state_since: dt.datetime
    made_at: dt.datetime
    made_by: str | None
    ends_at: dt.datetime
    """When its page closes."""
    session: str | None
    """The card service's name of the page."""
    intent: str | None
    """The card service's name of the payment: by it money goes back."""
    movement: str | None
    version: int

    @property
    def is_living(self) -> bool:
        """Whether something is still waited for."""
        return self.state in LIVING
