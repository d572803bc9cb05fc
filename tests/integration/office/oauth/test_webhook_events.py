"""Who is told of what: each event with its act or not at all, and only to who could read it by the API (T3.5)."""

from collections.abc import Iterator

import pytest

from issuance.domain.actor import Actor
from issuance.domain.application.application import Application
from issuance.domain.fees.movement import Way
from issuance.domain.ids import IdKind
from issuance.domain.oauth.grants import GrantEnd
from issuance.domain.oauth.scopes import Scope
from issuance.domain.staff import Role
from issuance.domain.webhooks.events import WebhookEvent
from issuance.errors import RefusedError
from issuance.services.chamber.settings import change_settings, stored_settings
from issuance.services.fees.cashier import Incoming
from issuance.services.oauth.ending import end_one
from issuance.services.webhooks.announcing import announce
from issuance.storage.oauth_grants import grants_of
from issuance.storage.tables.uploads import upload
from signing.record import RevocationReason
from tests.connected import Connected
from tests.hooked import ALL, JOB, Hooked
from tests.office_fees import TABLE
from tests.office_people import make_person
from tests.office_site import CHAMBER
from tests.offices import draft
from tests.paid import Trade
from tests.servers.webhooks import Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Yield a receiver."""
    with Receiver() as server:
        yield server


@pytest.mark.parametrize(
    ("what", "kind"),
    [("return", "application.returned"), ("reject", "application.rejected"), ("approve", "application.approved")],
)
def test_a_decision_is_told_by_names_alone(world: Connected, receiver: Receiver, what: str, kind: str) -> None:
    hooked = Hooked.make(world, receiver)
    found = hooked.submitted()
    hooked.decide(what, found)
    assert receiver.received == [], "nothing is sent within the act"
    hooked.round()
    data = {"chamber": CHAMBER, "application": found.id, "href": f"/api/v1/applications/{found.id}/status"}
    assert hooked.told() == [(kind, data)]
    assert hooked.states() == ["taken"]
    answer = world.call(data["href"], world.connect(world.cast.user)["access_token"])
    assert (answer.json or {})["id"] == found.id, "the path leads to the rest"


def test_t11_fees_are_told_to_a_system_of_who_pays(world: Connected, receiver: Receiver) -> None:
    with world.site.office.units.act(JOB) as unit:
        version = stored_settings(unit).version
        change_settings(unit, version, lambda old: old.model_copy(update={"fees": (TABLE,)}))
    hooked = Hooked.make(world, receiver, events=frozenset({WebhookEvent.FEE_DUE, WebhookEvent.FEE_PAID}))
    hooked.decide("approve", hooked.submitted())
    cashier = make_person(hooked.office.units, CHAMBER, IdKind.STAFF, roles=[Role.CASHIER]).account
    today = hooked.office.clock().date()
    hooked.office.fees.cashier.receive(
        Actor(CHAMBER, cashier.login, cashier.id, IdKind.STAFF),
        Incoming(world.cast.company, 10_000_000, Way.COUNTER, today, "", f"p{hooked.endpoint}"),
    )
    hooked.round()
    data = {"chamber": CHAMBER, "href": "/api/v1/fees"}
    assert sorted(kind for kind, _ in hooked.told()) == ["fee.due", "fee.paid"]
    assert all(data.items() <= told.items() for _, told in hooked.told())
    with world.site.office.units.act(JOB) as unit:
        version = stored_settings(unit).version
        change_settings(unit, version, lambda old: old.model_copy(update={"fees": ()}))


def test_a_certificates_life_is_told(quick_world: Connected, receiver: Receiver) -> None:
    """Delivered, replaced by another one, revoked: each with its public number."""
    office, trade = quick_world.site.office, Trade.make(quick_world.site.office)
    hooked = Hooked.make(quick_world, receiver, Scope.STATUS_READ, by=trade.actor)
    first = trade.apply(draft())
    number = office.delivery.job.issue(CHAMBER, first).number
    assert number is not None
    second = trade.apply(draft(), replaces=number)
    successor = office.delivery.job.issue(CHAMBER, second).number
    desk, (reviewer, approver) = office.after_issue.revocations, trade.officers
    case = desk.open(reviewer, second, RevocationReason.MISUSE, "It was forged.")
    desk.decide(approver, case.id, case.version)
    list(office.after_issue.job.round(CHAMBER))
    hooked.round()
    told = [(kind, data["certificate"], data["href"]) for kind, data in hooked.told()]
    status = "/api/v1/applications/{}/status"
    assert sorted(told) == sorted(
        [
            ("certificate.delivered", number, status.format(first)),
            ("certificate.delivered", successor, status.format(second)),
            ("certificate.replaced", number, status.format(first)),
            ("certificate.revoked", successor, status.format(second)),
        ]
    )


def test_a3_a_virus_in_a_paper_is_told(quick_world: Connected, receiver: Receiver) -> None:
    hooked = Hooked.make(quick_world, receiver, Scope.APPLICATIONS_READ)
    found = hooked.submitted()
    paper = quick_world.site.office.applications.views.one(quick_world.cast.user, found.id).papers[0]
    uploads = hooked.office.uploads
    with hooked.office.units.act(JOB) as unit:
        unit.update(upload, paper.paper.upload, state="quarantined")
        uploads._settle(unit, paper.paper.upload, "Eicar-Test-Signature")
    hooked.round()
    ((kind, data),) = hooked.told()
    assert (kind, data["href"]) == ("evidence.rejected", f"/api/v1/applications/{found.id}/papers")


def test_an_act_that_fails_tells_nobody(world: Connected, receiver: Receiver) -> None:
    hooked = Hooked.make(world, receiver)
    found = hooked.submitted()
    with pytest.raises(ZeroDivisionError):
        _announce_and_fail(hooked, found)
    assert hooked.rows() == []


def test_of_an_application_that_no_grant_covers_nothing_is_written(world: Connected, receiver: Receiver) -> None:
    """The id that has allowed the system does not see what another one filed."""
    hooked = Hooked.make(world, receiver, by=world.cast.clerk)
    other = world.cast.submitted(world.cast.forwarder, mark=f"f{hooked.endpoint}")
    hooked.decide("reject", other)
    assert hooked.rows() == []


def test_what_a_system_has_no_scope_for_it_is_not_told(quick_world: Connected, receiver: Receiver) -> None:
    hooked = Hooked.make(quick_world, receiver, Scope.FEES_READ)
    hooked.decide("reject", hooked.submitted())
    assert hooked.rows() == []


def test_what_an_endpoint_does_not_want_it_is_not_told(quick_world: Connected, receiver: Receiver) -> None:
    hooked = Hooked.make(quick_world, receiver, events=frozenset({WebhookEvent.FEE_PAID}))
    hooked.decide("reject", hooked.submitted())
    assert hooked.rows() == []


def test_t3_5_a_grant_that_ended_meanwhile_ends_what_was_on_its_way(world: Connected, receiver: Receiver) -> None:
    hooked = Hooked.make(world, receiver)
    hooked.decide("reject", hooked.submitted())
    assert hooked.states() == ["waiting"]
    with hooked.office.units.act(JOB) as unit:
        for grant in grants_of(unit, str(world.cast.user.account)):
            end_one(unit, grant, GrantEnd.HOLDER)
    hooked.round()
    assert (receiver.received, hooked.states()) == ([], ["not allowed"])


def test_a_system_that_was_switched_off_meanwhile_is_not_told(quick_world: Connected, receiver: Receiver) -> None:
    hooked = Hooked.make(quick_world, receiver)
    hooked.decide("reject", hooked.submitted())
    hooked.office.oauth.systems.switch(quick_world.administrator, hooked.system, 1, on=False)
    hooked.round()
    assert (receiver.received, hooked.states()) == ([], ["not allowed"])


def test_a_chambers_own_system_is_told_of_what_was_handed_in(world: Connected, receiver: Receiver) -> None:
    key, _secret = world.own()
    endpoint, _signs = world.site.office.oauth.webhooks.add(world.administrator, key, receiver.url, ALL)
    hooked = Hooked.make(world, receiver, events=frozenset({WebhookEvent.FEE_PAID}))
    found = hooked.submitted()
    hooked.decide("return", found)
    assert [row["kind"] for row in hooked.rows(endpoint)] == ["application.returned"]
    world.site.office.oauth.systems.stop(world.administrator, key, 1)
    hooked.round()
    assert [row["state"] for row in hooked.rows(endpoint)] == ["not allowed"]


def test_endpoints_are_looked_after_by_who_looks_after_the_system(quick_world: Connected, receiver: Receiver) -> None:
    """A chamber does not enter addresses for a third party's system, the federation none for a chamber's own."""
    world, desk = quick_world, quick_world.site.office.oauth.webhooks
    own, _secret = world.own()
    reviewer = Hooked.make(world, receiver).officers[0]
    for actor, system in (
        (world.administrator, world.system),
        (world.federation, own),
        (reviewer, own),
        (world.cast.user, own),
    ):
        with pytest.raises(RefusedError):
            desk.add(actor, system, receiver.url, ALL)
    desk.add(world.administrator, own, receiver.url, ALL)


def test_the_federation_sees_nothing_of_what_chambers_send(quick_world: Connected, receiver: Receiver) -> None:
    hooked = Hooked.make(quick_world, receiver)
    hooked.decide("reject", hooked.submitted())
    desk = hooked.office.oauth.webhooks
    assert desk.of_system(quick_world.federation, hooked.system).deliveries == ()
    assert len(desk.of_system(quick_world.administrator, hooked.system).deliveries) == 1


def test_a_system_has_five_endpoints_at_most(quick_world: Connected, receiver: Receiver) -> None:
    own, _secret = quick_world.own()
    desk = quick_world.site.office.oauth.webhooks
    for number in range(5):
        desk.add(quick_world.administrator, own, f"{receiver.url}/{number}", ALL)
    with pytest.raises(RefusedError, match="at most"):
        desk.add(quick_world.administrator, own, receiver.url, ALL)


def _announce_and_fail(hooked: Hooked, found: Application) -> None:
    with hooked.office.units.act(JOB) as unit:
        announce(unit, WebhookEvent.APPLICATION_RETURNED, found)
        raise ZeroDivisionError
