"""Printing by the applicant: its ORIGINAL and COPYs, each fetched under log, until the 14th day (terms, article 14-3).

    desk.one(actor, application_id)                      # what can be printed now, and why not
    pdf = desk.fetch(actor, application_id, "copy-1")    # noted in the log

It needs a sign-in that may print (article 9-5 after the validity, none while suspended), a certificate in force and the
time; all of them are looked at when a sheet is fetched, so that whatever closes printing closes it at once.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application
from issuance.domain.application.order import public_number_of
from issuance.domain.application.states import State
from issuance.domain.delivery.sheets import Sheet, sheets
from issuance.domain.delivery.window import closes_at, days_left, is_open, last_day
from issuance.domain.ids import Act
from issuance.errors import RefusedError
from issuance.language import N_, _
from issuance.services.applications.sight import AbsentError, applicant_in
from issuance.services.delivery.sheets import SheetPress
from issuance.storage.applications import applications
from issuance.storage.deliveries import Print, add_print, prints_of
from issuance.storage.revocations import decided_case_of
from issuance.storage.shown import names_of_accounts
from issuance.storage.store import OfficeStore
from issuance.storage.tables.applications import application as table
from issuance.storage.unit import Unit, Units
from signing.number import parse_number
from signing.record import State as InForce
from signing.record import state_of

MOST_LINES = 100
_ACCESS = "_" * 8
"""What follows a public number in a canonical one."""
_WITH_PRINTS = (State.DELIVERED.value, State.PRINT_CLOSED.value)

WHY_NOT = {
    InForce.REVOKED: N_("This certificate was revoked: it is not printed any more."),
    InForce.REPLACED: N_("This certificate was replaced by another one: it is not printed any more."),
}
_DECIDED = N_("The chamber has decided to revoke this certificate: it is not printed any more.")
_OVER = N_("The time for printing is over: it ended at 23:59:59 (Japan) on the last day.")


@dataclass(frozen=True)
class Printing:
    """What a delivered certificate offers."""

    application: Application
    number: str
    """Public number."""
    why_not: str | None
    """Why nothing is printed now; None where it can be."""
    last_day: dt.date
    closes_at: dt.datetime
    days_left: int
    sheets: Sequence[Sheet]
    prints: Sequence[Print]
    names: Mapping[str, str]
    """Names of those who printed, by account."""

    def count(self, sheet: Sheet) -> int:
        """Return how often a sheet was fetched."""
        return sum(each.sheet == sheet for each in self.prints)


class PrintDesk:
    """The applicant's side of printing."""

    def __init__(self, units: Units, store: OfficeStore, press: SheetPress) -> None:
        self._units = units
        self._store = store
        self._press = press

    def overview(self, actor: Actor) -> Sequence[Printing]:
        """Return the delivered certificates that the actor sees and whose time is not over, the first to end first."""
        with self._units.look(actor) as unit:
            applicant = applicant_in(unit)
            applicant.require(Act.PRINT)
            found = applications(unit, table.c.state == State.DELIVERED.value, *applicant.sees())
            still = [each for each in found if each.delivered_at and is_open(each.delivered_at, unit.now)]
            still.sort(key=lambda each: each.delivered_at or unit.now)
            return [self._printing(unit, each, None, (), {}) for each in still[:MOST_LINES]]

    def one(self, actor: Actor, key: str) -> Printing:
        """Return what one certificate offers; `AbsentError` where the actor sees no such one."""
        with self._units.look(actor) as unit:
            found = applicant_in(unit).open(unit, key, Act.PRINT)
            prints = prints_of(unit, key)
            names = names_of_accounts(unit, [each.account for each in prints])
            why_not = self._why_not(unit, found)
            return self._printing(unit, found, why_not, prints, names)

    def key_of(self, actor: Actor, number: str) -> str:
        """Return the application of a certificate by its public number; `AbsentError` where the actor sees none."""
        typed = public_number_of(number)
        with self._units.look(actor) as unit:
            applicant = applicant_in(unit)
            applicant.require(Act.PRINT)
            named = table.c.certificate.like((typed or "-").replace("-", "") + _ACCESS)
            delivered = table.c.state.in_(_WITH_PRINTS)
            found = applications(unit, named, delivered, *applicant.sees()) if typed else []
        if not found:
            raise AbsentError(_("There is no such certificate, or it is not yours to see."))
        return found[0].id

    def fetch(self, actor: Actor, key: str, name: str) -> bytes:
        """Return a sheet to be printed, and note it; `RefusedError` where it is not printed now."""
        with self._units.look(actor) as unit:
            found, sheet = self._allowed(unit, key, name)
        number = parse_number(str(found.certificate))
        # Outside of the act: drawing takes its time.
        pdf = self._press.copy(number) if sheet.copy else self._press.original(number)
        with self._units.act(actor) as unit:
            found, sheet = self._allowed(unit, key, name)
            add_print(unit, key, sheet, str(actor.account))
            unit.record(
                "certificate.print",
                f"application:{key}",
                organisation=found.organisation,
                after={"number": parse_number(str(found.certificate)).public, "sheet": sheet.name},
            )
        return pdf

    def _allowed(self, unit: Unit, key: str, name: str) -> tuple[Application, Sheet]:
        found = applicant_in(unit).open(unit, key, Act.PRINT)
        why_not = self._why_not(unit, found)
        if why_not is not None:
            raise RefusedError(why_not)
        sheet = Sheet.of(name, found.copies)
        if sheet is None:
            raise RefusedError(_("No such sheet was ordered: load the page again and see what it offers."))
        return found, sheet

    def _why_not(self, unit: Unit, found: Application) -> str | None:
        if found.state.value not in _WITH_PRINTS or found.delivered_at is None or found.certificate is None:
            return _("This certificate is not delivered yet: a mail tells you when it can be printed.")
        state = state_of(self._store.records(parse_number(found.certificate)))
        if state is not InForce.IN_FORCE:
            return _(WHY_NOT.get(state, _OVER))
        if decided_case_of(unit, found.id) is not None:
            return _(_DECIDED)
        if found.state is State.PRINT_CLOSED or not is_open(found.delivered_at, unit.now):
            return _(_OVER)
        return None

    def _printing(
        self,
        unit: Unit,
        found: Application,
        why_not: str | None,
        prints: Sequence[Print],
        names: Mapping[str, str],
    ) -> Printing:
        delivered = found.delivered_at or unit.now
        return Printing(
            application=found,
            number=parse_number(found.certificate).public if found.certificate else "",
            why_not=why_not,
            last_day=last_day(delivered),
            closes_at=closes_at(delivered),
            days_left=days_left(delivered, unit.now),
            sheets=sheets(found.copies),
            prints=prints,
            names=names,
        )
