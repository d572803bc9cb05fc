"""The cashier's acts: what is recorded, refused and taken back; money never appears twice or gets lost."""

import datetime as dt
import threading
from dataclasses import replace

import pytest

from issuance.domain.fees.movement import MOST_YEN_AT_ONCE, Way
from issuance.errors import ConflictError, RefusedError
from issuance.services.fees.cashier import Incoming
from issuance.services.fees.views import Drawer
from issuance.storage.balances import give
from issuance.storage.charges import charges_of_application
from tests.office_fees import ALONE, Till
from tests.office_ids import STAFF


def incoming(till: Till, **changes: object) -> Incoming:
    """Return 1,000 yen of the applicant at the counter today."""
    today = till.office.clock().date()
    return replace(Incoming(till.applicant, 1000, Way.COUNTER, today, "slip 7", "1"), **changes)  # type: ignore[arg-type]  # fields by name


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": 0}, "whole number of yen"),
        ({"amount": -5}, "whole number of yen"),
        ({"amount": MOST_YEN_AT_ONCE + 1}, "whole number of yen"),
        ({"way": Way.REFUND}, "comes in"),
        ({"received_on": dt.date(2026, 3, 11)}, "not after today"),
        ({"received_on": dt.date(2024, 3, 10)}, "within the last year"),
        ({"organisation": "0" * 16}, "no such organisation"),
        ({"charge": "0" * 16}, "no such charge"),
        ({"note": "x" * 201}, "at most 200"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_recorded(
    sqlite_till: Till, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(RefusedError, match=said):
        sqlite_till.office.fees.cashier.receive(sqlite_till.cashier, incoming(sqlite_till, **changes))
    account = sqlite_till.office.fees.views.account(sqlite_till.cashier, sqlite_till.applicant)
    assert (account.balance.yen, account.movements) == (0, [])


def test_only_a_cashier_handles_money(sqlite_till: Till) -> None:
    stranger = replace(sqlite_till.cashier, account="0" * 16)
    desk = sqlite_till.office.fees.cashier
    acts = (
        lambda: desk.receive(stranger, incoming(sqlite_till)),
        lambda: desk.refund(stranger, sqlite_till.applicant, 1, "why", "1"),
        lambda: desk.correct(stranger, "0" * 16, "why"),
        lambda: desk.pay(stranger, "0" * 16),
        lambda: desk.take_back(stranger, "0" * 16),
        lambda: desk.set_on_account(stranger, sqlite_till.applicant, on_account=True),
        lambda: sqlite_till.office.fees.views.queue(stranger, Drawer.OPEN, 1),
        lambda: sqlite_till.office.fees.views.account(stranger, sqlite_till.applicant),
    )
    for act in acts:
        with pytest.raises(RefusedError, match="roles do not allow"):
            act()


def test_no_more_goes_back_than_there_is(till: Till) -> None:
    desk = till.office.fees.cashier
    desk.receive(till.cashier, incoming(till))
    with pytest.raises(RefusedError, match="1,000 yen"):
        desk.refund(till.cashier, till.applicant, 1001, "Paid twice; by transfer.", "2")
    with pytest.raises(RefusedError, match="why"):
        desk.refund(till.cashier, till.applicant, 1000, " ", "2")
    desk.refund(till.cashier, till.applicant, 1000, "Paid twice; by transfer.", "2")
    desk.refund(till.cashier, till.applicant, 1000, "Paid twice; by transfer.", "2")
    assert till.office.fees.views.account(till.cashier, till.applicant).balance.yen == 0


def test_a_wrong_record_is_corrected_once_and_stays_readable(till: Till) -> None:
    desk = till.office.fees.cashier
    wrong = desk.receive(till.cashier, incoming(till, amount=10_000)).movement
    assert wrong is not None
    undone = desk.correct(till.cashier, wrong.id, "One nought too many")
    with pytest.raises(RefusedError, match="corrected already"):
        desk.correct(till.cashier, wrong.id, "Again")
    with pytest.raises(RefusedError, match="correction itself"):
        desk.correct(till.cashier, undone.id, "And back")
    account = till.office.fees.views.account(till.cashier, till.applicant)
    assert (account.balance.yen, [each.amount for each in account.movements]) in (
        (0, [-10_000, 10_000]),
        (0, [10_000, -10_000]),
    )


def test_two_cashiers_spend_one_balance_once(till: Till) -> None:
    """However it is raced: a charge is paid once, and no two charges from the same yen."""
    first, second = till.approved(), till.approved()
    till.office.fees.cashier.receive(till.cashier, incoming(till, amount=100, token="little"))
    with till.office.units.look(STAFF) as unit:
        ids = [charges_of_application(unit, each.id)[0].id for each in (first, second)]
    with till.office.units.act(STAFF) as unit:
        give(unit, till.applicant, ALONE - 100)
    outcomes: list[str] = []

    def pay(charge: str) -> None:
        try:
            till.office.fees.cashier.pay(till.cashier, charge)
            outcomes.append("paid")
        except (RefusedError, ConflictError):
            outcomes.append("refused")

    threads = [threading.Thread(target=pay, args=(charge,)) for charge in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["paid", "refused"]
    assert till.office.fees.views.account(till.cashier, till.applicant).balance.yen == 0


def test_the_drawers_hold_what_they_say(sqlite_till: Till) -> None:
    for _ in range(3):
        sqlite_till.approved()
    sqlite_till.office.fees.cashier.receive(sqlite_till.cashier, incoming(sqlite_till, amount=ALONE))
    queue = sqlite_till.office.fees.views.queue(sqlite_till.cashier, Drawer.OPEN, 9)
    assert {drawer.name: count for drawer, count in queue.counts.items()} == {
        "OPEN": 2,
        "LATE": 0,
        "ON_ACCOUNT": 0,
        "PAID": 1,
    }
    assert (queue.page, queue.pages, len(queue.charges)) == (1, 1, 2)


def test_whatever_a_payer_names_at_the_counter_finds_its_charges(sqlite_till: Till) -> None:
    """A part of a name, the payment reference, the application's: typed as it is told, in whatever drawer it lies."""
    views, made = sqlite_till.office.fees.views, sqlite_till.approved()
    with sqlite_till.office.units.act(STAFF) as unit:
        (charge,) = charges_of_application(unit, made.id)
    told = ("tokyo trad", charge.reference.lower().replace("-", ""), made.reference)
    for question in told:
        found = views.queue(sqlite_till.cashier, Drawer.PAID, 1, question)
        assert [each.id for each in found.charges] == [charge.id], question
    assert views.queue(sqlite_till.cashier, Drawer.OPEN, 1, told[0]).payers == [sqlite_till.applicant]
    for question in ("F-2222-2222", "TYO26-000001", "INV-1", "Nobody"):
        assert not views.queue(sqlite_till.cashier, Drawer.OPEN, 1, question).charges, question
