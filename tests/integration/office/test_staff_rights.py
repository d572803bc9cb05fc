"""Each service asks for the role itself, whatever page called it: one table of acts, and all who must not do them.

Nothing that is named here is there (`0000…`): who may do an act is told that, who may not is told only that.
"""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from issuance.domain.actor import Actor
from issuance.domain.ids import FEDERATION, IdState
from issuance.domain.imprints import Printed
from issuance.domain.registration.filing import Remarks
from issuance.domain.registration.measures import Ground
from issuance.domain.registration.standing import Capacity
from issuance.domain.staff import STAFF_ACTS, Role, StaffAct
from issuance.errors import IssuanceError, RefusedError
from issuance.office import Office
from issuance.services.ids.lists import found_id, search_ids, waiting_specimens
from issuance.services.registrar.queue import QueueAsk
from issuance.services.sign_in.credentials import Way
from issuance.storage.unit import Unit
from tests.builders import NOW
from tests.office_cast import HERE, Cast
from tests.office_site import OfficeSite

Call = Callable[[Office, Actor], object]

NONE = "0" * 16
NOT_YOURS = "Your roles do not allow this"
_WHOLE = frozenset({Capacity.APPLICANT})


def looking(read: Callable[[Office, Unit], object]) -> Call:
    """Return a call that reads within a unit of the one who acts."""

    def call(office: Office, actor: Actor) -> object:
        with office.units.look(actor) as unit:
            return read(office, unit)

    return call


def acting(do: Callable[[Office, Unit], object]) -> Call:
    """Return a call that acts within a unit of the one who acts."""

    def call(office: Office, actor: Actor) -> object:
        with office.units.act(actor) as unit:
            return do(office, unit)

    return call


CALLS: dict[str, tuple[StaffAct, Call]] = {
    "queue.filings": (StaffAct.READ_FILINGS, lambda o, a: o.registrar.queue.filings(a, QueueAsk(), 1)),
    "queue.organisations": (StaffAct.READ_ORGANISATIONS, lambda o, a: o.registrar.queue.organisations(a, "x")),
    "views.filing": (StaffAct.READ_FILINGS, lambda o, a: o.registrar.views.filing(a, NONE)),
    "views.upload_of_filing": (StaffAct.READ_FILINGS, lambda o, a: o.registrar.views.upload_of_filing(a, NONE, NONE)),
    "views.specimen": (StaffAct.READ_ORGANISATIONS, lambda o, a: o.registrar.views.specimen(a, NONE, NONE)),
    "views.organisation": (StaffAct.READ_ORGANISATIONS, lambda o, a: o.registrar.views.organisation(a, NONE)),
    "review.take": (StaffAct.REVIEW_REGISTRATIONS, lambda o, a: o.registrar.review.take(a, NONE, 1)),
    "review.take_over": (StaffAct.REVIEW_REGISTRATIONS, lambda o, a: o.registrar.review.take_over(a, NONE, 1, "x")),
    "review.give_back": (StaffAct.REVIEW_REGISTRATIONS, lambda o, a: o.registrar.review.give_back(a, NONE, 1)),
    "review.return": (
        StaffAct.REVIEW_REGISTRATIONS,
        lambda o, a: o.registrar.review.return_(a, NONE, 1, Remarks("x")),
    ),
    "review.reject": (StaffAct.REVIEW_REGISTRATIONS, lambda o, a: o.registrar.review.reject(a, NONE, 1, "x")),
    "review.consequences": (StaffAct.REVIEW_REGISTRATIONS, lambda o, a: o.registrar.review.consequences(a, NONE)),
    "review.approve": (StaffAct.REVIEW_REGISTRATIONS, lambda o, a: o.registrar.review.approve(a, NONE, 1)),
    "approvals.approve": (StaffAct.REVIEW_REGISTRATIONS, lambda o, a: o.registrar.approvals.approve(a, NONE, 1, ())),
    "measures.suspend": (
        StaffAct.TAKE_MEASURES,
        lambda o, a: o.registrar.measures.suspend(a, NONE, version=1, reason="x"),
    ),
    "measures.lift": (StaffAct.TAKE_MEASURES, lambda o, a: o.registrar.measures.lift(a, NONE, version=1, closing="x")),
    "measures.demand": (
        StaffAct.TAKE_MEASURES,
        lambda o, a: o.registrar.measures.demand(a, NONE, version=1, reason="x"),
    ),
    "measures.note_met": (
        StaffAct.TAKE_MEASURES,
        lambda o, a: o.registrar.measures.note_met(a, NONE, version=1, closing="x"),
    ),
    "measures.take_demand_back": (
        StaffAct.TAKE_MEASURES,
        lambda o, a: o.registrar.measures.take_demand_back(a, NONE, version=1, closing="x"),
    ),
    "measures.consent": (
        StaffAct.TAKE_MEASURES,
        lambda o, a: o.registrar.measures.consent(
            a, NONE, version=1, reason="x", other_name="Other", other_number="5835678256246"
        ),
    ),
    "measures.take_consent_back": (
        StaffAct.TAKE_MEASURES,
        lambda o, a: o.registrar.measures.take_consent_back(a, NONE, version=1, closing="x"),
    ),
    "terminations.propose": (
        StaffAct.TAKE_MEASURES,
        lambda o, a: o.registrar.terminations.propose(
            a, NONE, version=1, because=Ground.SEIZURE, ends=_WHOLE, reason="x"
        ),
    ),
    "terminations.turn_down": (
        StaffAct.TAKE_MEASURES,
        lambda o, a: o.registrar.terminations.turn_down(a, NONE, version=1, closing="x"),
    ),
    "terminations.decide": (StaffAct.TAKE_MEASURES, lambda o, a: o.registrar.terminations.decide(a, NONE, version=1)),
    "accounts.lock": (StaffAct.MANAGE_IDS, lambda o, a: o.ids.accounts.lock(a, NONE, 1, "x")),
    "accounts.unlock": (StaffAct.MANAGE_IDS, lambda o, a: o.ids.accounts.unlock(a, NONE, 1, "x")),
    "accounts.close": (StaffAct.MANAGE_IDS, lambda o, a: o.ids.accounts.close(a, NONE, 1, "x")),
    "accounts.reissue": (StaffAct.MANAGE_IDS, lambda o, a: o.ids.accounts.reissue(a, NONE, 1, Way.MAIL)),
    "signatories.approve": (StaffAct.MANAGE_IDS, lambda o, a: o.ids.signatories.approve(a, NONE, 1)),
    "signatories.refuse": (StaffAct.MANAGE_IDS, lambda o, a: o.ids.signatories.refuse(a, NONE, 1, "x")),
    "lists.search_ids": (StaffAct.MANAGE_IDS, looking(lambda _o, unit: search_ids(unit, "", IdState.ACTIVE))),
    "lists.found_id": (StaffAct.MANAGE_IDS, looking(lambda _o, unit: found_id(unit, NONE))),
    "lists.waiting_specimens": (StaffAct.MANAGE_IDS, looking(lambda _o, unit: waiting_specimens(unit))),
    "leaks.open": (StaffAct.REVIEW_LEAKS, looking(lambda o, unit: o.access.leak_reviews.open_leaks(unit))),
    "leaks.find": (StaffAct.REVIEW_LEAKS, looking(lambda o, unit: o.access.leak_reviews.find(unit, NONE))),
    "leaks.renew": (
        StaffAct.REVIEW_LEAKS,
        acting(lambda o, unit: o.access.leak_reviews.renew(unit, NONE, 1, Way.MAIL, "x", factors_too=False)),
    ),
    "imprints.overview": (StaffAct.CONFIRM_SEAL, lambda o, a: o.imprints.views.overview(a)),
    "imprints.one": (StaffAct.CONFIRM_SEAL, lambda o, a: o.imprints.views.one(a, NONE)),
    "imprints.propose_seal": (
        StaffAct.MANAGE_SETTINGS,
        lambda o, a: o.imprints.desk.propose_seal(a, io.BytesIO(), "x.png", NOW.date()),
    ),
    "imprints.propose_signature": (
        StaffAct.APPROVE_APPLICATIONS,
        lambda o, a: o.imprints.desk.propose_signature(a, io.BytesIO(), "x.png", Printed("A", "B")),
    ),
    "imprints.confirm": (StaffAct.CONFIRM_SEAL, lambda o, a: o.imprints.desk.confirm(a, NONE, 1)),
    "imprints.refuse": (StaffAct.CONFIRM_SEAL, lambda o, a: o.imprints.desk.refuse(a, NONE, 1, "x")),
    "imprints.end": (StaffAct.CONFIRM_SEAL, lambda o, a: o.imprints.desk.end(a, NONE, 1, "x")),
    "imprints.take_back": (StaffAct.CONFIRM_SEAL, lambda o, a: o.imprints.desk.take_back(a, NONE, 1)),
    "leaks.close": (StaffAct.REVIEW_LEAKS, acting(lambda o, unit: o.access.leak_reviews.close(unit, NONE, 1, "x"))),
}
"""What is called, and the act of the staff that it is."""


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory, office_templates: Callable[[int], Path]) -> Iterator[Cast]:
    """Open one office for all of these tests: nothing in it is changed."""
    site = OfficeSite.make(tmp_path_factory.mktemp("rights"), office_templates(NOW.year))
    yield Cast.make(site)
    site.close()


def told(cast: Cast, call: Call, actor: Actor) -> str:
    """Return what somebody is told who calls, empty where it is done."""
    try:
        call(cast.site.office, actor)
    except IssuanceError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", CALLS)
def test_t15_a_service_asks_for_the_role_itself(cast: Cast, name: str) -> None:
    act, call = CALLS[name]
    answers = {role: told(cast, call, cast.actor(f"{HERE} {role.value}")) for role in Role}
    refused = {role for role, answer in answers.items() if NOT_YOURS in answer}
    assert refused == {role for role in Role if act not in STAFF_ACTS[role]}


@pytest.mark.parametrize("name", CALLS)
def test_t15_nobody_but_the_staff_is_let_in(cast: Cast, name: str) -> None:
    _act, call = CALLS[name]
    people = [cast.actor(f"{HERE} {kind} id") for kind in ("administrator", "user", "sub")]
    for actor in (*people, Actor.visitor(HERE, "192.0.2.1")):
        assert NOT_YOURS in told(cast, call, actor), actor.name


def test_a_role_that_was_taken_away_counts_no_longer(cast: Cast) -> None:
    """A right is read from the database at each act: what a session remembers does not count."""
    from issuance.storage.staff import store_roles

    actor = cast.actor(f"{HERE} cashier")
    with cast.site.office.units.act(Actor.job(HERE, "test")) as unit:
        store_roles(unit, str(actor.account), [Role.REGISTRAR])
    assert cast.site.office.registrar.queue.filings(actor, QueueAsk(), 1).total == 0
    with cast.site.office.units.act(Actor.job(HERE, "test")) as unit:
        store_roles(unit, str(actor.account), [Role.CASHIER])
    with pytest.raises(RefusedError, match=NOT_YOURS):
        cast.site.office.registrar.queue.filings(actor, QueueAsk(), 1)


def test_the_federations_operators_review_their_own_leaks_alone(cast: Cast) -> None:
    office = cast.site.office
    with office.units.look(cast.actor("federation")) as unit:
        assert office.access.leak_reviews.open_leaks(unit) == []
    stranger = Actor(FEDERATION, "TYO-C000001-1", cast.id_of(f"{HERE} registrar"), cast.actor(f"{HERE} registrar").kind)
    with office.units.look(stranger) as unit, pytest.raises(RefusedError, match=NOT_YOURS):
        office.access.leak_reviews.open_leaks(unit)
