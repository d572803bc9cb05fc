"""Replacement: begun from the old certificate, free where an officer says so, one of two at a time."""

from dataclasses import dataclass

import pytest

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application, PaperRole, Remarks
from issuance.domain.application.order import FAULT, REPLACES, WHY, Fault
from issuance.domain.application.states import State
from issuance.domain.ids import IdKind
from issuance.domain.settings import ChamberSettings
from issuance.domain.staff import Role
from issuance.errors import RefusedError
from issuance.office import Office
from issuance.services.applications.sight import AbsentError
from issuance.services.review.decisions import points_of
from issuance.storage.charges import charges_of_application
from issuance.storage.settings import add_settings, newest_settings
from issuance.storage.tables.applications import application as table
from signing.record import RevocationReason
from tests.applying import NAMES, Applying
from tests.office_fees import TABLE
from tests.office_ids import CHAMBER, STAFF
from tests.office_people import make_person
from tests.offices import Installation


@dataclass
class World:
    """An applicant with a delivered certificate, and two officers."""

    office: Office
    applying: Applying
    reviewer: Actor
    approver: Actor
    old: Application

    @classmethod
    def make(cls, office: Office) -> "World":
        with office.units.act(STAFF) as unit:
            add_settings(unit, newest_settings(unit).version + 1, ChamberSettings(names=NAMES, fees=(TABLE,)))
        applying = Applying.make(office)
        reviewer, approver = (_officer(office, role) for role in (Role.REVIEWER, Role.APPROVER))
        made = cls(office, applying, reviewer, approver, None)  # type: ignore[arg-type]  # made below
        made.old = made.issued(applying.submitted(applying.user, mark="old"))
        return made

    def held(self, sent: Application) -> Application:
        return self.office.review.holding.take(self.reviewer, sent.id, sent.version)

    def checked(self, held: Application) -> Application:
        with self.office.units.look(self.reviewer) as unit:
            points = points_of(unit, held)
        return self.office.review.decisions.check(self.reviewer, held.id, held.version, points)

    def approved(self, held: Application) -> Application:
        checked = self.checked(held)
        return self.office.review.decisions.approve(self.approver, checked.id, checked.version)

    def issued(self, sent: Application) -> Application:
        approved = self.approved(self.held(sent))
        with self.office.units.act(STAFF) as unit:
            unit.update(table, approved.id, state=State.PAID.value)  # how it is paid is shown elsewhere
        self.office.delivery.job.issue(CHAMBER, approved.id)
        return self.now(approved.id)

    def now(self, key: str) -> Application:
        return self.office.applications.views.one(self.applying.user, key).application

    @property
    def number(self) -> str:
        entry = self.office.store.of_reference(CHAMBER, self.old.id)
        assert entry is not None
        return entry.public_number

    def begun(self, fault: Fault = Fault.EXPORTER, mark: str = "new", why: str = "The port is wrong.") -> Application:
        return self.office.applications.replacements.begin(self.applying.user, self.old.id, mark, fault, why)

    def sent(self, begun: Application) -> Application:
        self.applying.hand_in(self.applying.user, begun.id, PaperRole.INVOICE)
        return self.office.applications.submissions.submit(
            self.applying.user, begun.id, begun.version, f"{begun.id}-sent"
        )


def _officer(office: Office, role: Role) -> Actor:
    held = make_person(office.units, CHAMBER, IdKind.STAFF, roles=(role,), mail=f"{role.value}@chamber.example")
    return Actor(CHAMBER, held.login, held.account.id, IdKind.STAFF)


@pytest.fixture
def world(sqlite_installation: Installation) -> World:
    return World.make(sqlite_installation.open())


def test_a_replacement_begins_with_all_that_the_old_one_says_and_names_it(world: World) -> None:
    begun = world.begun(Fault.CHAMBER)
    kept = {name: text for name, text in world.old.entry.fields.items() if name != "declaration.date"}
    assert {name: begun.entry.get(name) for name in kept} == kept
    assert begun.entry.goods == world.old.entry.goods
    assert [begun.entry.get(name) for name in (REPLACES, FAULT, WHY)] == [world.number, "chamber", "The port is wrong."]
    assert (begun.replaces, begun.kind) == (world.number, world.old.kind)
    assert world.begun(Fault.CHAMBER).id == begun.id  # the same page again


def test_each_page_leads_to_the_other_one_and_the_old_one_is_printed_no_more(world: World) -> None:
    views, user = world.office.applications.views, world.applying.user
    sent = world.sent(world.begun())
    assert [each.reference for each in views.one(user, world.old.id).chain.under_way] == [sent.reference]

    new = world.issued(sent)

    old, after = views.one(user, world.old.id), views.one(user, new.id)
    assert old.chain.successor is not None
    assert after.chain.replaces is not None
    assert (old.chain.successor.application, after.chain.replaces.application) == (new.id, world.old.id)
    assert (old.own.state, old.own.may_ask, old.application.state) == ("replaced", False, State.PRINT_CLOSED)
    assert old.chain.successor.number == "TYO26-000002"
    with pytest.raises(RefusedError, match="replaced"):
        world.office.delivery.printing.fetch(user, world.old.id, "original")
    with pytest.raises(RefusedError, match="not in force"):
        world.begun(mark="another")


def test_t11_it_is_free_only_where_an_officer_says_that_the_chamber_erred(world: World) -> None:
    held = world.held(world.sent(world.begun(Fault.CHAMBER)))
    charging = world.office.review.charging
    with pytest.raises(RefusedError, match="roles"):
        charging.set_free(world.applying.user, held.id, held.version, free=True)
    free = charging.set_free(world.reviewer, held.id, held.version, free=True)

    approved = world.approved(free)

    assert approved.state is State.PAID
    with world.office.units.look(STAFF) as unit:
        (charge,) = charges_of_application(unit, approved.id)
    assert charge.sum.total == 0


def test_the_applicants_own_word_makes_nothing_free(world: World) -> None:
    assert world.approved(world.held(world.sent(world.begun(Fault.CHAMBER)))).state is State.FEE_DUE


def test_what_was_called_free_is_asked_again_when_it_is_submitted_again(world: World) -> None:
    held = world.held(world.sent(world.begun()))
    free = world.office.review.charging.set_free(world.reviewer, held.id, held.version, free=True)
    back = world.office.review.decisions.return_(world.reviewer, free.id, free.version, Remarks("Once more."))
    again = world.office.applications.submissions.submit(world.applying.user, back.id, back.version, "again")
    assert not again.free_of_charge


def test_an_approval_asks_again_whether_the_old_one_can_be_replaced(world: World) -> None:
    checked = world.checked(world.held(world.sent(world.begun())))
    desk = world.office.after_issue.revocations
    case = desk.open(world.reviewer, world.old.id, RevocationReason.MISUSE, "It was forged.")
    desk.decide(world.approver, case.id, case.version)
    with pytest.raises(RefusedError, match="decided to revoke"):
        world.office.review.decisions.approve(world.approver, checked.id, checked.version)


def test_of_two_replacements_that_were_submitted_at_once_one_is_approved(world: World) -> None:
    first, second = world.begun(mark="first"), world.begun(mark="second")
    sent = world.sent(first)
    _names(world, sent.id, None)  # as if both had been looked at before either was committed
    other = world.sent(second)
    _names(world, sent.id, world.number)
    checked = world.checked(world.held(world.now(sent.id)))
    with pytest.raises(RefusedError, match="submitted already"):
        world.office.review.decisions.approve(world.approver, checked.id, checked.version)
    held = world.held(world.now(other.id))
    world.office.review.decisions.reject(world.reviewer, held.id, held.version, "One is enough.")
    assert world.office.review.decisions.approve(world.approver, checked.id, checked.version).state is State.FEE_DUE


def _names(world: World, key: str, number: str | None) -> None:
    with world.office.units.act(STAFF) as unit:
        unit.update(table, key, replaces=number)


def test_nobody_replaces_what_they_do_not_see(world: World) -> None:
    stranger = Applying.make(world.office).user
    with pytest.raises(AbsentError):
        world.office.applications.replacements.begin(stranger, world.old.id, "token", Fault.EXPORTER, "")
