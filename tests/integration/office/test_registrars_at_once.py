"""Two registrars on one filing, and one button pressed twice: real threads, on both databases (T2.6)."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind
from issuance.domain.registration.checklist import checklist
from issuance.domain.registration.filing import FilingState
from issuance.domain.registration.states import State
from issuance.errors import IssuanceError
from issuance.services.registrar.approval_desk import ApprovalDesk
from issuance.services.registration.desks import RegistrationDesks
from issuance.services.registration.ids import issue_ids
from issuance.storage.accounts import find_accounts
from issuance.storage.tables.accounts import account
from tests.office_staff import employ
from tests.offices import Installation
from tests.registrations import CHAMBER, OTHER_REGISTRAR, REGISTRAR, SITE, RegistrationWorld

AT_ONCE = 4


@pytest.fixture
def world(installation: Installation) -> Iterator[RegistrationWorld]:
    """Yield an office whose approvals issue real ids."""
    world = RegistrationWorld.at(installation)
    ids = world.office.ids
    desks = RegistrationDesks.of(
        world.office.units,
        world.uploads,
        SITE,
        after_approval=issue_ids(ids.accounts, ids.signatories),
        at_the_end=lambda _unit, _registration: None,
    )
    yield replace(world, desks=desks)
    world.office.close()


def at_once(act: Callable[[int], object]) -> list[str]:
    """Do something from several threads at the same time; return what came of each, sorted."""

    def outcome(number: int) -> str:
        try:
            act(number)
        except IssuanceError as error:
            return type(error).__name__
        return "done"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(pool.map(outcome, range(AT_ONCE)))


def test_of_registrars_who_take_one_filing_at_once_one_has_it(world: RegistrationWorld) -> None:
    filing = world.submit(world.begin())
    people = [Actor(CHAMBER, f"TYO-C00000{n}-1", str(n) * 16, IdKind.STAFF) for n in range(AT_ONCE)]
    for person in people:
        employ(world.office.units, person)
    outcomes = at_once(lambda n: world.desks.review.take(people[n], filing.id, filing.version))
    assert outcomes.count("done") == 1
    assert set(outcomes) <= {"done", "ConflictError", "RefusedError"}
    taken = world.filing(filing.id)
    assert taken.state is FilingState.IN_REVIEW
    assert taken.holder in {person.account for person in people}


def test_t2_6_an_approval_that_is_pressed_many_times_issues_one_set_of_ids(world: RegistrationWorld) -> None:
    """T2.6: one administrator id per organisation, and two years of validity, however often it is tried."""
    taken = world.take(world.submit(world.begin()))
    desk = ApprovalDesk(world.office.units, world.desks.review)
    ticked = checklist(taken.kind, taken.submitted_form)
    outcomes = at_once(lambda _: desk.approve(REGISTRAR, taken.id, taken.version, ticked))
    assert outcomes.count("done") == 1
    assert set(outcomes) <= {"done", "ConflictError", "RefusedError"}
    approved = world.filing(taken.id)
    registration = world.registration(approved.registration or "")
    assert (approved.state, registration.term.state) == (FilingState.APPROVED, State.ACTIVE)
    with world.office.units.look(REGISTRAR) as unit:
        held = find_accounts(unit, account.c.organisation == registration.organisation)
    assert [each.kind for each in held] == [IdKind.ADMINISTRATOR]
    assert [name for name, _, _ in world.messages()].count("new_approved") == 1


def test_who_does_not_hold_a_filing_approves_nothing(world: RegistrationWorld) -> None:
    taken = world.take(world.submit(world.begin()))
    desk = ApprovalDesk(world.office.units, world.desks.review)
    ticked = checklist(taken.kind, taken.submitted_form)
    outcomes = at_once(lambda _: desk.approve(OTHER_REGISTRAR, taken.id, taken.version, ticked))
    assert outcomes == ["RefusedError"] * AT_ONCE
    assert world.filing(taken.id).state is FilingState.IN_REVIEW
