"""What an approval bills, and how charges are settled (terms, article 11)."""

import datetime as dt

import pytest

from issuance.domain.application.states import Event, State
from issuance.domain.fees.charge import ChargeState, LineKind
from issuance.domain.fees.movement import Way
from issuance.errors import RefusedError
from issuance.services.fees import billing
from issuance.services.fees.cashier import Incoming
from issuance.storage.applications import get_application, move_application
from issuance.storage.balances import balance_of, set_on_account
from issuance.storage.charges import charges_of, charges_of_application
from issuance.storage.tables.messages import message
from tests.builders import NOW
from tests.office_fees import ALONE, Till
from tests.office_ids import STAFF
from tests.offices import Installation


def pay(till: Till, amount: int, page: str = "1", *, charge: str | None = None, who: str | None = None) -> list[str]:
    """Pay at the counter; return the references of the applications that go on."""
    today = till.office.clock().date()
    incoming = Incoming(who or till.applicant, amount, Way.COUNTER, today, "", page, charge)
    return [each.reference for each in till.office.fees.cashier.receive(till.cashier, incoming).gone_on]


def balance(till: Till, who: str | None = None) -> int:
    with till.office.units.look(STAFF) as unit:
        return balance_of(unit, who or till.applicant).yen


def state(till: Till, application: str) -> State:
    with till.office.units.look(STAFF) as unit:
        return get_application(unit, application).state


def test_t11_an_approved_application_waits_for_its_fee(till: Till) -> None:
    """T11: fee due, a due date, and what is owed by kind, membership, copies and rush."""
    made = till.approved(copies=2)
    with till.office.units.look(STAFF) as unit:
        (charge,) = charges_of_application(unit, made.id)
    assert made.state is State.FEE_DUE
    assert (charge.state, charge.sum.total, charge.organisation) == (ChargeState.OPEN, 2748, till.applicant)
    assert (charge.due_on - charge.made_on).days == 14
    assert not charge.is_late(charge.due_on)
    assert pay(till, 2748, charge=charge.id) == [made.reference]
    assert state(till, made.id) is State.PAID
    assert balance(till) == 0


def test_a_prepaid_balance_lets_it_go_on_at_once(till: Till) -> None:
    """T11: who has paid in advance does not wait."""
    pay(till, 5000)
    assert till.approved().state is State.PAID
    assert till.approved().state is State.PAID
    assert balance(till) == 5000 - 2 * ALONE
    assert till.approved().state is State.FEE_DUE


def test_money_pays_what_is_due_first_and_a_smaller_later_one_does_not_overtake(sqlite_till: Till) -> None:
    dear, cheap = sqlite_till.approved(copies=10), sqlite_till.approved()
    with sqlite_till.office.units.look(STAFF) as unit:
        first = charges_of(unit, sqlite_till.applicant)[0]
    assert pay(sqlite_till, first.sum.total - 1) == []
    assert pay(sqlite_till, 1, "2") == [{dear.id: dear, cheap.id: cheap}[first.application].reference]


def test_the_same_page_sent_twice_records_once(till: Till) -> None:
    pay(till, 100, "same")
    pay(till, 100, "same")
    assert balance(till) == 100


def test_who_pays_by_the_month_does_not_wait_and_owes_still(till: Till) -> None:
    waiting = till.approved()
    gone_on = till.office.fees.cashier.set_on_account(till.cashier, till.applicant, on_account=True)
    assert [each.id for each in gone_on] == [waiting.id]
    assert till.approved().state is State.PAID
    account = till.office.fees.views.account(till.cashier, till.applicant)
    assert (account.owed, account.balance.yen) == (2 * ALONE, 0)
    assert pay(till, 2 * ALONE) == []
    assert till.office.fees.views.account(till.cashier, till.applicant).owed == 0


def test_t11_where_an_agent_files_both_pay_their_own(till: Till) -> None:
    """T11: the applicant owes the certificate, the agent the use of the system; it goes on when both have paid."""
    made = till.approved(by_agent=True)
    assert pay(till, 2200) == []
    assert state(till, made.id) is State.FEE_DUE
    assert pay(till, 77, "2", who=till.agent) == [made.reference]


def test_what_replaces_an_error_of_the_chamber_costs_nothing(till: Till) -> None:
    assert till.approved(free_of_charge=True).state is State.PAID
    with till.office.units.look(STAFF) as unit:
        (charge,) = charges_of(unit, till.applicant)
    assert (charge.sum.total, charge.state) == (0, ChargeState.PAID)
    assert [line.kind for line in charge.sum.lines] == [LineKind.FREE]


def test_a_chamber_without_a_fee_table_charges_nothing(sqlite_installation: Installation) -> None:
    with sqlite_installation.open() as office:
        assert Till.open(office, fees=None).approved().state is State.PAID


def test_a_payment_is_taken_back_until_the_issue_begins(till: Till) -> None:
    pay(till, ALONE)
    made = till.approved()
    with till.office.units.look(STAFF) as unit:
        (charge,) = charges_of_application(unit, made.id)
    till.office.fees.cashier.take_back(till.cashier, charge.id)
    assert (state(till, made.id), balance(till)) == (State.FEE_DUE, ALONE)
    till.office.fees.cashier.pay(till.cashier, charge.id)
    with till.office.units.act(STAFF) as unit:
        move_application(unit, get_application(unit, made.id), Event.BEGIN)
    with pytest.raises(RefusedError, match="issued already"):
        till.office.fees.cashier.take_back(till.cashier, charge.id)
    assert balance(till) == 0


def test_what_was_paid_for_a_recalled_approval_is_free_again_and_it_is_billed_anew(till: Till) -> None:
    pay(till, ALONE)
    made = till.approved()
    with till.office.units.act(STAFF) as unit:
        recalled = move_application(unit, made, Event.RECALL)
        billing.cancel(unit, recalled)
    assert balance(till) == ALONE
    with till.office.units.act(STAFF) as unit:
        for event in (Event.TAKE, Event.APPROVE):
            recalled = move_application(unit, recalled, event)
        assert billing.bill(unit, recalled).state is State.PAID
    assert balance(till) == 0


def test_nothing_is_billed_where_the_approval_fails_afterwards(till: Till) -> None:
    """One transaction: the approval, its charge and its mail, or none of them."""

    def approve_and_fail() -> None:
        with till.office.units.act(STAFF) as unit:
            billing.bill(unit, till.approve(unit))
            raise RefusedError("afterwards")

    with pytest.raises(RefusedError, match="afterwards"):
        approve_and_fail()
    with till.office.units.look(STAFF) as unit:
        assert charges_of(unit, till.applicant) == []
        assert unit.count(unit.select(message).where(message.c.template == "fee_due")) == 0


def test_on_account_is_remembered_apart_from_the_balance(sqlite_till: Till) -> None:
    pay(sqlite_till, 300)
    with sqlite_till.office.units.act(STAFF) as unit:
        set_on_account(unit, sqlite_till.applicant, on_account=True)
        found = balance_of(unit, sqlite_till.applicant)
    assert (found.yen, found.on_account) == (300, True)


def test_t11_arrears_are_reminded_of_the_day_after_and_every_two_weeks(installation: Installation) -> None:
    """T11: due dates and arrears. However often the day's round runs, one reminder."""
    day = dt.timedelta(days=1)
    start = NOW
    moment = [start]
    with installation.open() as office:
        office.clock = lambda: moment[0]
        till = Till.open(office)
        till.approved(copies=1)
        till.approved()
        moment[0] = start + 14 * day
        assert office.fees.daily.run("TYO") == 0
        moment[0] = start + 15 * day
        assert office.fees.daily.run("TYO") == 2
        assert office.fees.daily.run("TYO") == 0
        till.office.fees.cashier.set_on_account(till.cashier, till.applicant, on_account=True)
        moment[0] = start + 29 * day
        assert office.fees.daily.run("TYO") == 2
