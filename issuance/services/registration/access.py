"""Who may open a filing: a visitor who holds its link, or the administrator id of its organisation."""

import datetime as dt
from dataclasses import dataclass, replace

from issuance.domain.ids import IdKind
from issuance.domain.registration.filing import EDITABLE, Filing
from issuance.domain.registration.form import RegistrationForm, SectionName
from issuance.domain.registration.sections import Draft
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.registration.consent import consents_to
from issuance.storage.filing_keys import find_key
from issuance.storage.filings import find_filing
from issuance.storage.registrations import find_registration
from issuance.storage.unit import Unit

LINK_DAYS = 60
"""How long the link to a filing opens it; every mail that brings one begins anew."""
LINK_LIFE = dt.timedelta(days=LINK_DAYS)


@dataclass(frozen=True)
class Access:
    """What a request brings: a filing, and for a visitor the key (a row of `filing_key`) that opened it."""

    filing: str
    key: str | None = None


class ClosedError(RefusedError):
    """Who asks for this filing cannot open it: the page answers as if there were none."""


def filing_for(unit: Unit, access: Access) -> Filing:
    """Return the filing; raise `ClosedError` where it is not for who acts."""
    found = find_filing(unit, access.filing)
    if found is None or not (_by_link(unit, access, found) if access.key else _of_own(unit, found)):
        raise ClosedError(
            _("This link does not open a registration any more. Ask for a new one with your reference number.")
        )
    return found


def editable_filing(unit: Unit, access: Access) -> Filing:
    """Return the filing if it can still be written in; raise `RefusedError` once it was submitted."""
    found = filing_for(unit, access)
    if found.state not in EDITABLE:
        raise RefusedError(
            _("This was submitted already and cannot be changed now. Nothing was stored; see where it stands.")
        )
    return found


def as_seen(filing: Filing, version: int) -> Filing:
    """Return the filing as somebody saw it: a change of it is refused if it has moved on since."""
    return replace(filing, version=version)


def draft_of(unit: Unit, filing: Filing) -> Draft:
    """Return a filing's data with what it is compared with."""
    approved = approved_form(unit, filing)
    in_force = None if approved is None else approved.model_dump(mode="json")
    draft = Draft(filing.kind, filing.data, in_force)
    if in_force is None:
        return draft
    return replace(draft, consented=consents_to(unit, filing.registration, draft.section(SectionName.ORGANISATION)))


def approved_form(unit: Unit, filing: Filing) -> RegistrationForm | None:
    """Return what was in force when a renewal or a change was begun; None for a new registration."""
    basis = find_filing(unit, filing.basis or "")
    return None if basis is None else basis.form


def _by_link(unit: Unit, access: Access, filing: Filing) -> bool:
    key = find_key(unit, access.key or "")
    return key is not None and key.filing == filing.id and key.opens and unit.now < key.expires_at


def _of_own(unit: Unit, filing: Filing) -> bool:
    if unit.actor.kind is not IdKind.ADMINISTRATOR or filing.registration is None:
        return False
    registration = find_registration(unit, filing.registration)
    return registration is not None and registration.organisation == unit.actor.answerable
