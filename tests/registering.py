"""The steps of a trade registration as people take them on the served office: an applicant's and a registrar's.

applicant_hands_in(walker, company)      # mail link, sections, uploads, pledge, handing in
registrar_approves(registrar, company)
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import pypdfium2
from playwright.sync_api import expect
from stdnum.jp import cn

from issuance.demo.office.company import specimen
from tests.office_parties import signature
from tests.registrations import ADDRESSES, CONTACTS, ORGANISATION, PLEDGE, SIGNATORY
from tests.walker import Walker

_CODE = re.compile(r"\b\d{3} \d{3}\b")


def sent(name: str, data: bytes) -> dict[str, Any]:
    """Return a file as a person chooses it."""
    return {"name": name, "mimeType": "image/png", "buffer": data}


def corporate_number(sequence: int) -> str:
    """Return a number of no company that is formally right."""
    body = str(880000000000 + sequence)
    return f"{cn.calc_check_digit(body)}{body}"


@dataclass(frozen=True)
class Registering:
    """Who registers: what is typed, and which papers are handed in (each by its label, with or without a day)."""

    mail: str
    organisation: dict[str, Any]
    papers: Mapping[str, bool] = field(default_factory=lambda: {"Registry extract": True, "Seal certificate": True})
    signatory: dict[str, Any] | None = None
    contacts: dict[str, Any] = field(default_factory=dict)
    fax: str = ""

    @classmethod
    def company(cls, sequence: int, name_ja: str, name_en: str, *capacities: str, **more: Any) -> "Registering":
        """Return a company; applicants bring a signatory."""
        organisation = {
            **ORGANISATION,
            "capacities": list(capacities),
            "name_ja": name_ja,
            "name_en": name_en,
            "corporate_number": corporate_number(sequence),
        }
        signatory = {**SIGNATORY, "mail": f"suzuki{sequence}@example.co.jp"} if "applicant" in capacities else None
        return cls(f"trade{sequence}@example.co.jp", organisation, signatory=signatory, **more)


def applicant_hands_in(who: Walker, what: Registering) -> None:
    """Register, from the mail's link to the receipt."""
    opens_the_form(who, what)
    who.follows("Your organisation")
    who.presses("Save and continue")
    expect(who.page.locator(".govuk-error-summary")).to_be_visible()
    who.looks_around("organisation-lacking")
    who.fills(what.organisation)
    who.looks_around("organisation")
    who.presses("Save and continue")
    who.fills(ADDRESSES)
    who.looks_around("addresses")
    who.presses("Save and continue")
    who.fills({**CONTACTS, "mail": what.mail, "language": who.language, "fax": what.fax, **what.contacts})
    who.looks_around("contacts")
    who.presses("Save and continue")
    if what.fax:
        confirms_the_fax(who, what)
        who.goes("Continue")
    if what.signatory is not None:
        names_a_signatory(who, what.signatory)
    hands_in_papers(who, what)
    who.fills({"agreed": PLEDGE["agreed"], "name": what.organisation["representative_ja"]})
    who.looks_around("pledge")
    who.presses("Save and continue")
    who.looks_around("check")
    who.presses("Hand in to the chamber")
    who.is_at("We have received it")
    who.looks_around("received")


def opens_the_form(who: Walker, what: Registering) -> None:
    """Ask for the link, and open it."""
    who.opens(f"/TYO/?lang={who.language}")
    who.looks_around("chamber")
    who.follows("Begin or resume a registration")
    who.looks_around("start")
    who.fills({"mail": what.mail})
    who.presses("Send me the link")
    who.is_at("Look into your mail")
    who.looks_around("sent")
    who.opens(who.office.link_in_mail(what.mail))
    who.looks_around("link")
    who.presses("Open the form")
    who.is_at("Your trade registration")
    who.looks_around("tasks")


def confirms_the_fax(who: Walker, what: Registering) -> None:
    """Enter the code of a test fax; the mail address was confirmed by its link."""
    who.is_at("Confirm your contacts")
    who.presses("Send a test fax")
    who.reads(what.fax)
    who.looks_around("confirm")
    who.fills({"code": _code_of_fax(who, what.fax)})
    who.presses("Confirm the fax number")
    who.sees("Thank you: the fax number is confirmed.")


def _code_of_fax(who: Walker, number: str) -> str:
    """Return the code that the recipient reads on the page that comes out of the machine."""
    mails = who.office.mails_to(f"{number.replace('-', '')[1:]}@fax.example.jp")
    page = next(part for part in mails[-1].iter_attachments() if part.get_content_type() == "application/pdf")
    text = pypdfium2.PdfDocument(page.get_content())[0].get_textpage().get_text_range()
    found = _CODE.search(text)
    assert found is not None, text
    return found.group()


def names_a_signatory(who: Walker, signatory: Mapping[str, Any]) -> None:
    """Name one in the filing, with the specimen."""
    who.follows("Name a signatory")
    typed = {name: value for name, value in signatory.items() if name not in ("key", "specimen")}
    who.fills({**typed, "file": sent("signature.png", signature())})
    who.looks_around("signatory")
    who.presses("Save the signatory")
    who.reads(signatory["name_en"])
    who.looks_around("signatories")
    who.goes("Continue")


def hands_in_papers(who: Walker, what: Registering) -> None:
    """Hand each paper in, issued today where it has a day."""
    today = dt.datetime.now(ZoneInfo("Asia/Tokyo")).date()
    for kind, dated in what.papers.items():
        who.page.get_by_label(who.says(kind), exact=True).check()
        issued = {"year": today.year, "month": today.month, "day": today.day} if dated else {}
        who.fills({f"issued-{part}": value for part, value in issued.items()})
        who.fills({"file": sent("scan.png", specimen("paper").read())})
        who.presses("Hand it in")
        who.sees("The paper was taken in.")
    who.looks_around("papers")
    who.goes("Continue")


def registrar_takes(who: Walker, what: Registering) -> None:
    """Open the filing from the queue, and take it."""
    who.opens("/TYO/desk/registrations")
    who.looks_around("queue")
    who.page.get_by_role("link", name=what.organisation["name_ja"]).first.click()
    who.presses("Take this filing")
    expect(who.page.locator(".paper-shown img").first).to_be_visible()


def registrar_approves(who: Walker, what: Registering) -> None:
    """Approve a filing that is held."""
    who.looks_around("filing")
    who.goes("Approve …")
    who.is_at("Approve this filing?")
    for box in who.page.get_by_role("checkbox").all():
        box.check()
    who.looks_around("approve")
    who.presses("Approve")
    who.sees("Approved: %(name)s.", name=what.organisation["name_ja"])
    who.looks_around("organisation")
