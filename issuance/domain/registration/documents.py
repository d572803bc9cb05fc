"""Which papers a filing must bring, and how old they may be (rules of certification of the chamber)."""

import datetime as dt
from enum import StrEnum

from issuance.domain.registration.filing import FilingKind
from issuance.domain.registration.form import LegalForm
from issuance.domain.registration.validity import months_later

MAX_AGE_MONTHS = 3


class PaperKind(StrEnum):
    """A paper that proves who files."""

    REGISTRY_EXTRACT = "registry extract"
    """履歴事項全部証明書"""
    SEAL_CERTIFICATE = "seal certificate"
    """印鑑証明書"""
    RESIDENCE_RECORD = "residence record"
    """住民票"""
    PERSONAL_SEAL_CERTIFICATE = "personal seal certificate"
    """印鑑登録証明書"""
    PROOF_OF_BUSINESS = "proof of business"
    """開業届, 確定申告書"""
    STATUTES = "statutes"
    """定款, 規約"""
    OFFICERS = "list of officers"
    """役員名簿"""
    OTHER = "other"


DATED = frozenset(
    {
        PaperKind.REGISTRY_EXTRACT,
        PaperKind.SEAL_CERTIFICATE,
        PaperKind.RESIDENCE_RECORD,
        PaperKind.PERSONAL_SEAL_CERTIFICATE,
    }
)
"""Issued by an authority, and not older than three months on the day of submission."""

_IDENTITY = {
    LegalForm.CORPORATION: (PaperKind.REGISTRY_EXTRACT, PaperKind.SEAL_CERTIFICATE),
    LegalForm.SOLE_TRADER: (
        PaperKind.RESIDENCE_RECORD,
        PaperKind.PERSONAL_SEAL_CERTIFICATE,
        PaperKind.PROOF_OF_BUSINESS,
    ),
    LegalForm.BODY: (PaperKind.STATUTES, PaperKind.OFFICERS),
}


def required_papers(form: LegalForm, kind: FilingKind, *, who_or_where_changes: bool = True) -> tuple[PaperKind, ...]:
    """Return the papers that a filing must bring.

    A change needs its first proof (registry extract, residence record, statutes) where names, the representative or the
    address change, and no paper where only contacts do.
    """
    papers = _IDENTITY[form]
    if kind is FilingKind.CHANGE:
        return papers[:1] if who_or_where_changes else ()
    return papers


def possible_papers(form: LegalForm) -> tuple[PaperKind, ...]:
    """Return the papers that somebody of this legal form can hand in."""
    return (*_IDENTITY[form], PaperKind.OTHER)


def oldest_issue(submitted: dt.date) -> dt.date:
    """Return the earliest day of issue of a dated paper that is handed in on a day."""
    return months_later(submitted, -MAX_AGE_MONTHS)


def is_fresh(kind: PaperKind, issued: dt.date | None, submitted: dt.date) -> bool:
    """Tell whether a paper is young enough, and not of a day to come."""
    if kind not in DATED:
        return True
    return issued is not None and oldest_issue(submitted) <= issued <= submitted
