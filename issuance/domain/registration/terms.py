"""Which of an organisation's registrations counts."""

import datetime as dt
from collections.abc import Iterable

from issuance.domain.registration.standing import Capacity, Standing, Term
from issuance.domain.registration.states import State

_IN_FORCE = frozenset({State.ACTIVE, State.RENEWAL_SUBMITTED, State.EXPIRED, State.SUSPENDED})
_OVER = frozenset({State.WITHDRAWN, State.TERMINATED})


def standing_of(terms: Iterable[Term], day: dt.date, capacity: Capacity) -> Standing:
    """Return what an organisation is worth on `day` (Japan time) for who acts in `capacity`.

    The registration that is in force counts before one that is over, and that before one never approved: whoever
    registers anew after the end has rights again from the approval on, and not before.
    """
    terms = list(terms)
    for states in (_IN_FORCE, _OVER):
        counting = [term for term in terms if term.state in states]
        if counting:
            latest = max(counting, key=lambda term: term.valid_until or dt.date.min)
            return latest.standing(day, capacity)
    return Standing.NEVER
