"""Mails about cases: to the reporter, who finds everything behind the case's link, and to the chamber's address."""

from issuance.domain.inquiries.case import Case
from issuance.domain.inquiries.report import CaseKind
from issuance.domain.messages import MailAddress, Message
from issuance.language import N_, _
from issuance.services.chamber.settings import settings_of
from issuance.services.messages.posting import post
from issuance.services.messages.saying import Value, printed, said
from issuance.storage.inquiries import link_secret
from issuance.storage.unit import Unit

STAFF_LANGUAGE = "ja"

KINDS = {
    CaseKind.DOCUMENT: N_("Suspicious document"),
    CaseKind.SITE: N_("Look-alike site"),
    CaseKind.INQUIRY: N_("Official inquiry"),
}


class Teller:
    """Writes them, in the act that they tell of. `site` is the office's public address."""

    def __init__(self, site: str) -> None:
        self._site = site.rstrip("/")

    def link(self, unit: Unit, case: Case) -> str:
        """Return the secret link of a case: whoever has it reads what the reporter may read, and can add to it."""
        return f"{self._site}/{unit.chamber}/report/cases/{case.reference}/{link_secret(unit, case.id)}"

    def reporter(self, unit: Unit, case: Case, template: str) -> None:
        """Write to the reporter, if an address was left; the mail says nothing but that there is something to read."""
        if not case.report.mail:
            return
        values: dict[str, Value] = {
            "reference": case.reference,
            "chamber": settings_of(unit).names.text(case.language),
            "link": self.link(unit, case),
        }
        if template == "case_received":
            values["due"] = printed(case.due_on)
        words = said(case.language, values)
        post(unit, Message(template, MailAddress(case.report.mail), case.language, words))

    def chamber(self, unit: Unit, case: Case) -> None:
        """Tell the chamber that a case has come in, or that its reporter has added to it."""
        mail = settings_of(unit).contact.mail
        if mail is None:
            return
        values: dict[str, Value] = {
            "reference": case.reference,
            "kind": lambda: _(KINDS[case.kind]),
            "due": printed(case.due_on),
            "link": f"{self._site}/{unit.chamber}/desk/inquiries/{case.id}",
        }
        post(unit, Message("case_chamber", MailAddress(mail), STAFF_LANGUAGE, said(STAFF_LANGUAGE, values)))
