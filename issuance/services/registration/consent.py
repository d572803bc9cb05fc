"""A registration passes to another legal entity with the chamber's recorded consent alone (terms, article 30)."""

from collections.abc import Mapping

from issuance.domain.registration.entity import entity_fields_changed
from issuance.domain.registration.filing import Filing
from issuance.domain.registration.form import RegistrationForm
from issuance.domain.registration.reach import corporate_number
from issuance.errors import RefusedError
from issuance.language import _
from issuance.services.registrar.measures import consent_in_force, use_consent
from issuance.storage.measures import Measure
from issuance.storage.unit import Unit


def consents_to(unit: Unit, registration: str | None, organisation: Mapping[str, object]) -> bool:
    """Tell whether a consent is in force for what the section "organisation" says: for this number, if it names one."""
    consent = consent_in_force(unit, registration or "")
    return consent is not None and _fits(consent, organisation.get("corporate_number"))


def use_up_consent(unit: Unit, filing: Filing, before: RegistrationForm | None) -> None:
    """Use the consent in the act that approves the hand-over; raise `RefusedError` where none is in force."""
    if before is None:
        return
    now = filing.submitted_form.organisation.model_dump(mode="json")
    if not entity_fields_changed(before.organisation.model_dump(mode="json"), now):
        return
    consent = consent_in_force(unit, filing.registration or "")
    if consent is None or not _fits(consent, now["corporate_number"]):
        raise RefusedError(
            _(
                "This hands the registration to another legal entity, and no consent to that is in force (terms,"
                " article 30). Record the consent first, or return the filing."
            )
        )
    use_consent(unit, consent)


def _fits(consent: Measure, number: object) -> bool:
    return not consent.words.other_number or _plain(consent.words.other_number) == _plain(number)


def _plain(number: object) -> str:
    try:
        return corporate_number(number)
    except ValueError:
        return str(number)
