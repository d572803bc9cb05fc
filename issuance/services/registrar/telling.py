"""Notices to an organisation go to its approved mail address, and to its approved fax number where it has one (T6)."""

from collections.abc import Mapping

from issuance.domain.messages import FaxNumber, MailAddress, Message
from issuance.services.messages.posting import post
from issuance.services.messages.saying import Value, said
from issuance.services.registration.contact import contact_of
from issuance.storage.unit import Unit


def tell_organisation(unit: Unit, organisation: str, template: str, values: Mapping[str, Value]) -> None:
    """Queue a notice in the act's transaction, in the language of the organisation's contact."""
    contact = contact_of(unit, organisation)
    if contact is None:  # nothing was ever submitted: there is nobody to tell
        return
    in_words = said(contact.language, values)
    post(unit, Message(template, MailAddress(contact.mail), contact.language, in_words, organisation))
    if contact.fax is not None:
        post(unit, Message(template, FaxNumber(contact.fax), contact.language, in_words, organisation))
