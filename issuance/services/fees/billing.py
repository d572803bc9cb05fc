"""Bill what was approved, and let go on what nothing is owed for any more.

Every payment raises its payer's balance, and charges are paid from that: so money in advance, a transfer that says
nothing and one that names its charge are one way. What is covered is settled at once.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from issuance.domain.application.application import Application
from issuance.domain.application.states import Event, State
from issuance.domain.calendar import japan_date
from issuance.domain.fees.charge import (
    RELEASED,
    Charge,
    ChargeEvent,
    ChargeState,
    Sum,
    of_agent,
    of_applicant,
    of_copies,
    of_replacement,
)
from issuance.domain.settings import FeeTable
from issuance.domain.webhooks.events import WebhookEvent
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.chamber.settings import settings_of
from issuance.services.fees.telling import tell_of_charge
from issuance.services.registration.membership import is_member
from issuance.services.webhooks.announcing import announce
from issuance.storage.applications import get_application, move_application
from issuance.storage.balances import balance_of, give, take
from issuance.storage.charges import OF_COPIES, add_charge, charges_of, charges_of_application, move_charge
from issuance.storage.unit import Unit


def bill(unit: Unit, application: Application) -> Application:
    """Charge what an approved application costs on this day; where nothing is owed, it goes on at once.

    Its applicant owes the certificate, the agent that filed it the charge for the system. Returns the application as it
    stands afterwards: `fee due`, or `paid`.
    """
    settings = settings_of(unit)
    today = japan_date(unit.now)
    table = settings.fees_on(today)
    due_on = today + dt.timedelta(days=settings.payment.days)
    if table is not None and application.free_of_charge:
        charge = add_charge(unit, application, application.organisation, of_replacement(table), today, due_on)
        move_charge(unit, charge, ChargeEvent.PAY, paid_on=today)
    elif table is not None:
        for organisation, owed in _owed(unit, application, table):
            if owed.total:
                charge = add_charge(unit, application, organisation, owed, today, due_on)
                if _release(unit, charge).state not in RELEASED:
                    tell_of_charge(unit, charge, settings)
                    announce(unit, WebhookEvent.FEE_DUE, application, payer=organisation)
    return _go_on(unit, application)


def bill_copies(unit: Unit, application: Application, copies: int) -> Charge | None:
    """Charge further copies of a certificate, due today at the counter; None where the chamber takes nothing for them.

    What the balance covers, or an organisation that pays by the month, is settled at once.
    """
    today = japan_date(unit.now)
    table = settings_of(unit).fees_on(today)
    if table is None:
        return None
    member = is_member(unit, application.organisation)
    owed = of_copies(table, application.kind, member=member, copies=copies)
    if not owed.total:
        return None
    made = add_charge(unit, application, application.organisation, owed, today, today, occasion=OF_COPIES)
    return _release(unit, made)


def cancel_charge(unit: Unit, charge: Charge) -> None:
    """Cancel one charge; what was paid for it is free again on the payer's balance."""
    if charge.state is ChargeState.PAID:
        give(unit, charge.organisation, charge.sum.total)
    move_charge(unit, charge, ChargeEvent.CANCEL)


def settle(unit: Unit, organisation: str) -> list[Application]:
    """Pay an organisation's charges from its balance, the earliest due first; return what could go on by that.

    A charge that the balance does not cover stops it: a later and smaller one does not overtake.
    """
    gone_on: list[Application] = []
    for charge in charges_of(unit, organisation, (ChargeState.OPEN, ChargeState.ON_ACCOUNT)):
        if not take(unit, organisation, charge.sum.total):
            break
        gone_on += _paid(unit, charge)
    return gone_on


def pay_first(unit: Unit, organisation: str, meant_for: Iterable[Charge]) -> list[Application]:
    """Pay an organisation's charges from its balance: those that money was meant for, then the others as `settle`.

    What the balance does not cover stays owed. Returns what could go on by that.
    """
    gone_on: list[Application] = []
    for charge in meant_for:
        if charge.is_owed and balance_of(unit, organisation).yen >= charge.sum.total:
            gone_on += pay(unit, charge)
    return gone_on + settle(unit, organisation)


def pay(unit: Unit, charge: Charge) -> list[Application]:
    """Pay one charge from its payer's balance; return its application if that could go on by it.

    Raises `RefusedError` where the balance does not cover it.
    """
    if not take(unit, charge.organisation, charge.sum.total):
        raise RefusedError(_("The balance does not cover this charge of %(total)s yen.", total=f"{charge.sum.total:,}"))
    return _paid(unit, charge)


def take_back(unit: Unit, charge: Charge) -> Charge:
    """Take the payment of a charge back to the balance; its application waits again.

    Raises `RefusedError` where the application has gone further than that.
    """
    moved = move_charge(unit, charge, ChargeEvent.TAKE_BACK)
    # Read only now that the chamber's trail is held until the end: another charge of the application may have been
    # paid just before, and let it go on.
    application = get_application(unit, charge.application)
    if application.state not in (State.PAID, State.FEE_DUE):
        raise RefusedError(_("This application was issued already: what was paid for it is not taken back."))
    give(unit, charge.organisation, charge.sum.total)
    if application.state is State.PAID:
        move_application(unit, application, Event.UNSETTLE)
    return moved


def cancel(unit: Unit, application: Application) -> None:
    """Cancel an application's charges: it was withdrawn, or its approval was taken back.

    What was paid is free again on the payer's balance.
    """
    for charge in charges_of_application(unit, application.id):
        cancel_charge(unit, charge)


def put_on_account(unit: Unit, organisation: str) -> list[Application]:
    """Let what waits for an organisation's payment go on: it pays by the month from now on."""
    gone_on: list[Application] = []
    for charge in charges_of(unit, organisation, (ChargeState.OPEN,)):
        move_charge(unit, charge, ChargeEvent.PUT_ON_ACCOUNT)
        gone_on += _gone_on(unit, charge)
    return gone_on


def _owed(unit: Unit, application: Application, table: FeeTable) -> Iterator[tuple[str, Sum]]:
    agent = application.agent
    yield (
        application.organisation,
        of_applicant(
            table,
            application.kind,
            member=is_member(unit, application.organisation),
            copies=application.copies,
            rush=application.rush,
            agent=agent is not None,
        ),
    )
    if agent is not None:
        yield agent, of_agent(table, member=is_member(unit, agent))


def _release(unit: Unit, charge: Charge) -> Charge:
    if take(unit, charge.organisation, charge.sum.total):
        return _note_paid(unit, charge)
    if balance_of(unit, charge.organisation).on_account:
        return move_charge(unit, charge, ChargeEvent.PUT_ON_ACCOUNT)
    return charge


def _paid(unit: Unit, charge: Charge) -> list[Application]:
    _note_paid(unit, charge)
    return _gone_on(unit, charge)


def _note_paid(unit: Unit, charge: Charge) -> Charge:
    paid = move_charge(unit, charge, ChargeEvent.PAY, paid_on=japan_date(unit.now))
    application = get_application(unit, charge.application)
    announce(unit, WebhookEvent.FEE_PAID, application, payer=charge.organisation)
    return paid


def _gone_on(unit: Unit, charge: Charge) -> list[Application]:
    before = get_application(unit, charge.application)
    after = _go_on(unit, before)
    return [] if after.state is before.state else [after]


def _go_on(unit: Unit, application: Application) -> Application:
    """Let an application go on to its issue once all its charges are released."""
    waits = application.state is State.FEE_DUE
    if waits and all(charge.state in RELEASED for charge in charges_of_application(unit, application.id)):
        return move_application(unit, application, Event.SETTLE)
    return application
