"""What a registration is worth on a day: the one answer on which every right of an id rests (terms, article 7)."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from issuance.domain.registration.states import State


class Standing(StrEnum):
    """A registration on one day, Japan time."""

    NEVER = "never valid"
    """Not approved yet, or never."""
    VALID = "valid"
    OUTSIDE = "outside its validity"
    SUSPENDED = "suspended"
    ENDED = "ended"
    """Withdrawn or terminated."""


class Capacity(StrEnum):
    """As what an organisation is registered."""

    APPLICANT = "applicant"
    AGENT = "agent"


@dataclass(frozen=True)
class Term:
    """A registration's state and its first and last day, both included; days are calendar dates in Japan."""

    state: State
    capacities: frozenset[Capacity]
    valid_from: dt.date | None
    valid_until: dt.date | None

    def state_on(self, day: dt.date) -> State:
        """Return the state that people are shown on `day`: a registration whose last day is over has expired.

        The stored state says so only once the daily round has noted it and sent its notice.
        """
        over = self.valid_until is not None and day > self.valid_until
        return State.EXPIRED if over and self.state is State.ACTIVE else self.state

    def standing(self, day: dt.date, capacity: Capacity) -> Standing:
        """Return what the registration is worth on `day` for who acts in `capacity`.

        A capacity that the registration has lost (it was ended in part) or never had is worth nothing.
        """
        if self.state in (State.WITHDRAWN, State.TERMINATED):
            return Standing.ENDED
        if self.valid_from is None or self.valid_until is None:
            return Standing.NEVER
        if self.state is State.SUSPENDED:
            return Standing.SUSPENDED
        if capacity not in self.capacities:
            return Standing.ENDED
        return Standing.VALID if self.valid_from <= day <= self.valid_until else Standing.OUTSIDE
