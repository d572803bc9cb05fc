"""An act that is cut off in the middle, or raced by another: nothing is half stored, nothing happens twice."""

import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import event

from issuance.domain.registration.filing import FilingState
from issuance.domain.registration.states import State
from issuance.errors import IssuanceError
from tests.offices import Installation
from tests.registrations import REGISTRAR, VISITOR, RegistrationWorld


class CutError(BaseException):
    """Stands for the process that is killed: no handler of the program catches it."""


@pytest.fixture
def world(any_installation: Installation) -> Iterator[RegistrationWorld]:
    world = RegistrationWorld.at(any_installation)
    yield world
    world.office.close()


def cut_at(world: RegistrationWorld, statement: int, act: Callable[[], object]) -> bool:
    """Do an act whose `statement`th write is its last; return whether it came so far."""
    written = 0

    def count(_connection: object, _cursor: object, sql: str, *_rest: object) -> None:
        nonlocal written
        written += not sql.startswith(("SELECT", "BEGIN", "PRAGMA"))
        if written == statement:
            raise CutError

    engine = world.office.store.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        act()
    except CutError:
        return True
    finally:
        event.remove(engine, "before_cursor_execute", count)
    return False


def test_a_submission_that_is_cut_off_anywhere_left_nothing(world: RegistrationWorld) -> None:
    access = world.begin()
    draft, _ = world.desks.drafts.read(VISITOR, access)
    cut = 0
    while cut_at(world, cut + 1, lambda: world.desks.submissions.submit(VISITOR, access, draft.version, "page")):
        cut += 1
        assert world.filing(access.filing) == draft
        assert [name for name, _, _ in world.messages()] == ["registration_link"]
    assert cut >= 5
    assert world.filing(access.filing).state is FilingState.SUBMITTED


def test_an_approval_that_is_cut_off_anywhere_left_nothing(world: RegistrationWorld) -> None:
    held = world.take(world.submit(world.begin()))
    before = world.registration(str(held.registration))
    cut = 0
    while cut_at(world, cut + 1, lambda: world.desks.review.approve(REGISTRAR, held.id, held.version)):
        cut += 1
        assert world.filing(held.id) == held
        assert world.registration(before.id) == before
    assert cut >= 5
    assert world.registration(before.id).term.state is State.ACTIVE
    assert [name for name, _, _ in world.messages()].count("new_approved") == 1


def test_two_tabs_that_hand_in_at_once_hand_in_once(installation: Installation) -> None:
    world = RegistrationWorld.at(installation)
    access = world.begin()
    draft, _ = world.desks.drafts.read(VISITOR, access)
    refused: list[IssuanceError] = []

    def hand_in(page: str) -> None:
        try:
            world.desks.submissions.submit(VISITOR, access, draft.version, page)
        except IssuanceError as error:
            refused.append(error)

    tabs = [threading.Thread(target=hand_in, args=(f"tab {n}",)) for n in range(3)]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()
    assert len(refused) == 2
    assert world.filing(access.filing).state is FilingState.SUBMITTED
    assert [name for name, _, _ in world.messages()].count("filing_received") == 1
    world.office.close()
