"""What a filing does to its registration when it is handed in, turned down or taken back."""

from issuance.domain.calendar import japan_date
from issuance.domain.registration.filing import Filing, FilingKind
from issuance.domain.registration.form import RegistrationForm
from issuance.domain.registration.record import Registration
from issuance.domain.registration.standing import Standing
from issuance.domain.registration.states import Event, State
from issuance.domain.registration.validity import can_renew, renewal_opens
from issuance.domain.settings import Function
from issuance.errors import RefusedError
from issuance.language import _, day_text
from issuance.services.chamber.settings import require, require_acceptance
from issuance.storage.registrations import (
    add_registration,
    find_registration,
    move_registration,
    save_organisation,
)
from issuance.storage.unit import Unit


def enter(unit: Unit, filing: Filing, form: RegistrationForm) -> Registration:
    """Return the registration that a filing belongs to, moved on by its submission; make it for a first one."""
    if filing.registration is None:
        require_acceptance(unit, Function.REGISTRATION, None)
        return move_registration(unit, add_registration(unit, form.organisation), Event.SUBMIT)
    registration = registration_behind(unit, filing)
    require(unit, Function.REGISTRATION)
    if filing.kind is FilingKind.NEW:
        save_organisation(unit, registration.organisation, form.organisation)
        return move_registration(unit, registration, Event.SUBMIT, capacities=form.organisation.capacities)
    require_time_for(unit, filing.kind, registration)
    return (
        registration
        if filing.kind is FilingKind.CHANGE
        else move_registration(unit, registration, Event.SUBMIT_RENEWAL)
    )


def turn_down(unit: Unit, filing: Filing, registration: Registration, first: Event) -> Registration:
    """Let a registration follow when its filing is returned, rejected or taken back.

    `first` is what that means for a registration that was never approved. A renewal leaves the validity as it was.
    """
    if filing.kind is FilingKind.NEW:
        return move_registration(unit, registration, first)
    if registration.term.state is not State.RENEWAL_SUBMITTED:
        return registration
    last = registration.term.valid_until
    in_time = last is not None and japan_date(unit.now) <= last
    return move_registration(unit, registration, Event.TURN_RENEWAL_DOWN if in_time else Event.TURN_LATE_RENEWAL_DOWN)


def require_time_for(unit: Unit, kind: FilingKind, registration: Registration) -> None:
    """Raise `RefusedError` unless a renewal or a change can be filed today (terms, articles 7 and 8-5)."""
    today, last = japan_date(unit.now), registration.term.valid_until
    if kind is FilingKind.CHANGE:
        capacities = registration.term.capacities
        if not any(registration.term.standing(today, each) is Standing.VALID for each in capacities):
            raise RefusedError(_("What is registered can be changed while the registration is valid. Renew it first."))
    elif last is None or not can_renew(last, today):
        opens = "" if last is None else day_text(renewal_opens(last))
        raise RefusedError(_("A renewal can be filed from %(day)s on.", day=opens))


def registration_behind(unit: Unit, filing: Filing) -> Registration:
    """Return the registration of a filing that has one."""
    registration = find_registration(unit, filing.registration or "")
    if registration is None:
        raise LookupError(f"The filing {filing.id} has no registration.")
    return registration
