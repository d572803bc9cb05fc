"""The trays in which officers find applications: each holds those in some states."""

from enum import StrEnum

from issuance.domain.application.states import State

WAITING = (State.SUBMITTED, State.IN_REVIEW, State.CHECKED)
"""What waits for an officer."""

COUNTED = (*WAITING, State.RETURNED, State.FEE_DUE, State.PAID, State.ISSUE_STOPPED)
"""The states whose applications are few enough to be counted for each page."""


class Tray(StrEnum):
    """A part of the list."""

    OPEN = "open"
    """All that waits for an officer."""
    SUBMITTED = "submitted"
    IN_REVIEW = "in review"
    CHECKED = "checked"
    RETURNED = "returned"
    APPROVED = "approved"
    STOPPED = "issue stopped"
    ISSUED = "issued"
    ENDED = "ended"
    ALL = "all"

    @property
    def states(self) -> tuple[State, ...]:
        """The states of the applications that lie in it."""
        return _STATES[self]

    @property
    def waits(self) -> bool:
        """Whether it stands in the order of target times."""
        return set(self.states) <= set(WAITING)


_STATES = {
    Tray.OPEN: WAITING,
    Tray.SUBMITTED: (State.SUBMITTED,),
    Tray.IN_REVIEW: (State.IN_REVIEW,),
    Tray.CHECKED: (State.CHECKED,),
    Tray.RETURNED: (State.RETURNED,),
    Tray.APPROVED: (State.FEE_DUE, State.PAID, State.ISSUING),
    Tray.STOPPED: (State.ISSUE_STOPPED,),
    Tray.ISSUED: (State.DELIVERED, State.PRINT_CLOSED),
    Tray.ENDED: (State.REJECTED, State.WITHDRAWN),
    Tray.ALL: tuple(State),
}
