"""One application is with one officer: taken, taken over after a while, given back.

    desk = HoldingDesk(units)
    mine = desk.take(actor, application_id, version)

What was checked already waits for a second officer and is with nobody: whoever approves first has approved.
"""

import datetime as dt

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application
from issuance.domain.application.states import Event
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.reasons import reason_of
from issuance.services.review.acting import (
    OFFICERS_ACTS,
    as_seen,
    held_by_actor,
    require_not_own,
    submitted,
)
from issuance.storage.applications import NOBODY_HOLDS, move_application
from issuance.storage.unit import Unit, Units

HELD_MINUTES = 30
"""After that another officer may take an application over."""


class HoldingDesk:
    """Gives an application to one officer."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def take(self, actor: Actor, key: str, version: int) -> Application:
        """Take a submitted application in review, for oneself alone."""
        with self._units.act(actor) as unit:
            check_staff(unit, *OFFICERS_ACTS)
            found = submitted(unit, key)
            if found.holder is not None and found.holder == actor.account:
                return found
            require_not_own(unit, found)
            return move_application(unit, as_seen(found, version), Event.TAKE, columns=held_by_actor(unit))

    def take_over(self, actor: Actor, key: str, version: int, reason: str) -> Application:
        """Take an application from the officer who has had it for long."""
        words = reason_of(reason, _("Say why you take this application over."))
        with self._units.act(actor) as unit:
            check_staff(unit, *OFFICERS_ACTS)
            found = submitted(unit, key)
            free = free_from(found)
            if free is not None and unit.now < free:
                raise RefusedError(
                    _(
                        "This application was opened less than %(minutes)s minutes ago. Ask its holder.",
                        minutes=HELD_MINUTES,
                    )
                )
            require_not_own(unit, found)
            moved = move_application(unit, as_seen(found, version), Event.TAKE_OVER, columns=held_by_actor(unit))
            _note_reason(unit, moved, words)
            return moved

    def give_back(self, actor: Actor, key: str, version: int) -> Application:
        """Lay an application back into the queue: its holder's, or one that was checked and is to be looked at anew."""
        with self._units.act(actor) as unit:
            check_staff(unit, *OFFICERS_ACTS)
            found = submitted(unit, key)
            if found.holder is not None and found.holder != actor.account:
                raise RefusedError(_("Somebody else has this application: only its holder lays it back."))
            columns = {**NOBODY_HOLDS, "checked_by": None}
            return move_application(unit, as_seen(found, version), Event.GIVE_BACK, columns=columns)


def free_from(found: Application) -> dt.datetime | None:
    """Return when another officer may take an application over; None where nobody has it."""
    return None if found.held_since is None else found.held_since + dt.timedelta(minutes=HELD_MINUTES)


def _note_reason(unit: Unit, found: Application, reason: str) -> None:
    """Note why in the trail: the remarks of the application are the applicant's to read, and this is not."""
    unit.record(
        "application.hold_reason",
        f"application:{found.id}",
        organisation=found.organisation,
        after={"reason": reason},
    )
