"""Tell payers of what is overdue (arrears; terms, article 11), the day after its day and then every two weeks.

It can run twice, late, or be cut off: each charge is an act of its own, and the day of the reminder is kept beside it.
"""

import datetime as dt
from collections.abc import Sequence

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.fees.charge import OWED
from issuance.errors import ConflictError
from issuance.services.chamber.settings import settings_of
from issuance.services.fees.telling import OVERDUE, tell_of_charge
from issuance.storage.charges import charges, get_charge, in_states, note_reminded
from issuance.storage.tables.fees import charge as table
from issuance.storage.unit import Units

AGAIN_AFTER_DAYS = 14
_AT_ONCE = 200


class FeeRound:
    """Sends the reminders."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def run(self, chamber: str) -> int:
        """Remind in one chamber; return how many were reminded."""
        actor = Actor.job(chamber, "daily")
        reminded = 0
        while keys := self._next(actor):
            done = sum(self._one(actor, key) for key in keys)
            reminded += done
            if not done:  # somebody else is at all of them just now
                break
        return reminded

    def _next(self, actor: Actor) -> Sequence[str]:
        with self._units.look(actor) as unit:
            today = japan_date(unit.now)
            told = table.c.reminded_on
            due = told.is_(None) | (told <= today - dt.timedelta(days=AGAIN_AFTER_DAYS))
            return [each.id for each in charges(unit, in_states(OWED), table.c.due_on < today, due, limit=_AT_ONCE)]

    def _one(self, actor: Actor, key: str) -> bool:
        try:
            with self._units.act(actor) as unit:
                charge = get_charge(unit, key)
                if not charge.is_late(japan_date(unit.now)):
                    return False  # paid since the list was made
                note_reminded(unit, charge, japan_date(unit.now))
                tell_of_charge(unit, charge, settings_of(unit), OVERDUE)
                return True
        except ConflictError:
            return False
