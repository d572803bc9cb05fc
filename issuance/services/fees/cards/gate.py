"""The way to a card service, as the desks see it. `stripe_gate` is the one there is."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from issuance.domain.fees.cards.payment import CardName
from issuance.domain.fees.cards.reports import EventReport, RefundReport, SessionReport
from issuance.errors import IssuanceError


class GateAwayError(IssuanceError):
    """The card service did not answer, or not in a way that tells what it did: the same may be asked again."""


class GateRefusedError(IssuanceError):
    """The card service has answered that it will not do what was asked for."""


class ForgedError(IssuanceError):
    """An event that the card service did not send, or not just now."""


@dataclass(frozen=True)
class Checkout:
    """What a page is made of. The same `name` with the same values is the same page, however often it is asked for."""

    name: CardName
    amount: int
    what: str
    """What stands on the page beside the sum; no name of a person or a company."""
    language: str
    ends_at: dt.datetime
    back: str
    """Where the payer's browser goes afterwards, and where it goes when he turns back."""


@dataclass(frozen=True)
class OpenPage:
    """A page on which one can pay. `address` is None where it is open no more."""

    report: SessionReport
    address: str | None


class CardGate(Protocol):
    """One chamber's account with the card service. Every method may raise `GateAwayError` or `GateRefusedError`."""

    @property
    def live(self) -> bool:
        """Whether its keys move money; otherwise they are for trying out."""

    @property
    def pages(self) -> str:
        """Scheme and host of the card service's pages, for the policy of ours that lead there."""

    def open(self, wanted: Checkout) -> OpenPage:
        """Make a page."""

    def page(self, session: str) -> OpenPage:
        """Return how a page stands."""

    def close(self, session: str) -> SessionReport:
        """Close a page on which nothing was paid."""

    def refund(self, name: CardName, intent: str, amount: int) -> RefundReport:
        """Send money back; the same name sends it once."""

    def refunds(self, intent: str) -> list[RefundReport]:
        """Return all refunds of a payment."""

    def name_of(self, intent: str) -> CardName | None:
        """Return our name of a payment, None where it is none of ours."""

    def read(self, body: bytes, signature: str) -> EventReport | None:
        """Return what an event says, None for a kind that does not matter here; raise `ForgedError`."""


class Gates(Protocol):
    """The chambers' accounts."""

    def of(self, chamber: str) -> CardGate | None:
        """Return a chamber's, None where it has none."""
