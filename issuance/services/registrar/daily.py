"""What each day brings for registrations: those whose time is over are noted as expired, and others are reminded.

    report = DailyRound(units, tell, site).run("TYO")

It can run twice, late, or be cut off: each registration is an act of its own, and what was sent is kept beside it.
After days without a run one reminder is sent, the one that suits the day, not all that were missed.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import insert

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.registration.states import Event, State
from issuance.domain.registration.validity import RENEWAL_OPENS_DAYS, days_left
from issuance.errors import ConflictError
from issuance.services.messages.saying import printed
from issuance.services.registrar.measure_tools import Tell
from issuance.storage.registrations import find_registration, move_registration
from issuance.storage.tables.measures import reminder
from issuance.storage.tables.parties import registration
from issuance.storage.unit import Unit, Units

REMINDER_DAYS = (RENEWAL_OPENS_DAYS, 14, 3)
"""Days before the last one on which an organisation is told that it can renew: the first says that it opens."""

_AT_ONCE = 500


@dataclass(frozen=True)
class DailyReport:
    """What a round did in one chamber."""

    expired: int
    reminded: int


class DailyRound:
    """Does what the day brings. `site` is the office's public address: `https://office.example`."""

    def __init__(self, units: Units, tell: Tell, site: str) -> None:
        self._units = units
        self._tell = tell
        self._site = site.rstrip("/")

    def run(self, chamber: str) -> DailyReport:
        """Do it for one chamber."""
        actor = Actor.job(chamber, "daily")
        expired = reminded = 0
        last = ""
        while keys := self._next(actor, last):
            for key in keys:
                done = self._one(actor, key)
                expired += done is Event.EXPIRE
                reminded += done == "reminded"
            last = keys[-1]
        return DailyReport(expired, reminded)

    def _next(self, actor: Actor, after: str) -> Sequence[str]:
        """Return the next registrations whose end is near or over, in the order of their ids."""
        with self._units.look(actor) as unit:
            horizon = japan_date(unit.now) + dt.timedelta(days=RENEWAL_OPENS_DAYS)
            query = unit.select(registration, registration.c.id).where(
                registration.c.state == State.ACTIVE.value,
                registration.c.valid_until <= horizon,
                registration.c.id > after,
            )
            return [str(row["id"]) for row in unit.rows(query.order_by(registration.c.id).limit(_AT_ONCE))]

    def _one(self, actor: Actor, key: str) -> Event | str | None:
        try:
            with self._units.act(actor) as unit:
                return self._expire_or_remind(unit, key)
        except ConflictError:
            return None  # another round is at the same one, or a person has just changed it: the next round sees it

    def _expire_or_remind(self, unit: Unit, key: str) -> Event | str | None:
        found = find_registration(unit, key)
        if found is None or found.term.state is not State.ACTIVE or found.term.valid_until is None:
            return None
        today, last_day = japan_date(unit.now), found.term.valid_until
        link = f"{self._site}/{unit.chamber}/registration"
        if today > last_day:
            moved = move_registration(unit, found, Event.EXPIRE)
            values = {"last_day": printed(last_day), "link": link}
            self._tell(unit, found.organisation, "registration_expired", values)
            unit.record(
                "registration.expire",
                f"registration:{key}",
                organisation=found.organisation,
                before={"state": found.term.state},
                after={"state": moved.term.state, "valid_until": last_day},
            )
            return Event.EXPIRE
        days = next((days for days in reversed(REMINDER_DAYS) if (last_day - today).days <= days), None)
        if days is None or not _first_time(unit, key, last_day, days):
            return None
        values = {"last_day": printed(last_day), "link": link}
        if days == RENEWAL_OPENS_DAYS:
            self._tell(unit, found.organisation, "renewal_opens", values)
        else:
            left = str(days_left(last_day, today))
            self._tell(unit, found.organisation, "renewal_reminder", {**values, "days": left})
        unit.record(
            "registration.remind",
            f"registration:{key}",
            organisation=found.organisation,
            after={"days_before": days, "valid_until": last_day},
        )
        return "reminded"


def _first_time(unit: Unit, key: str, last_day: dt.date, days: int) -> bool:
    """Note a reminder as written; tell whether it was not before."""
    name = f"{last_day.isoformat()}:{days}"
    if unit.row(unit.select(reminder).where(reminder.c.id == name, reminder.c.registration == key)) is not None:
        return False
    unit.execute(insert(reminder).values(chamber=unit.chamber, id=name, registration=key, sent_at=unit.now))
    return True
