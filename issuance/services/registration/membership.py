"""Whether an organisation is a member of the chamber."""

from issuance.storage.filings import find_filing
from issuance.storage.registrations import registration_of
from issuance.storage.unit import Unit


def is_member(unit: Unit, organisation: str) -> bool:
    """Tell whether the filing in force says that an organisation is a member; the registrar has checked it."""
    registration = registration_of(unit, organisation)
    filing = None if registration is None else find_filing(unit, registration.approved_filing or "")
    return filing is not None and filing.submitted_form.organisation.member
