"""Officers at one application at the same time: real threads, on both databases; one wins, the others are told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from issuance.domain.application.states import State
from issuance.errors import IssuanceError
from issuance.storage.tables.audit import entry
from tests.office_ids import STAFF
from tests.review_world import ReviewWorld

AT_ONCE = 4


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


def acts_in_trail(world: ReviewWorld, act: str) -> int:
    with world.office.units.look(STAFF) as unit:
        return unit.count(unit.select(entry, entry.c.id).where(entry.c.act == act))


def test_of_officers_who_take_one_application_at_once_one_has_it(world: ReviewWorld) -> None:
    found = world.submitted()
    names = ("reviewer", "approver", "both", "another")
    outcomes = at_once(lambda n: world.taken(found, names[n]))
    assert outcomes.count("done") == 1
    assert set(outcomes) <= {"done", "ConflictError", "RefusedError"}
    assert world.now(found).holder in {world.accounts[name].id for name in names}
    assert acts_in_trail(world, "application.take") == 1


def test_of_two_approvals_at_once_one_counts(world: ReviewWorld) -> None:
    checked = world.checked(world.submitted())
    names = ("approver", "both", "another", "approver")
    desk = world.review.decisions
    outcomes = at_once(lambda n: desk.approve(world.officers[names[n]], checked.id, checked.version))
    assert outcomes.count("done") == 1
    assert set(outcomes) <= {"done", "ConflictError", "RefusedError"}
    assert world.state(checked) is State.PAID
    assert acts_in_trail(world, "application.approve") == 1
    assert [name for name, _, _ in world.mails()].count("application_approved") == 2, "one for each of its people"


def test_of_an_approval_and_a_return_at_once_one_counts(world: ReviewWorld) -> None:
    checked, desk = world.checked(world.submitted()), world.review.decisions

    def act(number: int) -> object:
        if number % 2:
            return desk.approve(world.officers["approver"], checked.id, checked.version)
        return desk.reject(world.officers["another"], checked.id, checked.version, "Out of scope.")

    assert at_once(act).count("done") == 1
    found = world.now(checked)
    assert (found.state, found.version_approved) in ((State.PAID, 1), (State.REJECTED, None))
