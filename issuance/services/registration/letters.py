"""The messages of trade registration. Texts lie in issuance/messages."""

from collections.abc import Mapping

from issuance.domain.messages import FaxNumber, MailAddress, Message
from issuance.domain.registration.filing import Filing
from issuance.domain.registration.form import Contacts
from issuance.services.messages.posting import post
from issuance.services.messages.saying import Value, said
from issuance.services.registration.access import LINK_LIFE
from issuance.storage.filing_keys import KeyPurpose, add_link
from issuance.storage.unit import Unit


class Letters:
    """Posts them, each in the unit of its act. `site` is the office's public address: `https://office.example`."""

    def __init__(self, site: str) -> None:
        self._site = site.rstrip("/")

    def link(self, unit: Unit, filing: Filing, mail: str) -> None:
        """Send the link that opens a filing."""
        token = add_link(unit, filing.id, KeyPurpose.OPEN, mail, LINK_LIFE)
        values = {"link": self._address(unit, f"register/link/{token}"), "reference": filing.reference}
        post(unit, Message("registration_link", MailAddress(mail), filing.language, values))

    def mail_check(self, unit: Unit, filing: Filing, mail: str, token: str) -> None:
        """Send the link that confirms a contact's mail address."""
        values = {"link": self._address(unit, f"register/confirm/{token}"), "reference": filing.reference}
        post(unit, Message("registration_mail_check", MailAddress(mail), filing.language, values))

    def fax_code(self, unit: Unit, filing: Filing, fax: str, code: str) -> None:
        """Send the test fax with its code."""
        values = {"code": f"{code[:3]} {code[3:]}", "reference": filing.reference}
        post(unit, Message("registration_fax_code", FaxNumber(fax), filing.language, values))

    def tell(
        self,
        unit: Unit,
        filing: Filing,
        contacts: Contacts,
        template: str,
        values: Mapping[str, Value],
        organisation: str | None,
    ) -> None:
        """Tell the contact of what became of a filing, in the contact's language."""
        in_words = said(contacts.language, {"reference": filing.reference, **values})
        post(unit, Message(template, MailAddress(contacts.mail), contacts.language, in_words, organisation))

    def way_back(self, unit: Unit, filing: Filing, mail: str) -> str:
        """Return an address where the applicant finds the filing: a new link, or the page of the administrator id."""
        if filing.submitted_by is not None:
            return self._address(unit, "registration")
        return self._address(unit, f"register/link/{add_link(unit, filing.id, KeyPurpose.OPEN, mail, LINK_LIFE)}")

    def _address(self, unit: Unit, path: str) -> str:
        return f"{self._site}/{unit.chamber}/{path}"
