"""A charge is paid while another of the same application is taken back: it goes on only while both are released."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from issuance.domain.application.states import State
from issuance.domain.fees.charge import Charge, ChargeEvent
from issuance.domain.fees.movement import Way
from issuance.office import Office
from issuance.services.fees.cashier import Incoming
from issuance.storage.applications import get_application
from issuance.storage.charges import charges_of_application, move_charge
from issuance.storage.unit import Unit
from tests.builders import NOW
from tests.office_databases import DATABASES, POSTGRESQL
from tests.office_fees import Till
from tests.office_ids import STAFF
from tests.offices import Installation

MUCH = 10_000


@pytest.fixture
def office(office_templates: Callable[[int], Path], tmp_path: Path) -> Iterator[Office]:
    """Yield an office on PostgreSQL: on SQLite an act waits from its beginning for the end of another one."""
    folder = tmp_path / "office"
    with (
        DATABASES.lent(folder, POSTGRESQL) as urls,
        Installation.make(office_templates(NOW.year), folder, urls).open() as opened,
    ):
        yield opened


def test_what_is_taken_back_while_the_other_charge_is_paid_stops_the_application(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = Till.open(office)
    waiting = till.approved(by_agent=True)

    def receive(payer: str) -> None:
        day = office.clock().date() - dt.timedelta(days=1)
        office.fees.cashier.receive(till.cashier, Incoming(payer, MUCH, Way.COUNTER, day, "", f"page of {payer}"))

    receive(till.applicant)
    with office.units.look(STAFF) as unit:
        (paid,) = (each for each in charges_of_application(unit, waiting.id) if each.organisation == till.applicant)
    move = move_charge

    def overtaken(unit: Unit, charge: Charge, event: ChargeEvent, *, paid_on: dt.date | None = None) -> Charge:
        if event is ChargeEvent.TAKE_BACK:
            receive(till.agent)  # all of another act, just before this one writes its first row
        return move(unit, charge, event, paid_on=paid_on)

    monkeypatch.setattr("issuance.services.fees.billing.move_charge", overtaken)
    office.fees.cashier.take_back(till.cashier, paid.id)

    with office.units.look(STAFF) as unit:
        assert get_application(unit, waiting.id).state is State.FEE_DUE
