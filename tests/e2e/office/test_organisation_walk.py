"""A company comes to the chamber: registration, return, approval, ids, signatories, sub ids. On the served office.

Everything here goes through pages and mails: `issuance serve` answers, the mails are read from a folder.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from issuance.domain.staff import Role
from tests.office_parties import signature
from tests.registering import Registering, applicant_hands_in, registrar_approves, registrar_takes, sent
from tests.registrations import SIGNATORY
from tests.running_office import RunningOffice
from tests.walker import Walker

pytestmark = pytest.mark.slow
PASSWORD = "seven herons over the quay"


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, office_templates: Callable[[int], Path]
) -> Iterator[RunningOffice]:
    """Serve an office for these walks."""
    with RunningOffice.start(tmp_path_factory.mktemp("office"), office_templates) as running:
        yield running


COMPANIES = {
    "en": Registering.company(1, "株式会社サンプル貿易", "Sample Trading Co., Ltd.", "applicant", fax="03-3283-7501"),
    "ja": Registering.company(
        2, "日本橋機械輸出株式会社", "Nihonbashi Machinery Co., Ltd.", "applicant", fax="03-3283-7502"
    ),
}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_t2_1_t2_3_t2_7_from_the_first_mail_to_the_sub_id(
    browser: Browser, served: RunningOffice, language: str
) -> None:
    """T2.1, T2.3, T2.7, T2.9: a corporation, from the first mail to a sub id of its own staff."""
    company = COMPANIES[language]
    with (
        Walker.sits_down(browser, served, language, "company") as clerk,
        Walker.sits_down(browser, served, language, "registrar") as registrar,
    ):
        applicant_hands_in(clerk, company)
        registrar.signs_in_as_staff(served.staff("田中 由美", Role.REGISTRAR))
        registrar_returns(registrar, company)
        applicant_mends(clerk, company)
        registrar_takes(registrar, company)
        registrar_approves(registrar, company)
        clerk.page.reload()
        clerk.is_at("It is approved")
        clerk.looks_around("approved")
        administrator_begins(clerk, company)
        registrar_issues_user_id(registrar, "Ichiro Suzuki")
        names_another_signatory(clerk, company)
        registrar_issues_user_id(registrar, "Hana Kimura")
        gives_a_sub_id(clerk, company)
    with Walker.sits_down(browser, served, language, "signatory") as signatory:
        new_id_signs_in(signatory, company.signatory["mail"] if company.signatory else "", SIGNATORY["name_ja"])
    with Walker.sits_down(browser, served, language, "staff") as staff:
        new_id_signs_in(staff, f"sato-{company.mail}", "佐藤 次郎")


def registrar_returns(who: Walker, company: Registering) -> None:
    """Return the filing with a remark on the whole, one on a field, one on a signatory and one on a paper."""
    registrar_takes(who, company)
    who.fills({"general": GENERAL})
    for path, text in REMARKS.items():
        first, last = path.partition("*")[0], path.rpartition("*")[2]
        box = who.page.locator(f"textarea[name^='remark:{first}'][name$='{last}']").first
        box.locator("xpath=ancestor::details/summary").click()
        box.fill(text)
    who.looks_around("remarks")
    who.presses("Return with remarks")
    expect(who.page.locator(".flash")).to_be_visible()
    who.looks_around("returned")


GENERAL = "登記簿と英文商号が一致しません。 Please mend the marked fields."
REMARKS = {
    "organisation.name_en": "As in the statutes, please.",
    "papers.seal certificate": "The seal cannot be read.",
    "signatories.*.title_en": "As on the visiting card, please.",
    "signatories.*.specimen": "The signature is cut off.",
}
"""By field; `*` stands for the one signatory's key."""


def applicant_mends(who: Walker, company: Registering) -> None:
    """Open the link of the mail that tells of the return, mend what was remarked, hand in again."""
    assert GENERAL in who.office.text_of_mail(company.mail)
    who.opens(who.office.link_in_mail(company.mail))
    who.presses("Open the form")
    who.is_at("The chamber asks you to mend this")
    who.looks_around("to-mend")
    who.follows("Your organisation")
    who.reads(REMARKS["organisation.name_en"])
    who.looks_around("remark")
    who.fills({"name_en": f"New {company.organisation['name_en']}"})
    who.presses("Save and finish later")
    who.follows("Signatories and specimen signatures")
    who.reads(REMARKS["signatories.*.specimen"])
    who.looks_around("signatories-remark")
    who.page.get_by_role("link", name=who.says("Change")).first.click()
    who.reads(REMARKS["signatories.*.title_en"])
    who.fills({"title_en": "General Manager"})
    who.looks_around("signatory-remark")
    who.presses("Save the signatory")
    who.opens("/TYO/register/form")
    who.follows("Papers")
    who.reads(REMARKS["papers.seal certificate"])
    who.looks_around("papers-remark")
    who.goes("Continue")
    who.presses("Save and continue")
    who.presses("Hand in to the chamber")
    who.is_at("We have received it")


def administrator_begins(who: Walker, company: Registering) -> None:
    """Open the administrator id's one-time link, choose a password, sign in; the link is then used up."""
    link = who.office.link_in_mail(company.mail)
    login = who.chooses_a_password(company.mail, PASSWORD)
    who.looks_around("password-set")
    who.signs_in(login, PASSWORD)
    who.is_at("Overview")
    who.looks_around("overview")
    with who.page.context.browser.new_context() as other:  # type: ignore[union-attr]  # a context of a browser
        page = other.new_page()
        page.goto(link)
        assert page.locator("input[type=password]").count() == 0


def registrar_issues_user_id(who: Walker, name: str) -> None:
    """Compare the specimen, and approve it."""
    who.opens("/TYO/desk/signatories")
    who.looks_around("specimens")
    who.follows(name)
    who.looks_around("specimen")
    who.presses("Approve and issue the user id")
    who.sees("Approved: the user id was issued.")


def names_another_signatory(who: Walker, company: Registering) -> None:
    """Name one more, now that the registration is in force."""
    who.opens("/TYO/signatories")
    who.looks_around("signatories-named")
    who.goes("Name a signatory")
    typed = {"name_ja": "木村 花", "name_en": "Hana Kimura", "title": "Export Manager", "mail": f"hana-{company.mail}"}
    who.fills({**typed, "specimen": sent("signature.png", signature())})
    who.looks_around("signatory-new")
    who.presses("Hand in")
    who.reads("Hana Kimura")


def gives_a_sub_id(who: Walker, company: Registering) -> None:
    """Give a sub id to own staff, working under the first signatory."""
    who.opens("/TYO/people")
    who.goes("Give a sub id to own staff")
    who.fills({"name": "佐藤 次郎", "mail": f"sato-{company.mail}", "language": who.language})
    who.page.locator("select[name=signatory]").select_option(index=1)
    who.looks_around("sub-id")
    who.presses("Give the sub id")
    who.reads("佐藤 次郎")
    who.looks_around("people")


def new_id_signs_in(who: Walker, mail: str, name: str) -> None:
    """Choose a password by the mail's link and sign in."""
    login = who.chooses_a_password(mail, PASSWORD)
    who.signs_in(login, PASSWORD)
    who.is_at("Overview")
    who.reads(name)
    who.looks_around("overview")
