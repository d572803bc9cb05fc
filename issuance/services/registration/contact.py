"""Where an organisation is reached: what its approved filing says, confirmed when it was submitted (article 6)."""

from dataclasses import dataclass

from issuance.domain.registration.record import Names
from issuance.storage.filings import filings_of, find_filing
from issuance.storage.registrations import registration_of
from issuance.storage.unit import Unit


@dataclass(frozen=True)
class OrganisationContact:
    """The contact to which notices go. `fax` is E.164."""

    names: Names
    person: str
    mail: str
    fax: str | None
    language: str


def contact_of(unit: Unit, organisation: str) -> OrganisationContact | None:
    """Return an organisation's contact: of the filing in force, before its first approval of the one it submitted."""
    registration = registration_of(unit, organisation)
    if registration is None:
        return None
    if registration.approved_filing is not None:
        filing = find_filing(unit, registration.approved_filing)
    else:
        filing = next((each for each in filings_of(unit, registration.id) if each.form is not None), None)
    if filing is None:
        return None
    contacts = filing.submitted_form.contacts
    return OrganisationContact(registration.names, contacts.person, contacts.mail, contacts.fax, contacts.language)
