"""Tell a payer of a charge: how much, by when, and how to pay it (terms, articles 6 and 11)."""

from issuance.domain.fees.charge import Charge
from issuance.domain.messages import MailAddress, Message
from issuance.domain.settings import ChamberSettings
from issuance.services.messages.posting import post
from issuance.services.messages.saying import Value, printed, said
from issuance.services.registration.contact import contact_of
from issuance.storage.unit import Unit

DUE, OVERDUE = "fee_due", "fee_overdue"


def tell_of_charge(unit: Unit, charge: Charge, settings: ChamberSettings, template: str = DUE) -> None:
    """Queue the mail in the act's transaction, in the language of the payer's contact: that it is due, or overdue."""
    contact = contact_of(unit, charge.organisation)
    if contact is None:  # nothing was ever submitted: there is nobody to tell
        return
    language = contact.language
    values: dict[str, Value] = {
        "application": charge.application_reference,
        "reference": charge.reference,
        "total": f"{charge.sum.total:,}",
        "due_on": printed(charge.due_on),
        "account": settings.payment.bank_account.text(language) or "-",
        "chamber": settings.names.text(language),
    }
    post(unit, Message(template, MailAddress(contact.mail), language, said(language, values), charge.organisation))
