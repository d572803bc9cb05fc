"""An administrator names a signatory, gives sub ids to own staff and an agent's; the registrar approves in between."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.axe import violations
from tests.office_pages import PHONE, Served, serve_office
from tests.office_parties import AGENT_NAME, Parties, make_parties, signature, window_of

pytestmark = pytest.mark.slow


@pytest.fixture
def served(tmp_path: Path, office_templates: Callable[[int], Path]) -> Iterator[Served]:
    """Serve an office of the test's own."""
    with serve_office(tmp_path / "var", office_templates) as running:
        yield running


def name_a_signatory(page: Page, served: Served, folder: Path) -> None:
    """Name one, as a person at the keyboard."""
    picture = folder / "signature.png"
    picture.write_bytes(signature())
    page.goto(served.page("/TYO/signatories", "en"))
    page.get_by_role("link", name="Name a signatory").click()
    page.get_by_role("button", name="Hand in").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert violations(page) == []
    page.get_by_label("Name in Japanese").fill("山田太郎")
    page.get_by_label("Name in Latin letters").fill("Taro Yamada")
    page.get_by_label("Title in English").fill("Export Manager")
    page.get_by_label("E-mail").fill("taro@tokyo.example")
    page.get_by_label("Specimen signature").set_input_files(picture)
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("Taro Yamada was named")).to_be_visible()


def approve(page: Page, served: Served) -> None:
    """Check the specimen, as the registrar."""
    page.goto(served.page("/TYO/desk/signatories", "en"))
    page.get_by_role("link", name="Taro Yamada").click()
    picture = page.get_by_alt_text("Specimen signature of Taro Yamada")
    expect(picture).to_be_visible()
    assert picture.evaluate("async image => { await image.decode(); return image.naturalWidth }") > 100
    assert violations(page) == []
    page.get_by_role("button", name="Approve and issue the user id").click()
    expect(page.get_by_text("Approved: the user id was issued.")).to_be_visible()


def ask_the_agent(page: Page, served: Served) -> None:
    """Ask for a sub id for one of the agent's people."""
    page.goto(served.page("/TYO/people", "en"))
    page.get_by_role("link", name="To an agent's staff").click()
    page.get_by_label("corporate number or exact name").fill(AGENT_NAME)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Ask this agent").click()
    page.get_by_label("Name", exact=True).fill("中村愛")
    page.get_by_label("E-mail").fill("ai@forwarder.example")
    page.get_by_role("button", name="Ask the agent").click()
    expect(page.get_by_text("The agent was asked.")).to_be_visible()


def test_t2_7_and_t2_9_from_the_signatory_to_the_agents_sub_id(
    browser: Browser, served: Served, tmp_path: Path
) -> None:
    """T2.7 and T2.9, as three people at three desks."""
    parties: Parties = make_parties(served)
    applicant = window_of(browser, served, parties.applicant)
    name_a_signatory(applicant, served, tmp_path)
    approve(window_of(browser, served, parties.registrar), served)

    applicant.goto(served.page("/TYO/people", "en"))
    applicant.get_by_role("link", name="Give a sub id to own staff").click()
    applicant.get_by_label("Name", exact=True).fill("鈴木一郎")
    applicant.get_by_label("E-mail").fill("ichiro@tokyo.example")
    applicant.get_by_role("button", name="Give the sub id").click()
    expect(applicant.get_by_text("鈴木一郎 has a sub id")).to_be_visible()
    ask_the_agent(applicant, served)

    agent = window_of(browser, served, parties.agent)
    agent.goto(served.page("/TYO/people", "en"))
    agent.get_by_role("link", name="asks for a sub id for 中村愛").click()
    agent.get_by_role("button", name="Accept").click()
    expect(agent.get_by_text("Accepted: 中村愛")).to_be_visible()

    applicant.goto(served.page("/TYO/people", "en"))
    expect(applicant.get_by_role("link", name="中村愛")).to_be_visible()
    for path in ("/TYO/people", "/TYO/signatories", "/TYO/our-ids", "/TYO/people/many", "/TYO/people/new"):
        for language in ("en", "ja"):
            applicant.set_viewport_size(PHONE)
            applicant.goto(served.page(path, language))
            assert violations(applicant) == [], path
            assert applicant.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
