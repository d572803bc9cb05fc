"""The cashier's acts: money that came in, money that goes back, what was recorded wrongly, who pays by the month."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application
from issuance.domain.calendar import japan_date
from issuance.domain.fees.charge import Charge, ChargeState
from issuance.domain.fees.movement import MOST_YEN_AT_ONCE, RECEIVED, Movement, Way
from issuance.domain.staff import StaffAct
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.chamber.staff_rights import check_staff
from issuance.services.fees import billing
from issuance.storage.balances import (
    NewMovement,
    add_movement,
    balance_of,
    find_movement,
    is_recorded,
    set_on_account,
    take,
    undo_movement,
)
from issuance.storage.charges import find_charge
from issuance.storage.registrations import registration_of
from issuance.storage.unit import Unit, Units

LONGEST_NOTE = 200
_OLDEST_DAYS = 366
"""Money that came in longer ago than that was entered with a wrong year."""


@dataclass(frozen=True)
class Incoming:
    """Money that came in, as the cashier enters it. `token` is of its page: the same page again records nothing."""

    organisation: str
    amount: int
    way: Way
    received_on: dt.date
    note: str
    token: str
    charge: str | None = None


@dataclass(frozen=True)
class Received:
    """What recording it did. `movement` is None where the same page had recorded it before."""

    movement: Movement | None
    gone_on: Sequence[Application]
    """Applications that wait for nothing any more: they are issued next."""


class CashierDesk:
    """Records money."""

    def __init__(self, units: Units) -> None:
        self._units = units

    def receive(self, actor: Actor, incoming: Incoming) -> Received:
        """Record money that came in; it pays the charge it is meant for, then those that are due first."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.HANDLE_FEES)
            return record_incoming(unit, incoming)

    def refund(self, actor: Actor, organisation: str, amount: int, note: str, token: str) -> Movement | None:
        """Record that money went back to its payer; its balance covers it."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.HANDLE_FEES)
            _require_organisation(unit, organisation)
            _require_amount(amount)
            if not note.strip():
                raise RefusedError(_("Write why the money goes back, and how."))
            source = f"page {token}"
            if is_recorded(unit, source):
                return None
            if not take(unit, organisation, amount):
                here = balance_of(unit, organisation).yen
                raise RefusedError(_("The balance is %(here)s yen: no more than that can go back.", here=f"{here:,}"))
            new = NewMovement(organisation, -amount, Way.REFUND, japan_date(unit.now), _note(note), source)
            return add_movement(unit, new, taken=True)

    def correct(self, actor: Actor, movement_id: str, reason: str) -> Movement:
        """Take back what was recorded wrongly; what was paid from it stays paid, and the balance may go below zero."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.HANDLE_FEES)
            wrong = find_movement(unit, movement_id)
            if wrong is None:
                raise RefusedError(_("There is no such movement."))
            if wrong.corrects is not None:
                raise RefusedError(_("This is a correction itself: record the money anew instead."))
            if not reason.strip():
                raise RefusedError(_("Write what was wrong."))
            undone = undo_movement(unit, wrong, japan_date(unit.now), _note(reason))
            if undone is None:
                raise RefusedError(_("This was corrected already."))
            return undone

    def pay(self, actor: Actor, charge_id: str) -> Sequence[Application]:
        """Pay one charge from its payer's balance, before others that are due earlier."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.HANDLE_FEES)
            return billing.pay(unit, _charge(unit, charge_id))

    def take_back(self, actor: Actor, charge_id: str) -> Charge:
        """Take the payment of a charge back to the balance."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.HANDLE_FEES)
            return billing.take_back(unit, _charge(unit, charge_id))

    def set_on_account(self, actor: Actor, organisation: str, *, on_account: bool) -> Sequence[Application]:
        """Note whether an organisation pays by the month; where it does from now on, what waits for it goes on."""
        with self._units.act(actor) as unit:
            check_staff(unit, StaffAct.HANDLE_FEES)
            _require_organisation(unit, organisation)
            before = balance_of(unit, organisation).on_account
            set_on_account(unit, organisation, on_account=on_account)
            unit.record(
                "balance.on_account" if on_account else "balance.in_advance",
                f"organisation:{organisation}",
                organisation=organisation,
                before={"on_account": str(before)},
                after={"on_account": str(on_account)},
            )
            return billing.put_on_account(unit, organisation) if on_account else []


def record_incoming(unit: Unit, incoming: Incoming) -> Received:
    """Record money that came in, within an act that has asked for its right."""
    _require_organisation(unit, incoming.organisation)
    _require_amount(incoming.amount)
    if incoming.way not in RECEIVED:
        raise RefusedError(_("Money comes in by bank transfer, at the counter or by card."))
    today = japan_date(unit.now)
    if not today - dt.timedelta(days=_OLDEST_DAYS) <= incoming.received_on <= today:
        raise RefusedError(_("The day on which the money came in lies within the last year, and not after today."))
    meant_for = None if incoming.charge is None else _charge(unit, incoming.charge)
    if meant_for is not None and meant_for.organisation != incoming.organisation:
        raise RefusedError(_("This charge is another organisation's."))
    new = NewMovement(
        incoming.organisation,
        incoming.amount,
        incoming.way,
        incoming.received_on,
        _note(incoming.note),
        f"page {incoming.token}",
        charge=incoming.charge,
    )
    movement = add_movement(unit, new)
    if movement is None:
        return Received(None, ())
    return Received(movement, billing.pay_first(unit, incoming.organisation, [meant_for] if meant_for else []))


def _charge(unit: Unit, charge_id: str) -> Charge:
    found = find_charge(unit, charge_id)
    if found is None or found.state is ChargeState.CANCELLED:
        raise RefusedError(_("There is no such charge, or it was cancelled."))
    return found


def _require_organisation(unit: Unit, organisation: str) -> None:
    if registration_of(unit, organisation) is None:
        raise RefusedError(_("There is no such organisation."))


def _require_amount(amount: int) -> None:
    if not 1 <= amount <= MOST_YEN_AT_ONCE:
        raise RefusedError(_("The amount is a whole number of yen from 1 to %(most)s.", most=f"{MOST_YEN_AT_ONCE:,}"))


def _note(text: str) -> str:
    note = " ".join(text.split())
    if len(note) > LONGEST_NOTE:
        raise RefusedError(_("The note has at most %(most)s characters.", most=LONGEST_NOTE))
    return note
