"""A line of a bank's file after it was read in: booked as somebody's payment, or set aside as none."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.fees.bank_file import reference_in
from issuance.domain.machine import Machine, Transition


class LineState(StrEnum):
    """Where a line stands. The values are stored."""

    OPEN = "open"
    BOOKED = "booked"
    SET_ASIDE = "set aside"
    """It is no payment of a fee: interest, somebody's mistake that goes back by the bank."""


class LineEvent(StrEnum):
    """What can happen to it."""

    BOOK = "book"
    SET_ASIDE = "set aside"
    REOPEN = "reopen"


BANK_LINE = Machine(
    "line of a bank's file",
    LineState.OPEN,
    (
        Transition(frozenset({LineState.OPEN}), LineEvent.BOOK, LineState.BOOKED),
        Transition(frozenset({LineState.OPEN}), LineEvent.SET_ASIDE, LineState.SET_ASIDE),
        Transition(frozenset({LineState.SET_ASIDE}), LineEvent.REOPEN, LineState.OPEN),
    ),
)


@dataclass(frozen=True)
class StoredLine:
    """A line as it is stored."""

    id: str
    day: dt.date
    amount: int
    text: str
    state: LineState
    reason: str
    read_at: dt.datetime
    version: int

    @property
    def reference(self) -> str | None:
        """The reference of a charge that the payer wrote into it."""
        return reference_in(self.text)
