"""What officers do with applications: hold them, turn them down, check and approve them by four eyes, recall (T2.5)."""

import datetime as dt
from collections.abc import Callable

import pytest

from issuance.demo.office.company import specimen
from issuance.domain.actor import Actor
from issuance.domain.application.application import Application, Remarks
from issuance.domain.application.checklist import Check
from issuance.domain.application.states import Event, State
from issuance.domain.ids import IdKind
from issuance.domain.imprints import Printed
from issuance.domain.settings import CertificateFee, FeeTable, Price
from issuance.domain.staff import Role
from issuance.errors import ConflictError, RefusedError
from issuance.services.review.decisions import UncheckedError
from issuance.storage.application_checks import checked_of
from issuance.storage.applications import move_application
from signing.content import Kind
from tests.office_ids import STAFF
from tests.office_staff import employ
from tests.review_world import ReviewWorld

ADMINISTRATOR = Actor("TYO", "T-admin", "a" * 16, IdKind.STAFF)
BOTH = (Role.REVIEWER, Role.APPROVER)
FEES = FeeTable(
    valid_from=dt.date(2026, 1, 1),
    certificates={kind.slug: CertificateFee(first=Price(member=1000, other=2000)) for kind in Kind},
)


def test_t2_5_an_application_is_checked_by_one_officer_and_approved_by_another(world: ReviewWorld) -> None:
    """T2.5: what is approved is the version that was submitted and checked, and no other."""
    taken = world.taken(world.submitted())
    assert (taken.state, taken.holder) == (State.IN_REVIEW, world.accounts["reviewer"].id)
    checked = world.review.decisions.check(world.officers["reviewer"], taken.id, taken.version, world.points(taken))
    assert (checked.state, checked.holder, checked.checked_by) == (State.CHECKED, None, world.accounts["reviewer"].id)
    approved = world.review.decisions.approve(world.officers["approver"], checked.id, checked.version)
    assert approved.state is State.PAID, "nothing is owed where the chamber has set no fees"
    assert approved.version_approved == 1
    assert (approved.checked_by, approved.decided_by) == (taken.holder, world.accounts["approver"].id)
    with world.office.units.look(STAFF) as unit:
        (noted,) = checked_of(unit, approved.id)
    assert (noted.number, noted.officer, noted.points) == (1, taken.holder, world.points(taken))


def test_nobody_approves_alone_what_four_eyes_see(world: ReviewWorld) -> None:
    taken = world.taken(world.submitted(), "both")
    with pytest.raises(RefusedError, match="four eyes"):
        world.review.decisions.approve(world.officers["both"], taken.id, taken.version, world.points(taken))
    checked = world.review.decisions.check(world.officers["both"], taken.id, taken.version, world.points(taken))
    with pytest.raises(RefusedError, match="another officer approves"):
        world.review.decisions.approve(world.officers["both"], checked.id, checked.version)
    assert world.state(taken) is State.CHECKED


def test_two_ids_of_one_person_are_no_four_eyes(sqlite_world: ReviewWorld) -> None:
    """Who checked under one id approves under no other id with the same mail address."""
    world = sqlite_world
    with world.office.units.act(STAFF) as unit:
        world.add_officer(unit, "twin", "Takahashi Aoi", BOTH, mail="reviewer@chamber.example")
    checked = world.checked(world.submitted())
    with pytest.raises(RefusedError, match="mail address"):
        world.review.decisions.approve(world.officers["twin"], checked.id, checked.version)


def test_one_officer_approves_alone_where_the_chamber_waives_four_eyes(sqlite_world: ReviewWorld) -> None:
    world = sqlite_world
    world.change_settings(one_officer=frozenset({Kind.COO_JP.slug}))
    taken = world.taken(world.submitted(), "both")
    decide = world.review.decisions.approve
    with pytest.raises(UncheckedError) as refused:
        decide(world.officers["both"], taken.id, taken.version, [Check.EXPORTER])
    assert Check.GOODS in refused.value.checks
    approved = decide(world.officers["both"], taken.id, taken.version, world.points(taken))
    assert approved.checked_by == approved.decided_by == world.accounts["both"].id
    other = world.taken(world.submitted(Kind.INVOICE), "both")
    with pytest.raises(RefusedError, match="four eyes"):
        decide(world.officers["both"], other.id, other.version, world.points(other))


def test_nothing_is_checked_before_every_point_was_ticked(sqlite_world: ReviewWorld) -> None:
    world = sqlite_world
    taken = world.taken(world.submitted(destination="KP"))
    points = world.points(taken)
    assert Check.WATCHED in points
    with pytest.raises(UncheckedError):
        world.review.decisions.check(world.officers["reviewer"], taken.id, taken.version, points[:-1])
    assert world.state(taken) is State.IN_REVIEW


def test_only_its_holder_decides(sqlite_world: ReviewWorld) -> None:
    world = sqlite_world
    taken, other = world.taken(world.submitted()), world.officers["another"]
    desk = world.review.decisions
    tries: tuple[Callable[[], Application], ...] = (
        lambda: desk.check(other, taken.id, taken.version, world.points(taken)),
        lambda: desk.return_(other, taken.id, taken.version, Remarks("Please mend.")),
        lambda: desk.reject(other, taken.id, taken.version, "No."),
        lambda: world.review.holding.give_back(other, taken.id, taken.version),
    )
    for act in tries:
        with pytest.raises(RefusedError):
            act()
    assert world.now(taken) == taken


def test_who_filed_it_decides_nothing(sqlite_world: ReviewWorld) -> None:
    """An officer whose mail address is that of the filer or of the signatory is known to stand behind it."""
    world = sqlite_world
    with world.office.units.act(STAFF) as unit:
        world.add_officer(unit, "filer", "佐藤花子", BOTH, mail="hanako@example.co.jp")
        world.add_officer(unit, "signer", "山田太郎", BOTH, mail="taro@example.co.jp")
    found, checked = world.submitted(), world.checked(world.submitted())
    for name in ("filer", "signer"):
        with pytest.raises(RefusedError, match="Nobody decides on what they filed"):
            world.taken(found, name)
        with pytest.raises(RefusedError, match="Nobody decides on what they filed"):
            world.review.decisions.approve(world.officers[name], checked.id, checked.version)
        assert world.review.views.application(world.officers[name], found.id).is_own


def test_it_is_taken_over_after_half_an_hour_with_a_reason(sqlite_world: ReviewWorld) -> None:
    world = sqlite_world
    taken, desk, other = world.taken(world.submitted()), world.review.holding, world.officers["another"]
    with pytest.raises(RefusedError, match="less than 30 minutes"):
        desk.take_over(other, taken.id, taken.version, "She is away.")
    now = world.office.clock()
    world.office.clock = lambda: now + dt.timedelta(minutes=30)
    with pytest.raises(RefusedError, match="Say why"):
        desk.take_over(other, taken.id, taken.version, "  ")
    assert desk.take_over(other, taken.id, taken.version, "She is away.").holder == other.account
    with pytest.raises(RefusedError):
        world.review.decisions.check(world.officers["reviewer"], taken.id, taken.version, world.points(taken))


def test_what_is_returned_comes_back_as_another_version_that_is_checked_anew(sqlite_world: ReviewWorld) -> None:
    world = sqlite_world
    checked = world.checked(world.submitted())
    remarks = Remarks("The invoice is cut off.", {"invoice.number": "Not that of the paper.", "consignee.name": " "})
    returned = world.review.decisions.return_(world.officers["approver"], checked.id, checked.version, remarks)
    assert returned.state is State.RETURNED
    assert returned.remarks.fields == {"invoice.number": "Not that of the paper."}
    assert (returned.checked_by, returned.decided_at) == (None, None)
    again = world.submit_again(returned)
    assert again.version_submitted == 2
    seen = world.review.views.application(world.officers["reviewer"], again.id)
    assert (seen.version.number, seen.before and seen.before.number) == (2, 1)
    assert seen.points_checked == []
    with pytest.raises(RefusedError):
        world.review.decisions.approve(world.officers["approver"], again.id, again.version)


def test_nothing_is_returned_or_rejected_without_a_word(sqlite_world: ReviewWorld) -> None:
    world = sqlite_world
    taken, officer = world.taken(world.submitted()), world.officers["reviewer"]
    with pytest.raises(RefusedError, match="Write what is to be mended"):
        world.review.decisions.return_(officer, taken.id, taken.version, Remarks(" ", {"invoice.number": " "}))
    with pytest.raises(RefusedError, match="Give the reason"):
        world.review.decisions.reject(officer, taken.id, taken.version, "\n")
    assert world.review.decisions.reject(officer, taken.id, taken.version, "Out of scope.").state is State.REJECTED


def test_an_approval_is_recalled_before_issue_alone(sqlite_world: ReviewWorld) -> None:
    world = sqlite_world
    approved, officer = world.approved(world.submitted()), world.officers["another"]
    with pytest.raises(RefusedError, match="Say why"):
        world.review.decisions.recall(officer, approved.id, approved.version, "")
    recalled = world.review.decisions.recall(officer, approved.id, approved.version, "The consignee is wrong.")
    assert recalled.state is State.SUBMITTED
    assert (recalled.version_approved, recalled.checked_by, recalled.decided_by) == (None, None, None)
    issuing = _moved(world, world.approved(world.submitted()), Event.BEGIN)
    with pytest.raises(RefusedError):
        world.review.decisions.recall(officer, issuing.id, issuing.version, "Too late.")


def test_an_approval_with_a_number_is_not_recalled(sqlite_world: ReviewWorld) -> None:
    world = sqlite_world
    begun = _moved(world, world.approved(world.submitted()), Event.BEGIN)
    stopped = _moved(world, begun, Event.STOP, certificate="TYO26000001AAAAAAAA")
    with pytest.raises(RefusedError, match="void it before"):
        world.review.decisions.recall(world.officers["approver"], stopped.id, stopped.version, "Wrong consignee.")


def test_several_are_approved_each_by_itself(sqlite_world: ReviewWorld) -> None:
    world = sqlite_world
    good, moved_on = world.checked(world.submitted()), world.checked(world.submitted())
    own = world.checked(world.submitted(), "both")
    world.review.holding.give_back(world.officers["another"], moved_on.id, moved_on.version)
    chosen = [(each.id, each.version) for each in (good, moved_on, own)]
    outcomes = world.review.many.approve(world.officers["both"], chosen)
    assert [each.approved is not None for each in outcomes] == [True, False, False]
    assert all(each.refusal for each in outcomes[1:])
    assert [world.state(each) for each in (good, moved_on, own)] == [State.PAID, State.SUBMITTED, State.CHECKED]
    with pytest.raises(RefusedError, match="Tick"):
        world.review.many.approve(world.officers["both"], [])
    with pytest.raises(RefusedError, match="At most 50"):
        world.review.many.approve(world.officers["both"], chosen * 20)


def test_its_people_are_told_what_became_of_it_and_what_is_next(sqlite_world: ReviewWorld) -> None:
    world = sqlite_world
    world.change_settings(fees=(FEES,))
    approved = world.approved(world.submitted())
    assert approved.state is State.FEE_DUE
    world.review.decisions.recall(world.officers["approver"], approved.id, approved.version, "Wrong consignee.")
    told = [(template, to) for template, to, _values in world.mails() if template.startswith("application_")]
    people = ("hanako@example.co.jp", "taro@example.co.jp")
    assert sorted(told) == sorted(
        (name, to) for name in ("application_approved_fee", "application_recalled") for to in people
    )
    values = next(values for template, _to, values in world.mails() if template == "application_recalled")
    assert values["reason"] == "Wrong consignee."
    assert values["link"] == f"{world.office.config.public_url}/TYO/applications/{approved.id}"
    assert values["invoice"] == "INV-2026-77"


def test_what_was_never_submitted_is_not_the_chambers_to_see(sqlite_world: ReviewWorld) -> None:
    world = sqlite_world
    with pytest.raises(RefusedError, match="no such application"):
        world.review.views.application(world.officers["reviewer"], "0123456789abcdef")


def test_who_comes_late_is_told(sqlite_world: ReviewWorld) -> None:
    world = sqlite_world
    found = world.submitted()
    world.taken(found)
    with pytest.raises(RefusedError):
        world.taken(found, "another")
    back = world.review.holding.give_back(world.officers["reviewer"], found.id, world.now(found).version)
    with pytest.raises(ConflictError):
        world.taken(found, "another")
    assert world.taken(back, "another").holder == world.accounts["another"].id


def _moved(world: ReviewWorld, application: Application, event: Event, **columns: object) -> Application:
    with world.office.units.act(STAFF) as unit:
        return move_application(unit, application, event, columns=columns)


def test_where_the_chamber_demands_it_only_an_officer_with_a_signature_on_record_approves(
    sqlite_world: ReviewWorld,
) -> None:
    """He is told at the approval: the issue, which prints it, would come too late."""
    world = sqlite_world
    world.change_settings(officers_sign=True)
    checked = world.checked(world.submitted())
    decide, approver = world.review.decisions.approve, world.officers["approver"]
    with pytest.raises(RefusedError, match="own signature"):
        decide(approver, checked.id, checked.version)
    employ(world.office.units, ADMINISTRATOR, Role.CHAMBER_ADMINISTRATOR)
    desk = world.office.imprints.desk
    mine = desk.propose_signature(approver, specimen("signature"), "mine.png", Printed("Haruko Sato", "Officer"))
    with pytest.raises(RefusedError, match="own signature"):
        decide(approver, checked.id, checked.version)

    desk.confirm(ADMINISTRATOR, mine.id, mine.version)

    assert decide(approver, checked.id, checked.version).state is State.PAID
