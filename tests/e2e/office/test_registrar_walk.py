"""A registrar's day in a real browser: the queue, a filing beside its papers, approval, a suspension.

REGISTRAR_PICTURES=/tmp/pictures keeps what was seen: each page in English and Japanese, on a desk and on a phone.
"""

import datetime as dt
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from issuance.domain.registration.filing import FilingKind
from issuance.domain.registration.form import SectionName
from issuance.services.registration.access import Access
from tests.axe import violations
from tests.office_pages import PHONE, Served
from tests.office_people import Holder
from tests.reviewed import ReviewDesk, actor_of
from tests.servers.chromium import open_chromium

DESK = {"width": 1440, "height": 900}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def desk(office: Served) -> ReviewDesk:
    return ReviewDesk.open(office.site)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = Path(os.environ.get("REGISTRAR_PICTURES", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def sign_in(page: Page, office: Served, desk: ReviewDesk, holder: Holder) -> None:
    page.goto(office.page("/TYO/sign-in", "en"))
    page.fill("[name=login]", holder.login)
    page.fill("[name=password]", holder.password)
    page.keyboard.press("Enter")
    desk.world.now += dt.timedelta(minutes=2)  # a code counts once
    page.fill("[name=code]", holder.code(office.site.office.clock()))
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def look(page: Page, pictures: Path, name: str) -> None:
    """Keep a page as it is seen, in both languages, wide and on a phone; it must fit and be accessible."""
    here = re.sub(r"[?&]lang=\w+", "", page.url)
    for language in ("ja", "en"):
        for kind, size in (("desk", DESK), ("phone", PHONE)):
            page.set_viewport_size(size)
            page.goto(f"{here}{'&' if '?' in here else '?'}lang={language}")
            page.wait_for_load_state("networkidle")
            too_wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
            assert not too_wide, f"{name} in {language} is wider than the {kind}"
            page.screenshot(path=pictures / f"{name}-{language}-{kind}.png", full_page=kind == "desk")
        assert violations(page) == []
    page.set_viewport_size(DESK)
    page.goto(f"{here}{'&' if '?' in here else '?'}lang=en")


def changed(desk: ReviewDesk, registrar: Holder) -> str:
    """Return a change of an approved registration, and have a measure or two about it."""
    registration = desk.approved(
        registrar, name_ja="横浜機械輸出株式会社", name_en="Yokohama Machinery Export Co., Ltd."
    )
    measures = desk.site.office.registrar.measures
    actor = actor_of(registrar)
    measures.demand(
        actor, registration.id, version=registration.version, reason="手数料（2026年1月分）をお支払いください。"
    )
    administrator = desk.world.administrator(registration)
    access = Access(desk.site.office.registration.holders.begin(administrator, FilingKind.CHANGE).id)
    _, draft = desk.world.desks.drafts.read(administrator, access)
    said = draft.section(SectionName.CONTACTS)
    desk.world.save(
        administrator, access, SectionName.CONTACTS, {**said, "department": "海外営業部", "person": "高橋 美咲"}
    )
    return desk.world.submit(access, administrator).id


def test_t2_1_a_registrar_works_through_the_queue(
    browser: Browser, office: Served, desk: ReviewDesk, pictures: Path
) -> None:
    """T2.1, T7, T16: review, approval and suspension by a person at a desk."""
    aoki, baba = desk.registrar("青木 花子"), desk.registrar("馬場 健")
    change = changed(desk, aoki)
    late = desk.filed(name_ja="株式会社東京食品貿易", name_en="Tokyo Foods Trading Co., Ltd.")
    desk.at(desk.world.now + dt.timedelta(days=8))
    filing = desk.filed(name_ja="丸の内商事株式会社", name_en="Marunouchi Shoji Co., Ltd.")
    review = office.site.office.registration.review
    review.take(actor_of(baba), late.id, late.version)
    page = browser.new_page(viewport=DESK, locale="en")
    sign_in(page, office, desk, aoki)

    page.goto(office.page("/TYO/desk/registrations", "en"))
    expect(page.get_by_role("link", name="丸の内商事株式会社")).to_be_visible()
    expect(page.get_by_text("overdue").first).to_be_visible()
    look(page, pictures, "queue")
    page.goto(office.page(f"/TYO/desk/filings/{late.id}", "en"))
    expect(page.get_by_text("馬場 健 has had this open since")).to_be_visible()

    page.goto(office.page(f"/TYO/desk/filings/{change}", "en"))
    page.get_by_role("button", name="Take this filing").click()
    page.get_by_label("only changes").check()
    expect(page.get_by_role("row", name="Telephone")).to_be_hidden()
    expect(page.get_by_role("row", name="Department")).to_be_visible()
    look(page, pictures, "change")

    page.goto(office.page("/TYO/desk/registrations", "en"))
    page.get_by_role("link", name="丸の内商事株式会社").click()
    page.get_by_role("button", name="Take this filing").click()
    expect(page.locator(".paper-shown img").first).to_be_visible()
    look(page, pictures, "filing")
    page.get_by_role("button", name=re.compile("Approve")).or_(page.get_by_role("link", name="Approve …")).click()
    expect(page.get_by_role("button", name="Approve", exact=True)).to_be_visible()
    look(page, pictures, "approve")
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_text("Approved: 丸の内商事株式会社.")).to_be_visible()
    expect(page.get_by_text("TYO-A").first).to_be_visible()
    assert desk.world.filing(filing.id).state.value == "approved"

    page.get_by_role("link", name="Suspend …").click()
    look(page, pictures, "suspend")
    page.get_by_label("Reason").fill("連絡先に届きません。")
    page.get_by_role("button", name="Suspend").click()
    expect(page.get_by_text("Suspended. The notice is on its way.")).to_be_visible()
    look(page, pictures, "suspended")
    page.goto(office.page("/TYO/desk/organisations?demands=1", "en"))
    look(page, pictures, "organisations")
    page.get_by_role("link", name="横浜機械輸出株式会社").click()
    look(page, pictures, "organisation")
