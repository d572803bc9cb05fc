"""A system applies for its holder: the whole way, with the rules of the pages (T3.5)."""

import io

import pytest

from issuance.domain.actor import Actor
from issuance.domain.application.application import Remarks
from issuance.domain.application.states import Event
from issuance.domain.oauth.scopes import Scope
from issuance.services.api.rate import MOST
from issuance.services.trail.reading import Search
from issuance.storage.applications import get_application, move_application
from tests.applying import paper_file
from tests.calling import Calling, entry
from tests.connected import Connected
from tests.office_site import CHAMBER

JOB = Actor.job(CHAMBER, "test")


def test_a_system_applies_is_answered_and_answers_a_return(world: Connected) -> None:
    system = Calling.make(world, world.cast.user)
    begun = system.done("POST", "/applications", {"kind": "coo-jp", "typed": {"fields": {}, "goods": []}})
    path = f"/applications/{begun['id']}"
    saved = system.done("PUT", path, entry(), version=begun["version"])
    assert saved["typed"] == entry()
    handed = system.hand_in(begun["id"], paper_file())
    assert handed.status_code == 201, handed.text
    sent = system.done("POST", f"{path}/submit", {"declared": True}, version=saved["version"])
    assert sent["state"] == "submitted"
    _return(world, begun["id"])
    returned = system.done("GET", path)
    assert (returned["state"], returned["remarks"]["general"]) == ("returned", "The invoice number is missing.")
    mended = entry()
    mended["fields"]["remarks"] = "Mended."
    saved = system.done("PUT", path, mended, version=returned["version"])
    again = system.done("POST", f"{path}/submit", {"declared": True}, version=saved["version"])
    assert again["state"] == "submitted"
    seen = system.done("GET", path)
    assert [each["number"] for each in seen["submitted"]] == [1, 2]
    taken_back = system.done("POST", f"{path}/withdraw", {}, version=seen["version"])
    assert taken_back["state"] == "withdrawn"


def test_t8_4_what_a_system_did_stands_in_the_trail_with_its_holder(quick_world: Connected) -> None:
    world = quick_world
    Calling.make(world, world.cast.clerk).done("POST", "/applications", {"kind": "invoice"})
    with world.site.office.units.look(JOB) as unit:
        done = world.site.office.trail.search(unit, Search(act="application.start")).entries[0]
    assert (done.actor, done.answerable) == (world.cast.clerk.account, world.cast.company)
    assert done.through.startswith("Caller ")


def test_an_incomplete_application_is_not_submitted_and_says_what_is_missing(quick_world: Connected) -> None:
    system = Calling.make(quick_world, quick_world.cast.user)
    begun = system.done("POST", "/applications", {"kind": "coo-jp"})
    path = f"/applications/{begun['id']}"
    answer = system.send("POST", f"{path}/submit", {"declared": True}, version=begun["version"])
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert answer.json is not None
    assert answer.json["code"] == "incomplete"
    assert "consignee.name" in {each["field"] for each in answer.json["problems"]}
    assert system.done("GET", path)["state"] == "draft"
    undeclared = system.send("POST", f"{path}/submit", {}, version=begun["version"])
    assert (undeclared.status_code, (undeclared.json or {})["code"]) == (422, "invalid")


def test_a_change_names_the_version_that_it_changes(quick_world: Connected) -> None:
    system = Calling.make(quick_world, quick_world.cast.user)
    begun = system.done("POST", "/applications", {"kind": "coo-jp"})
    path = f"/applications/{begun['id']}"
    missing = system.send("PUT", path, entry())
    assert (missing.status_code, (missing.json or {})["code"]) == (428, "version-missing")
    saved = system.done("PUT", path, entry(), version=begun["version"])
    late = system.send("PUT", path, {"fields": {}}, version=begun["version"])
    assert (late.status_code, (late.json or {})["code"]) == (412, "stale")
    assert system.done("GET", path)["typed"] == entry()
    late = system.send("DELETE", path, version=begun["version"])
    assert (late.status_code, (late.json or {})["code"]) == (412, "stale")
    assert system.send("DELETE", path, version=saved["version"]).status_code == 204
    assert system.send("GET", path).status_code == 404


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"fields": {"consignee.nam": "x"}}, "invalid"),
        ({"fields": {}, "goods": [{"weight of": "1"}]}, "invalid"),
        ({"fields": {"consignee.name": 7}}, "invalid"),
        ({"field": {}}, "invalid"),
        ([], "invalid"),
    ],
)
def test_what_the_form_has_not_is_refused_by_its_name(shared_world: Connected, body: object, code: str) -> None:
    world = shared_world.with_other_people()
    system = Calling.make(world, world.cast.user)
    begun = system.done("POST", "/applications", {"kind": "coo-jp"})
    answer = system.send("PUT", f"/applications/{begun['id']}", body, version=begun["version"])
    assert (answer.status_code, (answer.json or {})["code"]) == (422, code)
    assert (answer.json or {})["problems"]


def test_files_are_checked_as_those_of_the_pages_are(quick_world: Connected) -> None:
    world = quick_world
    system = Calling.make(world, world.cast.user)
    begun = system.done("POST", "/applications", {"kind": "coo-jp"})
    path = f"/applications/{begun['id']}/papers"
    form = {"role": "commercial invoice", "file": (_text(), "invoice.pdf")}
    refused = system.send("POST", path, data=form)
    assert (refused.status_code, (refused.json or {})["code"]) == (422, "refused")
    assert system.done("GET", path) == {"papers": []}
    paper = dict(system.hand_in(begun["id"], paper_file()).json or {})
    assert (paper["kind"], paper["since_version"]) == ("png", 0)
    assert system.send("DELETE", f"{path}/{paper['id']}").status_code == 204
    assert system.done("GET", path) == {"papers": []}


def test_writing_and_evidence_are_scopes_of_their_own(quick_world: Connected) -> None:
    world = quick_world
    begun = world.cast.begun(world.cast.user)
    reader = Calling.make(world, world.cast.user, Scope.APPLICATIONS_READ, Scope.EVIDENCE_WRITE)
    path = f"/applications/{begun.id}"
    for method, call in (("POST", "/applications"), ("PUT", path), ("DELETE", path), ("POST", f"{path}/submit")):
        assert reader.send(method, call, {}, version=1).status_code == 403
    assert reader.hand_in(begun.id, paper_file()).status_code == 201
    writer = Calling.make(world, world.cast.user, Scope.APPLICATIONS_WRITE)
    assert writer.hand_in(begun.id, paper_file()).status_code == 403


def test_a_system_that_calls_too_often_is_told_to_wait(quick_world: Connected) -> None:
    system = Calling.make(quick_world, quick_world.cast.user)
    first = system.send("GET", "/whoami")
    assert first.headers["RateLimit-Policy"] == f'"calls";q={MOST};w=60'
    assert first.headers["RateLimit"].startswith(f'"calls";r={MOST - 1};t=')
    who = quick_world.site.office
    for _each in range(MOST - 1):
        left = who.api.rate.count(quick_world.cast.user, quick_world.system)
    assert left.calls == 0
    answer = system.send("GET", "/whoami")
    assert (answer.status_code, (answer.json or {})["code"]) == (429, "too-many")
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    other = Calling.make(quick_world, quick_world.cast.clerk)
    assert other.send("GET", "/whoami").status_code == 200


def _return(world: Connected, key: str) -> None:
    with world.site.office.units.act(JOB) as unit:
        found = move_application(unit, get_application(unit, key), Event.TAKE)
        move_application(unit, found, Event.RETURN, remarks=Remarks("The invoice number is missing."))


def _text() -> io.BytesIO:
    return io.BytesIO(b"no PDF at all")
