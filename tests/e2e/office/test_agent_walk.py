"""A forwarder registers as agent, and two applicants ask it to lend people. On the served office."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from issuance.domain.actor import Actor
from issuance.domain.ids import IdKind
from issuance.domain.staff import Role
from tests.office_ids import CHAMBER, STAFF, add_organisation, approved_signatory
from tests.office_people import make_person
from tests.registering import Registering, applicant_hands_in, registrar_approves, registrar_takes
from tests.running_office import RunningOffice
from tests.walker import Walker

pytestmark = pytest.mark.slow
PASSWORD = "seven herons over the quay"
AGENT = Registering.company(31, "港湾通運株式会社", "Kowan Forwarding Co., Ltd.", "agent")
APPLICANTS = {"横浜見本機械株式会社": "王 小明", "株式会社川崎見本食品": "中村 愛"}


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, office_templates: Callable[[int], Path]
) -> Iterator[RunningOffice]:
    """Serve an office for this walk."""
    with RunningOffice.start(tmp_path_factory.mktemp("office"), office_templates) as running:
        yield running


@pytest.mark.parametrize("language", ["ja"])
def test_t2_9_an_agent_works_for_several_applicants(browser: Browser, served: RunningOffice, language: str) -> None:
    """T2.9: registered as agent alone, it accepts sub ids for two applicants; each is an id of its own."""
    with (
        Walker.sits_down(browser, served, language, "agent") as agent,
        Walker.sits_down(browser, served, language, "agent-registrar") as registrar,
    ):
        applicant_hands_in(agent, AGENT)
        registrar.signs_in_as_staff(served.staff("田中 由美", Role.REGISTRAR))
        registrar_takes(registrar, AGENT)
        registrar_approves(registrar, AGENT)
        login = agent.chooses_a_password(AGENT.mail, PASSWORD)
        agent.signs_in(login, PASSWORD)
        agent.is_at("Overview")
        agent.looks_around("overview")
        for applicant, person in APPLICANTS.items():
            asks_the_agent(browser, served, language, applicant, person)
        for applicant, person in APPLICANTS.items():
            accepts(agent, applicant, person)
        agent.opens("/TYO/people")
        for text in (*APPLICANTS, *APPLICANTS.values()):
            agent.reads(text)
        agent.looks_around("people")
    logins = set()
    for applicant, person in APPLICANTS.items():
        with Walker.sits_down(browser, served, language, "lent") as lent:
            own = lent.chooses_a_password(mail_of(applicant), PASSWORD)
            lent.signs_in(own, PASSWORD)
            lent.is_at("Overview")
            lent.reads(person)
            lent.looks_around("overview")
            logins.add(own)
    assert len(logins) == len(APPLICANTS)


def mail_of(applicant: str) -> str:
    """Return the address of the agent's person for an applicant."""
    return f"person{list(APPLICANTS).index(applicant)}@forwarder.example.jp"


def asks_the_agent(browser: Browser, served: RunningOffice, language: str, applicant: str, person: str) -> None:
    """As the applicant's administrator id: find the agent by its corporate number, and ask."""
    with served.office.units.act(STAFF) as unit:
        ours = add_organisation(unit, applicant)
    holder = make_person(served.office.units, CHAMBER, of=ours, name="高橋 健", mail="takahashi@example.co.jp")
    approved_signatory(served.office, Actor(CHAMBER, holder.login, holder.account.id, IdKind.ADMINISTRATOR, ours))
    with Walker.sits_down(browser, served, language, "asking") as who:
        who.signs_in(holder.login, holder.password)
        who.is_at("Overview")
        who.opens("/TYO/people")
        who.goes("To an agent's staff")
        who.fills({"q": AGENT.organisation["corporate_number"]})
        who.presses("Find")
        who.looks_around("found")
        who.goes("Ask this agent")
        who.fills({"name": person, "mail": mail_of(applicant), "language": language})
        signatories = who.page.locator("select[name=signatory]")
        signatories.select_option(index=signatories.locator("option").count() - 1)
        who.looks_around("ask")
        who.presses("Ask the agent")
        who.reads(person)
        who.looks_around("asked")


def accepts(who: Walker, applicant: str, person: str) -> None:
    """As the agent's administrator id."""
    who.opens("/TYO/people")
    who.looks_around("to-answer")
    who.page.get_by_role("link", name=person).first.click()
    who.reads(applicant)
    who.looks_around("answer")
    who.presses("Accept")
    expect(who.page.locator(".flash-success")).to_be_visible()
