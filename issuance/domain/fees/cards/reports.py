"""What the card service tells, reduced to what the office looks at: nothing of a card, a name or an address is read."""

import datetime as dt
from dataclasses import dataclass

from issuance.domain.fees.cards.payment import CardName
from issuance.domain.fees.cards.refund import RefundState


@dataclass(frozen=True)
class SessionReport:
    """How a payment's page stands. `name` is None where the page is none of ours."""

    id: str
    name: CardName | None
    amount: int
    currency: str
    intent: str | None
    is_paid: bool = False
    is_handed_in: bool = False
    """Finished by the payer; where it is not paid either, the bank has not answered yet."""
    is_expired: bool = False
    has_failed: bool = False


@dataclass(frozen=True)
class RefundReport:
    """How a refund stands. `name` is None where it was not asked for here."""

    id: str
    name: CardName | None
    amount: int
    state: RefundState


@dataclass(frozen=True)
class DisputeReport:
    """That the holder of a card disputes a payment."""

    id: str
    intent: str
    amount: int
    currency: str


@dataclass(frozen=True)
class EventReport:
    """One event: about a page, about the refunds of a payment (`refunded`), or about a dispute."""

    id: str
    type: str
    created: dt.datetime
    live: bool
    """False: made with the card service's keys for trying out; no money has moved."""
    session: SessionReport | None = None
    refunded: str | None = None
    dispute: DisputeReport | None = None

    @property
    def name(self) -> CardName | None:
        """Our name in it."""
        return self.session.name if self.session else None
