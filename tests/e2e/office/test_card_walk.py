"""A payer pays by card in a real browser, which follows our form to Stripe's page only where our policy lets it."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server

from issuance.domain.staff import Role
from tests.axe import violations
from tests.builders import NOW
from tests.fee_counter import Counter
from tests.office_cards import SECRET, take_cards
from tests.office_databases import DATABASES
from tests.office_fees import Till
from tests.office_site import OfficeSite
from tests.offices import Installation
from tests.servers.process import free_port
from tests.servers.stripe_stub import StripeStub
from tests.signed_in import staff_client

pytestmark = pytest.mark.slow


@pytest.fixture
def stripe() -> Iterator[StripeStub]:
    """Yield a Stripe that has seen nothing yet."""
    with StripeStub() as stub:
        yield stub


@pytest.fixture
def counter(office_templates: Callable[[int], Path], tmp_path: Path, stripe: StripeStub) -> Iterator[Counter]:
    """Serve a chamber that takes cards, at the address to which Stripe leads payers back."""
    port = free_port()
    with DATABASES.lent(tmp_path / "office") as urls:
        installation = Installation.make(office_templates(NOW.year), tmp_path / "office", urls)
        installation.config = replace(installation.config, public_url=f"http://127.0.0.1:{port}")
        site = OfficeSite.over(installation)
        till = Till.open(site.office)
        take_cards(site.office, stripe)
        server = make_server("127.0.0.1", port, site.app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Counter(site, till, staff_client(site, Role.CASHIER))
        server.shutdown()
        thread.join()
        server.server_close()
        site.close()


def test_t11_a_payer_pays_by_card_and_comes_back(browser: Browser, counter: Counter, stripe: StripeStub) -> None:
    """T11: ticked charges, Stripe's page, the page that waits for the bank's word, the payment that came in."""
    counter.till.approved()
    cookie = counter.payer(counter.till.applicant).get_cookie("id")
    assert cookie is not None
    home = counter.site.office.config.public_url
    window = browser.new_context(locale="en")
    window.add_cookies([{"name": "id", "value": cookie.value, "url": home}])
    page = window.new_page()
    page.goto(f"{home}/TYO/fees/")
    expect(page.get_by_role("checkbox")).to_be_checked()
    assert violations(page) == []
    page.get_by_role("button", name="Pay by card").click()
    expect(page.get_by_role("heading", name="¥2,308")).to_be_visible()
    assert page.url.startswith(stripe.url)
    page.get_by_role("button", name="Pay").click()
    expect(page.get_by_text("We wait for the bank's word.")).to_be_visible()
    assert violations(page) == []
    client = counter.site.client()
    taken = stripe.deliver(
        lambda body, signature: (
            client.post("/TYO/cards/webhook", data=body, headers={"Stripe-Signature": signature}).status_code
        ),
        SECRET,
    )
    assert taken == [200]
    page.reload()
    expect(page.get_by_text("The payment has come in.")).to_be_visible()
    window.close()
