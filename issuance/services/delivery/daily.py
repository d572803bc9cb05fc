"""What each day brings for delivered certificates: reminders to print, and the end of printing.

    report = DeliveryDaily(units, store, tell, site).run("TYO")

It can run twice, late, or be cut off. Printing ends by the clock and not by this round, which only notes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application
from issuance.domain.application.states import Event, State
from issuance.domain.calendar import BusinessCalendar
from issuance.domain.delivery.window import days_left, is_open, last_day, reminder_on
from issuance.errors import ConflictError
from issuance.services.chamber.settings import settings_of
from issuance.services.delivery.telling import Tell, printed_number
from issuance.services.messages.saying import Value, printed
from issuance.storage.applications import get_application, move_application
from issuance.storage.deliveries import note_reminder
from issuance.storage.store import OfficeStore
from issuance.storage.tables.applications import application as table
from issuance.storage.unit import Unit, Units
from signing.number import parse_number
from signing.record import State as InForce
from signing.record import state_of

_AT_ONCE = 500


@dataclass(frozen=True)
class DeliveryReport:
    """What a round did in one chamber."""

    print_reminded: int
    print_closed: int


class DeliveryDaily:
    """Reminds and closes. `site` is the office's public address."""

    def __init__(self, units: Units, store: OfficeStore, tell: Tell, site: str) -> None:
        self._units = units
        self._store = store
        self._tell = tell
        self._site = site

    def run(self, chamber: str) -> DeliveryReport:
        """Do it for one chamber."""
        actor = Actor.job(chamber, "daily")
        reminded = closed = 0
        after = ""
        while keys := self._next(actor, after):
            for key in keys:
                done = self._one(actor, key)
                reminded += done == "reminded"
                closed += done == "closed"
            after = keys[-1]
        return DeliveryReport(reminded, closed)

    def _next(self, actor: Actor, after: str) -> Sequence[str]:
        with self._units.look(actor) as unit:
            query = unit.select(table, table.c.id).where(table.c.state == State.DELIVERED.value, table.c.id > after)
            return [str(row["id"]) for row in unit.rows(query.order_by(table.c.id).limit(_AT_ONCE))]

    def _one(self, actor: Actor, key: str) -> str | None:
        try:
            with self._units.act(actor) as unit:
                found = get_application(unit, key)
                if found.state is not State.DELIVERED or found.delivered_at is None:
                    return None
                if not is_open(found.delivered_at, unit.now) or not self._is_in_force(found):
                    move_application(unit, found, Event.CLOSE_PRINT)
                    return "closed"
                return self._remind(unit, found, settings_of(unit).calendar)
        except ConflictError:
            return None  # somebody has just changed it: the next round sees it

    def _remind(self, unit: Unit, found: Application, calendar: BusinessCalendar) -> str | None:
        if found.delivered_at is None:
            return None
        kind = reminder_on(found.delivered_at, unit.now, calendar)
        if kind is None or not note_reminder(unit, found.id, kind):
            return None
        values: dict[str, Value] = {
            "number": printed_number(found),
            "last_day": printed(last_day(found.delivered_at)),
            "days": str(days_left(found.delivered_at, unit.now)),
            "link": f"{self._site}/{unit.chamber}/printing/{found.id}",
        }
        self._tell(unit, found, "print_reminder", values)
        after = {"kind": kind, "last_day": last_day(found.delivered_at)}
        unit.record("certificate.remind", f"application:{found.id}", organisation=found.organisation, after=after)
        return "reminded"

    def _is_in_force(self, found: Application) -> bool:
        if found.certificate is None:
            return True
        return state_of(self._store.records(parse_number(found.certificate))) is InForce.IN_FORCE
