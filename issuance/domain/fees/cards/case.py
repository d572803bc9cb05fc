"""What the card service tells and the office cannot book by itself: a case for the cashier."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.fees.cards.payment import CURRENCY
from issuance.domain.machine import Machine, Transition


class CaseKind(StrEnum):
    """What is the matter. The values are stored."""

    OTHER_SUM = "other sum"
    """Another amount or currency was paid than was asked for."""
    OTHER_CHAMBER = "other chamber"
    """It names a payment of another chamber, but came to this one's account."""
    UNKNOWN = "unknown"
    """It names a payment of this chamber that is not there, or another page of it."""
    DISPUTED = "disputed"
    """The holder of the card disputes it: the card service holds the money back."""


class CaseState(StrEnum):
    """Where a case stands. The values are stored."""

    OPEN = "open"
    BOOKED = "booked"
    """It is somebody's payment now."""
    TAKEN_BACK = "taken back"
    """The payment was taken off the balance again."""
    CLOSED = "closed"
    """Nothing was booked; the reason says why."""


class CaseEvent(StrEnum):
    """What can happen to it."""

    BOOK = "book"
    TAKE_BACK = "take back"
    CLOSE = "close"


_OPEN = frozenset({CaseState.OPEN})

CARD_CASE = Machine(
    "case about a card payment",
    CaseState.OPEN,
    (
        Transition(_OPEN, CaseEvent.BOOK, CaseState.BOOKED),
        Transition(_OPEN, CaseEvent.TAKE_BACK, CaseState.TAKEN_BACK),
        Transition(_OPEN, CaseEvent.CLOSE, CaseState.CLOSED),
    ),
)


@dataclass(frozen=True)
class CardCase:
    """A case as it is stored."""

    id: str
    kind: CaseKind
    payment: str | None
    """The payment here that it is about, where one is known."""
    amount: int
    currency: str
    """As the card service spells it, `jpy`; amounts of most others are in hundredths."""
    said: str
    """The name under which the card service shows it."""
    state: CaseState
    reason: str
    opened_at: dt.datetime
    version: int

    @property
    def can_be_booked(self) -> bool:
        """Whether it is yen that came in."""
        return self.kind is not CaseKind.DISPUTED and self.currency == CURRENCY
