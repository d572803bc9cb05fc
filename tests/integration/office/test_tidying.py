"""The daily round takes away what has served its time, and nothing else, on both databases."""

import io
from collections.abc import Iterator
from dataclasses import asdict

import pytest
from sqlalchemy import text

from issuance.domain.actor import Actor
from issuance.domain.calendar import japan_date
from issuance.domain.registration.filing import FilingKind, Remarks
from issuance.domain.registration.form import SectionName
from issuance.domain.retention.hold import HoldKind, HoldState
from issuance.domain.uploads import Purpose
from issuance.office import Office
from issuance.services.registration.access import LINK_LIFE, Access
from issuance.storage.filing_keys import KeyPurpose, add_link
from issuance.storage.filings import add_filing, find_filing
from issuance.storage.holds import add_hold, change_hold, get_hold
from issuance.storage.sessions import Origin
from issuance.storage.tables.uploads import upload
from tests.integration.office.sign_in.conftest import MovedClock
from tests.office_parties import signature
from tests.office_people import make_person, quick_access
from tests.offices import Installation
from tests.registrations import REGISTRAR, SIGNATORY, RegistrationWorld, typed

JOB = Actor.job("TYO", "test")


@pytest.fixture
def clock() -> MovedClock:
    return MovedClock()


@pytest.fixture
def office(installation: Installation, clock: MovedClock) -> Iterator[Office]:
    opened = installation.open()
    opened.clock = clock
    quick_access(opened)
    yield opened
    opened.close()


def draft(office: Office) -> tuple[str, str]:
    """Begin a first filing with a file; return the ids of both."""
    file = office.uploads.receive(JOB, io.BytesIO(signature()), "s.png", Purpose.SPECIMEN).id
    with office.units.act(JOB) as unit:
        data = {"signatories": [{"key": "0" * 16, "specimen": file}]}
        begun = add_filing(unit, FilingKind.NEW, language="ja", data=data, mail="a@example.co.jp")
        add_link(unit, begun.id, KeyPurpose.OPEN, "a@example.co.jp", LINK_LIFE)
    return begun.id, file


def hold(office: Office, administrator: Actor) -> str:
    """Set a hold on an organisation, T17.1; return its id."""
    with office.units.act(Actor("TYO", "TYO-K000001", account="a" * 16)) as unit:
        organisation, day = str(administrator.answerable), japan_date(unit.now)
        return add_hold(unit, HoldKind.ORGANISATION, organisation, day, "A court asked.")


def end(office: Office, held: str) -> None:
    with office.units.act(JOB) as unit:
        change_hold(unit, get_hold(unit, held), state=HoldState.LIFTED.value)


def test_a_first_draft_goes_after_ninety_days_with_its_files(office: Office, clock: MovedClock) -> None:
    begun, file = draft(office)
    clock.go(days=90)
    assert office.tidying.run("TYO").drafts == 0
    clock.go(seconds=1)
    assert office.tidying.run("TYO").drafts == 1
    with office.units.look(JOB) as unit:
        assert find_filing(unit, begun) is None
    assert office.tidying.run("TYO").drafts == 0
    with office.store.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM upload WHERE id = :id"), {"id": file}).scalar() == 0


def test_who_asked_for_a_new_link_keeps_the_draft(office: Office, clock: MovedClock) -> None:
    begun, _file = draft(office)
    clock.go(days=80)
    with office.units.act(JOB) as unit:
        add_link(unit, begun, KeyPurpose.OPEN, "a@example.co.jp", LINK_LIFE)
    clock.go(days=20)
    assert office.tidying.run("TYO").drafts == 0


def test_a_renewal_that_nobody_touches_goes_and_leaves_what_is_in_force(office: Office, clock: MovedClock) -> None:
    """As first drafts do: counted from the last touch; files that were handed in before stay."""
    world = RegistrationWorld.over(office, clock())
    office.clock = clock
    specimen, fresh = (office.uploads.receive(JOB, io.BytesIO(signature()), "s.png", Purpose.SPECIMEN).id for _ in "ab")
    said = typed(clock().date(), signatories=[{**SIGNATORY, "specimen": specimen}])
    registration = world.approve(world.submit(world.begin(said))).registration
    administrator = world.administrator(registration)
    clock.go(days=720)
    begun = world.desks.holders.begin(administrator, FilingKind.RENEWAL)
    clock.go(days=60)
    for upload_id in (fresh, specimen):
        item = {"kind": "other", "upload": upload_id}
        world.desks.drafts.save_item(administrator, Access(begun.id), SectionName.PAPERS, item, "")
    clock.go(days=90)
    assert office.tidying.run("TYO").drafts == 0, "it was touched 90 days ago"
    clock.go(seconds=1)
    held = hold(office, administrator)
    assert office.tidying.run("TYO").drafts == 0, "its organisation is held"
    end(office, held)
    assert office.tidying.run("TYO").drafts == 1
    with office.units.look(JOB) as unit:
        assert find_filing(unit, begun.id) is None
        left = {row["id"] for row in unit.rows(unit.select(upload))}
    assert (specimen in left, fresh in left) == (True, False)
    assert world.desks.holders.begin(administrator, FilingKind.RENEWAL).id != begun.id, "another one can be begun"


def test_what_was_submitted_once_is_no_abandoned_draft(office: Office, clock: MovedClock) -> None:
    world = RegistrationWorld.over(office, clock())
    office.clock = clock
    filing = world.submit(world.begin())
    world.desks.review.return_(REGISTRAR, filing.id, world.take(filing).version, Remarks("Mend it."))
    clock.go(days=400)
    assert office.tidying.run("TYO").drafts == 0


def test_sign_ins_leave_nothing_behind_for_longer_than_they_may(office: Office, clock: MovedClock) -> None:
    """Ended sessions for a year, attempts for a day, what led nowhere for minutes."""
    holder = make_person(office.units, "TYO")
    with office.units.act(JOB) as unit:
        for _n in range(2):
            office.access.sessions.begin(unit, holder.account.id, Origin("192.0.2.1", "x"))
        office.access.throttle.take(unit, "login", holder.login, "192.0.2.1")
    office.access.passkey_sign_in.begin("TYO", Origin("192.0.2.1", "x"))
    clock.go(minutes=14)
    nothing = {"sessions": 0, "ceremonies": 0, "attempts": 0, "drafts": 0, "pictures": 0}
    assert asdict(office.tidying.run("TYO")) == nothing
    clock.go(minutes=1)
    assert asdict(office.tidying.run("TYO")) == nothing | {"ceremonies": 1}
    clock.go(days=1)
    assert asdict(office.tidying.run("TYO")) == nothing | {"attempts": 4}
    clock.go(days=365)
    assert asdict(office.tidying.run("TYO")) == nothing | {"sessions": 1}
