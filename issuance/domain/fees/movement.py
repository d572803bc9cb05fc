"""A movement of money on an organisation's balance. Movements are never changed: another one corrects them."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

MOST_YEN_AT_ONCE = 10_000_000


class Way(StrEnum):
    """How money came or went. The values are stored."""

    TRANSFER = "bank transfer"
    COUNTER = "counter"
    CARD = "card"
    REFUND = "refund"
    """Money went back to its payer."""
    CORRECTION = "correction"
    """An earlier movement was recorded wrongly."""


RECEIVED = (Way.TRANSFER, Way.COUNTER, Way.CARD)
"""By which money comes in."""


@dataclass(frozen=True)
class Movement:
    """A movement as it is stored."""

    id: str
    organisation: str
    amount: int
    """Whole yen: above zero what came in, below zero what went out."""
    way: Way
    happened_on: dt.date
    note: str
    """What the bank or the cashier wrote of it."""
    charge: str | None
    """For which charge it was meant, as far as that is known."""
    corrects: str | None
    """The movement that this one takes back."""
    recorded_at: dt.datetime
    recorded_by: str | None
    """Account; None where a program recorded it."""
