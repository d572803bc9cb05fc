"""What Stripe's objects are read as: the fields that are named here, and no other, ever leave its answers."""

import datetime as dt
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from issuance.domain.fees.cards.payment import CardName
from issuance.domain.fees.cards.refund import RefundState
from issuance.domain.fees.cards.reports import DisputeReport, EventReport, RefundReport, SessionReport

PAYMENT, REFUND = "originseal_payment", "originseal_refund"
"""Under which keys of Stripe's metadata our names lie."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=255)]
Currency = Annotated[str, StringConstraints(pattern="^[a-z]{3}$")]
Sum = Annotated[int, Field(ge=0, le=2**31 - 1)]

_REFUND_STATES = {"succeeded": RefundState.DONE, "failed": RefundState.FAILED, "canceled": RefundState.FAILED}
"""Any other state of Stripe's means that it is on its way."""

_SESSIONS = frozenset(
    f"checkout.session.{what}" for what in ("completed", "async_payment_succeeded", "async_payment_failed", "expired")
)
_FAILED = "checkout.session.async_payment_failed"
_REFUNDS = frozenset(("charge.refunded", "refund.created", "refund.updated", "refund.failed"))
_DISPUTE = "charge.dispute.created"
KINDS = (*sorted(_SESSIONS), *sorted(_REFUNDS), _DISPUTE)
"""Of the events that are looked at: those to be chosen for the webhook."""


class _Read(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class Session(_Read):
    """A Checkout Session."""

    id: Name
    client_reference_id: str | None = None
    amount_total: Sum | None = None
    currency: Currency | None = None
    payment_intent: Name | None = None
    payment_status: str
    status: str | None = None
    url: str | None = None

    def report(self, event: str = "") -> SessionReport:
        """Return it as the desks know it; `event` is the kind of the event that it came with."""
        return SessionReport(
            id=self.id,
            name=CardName.read(self.client_reference_id),
            amount=self.amount_total or 0,
            currency=self.currency or "",
            intent=self.payment_intent,
            is_paid=self.payment_status == "paid",
            is_handed_in=self.status == "complete",
            is_expired=self.status == "expired",
            has_failed=event == _FAILED,
        )


class Refund(_Read):
    """A refund."""

    id: Name
    amount: Sum
    status: str | None = None
    metadata: dict[str, str] | None = None

    def report(self) -> RefundReport:
        """Return it as the desks know it."""
        name = CardName.read((self.metadata or {}).get(REFUND))
        return RefundReport(self.id, name, self.amount, _REFUND_STATES.get(self.status or "", RefundState.REQUESTED))


class Intent(_Read):
    """A payment, as far as it says whose it is."""

    metadata: dict[str, str] | None = None

    @property
    def name(self) -> CardName | None:
        """Our name of it."""
        return CardName.read((self.metadata or {}).get(PAYMENT))


class _Paid(_Read):
    """What names its payment: a charge, a refund."""

    payment_intent: Name | None = None


class _Dispute(_Paid):
    id: Name
    amount: Sum
    currency: Currency


class _Data(_Read):
    object: dict[str, Any]


class Event(_Read):
    """An event, and what it is about."""

    id: Name
    type: Annotated[str, StringConstraints(max_length=60)]
    created: Annotated[int, Field(ge=0, le=2**33)]
    livemode: bool
    data: _Data

    def report(self) -> EventReport | None:
        """Return it as the desks know it; None where its kind does not matter here, or it names no payment."""
        at, about = dt.datetime.fromtimestamp(self.created, dt.UTC), self.data.object
        session = refunded = dispute = None
        if self.type in _SESSIONS:
            session = Session.model_validate(about).report(self.type)
        elif self.type in _REFUNDS:
            refunded = _Paid.model_validate(about).payment_intent
        elif self.type == _DISPUTE:
            said = _Dispute.model_validate(about)
            if said.payment_intent:
                dispute = DisputeReport(said.id, said.payment_intent, said.amount, said.currency)
        if not (session or refunded or dispute):
            return None
        return EventReport(self.id, self.type, at, self.livemode, session, refunded, dispute)
