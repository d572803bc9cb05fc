"""Drafts that nobody ever submitted are thrown away when the time is over for which the chamber keeps what was entered.

Terms, article 17-1: at least three years from the last act, longer where the chamber has set so.
"""

import datetime as dt

from issuance.domain.actor import Actor
from issuance.domain.application.states import State
from issuance.domain.calendar import japan_date, japan_midnight
from issuance.domain.rules import months_before
from issuance.errors import ConflictError
from issuance.services.applications.drafts import DraftDesk
from issuance.services.chamber.settings import settings_of
from issuance.storage.applications import find_application
from issuance.storage.holds import held_now
from issuance.storage.tables.applications import application as table
from issuance.storage.unit import Unit, Units

_AT_ONCE = 500
"""In one night; what is left is for the next."""


class DraftTidying:
    """Throws old drafts away, each in an act of its own."""

    def __init__(self, units: Units, drafts: DraftDesk) -> None:
        self._units = units
        self._drafts = drafts

    def run(self, chamber: str) -> int:
        """Do it in a chamber; return how many."""
        actor = Actor.job(chamber, "daily")
        with self._units.look(actor) as unit:
            query = unit.select(table, table.c.id).where(
                table.c.state == State.DRAFT.value, table.c.version_submitted == 0, table.c.changed_at < _oldest(unit)
            )
            keys = [str(row["id"]) for row in unit.rows(query.limit(_AT_ONCE))]
        return sum(self._purge(actor, key) for key in keys)

    def _purge(self, actor: Actor, key: str) -> bool:
        try:
            with self._units.act(actor) as unit:
                found = find_application(unit, key)
                if found is None or found.state is not State.DRAFT or found.changed_at >= _oldest(unit):
                    return False
                if held_now(unit).keeps(found):
                    return False
                self._drafts.throw_away(unit, found)
        except ConflictError:
            return False  # somebody has just taken it up again
        return True


def _oldest(unit: Unit) -> dt.datetime:
    """Return the instant before which a draft has lain for as long as the chamber keeps it."""
    return japan_midnight(months_before(japan_date(unit.now), 12 * settings_of(unit).retention_years))
