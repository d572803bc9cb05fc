"""What a registrar has checked before a filing is approved, by legal form and kind of filing.

The points are ticked on the page of approval; the audit trail keeps which ones.
"""

from enum import StrEnum

from issuance.domain.registration.documents import PaperKind
from issuance.domain.registration.filing import FilingKind
from issuance.domain.registration.form import LegalForm, RegistrationForm
from issuance.domain.registration.standing import Capacity


class Check(StrEnum):
    """One point."""

    NAME_AS_EXTRACT = "name as on the registry extract"
    REPRESENTATIVE_AS_EXTRACT = "representative as on the registry extract"
    SEAL_CERTIFICATE = "seal certificate of the representative"
    TRADER_AS_RESIDENCE_RECORD = "trader as on the residence record"
    PERSONAL_SEAL_CERTIFICATE = "personal seal certificate of the trader"
    BUSINESS_PROVEN = "business proven"
    NAME_AS_STATUTES = "name as in the statutes"
    REPRESENTATIVE_AS_OFFICERS = "representative among the officers"
    ADDRESS = "address"
    ENGLISH = "English name and address"
    MEMBERSHIP = "membership"
    SPECIMENS = "specimen signatures"
    CHANGES = "changes"


_IDENTITY = {
    LegalForm.CORPORATION: (Check.NAME_AS_EXTRACT, Check.REPRESENTATIVE_AS_EXTRACT, Check.SEAL_CERTIFICATE),
    LegalForm.SOLE_TRADER: (
        Check.TRADER_AS_RESIDENCE_RECORD,
        Check.PERSONAL_SEAL_CERTIFICATE,
        Check.BUSINESS_PROVEN,
    ),
    LegalForm.BODY: (Check.NAME_AS_STATUTES, Check.REPRESENTATIVE_AS_OFFICERS),
}


def checklist(kind: FilingKind, form: RegistrationForm) -> tuple[Check, ...]:
    """Return the points to check for a filing, in the order in which its papers are read."""
    proven = any(paper.kind != PaperKind.OTHER for paper in form.papers)
    checks: list[Check] = []
    if kind is not FilingKind.NEW:
        checks.append(Check.CHANGES)
    if kind is not FilingKind.CHANGE or proven:
        checks += [*_IDENTITY[form.organisation.form], Check.ADDRESS, Check.ENGLISH]
    if kind is not FilingKind.CHANGE and form.organisation.member:
        checks.append(Check.MEMBERSHIP)
    if form.signatories and Capacity.APPLICANT in form.organisation.capacities:
        checks.append(Check.SPECIMENS)
    return tuple(checks)
