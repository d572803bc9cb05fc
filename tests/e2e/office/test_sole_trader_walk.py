"""A sole trader registers on a phone, in Japanese, and takes a break. On the served office."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from issuance.domain.staff import Role
from tests.registering import (
    Registering,
    applicant_hands_in,
    opens_the_form,
    registrar_approves,
    registrar_takes,
)
from tests.registrations import ORGANISATION, SIGNATORY
from tests.running_office import RunningOffice
from tests.walker import Walker

pytestmark = pytest.mark.slow
PASSWORD = "seven herons over the quay"
MAIL = "midori@example.co.jp"
TRADER = Registering(
    MAIL,
    {
        **ORGANISATION,
        "form": "sole trader",
        "name_ja": "みどり工芸",
        "name_kana": "みどりこうげい",
        "name_en": "Midori Crafts",
        "corporate_number": "",
        "representative_ja": "緑川　みどり",
        "representative_kana": "ミドリカワ ミドリ",
        "representative_en": "Midori Midorikawa",
        "representative_title": "代表",
        "member": "no",
        "member_number": "",
    },
    {"Residence record": True, "Personal seal certificate": True, "Proof of business": False},
    signatory={**SIGNATORY, "name_ja": "緑川 みどり", "name_kana": "ミドリカワ ミドリ", "name_en": "Midori Midorikawa"},
    contacts={"person": "緑川 みどり", "person_kana": "ミドリカワ ミドリ", "department": ""},
)


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, office_templates: Callable[[int], Path]
) -> Iterator[RunningOffice]:
    """Serve an office for this walk."""
    with RunningOffice.start(tmp_path_factory.mktemp("office"), office_templates) as running:
        yield running


def test_t2_1_a_sole_trader_registers_on_a_phone(browser: Browser, served: RunningOffice) -> None:
    """T2.1: in Japanese, 360 pixels wide, to the first sign-in on the same phone."""
    with (
        Walker.sits_down(browser, served, "ja", "trader", phone=True) as trader,
        Walker.sits_down(browser, served, "ja", "trader-registrar") as registrar,
    ):
        applicant_hands_in(trader, TRADER)
        registrar.signs_in_as_staff(served.staff("田中 由美", Role.REGISTRAR))
        registrar_takes(registrar, TRADER)
        registrar_approves(registrar, TRADER)
        login = trader.chooses_a_password(MAIL, PASSWORD)
        trader.signs_in(login, PASSWORD)
        trader.is_at("Overview")
        trader.looks_around("overview")
        for name in ("registration", "signatories", "people", "account"):
            trader.opens(f"/TYO/{name}")
            trader.looks_around(name)


def test_t2_1_a_break_loses_nothing(browser: Browser, served: RunningOffice) -> None:
    """T2.1: what was typed on the phone waits where the mail's link is opened next; the phone shows it no more."""
    half = Registering("later@example.co.jp", TRADER.organisation)
    with (
        Walker.sits_down(browser, served, "ja", "break", phone=True) as phone,
        Walker.sits_down(browser, served, "ja", "break-desk") as desk,
    ):
        opens_the_form(phone, half)
        phone.follows("Your organisation")
        phone.fills({"form": "sole trader", "name_ja": "みどり工芸", "name_en": "Midori Crafts"})
        phone.presses("Save and finish later")
        phone.presses("Stop for now")
        phone.opens("/TYO/register/form")
        expect(phone.page.get_by_text("みどり工芸")).to_have_count(0)
        phone.looks_around("stopped")

        desk.opens(served.link_in_mail(half.mail))
        desk.presses("Open the form")
        desk.sees("started")
        desk.follows("Your organisation")
        expect(desk.page.locator("[name=name_ja]")).to_have_value("みどり工芸")
