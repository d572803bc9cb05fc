"""Where an application stands, from the first draft to the day on which printing ends.

Approved means that the fee is due, even where it is nothing: billing settles it in the same transaction. The stages
between `issuing` and `delivered` are the certificate's own (`domain/ledger.py`), and are shown beside this state.
"""

from enum import StrEnum

from issuance.domain.machine import Machine, Transition


class State(StrEnum):
    """Where an application stands. The values are stored."""

    DRAFT = "draft"
    AWAITING_SIGNATORY = "awaiting signatory"
    """Filled in by a sub id whose signatory wants to see it before the chamber does."""
    SUBMITTED = "submitted"
    IN_REVIEW = "in review"
    RETURNED = "returned"
    CHECKED = "checked"
    """Reviewed by one officer; it waits for the other who approves."""
    FEE_DUE = "fee due"
    PAID = "paid"
    """Nothing is owed before it is issued."""
    ISSUING = "issuing"
    ISSUE_STOPPED = "issue stopped"
    """The issue could not be finished, and says why; a person tries again, voids the number or sends it to review."""
    DELIVERED = "delivered"
    PRINT_CLOSED = "print closed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    PURGED = "purged"
    """Past retention: nothing is left but what its fee vouchers name, until these are past theirs."""


class Event(StrEnum):
    """What can happen to it."""

    ASK_SIGNATORY = "ask the signatory"
    SEND_BACK = "send back"
    SUBMIT = "submit"
    TAKE = "take"
    TAKE_OVER = "take over"
    GIVE_BACK = "give back"
    RETURN = "return"
    CHECK = "check"
    APPROVE = "approve"
    RECALL = "recall"
    """An approval is taken back before anything was issued."""
    SETTLE = "settle"
    UNSETTLE = "take back the payment"
    BEGIN = "begin the issue"
    STOP = "stop the issue"
    DELIVER = "deliver"
    CLOSE_PRINT = "close printing"
    REJECT = "reject"
    WITHDRAW = "withdraw"
    PURGE = "purge"


EDITABLE = frozenset({State.DRAFT, State.RETURNED})
"""What its applicant can change."""

BEFORE_DECISION = frozenset(
    {State.DRAFT, State.AWAITING_SIGNATORY, State.SUBMITTED, State.IN_REVIEW, State.RETURNED, State.CHECKED}
)

FINAL = frozenset({State.PRINT_CLOSED, State.REJECTED, State.WITHDRAWN})

PURGEABLE = frozenset(
    {State.DRAFT, State.AWAITING_SIGNATORY, State.RETURNED, State.DELIVERED, *FINAL},
)
"""In these the chamber owes nothing more: what is past retention can go. All others wait for somebody."""


def _row(event: Event, target: State, *sources: State) -> Transition[State, Event]:
    return Transition(frozenset(sources), event, target)


APPLICATION = Machine(
    "application",
    State.DRAFT,
    (
        _row(Event.ASK_SIGNATORY, State.AWAITING_SIGNATORY, *EDITABLE),
        _row(Event.SEND_BACK, State.DRAFT, State.AWAITING_SIGNATORY),
        _row(Event.SUBMIT, State.SUBMITTED, *EDITABLE, State.AWAITING_SIGNATORY),
        _row(Event.TAKE, State.IN_REVIEW, State.SUBMITTED),
        _row(Event.TAKE_OVER, State.IN_REVIEW, State.IN_REVIEW),
        _row(Event.GIVE_BACK, State.SUBMITTED, State.IN_REVIEW, State.CHECKED),
        _row(Event.RETURN, State.RETURNED, State.IN_REVIEW, State.CHECKED),
        _row(Event.CHECK, State.CHECKED, State.IN_REVIEW),
        _row(Event.APPROVE, State.FEE_DUE, State.IN_REVIEW, State.CHECKED),
        _row(Event.RECALL, State.SUBMITTED, State.FEE_DUE, State.PAID, State.ISSUE_STOPPED),
        _row(Event.SETTLE, State.PAID, State.FEE_DUE),
        _row(Event.UNSETTLE, State.FEE_DUE, State.PAID),
        _row(Event.BEGIN, State.ISSUING, State.PAID, State.ISSUE_STOPPED),
        _row(Event.STOP, State.ISSUE_STOPPED, State.ISSUING),
        _row(Event.DELIVER, State.DELIVERED, State.ISSUING, State.ISSUE_STOPPED),
        _row(Event.CLOSE_PRINT, State.PRINT_CLOSED, State.DELIVERED),
        _row(Event.REJECT, State.REJECTED, State.IN_REVIEW, State.CHECKED),
        _row(Event.WITHDRAW, State.WITHDRAWN, *BEFORE_DECISION, State.FEE_DUE),
        _row(Event.PURGE, State.PURGED, *(state for state in State if state in PURGEABLE)),
    ),
)
