"""What becomes of a trade registration (terms, articles 7, 16, 25, 26, 30).

Whether a registration is *valid* on a day says `standing.py`, by its dates and its state: nobody has to run a job at
midnight for a right to begin or end. `EXPIRED` is what a job notes afterwards, for lists and notices.
"""

from enum import StrEnum

from issuance.domain.machine import Machine, row


class State(StrEnum):
    """Where a registration stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REJECTED = "rejected"
    DISCARDED = "discarded"
    ACTIVE = "active"
    RENEWAL_SUBMITTED = "renewal submitted"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"


class Event(StrEnum):
    """What can happen to it. `renewal turned down` covers a renewal returned with remarks and one rejected."""

    SUBMIT = "submit"
    DISCARD = "discard"
    RETURN = "return"
    REJECT = "reject"
    APPROVE = "approve"
    SUBMIT_RENEWAL = "submit renewal"
    TURN_RENEWAL_DOWN = "turn renewal down in time"
    TURN_LATE_RENEWAL_DOWN = "turn renewal down after the end"
    APPROVE_RENEWAL = "approve renewal"
    EXPIRE = "expire"
    SUSPEND = "suspend"
    LIFT = "lift suspension"
    LIFT_AFTER_END = "lift suspension after the end"
    WITHDRAW = "withdraw"
    TERMINATE = "terminate"


_APPROVED = frozenset({State.ACTIVE, State.RENEWAL_SUBMITTED, State.EXPIRED, State.SUSPENDED})


REGISTRATION = Machine(
    "registration",
    State.DRAFT,
    (
        row(Event.SUBMIT, State.SUBMITTED, State.DRAFT, State.RETURNED),
        row(Event.DISCARD, State.DISCARDED, State.DRAFT, State.RETURNED, State.SUBMITTED),
        row(Event.RETURN, State.RETURNED, State.SUBMITTED),
        row(Event.REJECT, State.REJECTED, State.SUBMITTED),
        row(Event.APPROVE, State.ACTIVE, State.SUBMITTED),
        row(Event.SUBMIT_RENEWAL, State.RENEWAL_SUBMITTED, State.ACTIVE, State.EXPIRED),
        row(Event.TURN_RENEWAL_DOWN, State.ACTIVE, State.RENEWAL_SUBMITTED),
        row(Event.TURN_LATE_RENEWAL_DOWN, State.EXPIRED, State.RENEWAL_SUBMITTED),
        row(Event.APPROVE_RENEWAL, State.ACTIVE, State.RENEWAL_SUBMITTED),
        row(Event.EXPIRE, State.EXPIRED, State.ACTIVE),
        row(Event.SUSPEND, State.SUSPENDED, State.ACTIVE, State.RENEWAL_SUBMITTED, State.EXPIRED),
        row(Event.LIFT, State.ACTIVE, State.SUSPENDED),
        row(Event.LIFT_AFTER_END, State.EXPIRED, State.SUSPENDED),
        row(Event.WITHDRAW, State.WITHDRAWN, *_APPROVED),
        row(Event.TERMINATE, State.TERMINATED, *_APPROVED),
    ),
)
