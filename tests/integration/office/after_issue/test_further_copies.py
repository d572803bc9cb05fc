"""Further copies at the chamber's counter: charged by the fee table, printed by an officer once they are paid (T11)."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from issuance.domain.application.states import State
from issuance.domain.fees.charge import ChargeState, LineKind
from issuance.domain.settings import ChamberSettings
from issuance.errors import RefusedError
from issuance.services.fees.billing import settle
from issuance.storage.balances import balance_of, give
from issuance.storage.deliveries import prints_of
from issuance.storage.settings import add_settings
from signing.number import parse_number
from signing.record import RevocationReason
from tests.applying import NAMES
from tests.office_fees import TABLE
from tests.offices import Installation, draft
from tests.paid import CHAMBER, JOB, Trade

COPY = 220
"""Yen for one that is no member: 200 and 10 %."""


class Till:
    """A delivered certificate with one copy, and the officer at the counter."""

    def __init__(self, installation: Installation) -> None:
        self.office = installation.open(real_paper=True)
        self.trade = Trade.make(self.office)
        with self.office.units.act(JOB) as unit:
            add_settings(unit, 1, ChamberSettings(names=NAMES, fees=(TABLE,)))
        self.key = self.trade.apply(draft(), copies=1)
        self.office.delivery.job.issue(CHAMBER, self.key)
        self.officer, _ = self.trade.officers
        self.desk = self.office.after_issue.copies

    def pay(self, yen: int) -> None:
        with self.office.units.act(JOB) as unit:
            give(unit, self.trade.organisation, yen)
            settle(unit, self.trade.organisation)


@pytest.fixture
def till(sqlite_installation: Installation) -> Till:
    return Till(sqlite_installation)


def test_t11_copies_are_charged_by_the_fee_table_and_printed_once_they_are_paid(till: Till, tmp_path: Path) -> None:
    charge = till.desk.order(till.officer, till.key, 2, "token")
    assert charge is not None
    assert (charge.sum.total, charge.state, charge.due_on) == (2 * COPY, ChargeState.OPEN, dt.date(2026, 3, 10))
    assert [(line.kind, line.quantity) for line in charge.sum.lines] == [(LineKind.COPIES, 2)]
    with pytest.raises(RefusedError, match="not paid"):
        till.desk.fetch(till.officer, till.key, "copy-2")
    till.pay(2 * COPY)

    pdf = till.desk.fetch(till.officer, till.key, "copy-2")

    assert pdf == till.office.delivery.printing.fetch(till.trade.actor, till.key, "copy-1")  # as all copies are
    with till.office.units.look(JOB) as unit:
        assert {(each.sheet.name, each.account) for each in prints_of(unit, till.key)} == {
            ("copy-2", till.trade.reviewer.id),
            ("copy-1", till.trade.user.id),
        }
    with pytest.raises(RefusedError, match="No such sheet"):  # what was ordered with the application is the exporter's
        till.desk.fetch(till.officer, till.key, "copy-1")
    with pytest.raises(RefusedError, match="No such sheet"):
        till.office.delivery.printing.fetch(till.trade.actor, till.key, "copy-2")


def test_after_the_fourteenth_day_the_counter_still_prints(till: Till) -> None:
    later = till.office.clock() + dt.timedelta(days=20)
    till.office.clock = lambda: later
    till.office.delivery.daily.run(CHAMBER)
    assert till.trade.application(till.key).state is State.PRINT_CLOSED
    till.pay(COPY)
    till.desk.order(till.officer, till.key, 1, "token")
    assert till.desk.fetch(till.officer, till.key, "copy-2").startswith(b"%PDF")
    with pytest.raises(RefusedError, match="time for printing is over"):
        till.office.delivery.printing.fetch(till.trade.actor, till.key, "original")


def test_the_same_page_again_orders_nothing_and_numbers_go_on(till: Till) -> None:
    assert till.desk.order(till.officer, till.key, 2, "first") is not None
    assert till.desk.order(till.officer, till.key, 2, "first") is None
    till.desk.order(till.officer, till.key, 1, "second")
    lines = till.desk.one(till.officer, till.key).lines
    assert [[sheet.name for sheet in line.order.sheets] for line in lines] == [["copy-2", "copy-3"], ["copy-4"]]
    for wrong in (0, 96):
        with pytest.raises(RefusedError, match="further copies"):
            till.desk.order(till.officer, till.key, wrong, f"third {wrong}")


def test_an_order_is_cancelled_until_something_of_it_was_printed(till: Till) -> None:
    till.pay(2 * COPY)
    for token in ("first", "second"):
        till.desk.order(till.officer, till.key, 1, token)
    first, second = (line.order for line in till.desk.one(till.officer, till.key).lines)
    till.desk.fetch(till.officer, till.key, "copy-3")
    with pytest.raises(RefusedError, match="printed"):
        till.desk.cancel(till.officer, till.key, second.id, second.version)

    till.desk.cancel(till.officer, till.key, first.id, first.version)

    with till.office.units.look(JOB) as unit:
        assert balance_of(unit, till.trade.organisation).yen == COPY
    with pytest.raises(RefusedError, match="cancelled"):
        till.desk.fetch(till.officer, till.key, "copy-2")


def test_nothing_is_ordered_or_printed_of_what_is_not_in_force(till: Till) -> None:
    till.pay(COPY)
    till.desk.order(till.officer, till.key, 1, "token")
    number = parse_number(str(till.trade.application(till.key).certificate))
    till.office.revoking.revoke(number, RevocationReason.MISUSE, ("one", "two"))
    with pytest.raises(RefusedError, match="not in force"):
        till.desk.order(till.officer, till.key, 1, "another")
    with pytest.raises(RefusedError, match="not in force"):
        till.desk.fetch(till.officer, till.key, "copy-2")


def test_the_exporter_orders_nothing_at_the_counter(till: Till) -> None:
    with pytest.raises(RefusedError, match="roles"):
        till.desk.order(till.trade.actor, till.key, 1, "token")
    with pytest.raises(RefusedError, match="roles"):
        till.desk.fetch(replace(till.trade.actor), till.key, "copy-2")
