"""A system acts for a signatory who is asked, and for ids whose registration's validity is over (T3.5, T9.5)."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from issuance.domain.actor import Actor
from issuance.domain.application.application import Remarks
from issuance.domain.application.states import Event
from issuance.domain.calendar import japan_date
from issuance.domain.ids import ALLOWABLE_OUTSIDE, Act
from issuance.services.chamber.settings import change_settings, stored_settings
from issuance.storage.applications import get_application, move_application
from tests.applying import paper_file
from tests.calling import Calling, entry
from tests.connected import Connected
from tests.office_site import CHAMBER

JOB = Actor.job(CHAMBER, "test")


def test_a_signatory_sees_what_is_wrong_sends_it_back_and_submits_it(world: Connected) -> None:
    """As on the page: remarks on the whole or beside fields, which whoever filled it in reads."""
    begun = world.cast.draft(world.cast.clerk, mark="asked")
    clerk, signatory = Calling.make(world, world.cast.clerk), Calling.make(world, world.cast.user)
    path = f"/applications/{begun.id}"
    asked = clerk.done("POST", f"{path}/ask-signatory", {}, version=clerk.done("GET", path)["version"])
    assert asked["state"] == "awaiting signatory"
    seen = signatory.done("GET", path)
    assert {each["severity"] for each in seen["problems"]} <= {"warning"}
    assert seen["must_ask_signatory"] is False

    said = {"general": "Not yet.", "fields": {"remarks": "Name the order.", "goods.1.hs": "Six digits."}}
    call = f"{path}/send-back"
    refused = clerk.send("POST", call, said, version=asked["version"])
    assert (refused.status_code, (refused.json or {})["code"]) == (422, "refused"), "the signatory's own id does this"
    for wrong, code in (({"fields": {"remark": "x"}}, "invalid"), ({"general": " "}, "refused"), ([], "invalid")):
        refused = signatory.send("POST", call, wrong, version=asked["version"])
        assert (refused.status_code, (refused.json or {})["code"]) == (422, code)
    key = "send-it-back"
    back = signatory.done("POST", call, said, version=asked["version"], key=key)
    assert back["state"] == "draft"
    assert signatory.done("POST", call, said, version=asked["version"], key=key) == back, "sent twice, done once"
    read = clerk.done("GET", path)
    assert read["remarks"] == {"general": "Not yet.", "fields": said["fields"]}

    asked = clerk.done("POST", f"{path}/ask-signatory", {}, version=read["version"])
    sent = signatory.done("POST", f"{path}/submit", {"declared": True}, version=asked["version"])
    assert sent["state"] == "submitted"


def test_t9_5_outside_the_validity_a_return_is_answered_where_the_chamber_allows_it(world: Connected) -> None:
    """Article 9-5(3): the pages' rule. Nothing new is begun, and without the chamber's leave nothing is written."""
    sent = world.cast.submitted(world.cast.user, mark="outside")
    draft = world.cast.draft(world.cast.user, mark="too late")
    system = Calling.make(world, world.cast.user)
    with world.site.office.units.act(JOB) as unit:
        taken = move_application(unit, get_application(unit, sent.id), Event.TAKE)
        returned = move_application(unit, taken, Event.RETURN, remarks=Remarks("Name the order."))
    yesterday = japan_date(world.site.office.clock()) - dt.timedelta(days=1)
    world.cast.validity(world.cast.company, yesterday)
    path = f"/applications/{sent.id}"
    assert system.send("PUT", path, entry(), version=returned.version).status_code == 403
    assert "applications:write" not in system.done("GET", "/whoami")["scopes"]

    with _allowed_outside(world, ALLOWABLE_OUTSIDE):
        saved = system.done("PUT", path, entry(), version=returned.version)
        assert system.hand_in(sent.id, paper_file()).status_code == 201
        again = system.done("POST", f"{path}/submit", {"declared": True}, version=saved["version"])
        assert again["state"] == "submitted"
        for method, call, body, version in (
            ("POST", "/applications", {"kind": "coo-jp"}, None),
            ("PUT", f"/applications/{draft.id}", entry(), draft.version),
            ("DELETE", f"/applications/{draft.id}", None, draft.version),
            ("POST", f"/applications/{draft.id}/submit", {"declared": True}, draft.version),
        ):
            answer = system.send(method, call, body, version=version)
            # A draft is not even seen: what was begun and never handed in waits for the next validity.
            assert answer.status_code == (404 if draft.id in call else 422), (method, call, answer.text)
        assert system.hand_in(draft.id, paper_file()).status_code == 404
        taken_back = system.done("POST", f"{path}/withdraw", {}, version=system.done("GET", path)["version"])
        assert taken_back["state"] == "withdrawn"


@contextmanager
def _allowed_outside(world: Connected, acts: frozenset[Act]) -> Iterator[None]:
    """Let the chamber allow acts; the office is other tests', too."""
    _change(world, acts)
    try:
        yield
    finally:
        _change(world, frozenset())


def _change(world: Connected, acts: frozenset[Act]) -> None:
    with world.site.office.units.act(JOB) as unit:
        version = stored_settings(unit).version
        change_settings(unit, version, lambda now: now.model_copy(update={"allowed_outside": acts}))
