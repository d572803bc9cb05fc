"""Systems of third parties that chambers' users may connect (terms, article 3-2(5)): the federation approves them."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.machine import Machine, Transition


class ThirdPartyState(StrEnum):
    """Where a system stands."""

    ENTERED = "entered"
    APPROVED = "approved"
    ENDED = "ended"


class ThirdPartyEvent(StrEnum):
    """What can happen to it."""

    APPROVE = "approve"
    END = "end"


THIRD_PARTY = Machine(
    "third party's system",
    ThirdPartyState.ENTERED,
    (
        Transition(frozenset({ThirdPartyState.ENTERED}), ThirdPartyEvent.APPROVE, ThirdPartyState.APPROVED),
        Transition(
            frozenset({ThirdPartyState.ENTERED, ThirdPartyState.APPROVED}), ThirdPartyEvent.END, ThirdPartyState.ENDED
        ),
    ),
)


@dataclass(frozen=True)
class ThirdParty:
    """One system: its name and the company that runs it."""

    id: str
    name: str
    operator: str
    state: ThirdPartyState
    entered_at: dt.datetime
    version: int
