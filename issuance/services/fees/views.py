"""What the cashier and the payers see of fees. Nothing here changes anything."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.fees.charge import OWED, Charge, ChargeState
from issuance.domain.fees.movement import Movement
from issuance.domain.fees.statement import Month, Statement, statement_of
from issuance.domain.settings import ChamberSettings, Payment
from issuance.domain.staff import StaffAct
from issuance.domain.who import Who
from issuance.errors import RefusedError
from issuance.language import N_, _
from issuance.letters.charge import Payer
from issuance.services.chamber.settings import settings_of
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.fees.search import looked_for
from issuance.services.registration.contact import contact_of
from issuance.storage.balances import Balance, balance_of, movements_of
from issuance.storage.card_cases import count_open_cases
from issuance.storage.card_payments import paid_by_card
from issuance.storage.charges import charges, charges_of, count_charges, find_charge, in_states
from issuance.storage.organisations import OrganisationNames, names_of
from issuance.storage.tables.fees import charge as table
from issuance.storage.unit import Unit, Units

LINES = 50
MOST_MOVEMENTS = 200


class Drawer(StrEnum):
    """Which charges are listed."""

    OPEN = N_("To be paid")
    LATE = N_("Overdue")
    ON_ACCOUNT = N_("On account")
    PAID = N_("Paid")

    def where(self, today: dt.date) -> list[ColumnElement[bool]]:
        """Return the conditions of the charges in it."""
        if self is Drawer.LATE:
            return [in_states(OWED), table.c.due_on < today]
        state = {Drawer.OPEN: ChargeState.OPEN, Drawer.ON_ACCOUNT: ChargeState.ON_ACCOUNT}.get(self, ChargeState.PAID)
        return [in_states([state])]


@dataclass(frozen=True)
class FeeQueue:
    """A page of charges."""

    drawer: Drawer
    charges: Sequence[Charge]
    names: Mapping[str, OrganisationNames]
    """Of payers, by organisation."""
    counts: Mapping[Drawer, int]
    page: int
    pages: int
    today: dt.date
    card_cases: int
    """Cases about card payments that wait for a decision."""
    text: str = ""
    """What was looked for, in all drawers."""
    payers: Sequence[str] = ()
    """Organisations whose names have it, whether anything was charged to them or not."""


@dataclass(frozen=True)
class Account:
    """One organisation's fees."""

    organisation: str
    names: OrganisationNames
    balance: Balance
    charges: Sequence[Charge]
    movements: Sequence[Movement]
    today: dt.date

    @property
    def months(self) -> Sequence[Month]:
        """The months of which a statement is asked for most: this one and the two before."""
        this = Month.of(self.today)
        return (this, this.before, this.before.before)

    @property
    def owed(self) -> int:
        """Yen that are to be paid."""
        return sum(charge.sum.total for charge in self.charges if charge.is_owed)

    @property
    def late(self) -> int:
        """Yen of that in arrears."""
        return sum(charge.sum.total for charge in self.charges if charge.is_late(self.today))


@dataclass(frozen=True)
class PrintedCharge:
    """What an invoice or a receipt is printed from."""

    charge: Charge
    payer: Payer
    settings: ChamberSettings
    now: dt.datetime
    by_card: bool


@dataclass(frozen=True)
class PrintedStatement:
    """What the statement of a month is printed from."""

    statement: Statement
    payer: Payer
    settings: ChamberSettings
    now: dt.datetime


class FeeViews:
    """Reads charges, balances and movements."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def queue(self, actor: Actor, drawer: Drawer, page: int, text: str = "") -> FeeQueue:
        """Return a page of the cashier's list; a page beyond the last one is the last one.

        A `text` is looked for in all drawers; what it finds is one page.
        """
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.HANDLE_FEES)
            today = japan_date(unit.now)
            counts = {each: count_charges(unit, *each.where(today)) for each in Drawer}
            if text:
                where, payers = looked_for(unit, text)
                found = charges(unit, where, limit=LINES)
                names = names_of(unit, {*payers, *(charge.organisation for charge in found)})
                return FeeQueue(drawer, found, names, counts, 1, 1, today, count_open_cases(unit), text, payers)
            pages = max(1, -(-counts[drawer] // LINES))
            page = min(max(page, 1), pages)
            found = charges(unit, *drawer.where(today), limit=LINES, offset=(page - 1) * LINES)
            names = names_of(unit, {charge.organisation for charge in found})
            return FeeQueue(drawer, found, names, counts, page, pages, today, count_open_cases(unit))

    def account(self, actor: Actor, organisation: str) -> Account:
        """Return an organisation's account for the cashier."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.HANDLE_FEES)
            return _account(unit, organisation)

    def charge(self, actor: Actor, charge_id: str) -> Charge:
        """Return a charge for the cashier."""
        with self._units.look(actor) as unit:
            check_staff(unit, StaffAct.HANDLE_FEES)
            return _charge(unit, charge_id)

    def mine(self, who: Who) -> Account:
        """Return the account of the organisation in whose name somebody pays: an agent's person sees its agent's."""
        with self._units.look(who.actor) as unit:
            return _account(unit, payer_of(who))

    def of_payer(self, actor: Actor, payer: str | None) -> Account:
        """Return the account of the organisation in whose name an id pays that a system acts for."""
        if payer is None:
            raise RefusedError(_("This id pays for no organisation."))
        with self._units.look(actor) as unit:
            return _account(unit, payer)

    def payment(self, actor: Actor) -> Payment:
        """Return how the chamber is paid."""
        with self._units.look(actor) as unit:
            return settings_of(unit).payment

    def printed(self, who: Who, charge_id: str) -> PrintedCharge:
        """Return what the paper of a charge is printed from, for its payer's people and for the cashier."""
        with self._units.look(who.actor) as unit:
            found = _charge(unit, charge_id)
            if who.organisation is None:
                check_staff(unit, StaffAct.HANDLE_FEES)
            elif found.organisation != payer_of(who):
                raise RefusedError(_("There is no such charge."))
            payer, by_card = _payer(unit, found.organisation), paid_by_card(unit, found)
            return PrintedCharge(found, payer, settings_of(unit), unit.now, by_card)

    def statement(self, who: Who, organisation: str, month: Month) -> PrintedStatement:
        """Return a month of an account, for its organisation's people and for the cashier."""
        with self._units.look(who.actor) as unit:
            if who.organisation is None:
                check_staff(unit, StaffAct.HANDLE_FEES)
            elif organisation != payer_of(who):
                raise RefusedError(_("There is no such organisation."))
            account = _account(unit, organisation)
            movements = movements_of(unit, organisation)
            statement = statement_of(month, account.charges, movements)
            return PrintedStatement(statement, _payer(unit, organisation), settings_of(unit), unit.now)


def payer_of(who: Who) -> str:
    """Return the organisation in whose name an id pays: an agent's sub id in its agent's (article 11)."""
    payer = who.agent or who.organisation
    if payer is None:
        raise RefusedError(_("This id pays for no organisation."))
    return payer


def _payer(unit: Unit, organisation: str) -> Payer:
    names = names_of(unit, {organisation})[organisation]
    contact = contact_of(unit, organisation)
    if contact is None:  # taken over from an older system, and never filed here
        return Payer(names.text("ja"), "", "ja")
    return Payer(names.text(contact.language), contact.person, contact.language)


def _account(unit: Unit, organisation: str) -> Account:
    names = names_of(unit, {organisation}).get(organisation)
    if names is None:
        raise RefusedError(_("There is no such organisation."))
    return Account(
        organisation,
        names,
        balance_of(unit, organisation),
        charges_of(unit, organisation),
        movements_of(unit, organisation, limit=MOST_MOVEMENTS),
        japan_date(unit.now),
    )


def _charge(unit: Unit, charge_id: str) -> Charge:
    found = find_charge(unit, charge_id)
    if found is None:
        raise RefusedError(_("There is no such charge."))
    return found
