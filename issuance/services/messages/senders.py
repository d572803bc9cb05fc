"""How a chamber presents itself below and around its messages, by its settings."""

from issuance.domain.ids import FEDERATION
from issuance.outgoing.letter import Sender
from issuance.services.chamber.settings import settings_of
from issuance.storage.unit import Unit

_FEDERATION_NAME = {"ja": "貿易関係証明発給システム 運営事務局", "en": "Trade certificate issuance system, operator"}
_WORDS = {"ja": ("電話", "メール"), "en": ("Telephone", "Mail")}


def sender_of(unit: Unit, language: str) -> Sender:
    """Return the sender of a chamber's messages, the federation's where the unit is its own."""
    if unit.chamber == FEDERATION:
        return Sender(_FEDERATION_NAME[language], foot=_FEDERATION_NAME[language])
    settings = settings_of(unit)
    contact = settings.contact
    phone, mail = _WORDS[language]
    name = settings.names.text(language)
    lines = [
        name,
        contact.department.text(language),
        f"{phone} {contact.phone}" if contact.phone else "",
        f"{mail} {contact.mail}" if contact.mail else "",
        contact.hours.text(language),
    ]
    return Sender(" ".join(name.split()), contact.mail, "\n".join(line for line in lines if line))
