"""The pages of webhooks: a secret that is shown once, what goes out and how, again, and nothing beyond one's own."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from issuance.domain.oauth.scopes import Scope
from tests.connected import BACK, Connected
from tests.hooked import Hooked
from tests.office_site import CHAMBER, ENGLISH, JAPANESE, token_in
from tests.servers.webhooks import Receiver

SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{43}=")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Yield a receiver."""
    with Receiver() as server:
        yield server


def post(client: FlaskClient, page: str, to: str, **fields: object) -> TestResponse:
    """Send a form of a page."""
    return client.post(to, data={"csrf_token": token_in(client.get(page)), **fields}, headers=ENGLISH)


def test_the_federation_enters_an_address_and_sees_how_it_goes(quick_world: Connected, receiver: Receiver) -> None:
    world = quick_world
    world.system, world.secret = world.another("Told", BACK, frozenset(Scope))
    federation, page = world.browser(world.federation), f"/federation/third-parties/{world.system}/webhooks"
    assert f'href="{page}"' in federation.get(f"/federation/third-parties/{world.system}").text
    refused = post(federation, f"{page}/new", f"{page}/new", address="http://10.0.0.1/", events="fee.due")
    assert (refused.status_code, "cannot be used" in refused.text, bool(SECRET.search(refused.text))) == (
        422,
        True,
        False,
    )
    assert post(federation, f"{page}/new", f"{page}/new", address=receiver.url).status_code == 422, (
        "no event was chosen"
    )
    made = post(federation, f"{page}/new", f"{page}/new", address=receiver.url, events=["fee.due", "fee.paid"])
    assert len(set(SECRET.findall(made.text))) == 1
    assert "no-store" in made.headers["Cache-Control"]
    seen = federation.get(page, headers=ENGLISH).text
    assert (receiver.url in seen, "A fee was paid" in seen, SECRET.search(seen)) == (True, True, None)
    (endpoint,) = world.site.office.oauth.webhooks.of_system(world.federation, world.system).endpoints
    assert post(federation, page, f"{page}/{endpoint.id}/test").status_code == 303
    world.site.office.postings.webhooks.round()
    assert "Test message" in federation.get(page, headers=ENGLISH).text
    fresh = post(federation, page, f"{page}/{endpoint.id}/secret", version="1")
    assert SECRET.findall(fresh.text) != SECRET.findall(made.text)
    late = post(federation, page, f"{page}/{endpoint.id}/remove", version="1")
    assert late.status_code == 409, "somebody else has changed it since the page was made"
    assert post(federation, page, f"{page}/{endpoint.id}/off", version="2").status_code == 303
    assert "by hand" in federation.get(page, headers=ENGLISH).text
    assert post(federation, page, f"{page}/{endpoint.id}/remove", version="3").status_code == 303
    assert "This system is told nowhere." in federation.get(page, headers=ENGLISH).text


def test_a_chamber_sees_its_own_messages_and_has_one_sent_again(quick_world: Connected, receiver: Receiver) -> None:
    hooked = Hooked.make(quick_world, receiver)
    receiver.answers = [410]
    hooked.decide("reject", hooked.submitted())
    hooked.round()
    administrator = quick_world.browser(quick_world.administrator)
    page = f"/{CHAMBER}/admin/systems/{hooked.system}/webhooks"
    seen = administrator.get(page, headers=ENGLISH).text
    assert all(words in seen for words in ("An application was rejected", "given up", "(410)", "2026"))
    assert "Enter a web address" not in seen, "the federation looks after a third party's addresses"
    assert "Send again" not in seen, "where it went is switched off"
    quick_world.site.office.oauth.webhooks.switch(quick_world.federation, hooked.system, hooked.endpoint, 2, on=True)
    assert "Send again" in administrator.get(page, headers=ENGLISH).text
    again = post(administrator, page, f"{page}/again/{hooked.rows()[0]['id']}")
    assert again.status_code == 303
    hooked.round()
    assert hooked.states() == ["taken"]


def test_a_chamber_looks_after_its_own_systems(quick_world: Connected, receiver: Receiver) -> None:
    own, _secret = quick_world.own()
    administrator = quick_world.browser(quick_world.administrator)
    page = f"/{CHAMBER}/admin/systems/{own}/webhooks"
    assert f'href="{page}"' in administrator.get(f"/{CHAMBER}/admin/systems").text
    made = post(administrator, f"{page}/new", f"{page}/new", address=receiver.url, events="application.returned")
    assert SECRET.search(made.text)
    assert "A fee is due" not in administrator.get(f"{page}/new", headers=ENGLISH).text, "it could not read it"
    assert receiver.url in administrator.get(page, headers=JAPANESE).text


def test_of_a_system_that_there_is_not_nothing_is_shown(quick_world: Connected) -> None:
    administrator = quick_world.browser(quick_world.administrator)
    assert administrator.get(f"/{CHAMBER}/admin/systems/0123456789abcdef/webhooks").status_code in (404, 409, 422)
