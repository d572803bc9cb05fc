"""Mails about an application to its own side: whoever filed it and its signatory. Texts lie in issuance/messages."""

from collections.abc import Iterable

from issuance.domain.accounts import Person
from issuance.domain.application.application import Application
from issuance.domain.messages import MailAddress, Message
from issuance.domain.signatories import Signatory
from issuance.language import _, speaking
from issuance.services.applications.wording import KINDS
from issuance.services.messages.posting import post
from issuance.storage.accounts import get_account
from issuance.storage.organisations import names_of
from issuance.storage.signatories import get_signatory
from issuance.storage.unit import Unit


class ApplicationLetters:
    """Posts them, each in the unit of its act. `site` is the office's public address: `https://office.example`."""

    def __init__(self, site: str) -> None:
        self._site = site.rstrip("/")

    def asked(self, unit: Unit, application: Application) -> None:
        """Tell the signatory that an application waits for him."""
        self._tell(unit, application, "application_asked", [_signatory(unit, application)])

    def sent_back(self, unit: Unit, application: Application, remark: str) -> None:
        """Tell whoever filed it that the signatory wants it changed."""
        filer = get_account(unit, application.created_by).person
        self._tell(unit, application, "application_sent_back", [filer], remark=remark or "–")

    def submitted(self, unit: Unit, application: Application) -> None:
        """Tell both that the chamber has it."""
        filer = get_account(unit, application.created_by).person
        self._tell(unit, application, "application_submitted", [filer, _signatory(unit, application)])

    def _tell(
        self, unit: Unit, application: Application, template: str, people: Iterable[Person], **values: str
    ) -> None:
        applicant = names_of(unit, {application.organisation})[application.organisation]
        # Who is both is written to once.
        for person in {person.mail: person for person in reversed(list(people)) if person.mail}.values():
            with speaking(person.language):
                said = {
                    "name": person.name,
                    "kind": _(KINDS[application.kind]),
                    "reference": application.reference,
                    "applicant": applicant.text(person.language),
                    "link": f"{self._site}/{unit.chamber}/applications/{application.id}",
                    **values,
                }
            message = Message(template, MailAddress(person.mail), person.language, said, application.organisation)
            post(unit, message)


def _signatory(unit: Unit, application: Application) -> Person:
    known: Signatory = get_signatory(unit, application.signatory)
    language = known.person.language
    return Person(known.person.name_ja if language == "ja" else known.person.name_en, known.person.mail, language)
