"""Revocation as a case: asked for or opened by the chamber, decided by two officers, printed no more from then on."""

from dataclasses import replace

import pytest

from issuance.domain.actor import Actor
from issuance.domain.application.states import State
from issuance.domain.ids import IdKind
from issuance.domain.revocation import CaseState, RevocationCase
from issuance.domain.staff import Role
from issuance.errors import ConflictError, RefusedError
from issuance.office import Office
from issuance.services.applications.sight import AbsentError
from issuance.storage.revocations import get_case
from signing.number import parse_number
from signing.record import RevocationReason, state_of
from signing.record import State as InForce
from tests.office_people import make_person
from tests.offices import Installation, draft
from tests.paid import CHAMBER, JOB, Trade
from tests.registrations import waiting_messages

WRONG = RevocationReason.INCORRECT_CONTENT


class World:
    """One delivered certificate and everybody who has to do with it."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.trade = Trade.make(office)
        self.key = self.trade.apply(draft(), copies=1)
        office.delivery.job.issue(CHAMBER, self.key)
        self.exporter = self.trade.actor
        self.reviewer, self.approver = self.trade.officers

    def officer(self, role: Role, mail: str = "third@chamber.example") -> Actor:
        held = make_person(self.office.units, CHAMBER, IdKind.STAFF, roles=(role,), mail=mail)
        return Actor(CHAMBER, held.login, held.account.id, IdKind.STAFF)

    def asked(self) -> RevocationCase:
        return self.office.after_issue.asking.ask(self.exporter, self.key, WRONG, "The goods were never shipped.")

    def opened(self) -> RevocationCase:
        return self.office.after_issue.revocations.open(self.reviewer, self.key, WRONG, "Made elsewhere.")

    def case(self, key: str) -> RevocationCase:
        with self.office.units.look(JOB) as unit:
            return get_case(unit, key)

    def mails(self, template: str) -> int:
        return len(waiting_messages(self.office, template, self.trade.user.person.mail))

    @property
    def in_force(self) -> InForce:
        number = parse_number(str(self.trade.application(self.key).certificate))
        return state_of(self.office.store.records(number))


@pytest.fixture
def world(sqlite_installation: Installation) -> World:
    return World(sqlite_installation.open())


def test_what_an_exporter_asks_for_is_proposed_decided_and_revoked(installation: Installation) -> None:
    with installation.open() as office:
        world, desk = World(office), office.after_issue.revocations
        case = world.asked()
        assert (case.state, world.mails("revocation_asked")) == (CaseState.ASKED, 1)
        proposed = desk.propose(world.reviewer, case.id, case.version, reason=WRONG, words="They are right.")
        assert world.in_force is InForce.IN_FORCE

        decided = desk.decide(world.approver, case.id, proposed.version)

        assert (decided.state, world.mails("revocation_decided")) == (CaseState.DECIDED, 1)
        assert world.trade.application(world.key).state is State.PRINT_CLOSED
        assert [outcome.reason for outcome in office.after_issue.job.round(CHAMBER)] == [""]
        done = world.case(case.id)
        assert (done.state, done.done_at) == (CaseState.DONE, office.clock())
        assert (world.in_force, world.mails("certificate_revoked")) == (InForce.REVOKED, 1)
        assert list(office.after_issue.job.round(CHAMBER)) == []


def test_t14_3_nothing_is_printed_from_the_decision_on(world: World) -> None:
    case = world.opened()
    assert world.office.delivery.printing.one(world.exporter, world.key).why_not is None
    world.office.after_issue.revocations.decide(world.approver, case.id, case.version)

    assert world.in_force is InForce.IN_FORCE  # nobody has told the register yet
    with pytest.raises(RefusedError, match="decided to revoke"):
        world.office.delivery.printing.fetch(world.exporter, world.key, "original")
    assert world.office.delivery.printing.overview(world.exporter) == []


def test_an_exporter_is_not_told_of_the_chambers_own_case_before_it_is_decided(world: World) -> None:
    case = world.opened()
    assert case.state is CaseState.PROPOSED
    assert world.mails("revocation_asked") == 0
    world.office.after_issue.revocations.decide(world.approver, case.id, case.version)
    assert world.mails("revocation_decided") == 1


def test_nobody_decides_what_they_proposed(world: World) -> None:
    desk = world.office.after_issue.revocations
    case = desk.open(world.approver, world.key, WRONG, "Made elsewhere.")
    with pytest.raises(RefusedError, match="Two different officers"):
        desk.decide(world.approver, case.id, case.version)
    twin = world.officer(Role.APPROVER, world.trade.approver.person.mail)
    with pytest.raises(RefusedError, match="Two different officers"):
        desk.decide(twin, case.id, case.version)
    assert desk.decide(world.officer(Role.APPROVER), case.id, case.version).state is CaseState.DECIDED


def test_nobody_decides_what_they_filed_or_asked_for(world: World) -> None:
    desk, case = world.office.after_issue.revocations, world.asked()
    filer = world.officer(Role.APPROVER, world.trade.user.person.mail)
    with pytest.raises(RefusedError, match="filed or asked for"):
        desk.propose(filer, case.id, case.version, reason=WRONG)
    proposed = desk.propose(world.reviewer, case.id, case.version, reason=WRONG)
    with pytest.raises(RefusedError, match="filed or asked for"):
        desk.decide(filer, case.id, proposed.version)


def test_each_act_asks_for_its_role(world: World) -> None:
    desk, case = world.office.after_issue.revocations, world.asked()
    auditor, cashier = world.officer(Role.AUDITOR), world.officer(Role.CASHIER, "fourth@chamber.example")
    for stranger in (auditor, cashier, world.exporter):
        with pytest.raises(RefusedError, match="roles"):
            desk.propose(stranger, case.id, case.version, reason=WRONG)
        with pytest.raises(RefusedError, match="roles"):
            desk.decline(stranger, case.id, case.version, "No.")
    proposed = desk.propose(world.approver, case.id, case.version, reason=WRONG)
    with pytest.raises(RefusedError, match="roles"):  # a reviewer proposes, and does not decide
        desk.decide(world.reviewer, case.id, proposed.version)
    assert world.office.after_issue.views.one(auditor, case.id).days == 0
    with pytest.raises(RefusedError, match="roles"):
        world.office.after_issue.views.overview(cashier)


def test_a_declined_request_leaves_the_certificate_in_force_and_says_why(world: World) -> None:
    case = world.asked()
    world.office.after_issue.revocations.decline(world.reviewer, case.id, case.version, "The bank holds it already.")

    (told,) = waiting_messages(world.office, "revocation_declined", world.trade.user.person.mail)
    assert told["answer"] == "The bank holds it already."
    assert world.office.delivery.printing.one(world.exporter, world.key).why_not is None
    assert world.asked().id != case.id  # it can be asked for again


def test_a_request_is_taken_back_until_it_is_decided(world: World) -> None:
    asking, case = world.office.after_issue.asking, world.asked()
    other = replace(world.exporter, account=Trade.make(world.office).user.id)
    with pytest.raises(AbsentError):
        asking.take_back(other, world.key, case.version)
    assert asking.take_back(world.exporter, world.key, case.version).state is CaseState.TAKEN_BACK

    desk, second = world.office.after_issue.revocations, world.asked()
    proposed = desk.propose(world.reviewer, second.id, second.version, reason=WRONG)
    desk.decide(world.approver, second.id, proposed.version)
    with pytest.raises(RefusedError, match="not possible"):
        asking.take_back(world.exporter, world.key, world.case(second.id).version)


def test_a_certificate_has_one_open_case(world: World) -> None:
    world.asked()
    with pytest.raises(RefusedError, match="already"):
        world.asked()
    with pytest.raises(RefusedError, match="already"):
        world.opened()


def test_who_comes_late_decides_nothing(world: World) -> None:
    desk, case = world.office.after_issue.revocations, world.asked()
    desk.propose(world.reviewer, case.id, case.version, reason=WRONG)
    with pytest.raises(ConflictError):
        desk.decline(world.approver, case.id, case.version, "No.")


def test_an_administrator_id_asks_for_nothing(world: World) -> None:
    administrator = replace(world.exporter, kind=IdKind.ADMINISTRATOR)
    with pytest.raises(RefusedError, match="user ids and sub ids"):
        world.office.after_issue.asking.ask(administrator, world.key, WRONG, "Please.")


@pytest.mark.parametrize(
    ("reason", "words"),
    [(RevocationReason.FALSE_DECLARATION, "No."), (WRONG, "  "), (WRONG, "x" * 4001)],
    ids=["not an exporter's reason", "no words", "too many"],
)
def test_what_is_asked_for_has_a_reason_and_a_sentence(world: World, reason: RevocationReason, words: str) -> None:
    with pytest.raises(RefusedError):
        world.office.after_issue.asking.ask(world.exporter, world.key, reason, words)
