"""Sub ids (サブID) for an agent's people: the applicant offers, the agent accepts, either can end it.

Terms of service, articles 2(9) and 10-1: a sub id belongs to one applicant, and an agent's person's to one agent. An
applicant gives sub ids to its own staff without asking anybody.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.accounts import Person
from issuance.domain.machine import settled_once
from issuance.language import N_


class OfferState(StrEnum):
    """Where an offer stands."""

    OFFERED = N_("offered")
    ACCEPTED = N_("accepted")
    DECLINED = N_("declined")
    WITHDRAWN = "withdrawn"


class OfferEvent(StrEnum):
    """What can happen to an offer."""

    ACCEPT = "agent accepts"
    DECLINE = "agent declines"
    WITHDRAW = "applicant withdraws"


OFFER = settled_once(
    "offer",
    OfferState.OFFERED,
    {
        OfferEvent.ACCEPT: OfferState.ACCEPTED,
        OfferEvent.DECLINE: OfferState.DECLINED,
        OfferEvent.WITHDRAW: OfferState.WITHDRAWN,
    },
)


@dataclass(frozen=True)
class Offer:
    """An applicant's offer of a sub id to one of an agent's people."""

    id: str
    applicant: str
    agent: str
    signatory: str
    """Whose signature the sub id may use."""
    person: Person
    state: OfferState
    offered_at: dt.datetime
    version: int
    account: str | None = None
    """The sub id, once the agent has accepted."""
