"""Printing by the applicant: until the last second, by whom the terms let, only what is in force (T14.3, T9.5)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from issuance.domain.actor import Actor
from issuance.domain.application.states import State
from issuance.domain.ids import IdKind
from issuance.domain.registration.states import State as Registered
from issuance.errors import RefusedError
from issuance.office import Office
from issuance.services.applications.sight import AbsentError
from issuance.storage.deliveries import prints_of
from issuance.storage.tables.parties import registration
from signing.number import parse_number
from signing.record import RevocationReason
from tests.builders import NOW
from tests.office_databases import sqlite_urls
from tests.offices import Installation, draft
from tests.paid import CHAMBER, JOB, Trade
from tests.registrations import waiting_messages

TOKYO = ZoneInfo("Asia/Tokyo")


@dataclass
class Delivered:
    """An office with one delivered certificate, whose clock can be set."""

    office: Office
    trade: Trade
    key: str

    def at(self, text: str) -> None:
        """Set the clock, Japan time."""
        now = dt.datetime.fromisoformat(text).replace(tzinfo=TOKYO).astimezone(dt.UTC)
        self.office.clock = lambda: now

    def fetch(self, sheet: str = "original", actor: Actor | None = None) -> bytes:
        return self.office.delivery.printing.fetch(actor or self.trade.actor, self.key, sheet)

    def revoke(self) -> None:
        number = parse_number(str(self.trade.application(self.key).certificate))
        self.office.revoking.revoke(number, RevocationReason.CHAMBER_ERROR, ("one", "two"))

    def set_registration(self, *, state: Registered, valid_until: dt.date = dt.date(2027, 3, 9)) -> None:
        with self.office.units.act(JOB) as unit:
            row = unit.row(unit.select(registration).where(registration.c.organisation == self.trade.organisation))
            assert row is not None
            unit.update(registration, row["id"], state=state, valid_until=valid_until)

    @property
    def prints(self) -> list[tuple[str, str]]:
        with self.office.units.look(JOB) as unit:
            return [(each.sheet.name, each.account) for each in prints_of(unit, self.key)]


@pytest.fixture
def delivered(office_templates: Callable[[int], Path], tmp_path: Path) -> Delivered:
    folder = tmp_path / "office"
    made = Installation.make(office_templates(NOW.year), folder, sqlite_urls(folder)).open(real_paper=True)
    trade = Trade.make(made)
    key = trade.apply(draft(), copies=2)
    made.delivery.job.issue(CHAMBER, key)
    return Delivered(made, trade, key)


def test_t14_3_the_original_and_the_ordered_copies_are_printed_and_each_print_is_logged(delivered: Delivered) -> None:
    me = delivered.trade.user.id

    original, copy = delivered.fetch("original"), delivered.fetch("copy-2")
    delivered.fetch("original")

    entry = delivered.office.store.of_reference(CHAMBER, delivered.key)
    assert entry is not None
    assert original == delivered.office.originals.open(entry)
    assert copy.startswith(b"%PDF")
    assert copy != original
    assert sorted(delivered.prints) == [("copy-2", me), ("original", me), ("original", me)]
    offer = delivered.office.delivery.printing.one(delivered.trade.actor, delivered.key)
    assert [offer.count(sheet) for sheet in offer.sheets] == [2, 0, 1]
    assert list(offer.names.values()) == [delivered.trade.user.person.name]


def test_t14_3_copies_that_were_not_ordered_are_not_printed(delivered: Delivered) -> None:
    with pytest.raises(RefusedError, match="No such sheet"):
        delivered.fetch("copy-3")
    assert delivered.prints == []


def test_t14_3_the_last_second_prints_and_the_next_one_does_not_before_any_job_has_run(delivered: Delivered) -> None:
    delivered.at("2026-03-24 23:59:59")
    assert delivered.fetch().startswith(b"%PDF")

    delivered.at("2026-03-25 00:00:00")
    with pytest.raises(RefusedError, match="over"):
        delivered.fetch()
    assert delivered.trade.application(delivered.key).state is State.DELIVERED
    assert delivered.office.delivery.printing.overview(delivered.trade.actor) == []


def test_t14_3_the_daily_round_reminds_twice_and_notes_the_end(delivered: Delivered) -> None:
    run = delivered.office.delivery.daily.run
    for day in ("2026-03-16", "2026-03-17", "2026-03-18", "2026-03-23", "2026-03-24"):
        delivered.at(f"{day} 06:00")
        run(CHAMBER)
        run(CHAMBER)

    told = waiting_messages(delivered.office, "print_reminder")
    assert [values["days"] for values in told] == ["8", "2"]
    assert delivered.trade.application(delivered.key).state is State.DELIVERED
    delivered.at("2026-03-25 00:00:00")
    assert run(CHAMBER).print_closed == 1
    assert delivered.trade.application(delivered.key).state is State.PRINT_CLOSED
    with pytest.raises(RefusedError, match="over"):
        delivered.fetch()


def test_t14_3_revoking_closes_printing_at_once(delivered: Delivered) -> None:
    delivered.revoke()

    with pytest.raises(RefusedError, match="revoked"):
        delivered.fetch()
    assert delivered.office.delivery.daily.run(CHAMBER).print_closed == 1


def test_t14_3_replacing_closes_printing_of_the_old_one_at_once(delivered: Delivered) -> None:
    number = parse_number(str(delivered.trade.application(delivered.key).certificate)).public
    new = delivered.trade.apply(draft(), replaces=number)
    delivered.office.delivery.job.issue(CHAMBER, new)

    with pytest.raises(RefusedError, match="replaced"):
        delivered.fetch()
    assert replace(delivered, key=new).fetch().startswith(b"%PDF")


def test_t14_3_suspension_closes_printing_at_once_and_its_end_opens_it_again(delivered: Delivered) -> None:
    delivered.set_registration(state=Registered.SUSPENDED)
    with pytest.raises(RefusedError):
        delivered.fetch()

    delivered.set_registration(state=Registered.ACTIVE)
    assert delivered.fetch().startswith(b"%PDF")


@pytest.mark.parametrize("state", [Registered.ACTIVE, Registered.EXPIRED, Registered.WITHDRAWN])
def test_t9_5_what_was_delivered_is_printed_after_the_validity_too(delivered: Delivered, state: Registered) -> None:
    delivered.set_registration(state=state, valid_until=dt.date(2026, 3, 10))
    delivered.at("2026-03-20 10:00")

    assert delivered.fetch().startswith(b"%PDF")
    assert [offer.application.id for offer in delivered.office.delivery.printing.overview(delivered.trade.actor)] == [
        delivered.key
    ]


def test_another_applicant_sees_nothing_of_it(delivered: Delivered) -> None:
    other = Trade.make(delivered.office).actor

    with pytest.raises(AbsentError):
        delivered.fetch(actor=other)
    assert delivered.office.delivery.printing.overview(other) == []


def test_an_administrator_id_prints_nothing(delivered: Delivered) -> None:
    actor = replace(delivered.trade.actor, kind=IdKind.ADMINISTRATOR)

    with pytest.raises(RefusedError):
        delivered.fetch(actor=actor)
