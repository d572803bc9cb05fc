"""What a system reads by the API: exactly what the id sees itself (T3.5)."""

import datetime as dt
from typing import Any

from issuance.domain.actor import Actor
from issuance.domain.oauth.scopes import Scope, scope_text
from issuance.storage.deliveries import prints_of
from issuance.storage.unit import Units
from tests.connected import BACK, Connected
from tests.office_site import CHAMBER
from tests.offices import draft
from tests.paid import Trade

READING = scope_text({Scope.APPLICATIONS_READ, Scope.FEES_READ, Scope.CERTIFICATES_READ, Scope.STATUS_READ})


def connected(world: Connected, actor: Actor, scope: str = READING) -> str:
    """Return the access token of a system that may read all."""
    world.system, world.secret = world.another("Reader", BACK, frozenset(Scope))
    return world.connect(actor, scope=scope)["access_token"]


def read(world: Connected, token: str, path: str) -> dict[str, Any]:
    answer = world.call(f"/api/v1{path}", token)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return dict(answer.json or {})


def test_an_application_is_read_as_typed_and_as_submitted(world: Connected) -> None:
    sent = world.cast.submitted(world.cast.user, mark="read")
    token = connected(world, world.cast.user)
    answer = world.call(f"/api/v1/applications/{sent.id}", token)
    seen = dict(answer.json or {})
    assert (seen["reference"], seen["state"], seen["kind"]) == (sent.reference, "submitted", "coo-jp")
    assert seen["typed"]["fields"] == sent.entry.fields
    assert seen["submitted"][0]["typed"]["fields"] == sent.entry.fields
    assert seen["submitted"][0]["content"]["consignee"]["name"] == sent.entry.get("consignee.name")
    assert seen["history"][0]["what"] == "started"
    assert answer.headers["ETag"] == f'"{sent.version}"'
    papers = read(world, token, f"/applications/{sent.id}/papers")["papers"]
    assert [(each["role"], each["kind"], each["since_version"]) for each in papers] == [
        ("commercial invoice", "png", 1)
    ]


def test_a_draft_says_what_is_missing(quick_world: Connected) -> None:
    begun = quick_world.cast.begun(quick_world.cast.user)
    seen = read(quick_world, connected(quick_world, quick_world.cast.user), f"/applications/{begun.id}")
    assert "consignee.name" in {each["field"] for each in seen["problems"] if each["severity"] == "error"}


def test_the_list_is_filtered_by_state_and_by_what_changed(quick_world: Connected) -> None:
    world = quick_world
    older = world.cast.begun(world.cast.user, mark="older")
    world.later(dt.timedelta(seconds=90))
    newer = world.cast.submitted(world.cast.user, mark="newer")
    token = connected(world, world.cast.user)
    listed = read(world, token, "/applications")["applications"]
    assert [each["id"] for each in listed] == [newer.id, older.id]
    assert _ids(read(world, token, "/applications?state=draft&state=returned")) == [older.id]
    since = newer.changed_at.isoformat().replace("+00:00", "Z")
    assert _ids(read(world, token, f"/applications?changed_since={since}")) == [newer.id]


def test_pages_of_the_list_follow_each_other_without_loss(quick_world: Connected) -> None:
    world = quick_world
    made = {world.cast.begun(world.cast.user, mark=f"p{number}").id for number in range(53)}
    token = connected(world, world.cast.user)
    first = read(world, token, "/applications")
    second = read(world, token, f"/applications?before={first['next'].replace('+', '%2B')}")
    assert (len(first["applications"]), second["next"]) == (50, None)
    assert {*_ids(first), *_ids(second)} == made


def test_unknown_and_broken_parameters_are_named(quick_world: Connected) -> None:
    token = connected(quick_world, quick_world.cast.user)
    for query in ("state=lost", "stat=draft", "changed_since=2026-03-10T00:00:00", "before=x", "kind=x"):
        answer = quick_world.call(f"/api/v1/applications?{query}", token)
        assert answer.status_code == 400, (query, answer.text)
        assert answer.mimetype == "application/problem+json"
        assert (answer.json or {})["code"] in ("invalid", "not-understood")


def test_applications_of_others_are_not_there(quick_world: Connected) -> None:
    world = quick_world
    other = world.cast.submitted(world.cast.forwarder, mark=f"other{world.place[:9]}")
    token = connected(world, world.cast.clerk)
    for path in ("", "/papers", "/status"):
        answer = world.call(f"/api/v1/applications/{other.id}{path}", token)
        assert (answer.status_code, (answer.json or {})["code"]) == (404, "not-there")
    assert other.id not in _ids(read(world, token, "/applications"))


def test_each_call_needs_its_own_scope(quick_world: Connected) -> None:
    world = quick_world
    sent = world.cast.submitted(world.cast.user, mark="scope")
    token = connected(world, world.cast.user, "status:read")
    assert world.call(f"/api/v1/applications/{sent.id}/status", token).status_code == 200
    for path in ("/applications", f"/applications/{sent.id}", "/fees", "/certificates"):
        answer = world.call(f"/api/v1{path}", token)
        assert (answer.status_code, (answer.json or {})["code"]) == (403, "not-allowed")
        assert "insufficient_scope" in answer.headers["WWW-Authenticate"]


def test_t14_3_a_certificate_is_fetched_once_delivered_and_noted_as_a_print(quick_world: Connected) -> None:
    world, office = quick_world, quick_world.site.office
    trade = Trade.make(office)
    key = trade.apply(draft())
    office.delivery.job.issue(CHAMBER, key)
    token = connected(world, trade.actor)
    (offer,) = read(world, token, "/certificates")["certificates"]
    assert (offer["application"], offer["sheets"]) == (key, ["original"])
    answer = world.call(f"/api/v1/certificates/{offer['number']}/original.pdf", token)
    assert (answer.status_code, answer.mimetype, answer.data[:5]) == (200, "application/pdf", b"%PDF-")
    assert _printed(office.units, key) == [("original", trade.user.id)]
    assert world.call("/api/v1/certificates/TYO26-999999/original.pdf", token).status_code == 404
    charges = read(world, token, "/fees")
    assert (charges["owed"], charges["balance"]) == (0, 0)
    world.later(dt.timedelta(days=15))
    late = connected(world, trade.actor)
    refused = world.call(f"/api/v1/certificates/{offer['number']}/original.pdf", late)
    assert (refused.status_code, (refused.json or {})["code"]) == (422, "refused")
    assert len(_printed(office.units, key)) == 1


def test_t14_3_the_copies_that_were_ordered_are_fetched_by_the_names_of_the_sheets(quick_world: Connected) -> None:
    world, office = quick_world, quick_world.site.office
    trade = Trade.make(office)
    key = trade.apply(draft(), copies=2)
    office.delivery.job.issue(CHAMBER, key)
    token = connected(world, trade.actor)
    (offer,) = [each for each in read(world, token, "/certificates")["certificates"] if each["application"] == key]
    assert offer["sheets"] == ["original", "copy-1", "copy-2"]
    place = f"/api/v1/certificates/{offer['number']}"
    for sheet in offer["sheets"]:
        answer = world.call(f"{place}/{sheet}.pdf", token)
        assert (answer.status_code, answer.mimetype, answer.data[:5]) == (200, "application/pdf", b"%PDF-")
        assert answer.headers["Content-Disposition"].endswith(f"{offer['number']}-{sheet}.pdf")
    for unknown in ("copy-3", "copy-0", "copy-01", "copy"):
        answer = world.call(f"{place}/{unknown}.pdf", token)
        assert (answer.status_code, (answer.json or {})["code"]) == (422, "refused")
    assert sorted(sheet for sheet, _account in _printed(office.units, key)) == ["copy-1", "copy-2", "original"]


def _ids(page: dict[str, Any]) -> list[str]:
    return [each["id"] for each in page["applications"]]


def _printed(units: Units, key: str) -> list[tuple[str, str]]:
    with units.look(Actor.job(CHAMBER, "test")) as unit:
        return [(each.sheet.name, each.account) for each in prints_of(unit, key)]
