"""Doing what is allowed, too often or on the wrong side: mails to strangers, files that nothing names, sub ids."""

import io

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind
from issuance.domain.registration.standing import Capacity
from issuance.domain.sign_in.throttle import PER_SENDER
from issuance.storage.tables.filings import filing, filing_key
from issuance.storage.tables.uploads import upload
from tests.integration.office.sign_in.conftest import MovedClock
from tests.office_cast import HERE, Cast
from tests.office_ids import add_organisation
from tests.office_site import token_in


def test_one_network_address_sends_no_mails_without_end_to_strangers(cast: Cast, clock: MovedClock) -> None:
    client = cast.sign_in(None)
    token = token_in(client.get("/TYO/register"))

    def start(number: int) -> TestResponse:
        fields = {"csrf_token": token, "mail": f"stranger{number}@example.com", "submission": f"form-{number}"}
        return client.post("/TYO/register", data=fields)

    assert [start(number).status_code for number in range(PER_SENDER.free)] == [303] * PER_SENDER.free
    assert start(99).status_code == 422
    with cast.site.office.units.look(Actor.job(HERE, "test")) as unit:
        assert unit.count(unit.select(filing)) == PER_SENDER.free
    clock.go(hours=1)
    assert start(100).status_code == 303


@pytest.mark.parametrize("act", ["invite", "letter", ""])
def test_who_is_registered_as_agent_alone_does_nothing_as_applicant(cast: Cast, act: str) -> None:
    with cast.site.office.units.act(Actor.job(HERE, "test")) as unit:
        key = add_organisation(unit, "Agent alone", capacities=(Capacity.AGENT,))
        cast.add(unit, "agent", IdKind.ADMINISTRATOR, organisation=key)
        own = cast.add(unit, "once its own", IdKind.SUB, organisation=key)
    client = cast.sign_in("agent")
    page = client.get("/TYO/people")
    assert page.status_code == 200
    token = token_in(client.get("/TYO/account/password"))
    answer = client.post(f"/TYO/people/{own.id}/{act}".rstrip("/"), data={"csrf_token": token, "version": "1"})
    assert answer.status_code == 403


def test_a_file_that_no_draft_names_is_not_kept(cast: Cast) -> None:
    """Whoever has a link cannot fill the store with specimens of pages that are refused."""
    office, client = cast.site.office, cast.sign_in(None)
    visitor = Actor.visitor(HERE, "127.0.0.1")
    office.registration.links.start(visitor, "a@example.co.jp", "en", "one")
    with client.session_transaction() as kept, office.units.look(Actor.job(HERE, "test")) as unit:
        row = unit.row(unit.select(filing))
        assert row is not None

        opened = unit.row(unit.select(filing_key))
        assert opened is not None
        kept["filing"] = {HERE: [row["id"], opened["id"]]}
    picture = io.BytesIO()
    Image.new("L", (400, 160), 255).save(picture, "PNG")
    page = client.get("/TYO/register/form/signatories/new")
    fields = {
        "csrf_token": token_in(page),
        "name_ja": "x" * 2000,
        "submission": "another",
        "file": (io.BytesIO(picture.getvalue()), "specimen.png"),
    }
    answer = client.post("/TYO/register/form/signatories/new", data=fields, content_type="multipart/form-data")
    assert answer.status_code == 422
    with office.units.look(Actor.job(HERE, "test")) as unit:
        assert unit.count(unit.select(upload)) == 0
