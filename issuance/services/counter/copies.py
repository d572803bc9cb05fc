"""Further copies of a certificate in force, ordered and printed by an officer at the chamber's counter.

    order = desk.order(officer, application, 2, token)      # charged by the fee table, paid at the counter
    pdf = desk.fetch(officer, application, "copy-3")        # noted as every print is

It is open after the fourteenth day too: that day ends the applicant's own printing (article 14-3), not the chamber's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application
from issuance.domain.delivery.sheets import Sheet
from issuance.domain.fees.charge import Charge
from issuance.domain.settings.fees import MOST_COPIES
from issuance.domain.staff import StaffAct
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.applications.sight import AbsentError
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.counter.lines import CopyLine, lines_of
from issuance.services.delivery.sheets import SheetPress
from issuance.services.fees.billing import bill_copies, cancel_charge
from issuance.services.revocation.rules import Ledger, state_in
from issuance.storage.applications import find_application
from issuance.storage.charges import get_charge
from issuance.storage.copy_orders import add_order, cancel_order, find_order, is_ordered, orders_of
from issuance.storage.deliveries import Print, add_print, prints_of
from issuance.storage.organisations import OrganisationNames, names_of
from issuance.storage.revocations import decided_case_of
from issuance.storage.shown import names_of_accounts
from issuance.storage.tables.applications import application as table
from issuance.storage.unit import Unit, Units
from signing.number import parse_number
from signing.record import State


@dataclass(frozen=True)
class Counter:
    """A certificate at the counter."""

    application: Application
    exporter: OrganisationNames
    state: State | None
    why_not: str | None
    """Why nothing is ordered or printed now; None where it can be."""
    lines: Sequence[CopyLine]
    prints: Sequence[Print]
    names: Mapping[str, str]


class CopyDesk:
    """Orders and prints."""

    def __init__(self, units: Units, ledger: Ledger, press: Callable[[], SheetPress]) -> None:
        self._units = units
        self._ledger = ledger
        self._press = press

    def one(self, actor: Actor, application: str) -> Counter:
        """Return a certificate; raise `AbsentError` where the chamber has delivered no such one."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.SERVE_COUNTER)
            found, prints = _get(unit, application), prints_of(unit, application)
            orders = orders_of(unit, application)
            return Counter(
                application=found,
                exporter=names_of(unit, {found.organisation}).get(found.organisation, OrganisationNames()),
                state=state_in(self._ledger, found),
                why_not=self._why_not(unit, found),
                lines=lines_of(unit, orders, prints),
                prints=prints,
                names=names_of_accounts(
                    unit, {*(each.account for each in prints), *(order.ordered_by for order in orders)}
                ),
            )

    def order(self, actor: Actor, application: str, copies: int, submission: str) -> Charge | None:
        """Order copies of a certificate in force, and charge them; the same `submission` again orders nothing."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.SERVE_COUNTER)
            unit.execute(unit.select(table, table.c.id).where(table.c.id == application).with_for_update())
            found = _get(unit, application)
            if is_ordered(unit, submission):
                return None
            self._require_in_force(unit, found)
            before = found.copies + sum(order.copies for order in orders_of(unit, application))
            if not 1 <= copies <= MOST_COPIES - before:
                raise RefusedError(
                    _("1 to %(most)s further copies of this certificate can be ordered.", most=MOST_COPIES - before)
                )
            charge = bill_copies(unit, found, copies)
            order = add_order(unit, found.id, before + 1, copies, None if charge is None else charge.id, submission)
            unit.record(
                "certificate.order_copies",
                f"application:{found.id}",
                organisation=found.organisation,
                after={"number": _number(found), "copies": copies, "order": order},
            )
            return charge

    def cancel(self, actor: Actor, application: str, order: str, version: int) -> None:
        """Cancel an order of which nothing was printed; what was paid for it is free again on the payer's balance."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.SERVE_COUNTER)
            found, known = _get(unit, application), find_order(unit, order)
            if known is None or known.application != found.id or known.version != version:
                raise RefusedError(_("This order has changed: load the page again."))
            (line,) = lines_of(unit, [known], prints_of(unit, application))
            if not line.may_cancel:
                raise RefusedError(_("Copies that were printed are not taken back."))
            cancel_order(unit, known)
            if line.charge is not None:
                cancel_charge(unit, line.charge)
            unit.record(
                "certificate.cancel_copies",
                f"application:{found.id}",
                organisation=found.organisation,
                after={"number": _number(found), "copies": known.copies, "order": known.id},
            )

    def fetch(self, actor: Actor, application: str, name: str) -> bytes:
        """Return a sheet that was ordered here and is paid, and note it; `RefusedError` where it is not printed now."""
        with self._units.look(actor) as unit:
            found, _sheet = self._allowed(unit, application, name)
        pdf = self._press().copy(parse_number(str(found.certificate)))  # outside of the act: drawing takes its time
        with self._units.act(actor) as unit:
            found, sheet = self._allowed(unit, application, name)
            add_print(unit, found.id, sheet, str(actor.account))
            unit.record(
                "certificate.print",
                f"application:{found.id}",
                organisation=found.organisation,
                after={"number": _number(found), "sheet": sheet.name},
            )
        return pdf

    def _allowed(self, unit: Unit, application: str, name: str) -> tuple[Application, Sheet]:
        check_staff(unit, StaffAct.SERVE_COUNTER)
        found = _get(unit, application)
        self._require_in_force(unit, found)
        for order in orders_of(unit, application):
            for sheet in order.sheets:
                if sheet.name == name:
                    charge = None if order.charge is None else get_charge(unit, order.charge)
                    if not CopyLine(order, charge, {}).may_print:
                        raise RefusedError(_("This copy is not paid yet, or its order was cancelled."))
                    return found, sheet
        raise RefusedError(_("No such sheet was ordered: load the page again and see what it offers."))

    def _require_in_force(self, unit: Unit, found: Application) -> None:
        why_not = self._why_not(unit, found)
        if why_not is not None:
            raise RefusedError(why_not)

    def _why_not(self, unit: Unit, found: Application) -> str | None:
        if state_in(self._ledger, found) is not State.IN_FORCE:
            return _("This certificate is not in force any more: nothing of it is printed.")
        if decided_case_of(unit, found.id) is not None:
            return _("The chamber has decided to revoke this certificate: it is not printed any more.")
        return None


def _get(unit: Unit, application: str) -> Application:
    found = find_application(unit, application)
    if found is None or found.delivered_at is None or found.certificate is None:
        raise AbsentError(_("This chamber has delivered no such certificate."))
    return found


def _number(found: Application) -> str:
    return parse_number(str(found.certificate)).public
